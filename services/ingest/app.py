"""The HTTP door: from the bytes of a POST to its answer, in the order in which it happens."""

import asyncio
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from aiohttp import web

from iaqverse.bus import BusError
from iaqverse.contracts.codec import JSON, MSGPACK, Malformed, decode
from iaqverse.http import json_response, problem, problems
from services.ingest.answers import answer
from services.ingest.intake import Intake
from services.ingest.settings import Settings
from services.ingest.validation import UNKNOWN_DEVICE

BODY_S: Final = 10.0
"""How long a body may take to arrive."""
CONTENT_TYPES: Final[Mapping[str, str]] = {
    JSON: JSON,
    MSGPACK: MSGPACK,
    "application/x-msgpack": MSGPACK,
    "application/vnd.msgpack": MSGPACK,
}
OLDER_DOOR: Final = "/api/iaq"
RETRY_S: Final = 5.0
"""When to try again after what the bus itself can't tell."""

_TRACEPARENT: Final = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


def make_app(intake: Intake, settings: Settings) -> web.Application:
    """Return the application: ``POST /api/ingest``, ``POST /api/iaq``, ``GET /api/ingest/stats``."""

    async def ingest(request: web.Request) -> web.Response:
        received_at = datetime.now(UTC)
        try:
            intake.check()
            kind = content_type(request)
            body = await read_body(request, settings.ingest_body_bytes)
            value = decode(body, kind)
            items = value if isinstance(value, list) else [value]
            check_length(items, settings.ingest_items)
            verdicts = await intake.take("http", items, received_at, headers=trace(request))
        except Malformed as malformed:
            await intake.refuse("http", UNKNOWN_DEVICE, str(malformed), body)
            return problem(400, str(malformed))
        except BusError as error:
            return unavailable(error)
        status, members, detail = answer(
            verdicts, is_list=isinstance(value, list), is_older_door=request.path == OLDER_DOOR
        )
        return problem(status, detail, **members) if detail else json_response(members, status)

    async def stats(_: web.Request) -> web.Response:
        return json_response(intake.stats.as_json(), headers={"Cache-Control": "no-store"})

    app = web.Application(middlewares=[problems], client_max_size=settings.ingest_body_bytes)
    app.add_routes(
        [
            web.post("/api/ingest", ingest),
            web.post(OLDER_DOOR, ingest),
            web.get("/api/ingest/stats", stats),
        ]
    )
    return app


def content_type(request: web.Request) -> str:
    """Return JSON or MSGPACK, whichever the request says it brings.

    Raises:
        web.HTTPUnsupportedMediaType: If it says neither, or that its body is compressed.
    """
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise web.HTTPUnsupportedMediaType(text="Send the body as it is, without Content-Encoding.")
    found = CONTENT_TYPES.get(request.content_type) if "Content-Type" in request.headers else None
    if found is None or (request.charset or "utf-8").lower() not in ("utf-8", "utf8"):
        raise web.HTTPUnsupportedMediaType(
            text="Send Content-Type: application/json (in UTF-8) or application/msgpack."
        )
    return found


async def read_body(request: web.Request, most: int) -> bytes:
    """Return the body, of at most `most` bytes.

    Raises:
        web.HTTPRequestEntityTooLarge: If it is larger; nothing more of it is read then.
        web.HTTPRequestTimeout: If it takes longer than 10 s to arrive.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            if (request.content_length or 0) > most:
                raise _too_large(most, request.content_length or 0)
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > most:
                    raise _too_large(most, len(body))
    except TimeoutError:
        raise web.HTTPRequestTimeout(text=f"The body took longer than {BODY_S:.0f} s to arrive.") from None
    return bytes(body)


def _too_large(most: int, size: int) -> web.HTTPRequestEntityTooLarge:
    return web.HTTPRequestEntityTooLarge(
        most, size, text=f"A request has at most {most} bytes: send the readings in several."
    )


def check_length(items: list[Any], most: int) -> None:
    """Raise if a list is empty or longer than `most`."""
    if not items:
        raise web.HTTPUnprocessableEntity(text="The list is empty: send at least one reading.")
    if len(items) > most:
        raise web.HTTPRequestEntityTooLarge(
            most,
            len(items),
            text=f"A list has at most {most} readings, not {len(items)}: send several lists.",
        )


def trace(request: web.Request) -> dict[str, str]:
    """Return the W3C trace context of the request, if it has a valid one, to pass on."""
    traceparent = request.headers.get("traceparent", "")
    return {"traceparent": traceparent} if _TRACEPARENT.fullmatch(traceparent) else {}


def unavailable(error: BusError) -> web.Response:
    """Return 503: nothing is promised, and when to send it again (with the same time it merges)."""
    return problem(
        503,
        f"{error}; send the readings again, with the same times",
        retry_after_s=round(error.retry_after_s or RETRY_S),
    )
