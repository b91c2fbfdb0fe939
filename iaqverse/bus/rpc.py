"""Requests between services: NATS micro services on ``iaq.rpc.<service>.<method>``.

``nats service ls`` shows them. A method takes bytes and returns bytes; one request has one answer,
so an answer that would be long carries a cursor and the caller asks again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

import nats.errors
import structlog
from nats import micro
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.micro.request import ERROR_CODE_HEADER, ERROR_HEADER, Request

from iaqverse import __version__
from iaqverse.bus.errors import BusAway, RpcError
from iaqverse.contracts import subjects

log = structlog.get_logger()

Handler = Callable[[bytes], Awaitable[bytes]]
AT_ONCE: Final = 16
"""Requests of one service that are worked on at once; more wait."""
STOP_S: Final = 2.0
"""How long the broker may take to hear that no more is answered; one that hangs would take 10 s a method."""


@asynccontextmanager
async def serve(client: Client, name: str, methods: Mapping[str, Handler], about: str) -> AsyncIterator[None]:
    """Answer requests to ``iaq.rpc.<name>.<method>`` until the block ends.

    Several processes that serve the same name share the requests. A handler that raises RpcError
    answers that error; anything else is logged and answered with 500.
    """
    room = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as tasks:

        def endpoint(method: str, handler: Handler) -> Callable[[Request], Awaitable[None]]:
            async def accept(request: Request) -> None:
                await room.acquire()
                tasks.create_task(answer(request))

            async def answer(request: Request) -> None:
                try:
                    await _answer(request, f"{name}.{method}", handler)
                finally:
                    room.release()

            return accept

        service = await micro.add_service(client, name=f"iaq-{name}", version=_semver(), description=about)
        for method, handler in methods.items():
            await service.add_endpoint(
                name=method, subject=subjects.rpc(name, method), handler=endpoint(method, handler)
            )
        try:
            yield
        finally:
            try:
                async with asyncio.timeout(STOP_S):
                    await service.stop()
            except (nats.errors.Error, TimeoutError):
                log.debug("service_stop_skipped", rpc=name)


async def _answer(request: Request, called: str, handler: Handler) -> None:
    try:
        try:
            await request.respond(await handler(request.data))
        except RpcError as error:
            await request.respond_error(str(error.status), _one_line(error.message))
        except nats.errors.MaxPayloadError:
            log.error("rpc_answer_too_large", called=called)
            await request.respond_error("500", "the answer is larger than the bus takes")
        except nats.errors.Error:
            raise
        except Exception:
            log.error("rpc_failed", called=called, exc_info=True)
            await request.respond_error("500", "a fault of the service; its log says more")
    except nats.errors.Error as error:
        log.warning("rpc_answer_lost", called=called, error=type(error).__name__)


async def request(client: Client, subject: str, payload: bytes, timeout_s: float) -> bytes:
    """Return the answer of whichever service answers `subject`.

    Raises:
        RpcError: If it answers an error.
        BusAway: If nobody answers in time.
    """
    try:
        reply = await client.request(subject, payload, timeout=timeout_s)
    except (nats.errors.Error, TimeoutError, ConnectionError) as error:
        raise BusAway(f"nobody answers {subject}: {type(error).__name__}") from None
    headers = reply.headers or {}
    if ERROR_CODE_HEADER in headers:
        code = headers[ERROR_CODE_HEADER]
        raise RpcError(int(code) if code.isdigit() else 500, headers.get(ERROR_HEADER, "error"))
    answer: bytes = reply.data
    return answer


async def request_many(client: Client, subject: str, payload: bytes, wait_s: float) -> list[bytes]:
    """Return all answers to `subject` that come within `wait_s` seconds, such as to ``$SRV.PING``."""
    inbox = client.new_inbox()
    answers: list[bytes] = []

    async def collect(message: Msg) -> None:
        if not (message.headers or {}).get("Status"):
            answers.append(message.data)

    try:
        subscription = await client.subscribe(inbox, cb=collect)
        await client.publish(subject, payload, reply=inbox)
        await asyncio.sleep(wait_s)
        await subscription.unsubscribe()
    except (nats.errors.Error, TimeoutError, ConnectionError):
        raise BusAway from None
    return answers


def _semver() -> str:
    parts = [*__version__.split("+")[0].split("."), "0", "0"][:3]
    return ".".join(part if part.isdigit() else "0" for part in parts)


def _one_line(text: str) -> str:
    return " ".join(text.split())
