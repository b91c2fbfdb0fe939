"""Requests to InfluxDB, and what their failures mean.

=======================  =============================================================
400, 422 of InfluxDB     some lines are bad: the batch is halved until they stand alone
413                      too large: halved
401, 403, 404            the token, its rights, or a bucket is missing: waits, says which
429, 500, 502, 503, 504  overloaded or starting: waits, as long as it says
no answer                waits
=======================  =============================================================
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from math import isfinite
from typing import Any, Final, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

import aiohttp
import msgpack
import orjson
from influxdb_client.client.influxdb_client_async import InfluxDBClientAsync
from influxdb_client.domain.write_precision import WritePrecision
from influxdb_client.rest import ApiException

from services.store.engine import EngineAway, TooSlow

WRITE_S: Final = 30.0
MSGPACK: Final = "application/x-msgpack"
_ABOUT_LINES: Final = {400: "invalid", 422: "unprocessable entity"}
"""What InfluxDB itself calls these: what stands between may answer the same with something else in mind."""
_TOO_LARGE: Final = 413
_HINTS: Final = {
    401: "it does not know the token: set IAQ_STORE_TOKEN or IAQ_STORE_TOKEN_FILE",
    403: "the token lacks a right: it must read and write the buckets, or be one of all access",
    404: "there is no such organisation or bucket: see IAQ_STORE_URL",
}

Series = list[dict[str, Any]]
"""What a question found: for each of its groups `tags`, `columns` and `values`."""


class Address(NamedTuple):
    """Where InfluxDB is, and which bucket is meant: ``influxdb://localhost:8086/iaqverse?org=home``."""

    url: str
    org: str
    bucket: str

    @classmethod
    def parse(cls, url: str) -> Self:
        """Take a setting apart; ``influxdbs`` is over TLS.

        Raises:
            ValueError: If it is not like the example.
        """
        parts = urlsplit(url)
        scheme = {"influxdb": "http", "influxdbs": "https"}.get(parts.scheme)
        org = parse_qs(parts.query).get("org", ["iaqverse"])[0]
        bucket = parts.path.strip("/")
        if scheme is None or not parts.hostname or not bucket or "/" in bucket:
            raise ValueError(f"{url!r} is not like influxdb://localhost:8086/bucket?org=name")
        return cls(f"{scheme}://{parts.netloc}", org, bucket)


class Refusal(NamedTuple):
    """A line that is not taken, by its place in what was written, and why."""

    at: int
    reason: str


class Connection:
    """The client, and one place where errors become ours."""

    def __init__(self, address: Address, token: str) -> None:
        self._address = address
        self._token = token
        self._client: InfluxDBClientAsync | None = None

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()  # type: ignore[no-untyped-call]

    async def write(self, bucket: str, lines: Sequence[bytes]) -> list[Refusal]:
        """Write lines, and return which were refused; all others are kept.

        Raises:
            EngineAway: If InfluxDB can't be used; some may be kept, and writing them again changes nothing.
        """
        try:
            async with asyncio.timeout(WRITE_S):
                api = self._there().write_api()
                precision: Any = WritePrecision.MS
                await api.write(bucket, self._address.org, b"\n".join(lines), write_precision=precision)
        except ApiException as error:
            if not _is_about_lines(error):
                raise self._away(error) from None
            if len(lines) == 1:
                return [Refusal(0, _message(error.body))]
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise self._gone(error) from None
        else:
            return []
        half = len(lines) // 2
        first = await self.write(bucket, lines[:half])
        rest = await self.write(bucket, lines[half:])
        return first + [Refusal(half + at, reason) for at, reason in rest]

    async def ask(self, bucket: str, *statements: str, timeout_s: float | None = None) -> list[Series]:
        """Ask InfluxQL, and return what each statement found.

        Raises:
            EngineAway: If InfluxDB can't be used.
            TooSlow: If it does not answer within `timeout_s`.
        """
        if not statements:
            return []
        query = {"db": bucket, "epoch": "ms", "q": ";".join(statements)}
        # As MessagePack: a third less time there than as JSON.
        answer = await self._request("GET", "/query", query, accept=MSGPACK, timeout_s=timeout_s)
        results = msgpack.unpackb(answer)["results"]
        for result in results:
            if "error" in result:
                raise EngineAway(f"InfluxDB: {result['error']}")
        return [result.get("series", []) for result in results]

    async def api(
        self, method: str, path: str, query: Mapping[str, str] | None = None, body: object = None
    ) -> Any:
        """Ask the HTTP interface of version 2; return what it answers, None for nothing."""
        answer = await self._request(method, f"/api/v2/{path}", query or {}, body)
        return orjson.loads(answer) if answer else None

    async def _request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: object = None,
        *,
        accept: str = "application/json",
        timeout_s: float | None = None,
    ) -> bytes:
        try:
            async with asyncio.timeout(WRITE_S if timeout_s is None else timeout_s):
                answer = await self._there().api_client.rest_client.request(  # type: ignore[no-untyped-call]
                    method,
                    self._address.url + path,
                    query_params=query,
                    headers={"Authorization": f"Token {self._token}", "Accept": accept},
                    body=body,
                )
        except TimeoutError as error:
            if timeout_s is None:
                raise self._gone(error) from None
            raise TooSlow from None
        except ApiException as error:
            raise self._away(error) from None
        except (aiohttp.ClientError, OSError) as error:
            raise self._gone(error) from None
        data: bytes = answer.data
        return data

    def _there(self) -> InfluxDBClientAsync:
        if self._client is None:
            self._client = InfluxDBClientAsync(
                self._address.url, self._token, self._address.org, timeout=aiohttp.ClientTimeout(total=None)
            )
        return self._client

    def _away(self, error: ApiException) -> EngineAway:
        hint = _HINTS.get(error.status, "it is tried again")
        retry_after_s = None
        with suppress(KeyError, TypeError, ValueError):
            said_s = float(error.headers["Retry-After"])
            retry_after_s = said_s if isfinite(said_s) else None
        said = _message(error.body)
        return EngineAway(f"InfluxDB answered {error.status} ({said}): {hint}", retry_after_s)

    def _gone(self, error: BaseException) -> EngineAway:
        return EngineAway(f"no answer from InfluxDB at {self._address.url}: {error or type(error).__name__}")


def _is_about_lines(error: ApiException) -> bool:
    """Whether some lines are refused, rather than the request."""
    if error.status == _TOO_LARGE:
        return True
    return error.status in _ABOUT_LINES and _said(error.body).get("code") == _ABOUT_LINES[error.status]


def _message(body: bytes | str | None) -> str:
    """Return what InfluxDB says is wrong."""
    return str(_said(body).get("message") or _text(body)[:200])


def _said(body: bytes | str | None) -> dict[str, Any]:
    with suppress(orjson.JSONDecodeError):
        said = orjson.loads(body or b"")
        return said if isinstance(said, dict) else {}
    return {}


def _text(body: bytes | str | None) -> str:
    return body.decode(errors="replace") if isinstance(body, bytes) else body or "nothing more"
