"""What was: series for charts, rows, a CSV file. All of it is the store's."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
import structlog
from aiohttp import web

from iaqverse.bus import BusError, RpcError
from iaqverse.contracts.profile import ProfileOf
from iaqverse.contracts.quantity import QUANTITIES
from iaqverse.contracts.score import score_values
from iaqverse.contracts.wire import iso_of_ms
from iaqverse.http import json_response
from services.gateway import older, queries
from services.gateway.parts import Parts
from services.gateway.queries import BadQuery

log = structlog.get_logger()

DEFAULT_POINTS: Final = 600
_SPAN: Final = ("start", "end")
_CSV_COLUMNS: Final = ("timestamp", "site", "room", "device", *QUANTITIES, "score", "level")


class History:
    """Answers from the store."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get("/api/series", self.series),
            web.get("/api/iaq/data", self.rows),
            web.get("/api/export.csv", self.export),
        ]

    async def series(self, request: web.Request) -> web.Response:
        """Answer columns for a chart, bucketed when there are more than `points`."""
        query = queries.known(request.query, (*queries.PLACE, *_SPAN, "quantity", "points"))
        most = self._parts.settings.gateway_query_points
        start_ms, end_ms = queries.span(query, datetime.now(UTC), timedelta(hours=1))
        answer = await self._parts.store.ask(
            "series",
            **queries.place_filter(query).named(),
            quantities=queries.quantities(query.get("quantity", "")),
            start_ms=start_ms,
            end_ms=end_ms,
            points=queries.whole("points", query.get("points", str(DEFAULT_POINTS)), 2, most),
        )
        return json_response(answer, headers={"Iaq-Step": str(answer["step_s"])})

    async def rows(self, request: web.Request) -> web.Response:
        """Answer a list of rows in the older shape, by default of the last 24 hours and as measured."""
        query = queries.known(request.query, (*queries.PLACE, *_SPAN, "hours", "step", "raw"))
        most = self._parts.settings.gateway_query_rows
        parts: list[bytes] = []
        count, step_s = 0, 0
        async for page in self._parts.store.pages("rows", **self._wanted_rows(query)):
            count, step_s = count + len(page["columns"]["ts_ms"]), page["step_s"]
            if count > most:
                raise BadQuery(f"more than {most} rows: ask for a shorter span or a longer step")
            parts.append(await asyncio.to_thread(self._encoded_rows, page["columns"]))
        body = b"[" + b",".join(part for part in parts if part) + b"]"
        return web.Response(body=body, content_type="application/json", headers={"Iaq-Step": str(step_s)})

    def _encoded_rows(self, columns: Mapping[str, list[Any]]) -> bytes:
        return orjson.dumps(older.rows(columns, self._parts.configuration.current))[1:-1]

    def _wanted_rows(self, query: Mapping[str, str]) -> dict[str, Any]:
        if "hours" in query and "start" in query:
            raise BadQuery("say hours or start, not both")
        is_raw = "raw" in query and queries.truth("raw", query["raw"])
        start_ms, end_ms = queries.span(query, datetime.now(UTC), timedelta(hours=24))
        return {
            **queries.place_filter(query).named(),
            "start_ms": start_ms,
            "end_ms": end_ms,
            "step_s": 0 if is_raw or "step" not in query else queries.step_s(query["step"]),
        }

    async def export(self, request: web.Request) -> web.StreamResponse:
        """Answer a CSV file of any length, page by page; one that breaks off has no proper end."""
        query = queries.known(request.query, (*queries.PLACE, *_SPAN, "hours", "step", "raw"))
        pages = self._parts.store.pages("rows", **self._wanted_rows(query))
        profile_of = self._parts.configuration.current.profile_of
        page = await anext(pages)  # what can't be answered at all is refused before anything is sent
        answer = web.StreamResponse(
            headers={
                "Content-Type": "text/csv; charset=utf-8",
                "Content-Disposition": 'attachment; filename="iaqverse.csv"',
                "Iaq-Step": str(page["step_s"]),
            }
        )
        answer.enable_chunked_encoding()
        await answer.prepare(request)
        await answer.write(",".join(_CSV_COLUMNS).encode() + b"\r\n")
        try:
            await answer.write(await asyncio.to_thread(_csv, page["columns"], profile_of))
            async for page in pages:
                await answer.write(await asyncio.to_thread(_csv, page["columns"], profile_of))
        except (BusError, RpcError) as error:
            log.warning("export_broken_off", error=str(error))
            if request.transport is not None:
                request.transport.abort()
        return answer


def _csv(columns: Mapping[str, list[Any]], profile_of: ProfileOf) -> bytes:
    return b"".join(_csv_lines(columns, profile_of))


def _csv_lines(columns: Mapping[str, list[Any]], profile_of: ProfileOf) -> Iterable[bytes]:
    nothing = [None] * len(columns["ts_ms"])
    for i, ts_ms in enumerate(columns["ts_ms"]):
        values = {name: columns.get(name, nothing)[i] for name in QUANTITIES}
        measured = {name: value for name, value in values.items() if value is not None}
        score = score_values(measured, profile_of(columns["site"][i], columns["room"][i]))
        cells = [
            iso_of_ms(ts_ms),
            *(columns[name][i] for name in ("site", "room", "device")),
            *("" if value is None else value for value in values.values()),
            *((score.score, score.level) if score else ("", "")),
        ]
        yield ",".join(map(str, cells)).encode() + b"\r\n"
