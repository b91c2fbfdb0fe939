"""``iaqverse import --influx``: history from an InfluxDB (2, or 1.8), such as that of the older program.

It is read an hour at a time by InfluxQL, oldest first, and what columns mean is found as in a CSV file: tags
and fields are columns. How far it came is noted beside the data, and one that was broken off goes on there.
"""

import hashlib
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
import orjson

from iaqverse.contracts.names import Place, token
from iaqverse.contracts.quantity import QUANTITIES
from iaqverse.local.importing import Columns, Row, columns
from iaqverse.local.problems import Problem

HOUR_MS: Final = 3_600_000
TIMEOUT_S: Final = 120.0
PLACE: Final = ("site", "room", "device")


@dataclass(frozen=True, slots=True)
class Source:
    """Where to read: the address, the bucket or database, the measurement (None: the only one), the token."""

    url: str
    bucket: str
    measurement: str | None
    token: str


class Reader:
    """Reads one measurement. `first_ms`, `last_ms`: what it spans."""

    def __init__(self, session: aiohttp.ClientSession, source: Source) -> None:
        self._session = session
        self._source = source
        self.measurement = ""
        self.first_ms = 0
        self.last_ms = 0
        self.meant = Columns({}, {})
        self.ignored: list[str] = []

    async def start(self, chosen: Mapping[str, str], place: Mapping[str, str]) -> None:
        """Find the measurement, what its tags and fields mean, and what it spans.

        Raises:
            Problem: If there is nothing to read, or it can't be understood.
        """
        self.measurement = self._source.measurement or await self._only_measurement()
        name = _quoted(self.measurement)
        tags = await self._ask(f"SHOW TAG KEYS FROM {name}")
        fields = await self._ask(f"SHOW FIELD KEYS FROM {name}")
        names = [row[0] for row in tags + fields]
        if not names:
            raise Problem(f"{self._source.bucket} has no measurement {self.measurement!r}")
        self.meant = columns(["time", *names], chosen, place)
        self.ignored = [name for name in names if name not in self.meant.meant]
        self.first_ms = (await self._ask(f"SELECT * FROM {name} ORDER BY time LIMIT 1"))[0][0]
        self.last_ms = (await self._ask(f"SELECT * FROM {name} ORDER BY time DESC LIMIT 1"))[0][0]

    async def hours(self, from_ms: int) -> AsyncIterator[tuple[int, list[Row]]]:
        """Yield the rows of one hour after another, and until when that is all; empty hours are passed over.

        Raises:
            Problem: If InfluxDB refuses or does not answer.
        """
        wanted = [name for name in self.meant.meant if name != "time"]
        select = f"SELECT {', '.join(map(_quoted, wanted))} FROM {_quoted(self.measurement)} WHERE time >= "
        while True:
            next_rows = await self._ask(f"{select}{from_ms}ms ORDER BY time LIMIT 1")
            if not next_rows:
                return
            start_ms = next_rows[0][0] // HOUR_MS * HOUR_MS
            found = await self._ask(f"{select}{start_ms}ms AND time < {start_ms + HOUR_MS}ms ORDER BY time")
            yield start_ms + HOUR_MS, list(self._rows(wanted, found))
            from_ms = start_ms + HOUR_MS

    def _rows(self, wanted: list[str], found: Iterable[list[Any]]) -> Iterable[Row]:
        for at_ms, *cells in found:
            named = zip(wanted, cells, strict=True)
            given = {self.meant.meant[name]: cell for name, cell in named if cell is not None}
            values = {name: float(value) for name, value in given.items() if name in QUANTITIES}
            if not values:
                continue
            try:
                place = Place(*(token(str(given.get(name) or self.meant.place[name])) for name in PLACE))
            except (KeyError, ValueError) as error:
                raise Problem(f"a row at {at_ms} ms does not say its place: {error}") from None
            yield Row(place, at_ms, values)

    async def _only_measurement(self) -> str:
        found = [row[0] for row in await self._ask("SHOW MEASUREMENTS")]
        if len(found) != 1:
            names = ", ".join(found) or "none"
            raise Problem(
                f"{self._source.bucket} has these measurements: {names}; say one with --measurement"
            )
        return str(found[0])

    async def _ask(self, question: str) -> list[list[Any]]:
        """Return the rows that answer a question."""
        query = {"db": self._source.bucket, "epoch": "ms", "q": question}
        headers = {"Authorization": f"Token {self._source.token}"} if self._source.token else {}
        try:
            async with self._session.get(
                f"{self._source.url}/query", params=query, headers=headers
            ) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Problem(f"no answer from {self._source.url}: {error or type(error).__name__}") from None
        if answer.status != 200:
            hint = {401: ": the token is wrong", 404: ": there is no such bucket"}.get(answer.status, "")
            said = body[:200].decode(errors="replace")
            raise Problem(f"{self._source.url} answered {answer.status}{hint} ({said})")
        (result,) = orjson.loads(body)["results"]
        if "error" in result:
            raise Problem(f"InfluxDB: {result['error']}")
        rows: list[list[Any]] = result["series"][0]["values"] if result.get("series") else []
        return rows


def _quoted(name: str) -> str:
    """Return an identifier."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Bookmark:
    """How far an import of a source came, in a file of the data folder."""

    def __init__(self, folder: Path, source: Source, measurement: str) -> None:
        name = f"{source.url} {source.bucket} {measurement}"
        self._path = folder / f"import-{hashlib.sha256(name.encode()).hexdigest()[:12]}.json"

    def read(self) -> int:
        """Return the instant up to which everything was taken in; 0 if nothing was."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            return int(orjson.loads(self._path.read_bytes())["through_ms"])
        return 0

    def write(self, through_ms: int) -> None:
        """Note how far it is."""
        new = self._path.with_suffix(".new")
        new.write_bytes(orjson.dumps({"through_ms": through_ms}))
        new.replace(self._path)

    def remove(self) -> None:
        """Forget it: the import is complete."""
        self._path.unlink(missing_ok=True)
