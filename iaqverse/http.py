"""How services speak HTTP: listeners, health and readiness, problems (RFC 9457)."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from aiohttp import web

from iaqverse import metrics
from iaqverse.settings import CommonSettings

log = structlog.get_logger()

Readiness = Callable[[], str | None]
"""Says why a service can't do its job now; None when it can."""


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return `value` as a JSON answer."""
    return web.Response(
        body=orjson.dumps(value), status=status, headers=headers, content_type="application/json"
    )


def problem(status: int, detail: str, *, retry_after_s: int | None = None, **extra: Any) -> web.Response:
    """Return an error as ``application/problem+json``: what went wrong and what to do."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    headers = {"Retry-After": str(retry_after_s)} if retry_after_s is not None else None
    return web.Response(
        body=orjson.dumps(body | extra),
        status=status,
        headers=headers,
        content_type="application/problem+json",
    )


@web.middleware
async def problems(request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
    """Answer every error as a problem; what nobody expected is logged and answered 500."""
    try:
        answer: web.StreamResponse = await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return problem(error.status, error.text or error.reason)
    except Exception:
        log.error("request_failed", method=request.method, path=request.path, exc_info=True)
        return problem(500, "This is a fault of the service; its log says more.")
    return answer


def operator_routes(ready: Readiness) -> list[web.RouteDef]:
    """Return ``/health`` (the process lives), ``/ready`` (it can do its job now) and ``/metrics``."""

    async def health(_: web.Request) -> web.Response:
        return json_response({"status": "ok"})

    async def readiness(_: web.Request) -> web.Response:
        reason = ready()
        if reason is not None:
            return problem(503, reason, retry_after_s=1)
        return json_response({"status": "ready"})

    async def exposition(_: web.Request) -> web.Response:
        return web.Response(body=metrics.exposition(), headers={"Content-Type": metrics.CONTENT_TYPE})

    return [
        web.get("/health", health),
        web.get("/ready", readiness),
        web.get("/metrics", exposition),
    ]


@asynccontextmanager
async def serve(
    settings: CommonSettings, ready: Readiness, app: web.Application | None = None
) -> AsyncIterator[int]:
    """Serve `app` and the operators' routes until the block ends; yields the TCP port.

    TCP always listens; the unix socket, for nginx, when `settings` names one. At the end no new
    connection is taken and what was begun is finished, within the time to drain.

    Raises:
        OSError: If the port is taken or the socket can't be made.
    """
    app = app if app is not None else web.Application(middlewares=[problems])
    app.add_routes(operator_routes(ready))
    # Nothing compressed is read: a small body must not become a large one before it is refused.
    runner = web.AppRunner(
        app, access_log=None, auto_decompress=False, shutdown_timeout=settings.drain_s * 0.6
    )
    await runner.setup()
    try:
        tcp = web.TCPSite(runner, settings.http_host, settings.http_port, backlog=1024)
        await tcp.start()
        port: int = runner.addresses[0][1]
        if settings.unix_socket is not None:
            settings.unix_socket.unlink(missing_ok=True)
            await web.UnixSite(runner, str(settings.unix_socket), backlog=1024).start()
        log.info("listening", host=settings.http_host, port=port, unix_socket=str(settings.unix_socket or ""))
        yield port
    finally:
        await runner.cleanup()
