"""The SQLite engine: a writing thread and a few reading ones behind the interface of an engine."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from iaqverse.contracts.names import Place
from services.store.engine import (
    Batch,
    Chunk,
    Keep,
    Level,
    Messages,
    MessagesQuery,
    Newest,
    Point,
    ReadingsQuery,
    Refused,
    Where,
)
from services.store.sqlite import copying
from services.store.sqlite.reading import Reader
from services.store.sqlite.series import Series
from services.store.sqlite.writing import FOLD_ROWS, Writer

READERS: Final = 3
KEEP: Final = Keep()
BACKED_UP: Final = "backed_up_ms"

T = TypeVar("T")


class SqliteEngine:
    """Keeps everything in one file; see `services.store.engine.Engine`."""

    def __init__(
        self, path: Path, keep: Keep = KEEP, *, mark_every_ms: int = 60_000, fold_rows: int = FOLD_ROWS
    ) -> None:
        self._path = path
        self._asked = 0
        self._nobody_asks = threading.Event()
        self._nobody_asks.set()
        self._writer = Writer(
            path,
            keep,
            mark_every_ms=mark_every_ms,
            fold_rows=fold_rows,
            wait_for_readers=self._nobody_asks.wait,
        )
        self._reader = Reader(path, self._writer.tail)
        self._writing = ThreadPoolExecutor(1, "sqlite-write")
        self._reading = ThreadPoolExecutor(READERS, "sqlite-read")

    async def open(self) -> Point | None:
        """Make or open the file."""
        return await self._write(self._writer.through)

    async def close(self) -> None:
        """Finish what was begun, then close the file; the last connection moves the log into it."""
        await asyncio.to_thread(self._reading.shutdown, cancel_futures=True)
        self._reader.close()
        await self._write(self._writer.close)
        self._writing.shutdown()

    async def write(self, batch: Batch) -> list[Refused]:
        """Keep a batch in one transaction, durable on return; nothing is ever refused."""
        await self._write(lambda: self._writer.write(batch))
        return []

    async def latest(self) -> list[Newest]:
        """Return the newest reading of every device."""
        return await self._read(lambda: self._reader.newest(list(self._writer.series.values())))

    def quantities_of(self, where: Where) -> dict[Place, frozenset[str]]:
        """Return which quantities were ever kept, by place."""
        return {series.place: series.quantities for series in self._series(where)}

    def kept_from(self, level: Level) -> int:
        """Return from when on a level has all that was ever written."""
        from_ms = self._writer.kept_from[level]
        return from_ms if self._writer.first_ms < from_ms else 0

    async def query(self, query: ReadingsQuery, timeout_s: float) -> Chunk:
        """Return readings or their buckets."""
        deadline = time.monotonic() + timeout_s
        # A device's key is its place with slashes; a place sorts as its parts do.
        after = Place(*query.after.key.split("/")) if query.after else None
        series = [one for one in self._series(query.where) if after is None or one.place >= after]
        return await self._read(lambda: self._reader.readings(series, query, deadline))

    async def messages(self, query: MessagesQuery, timeout_s: float) -> Messages:
        """Return messages of one kind."""
        deadline = time.monotonic() + timeout_s
        keys = sorted(
            (".".join(key[1:]), key, number)
            for key, number in list(self._writer.subjects.items())
            if key[0] == query.kind and query.where.matches(key[1], key[2], key[3] or None)
        )
        wanted = [(key, number) for name, key, number in keys if not query.after or name >= query.after.key]
        return await self._read(lambda: self._reader.messages(wanted, query, deadline))

    async def delete(self, place: Place) -> int:
        """Delete a device's readings and what was derived of it."""
        gone = 0
        while (step := await self._write(lambda: self._writer.delete(place))) is not None:
            gone += step
        return gone

    async def maintain(self, now_ms: int, budget_s: float) -> int:
        """Fold what is due, and delete what is past its time."""
        return await self._write(lambda: self._writer.maintain(now_ms, budget_s))

    async def kept_before(self, at_ms: int) -> int:
        """Return the newest sequence known to have entered the stream before an instant."""
        return await self._write(lambda: self._writer.kept_before(at_ms))

    async def problems(self) -> list[str]:
        """Look through the whole file."""
        return await asyncio.to_thread(copying.problems, self._path)

    async def backup(self, target: Path, configuration: str, now_ms: int) -> int:
        """Copy the file while it is in use."""
        size = await asyncio.to_thread(copying.copy, self._path, target, configuration)
        await self._write(lambda: self._writer.note(BACKED_UP, now_ms))
        return size

    def size_bytes(self) -> int:
        """Return the size of the file and of what is still to be written into it."""
        files = (self._path, self._path.with_name(self._path.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    async def backed_up_ms(self) -> int:
        """Return when the last copy was made."""
        return int(await self._write(lambda: self._writer.noted(BACKED_UP)) or 0)

    async def restored(self) -> str | None:
        """Return the configuration that a restored copy brought."""
        found = await self._write(lambda: self._writer.noted(copying.CONFIGURATION))
        return None if found is None else str(found)

    async def settle_restored(self) -> None:
        """Forget that configuration."""
        await self._write(lambda: self._writer.note(copying.CONFIGURATION, None))

    def _series(self, where: Where) -> list[Series]:
        found = [one for one in list(self._writer.series.values()) if where.matches(*one.place)]
        return sorted(found, key=lambda one: one.place)

    async def _write(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writing, act)

    async def _read(self, act: Callable[[], T]) -> T:
        self._asked += 1
        self._nobody_asks.clear()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._reading, act)
        finally:
            self._asked -= 1
            if not self._asked:
                self._nobody_asks.set()
