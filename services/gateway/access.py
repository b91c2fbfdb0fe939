"""Who may come in. Today: everybody, but no page of another site through a visitor's browser.

The proxy checks the origin too. Accounts and keys will be asked for here and nowhere else.
"""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from iaqverse.contracts.codec import JSON, MSGPACK
from iaqverse.http import problem

log = structlog.get_logger()

READING: Final = frozenset({"GET", "HEAD"})
SOCKET_PATH: Final = "/ws"
_BODIES: Final = frozenset({JSON, MSGPACK})


def is_same_origin(origin: str | None, host: str) -> bool:
    """Whether a request with this ``Origin`` comes from our own pages, or from no page at all."""
    if origin is None:
        return True
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


@web.middleware
async def access(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse writes and sockets of other sites (403), and bodies that a plain form could send (415)."""
    is_write = request.method not in READING
    origin = request.headers.get("Origin")
    if (is_write or request.path == SOCKET_PATH) and not is_same_origin(origin, request.host):
        log.warning("origin_refused", origin=origin, host=request.host, path=request.path)
        return problem(403, f"Pages of {origin} may not do this here: only those of {request.host} may.")
    if is_write and request.body_exists and request.content_type not in _BODIES:
        return problem(415, "Send Content-Type: application/json or application/msgpack.")
    return await handler(request)


def client_address(request: web.Request) -> str:
    """Return the address of the client; nginx, which overwrites this header, tells it."""
    return request.headers.get("X-Forwarded-For") or request.remote or "unix"
