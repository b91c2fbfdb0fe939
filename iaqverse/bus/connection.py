"""The connection to NATS and all that goes over it."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

import nats
import nats.errors
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js.errors import NotFoundError

from iaqverse.bus import rpc, streams
from iaqverse.bus.errors import BusAway, BusError, BusRefused
from iaqverse.bus.keyvalue import Bucket
from iaqverse.bus.messages import NO_HEADERS, Delivery, Outgoing, Stored, StreamState
from iaqverse.bus.publishing import Publisher, flush_quietly
from iaqverse.bus.pulling import Pull, PullFailed
from iaqverse.contracts.streams import StreamSpec
from iaqverse.settings import CommonSettings

log = structlog.get_logger()

INBOX_PREFIX: Final = b"_INBOX_service"
"""Services hear answers here, where anonymous users can't listen."""
RECONNECT_WAIT_S: Final = 0.25
PING_EVERY_S: Final = 5
GONE_AFTER_S: Final = 5.0
"""How long a consumer may fail on a live connection before it is looked for."""
SAY_AGAIN_S: Final = 10.0

Callback = Callable[[str, bytes, Mapping[str, str]], None]
"""Takes subject, payload and headers; called in order and never awaited."""


class Bus:
    """One connection to NATS. It comes back by itself, for ever; what happens meanwhile raises BusAway."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._js = client.jetstream(timeout=5)
        self._publisher = Publisher(client)
        self._on_reconnect: list[Callable[[], None]] = []

    @classmethod
    @asynccontextmanager
    async def connect(cls, settings: CommonSettings, name: str) -> AsyncIterator["Bus"]:
        """Connect as `name` and stay connected until the block ends; waits for the broker, and says so."""
        watch = _Watch(settings.nats_url)
        client = Client()
        await client.connect(
            settings.nats_url,
            name=name,
            user=settings.nats_user if settings.password() else None,
            password=settings.password(),
            inbox_prefix=INBOX_PREFIX,
            max_reconnect_attempts=-1,
            reconnect_time_wait=RECONNECT_WAIT_S,  # type: ignore[arg-type]
            connect_timeout=2,
            ping_interval=PING_EVERY_S,
            max_outstanding_pings=2,
            pending_size=-1,  # nothing is buffered while away: better a clear refusal than a promise
            error_cb=watch.on_error,
            disconnected_cb=watch.on_disconnect,
            reconnected_cb=watch.on_reconnect,
            closed_cb=watch.on_closed,
        )
        bus = cls(client)
        watch.bus = bus
        log.info("bus_connected", url=settings.nats_url)
        try:
            yield bus
        finally:
            watch.is_closing = True
            await bus._close()

    @property
    def is_connected(self) -> bool:
        """Whether the broker is there now, as far as is known."""
        return bool(self._client.is_connected)

    def on_reconnect(self, callback: Callable[[], None]) -> None:
        """Call `callback` each time the connection is back."""
        self._on_reconnect.append(callback)

    # -- publishing

    async def publish(self, message: Outgoing, timeout_s: float = 2.0) -> int:
        """Publish to a stream and return the sequence once it is kept; see `Publisher.publish`."""
        return await self._publisher.publish(message, timeout_s)

    async def publish_all(self, messages: Sequence[Outgoing], timeout_s: float = 2.0) -> list[int | BusError]:
        """Publish many; see `Publisher.publish_all`."""
        return await self._publisher.publish_all(messages, timeout_s)

    async def publish_core(
        self, subject: str, payload: bytes, headers: Mapping[str, str] = NO_HEADERS
    ) -> None:
        """Publish without acknowledgement: whoever listens now gets it.

        Raises:
            BusAway: If the broker is away.
        """
        try:
            await self._client.publish(subject, payload, headers=dict(headers) or None)
        except (nats.errors.Error, ConnectionError):
            raise BusAway from None

    # -- listening

    async def subscribe(self, subject: str, callback: Callback, queue: str = "") -> Subscription:
        """Call `callback` for every message on `subject` from now on, also after a reconnect."""

        async def deliver(message: Msg) -> None:
            callback(message.subject, message.data, message.headers or NO_HEADERS)

        return await self._client.subscribe(subject, queue=queue, cb=deliver)

    async def ensure_consumer(
        self,
        stream: str,
        durable: str,
        filters: Sequence[str],
        *,
        ack_wait_s: float = 30,
        from_seq: int | None = None,
        inactive_s: float | None = None,
    ) -> None:
        """Make the durable pull consumer or bring its settings up to date."""
        await patiently(
            lambda: streams.ensure_consumer(
                self._js,
                stream,
                durable,
                filters,
                ack_wait_s=ack_wait_s,
                from_seq=from_seq,
                inactive_s=inactive_s,
            )
        )

    async def consume(
        self, stream: str, durable: str, until: asyncio.Event, batch: int = 500, pace_s: float = 0
    ) -> AsyncIterator[list[Delivery]]:
        """Yield what a durable consumer has, at most `batch` at a time, until the event is set.

        After a batch that was less than half full it waits up to `pace_s` seconds, the longer the less there
        was, so that what trickles in is fetched, and written, together. Ends within a second of the event.
        Survives the broker's restarts.

        Raises:
            BusRefused: If the consumer is gone; a restart makes it again.
        """
        failing_since: float | None = None
        async with Pull.opened(self._client, stream, durable) as pull:
            while pull.has_more or not until.is_set():
                try:
                    messages = await pull.next(batch, is_last=until.is_set())
                except (nats.errors.Error, PullFailed, ConnectionError) as error:
                    failing_since = failing_since or time.monotonic()
                    log.debug("fetch_failed", consumer=durable, error=repr(error))
                    if self.is_connected and time.monotonic() - failing_since > GONE_AFTER_S:
                        await self._check_consumer(stream, durable)
                        failing_since = None
                    await asyncio.sleep(RECONNECT_WAIT_S)
                    continue
                failing_since = None
                if messages:
                    yield [Delivery(message) for message in messages]
                    wait_s = pace_s * (1 - 2 * len(messages) / batch)
                    if wait_s > 0:
                        with contextlib.suppress(TimeoutError):
                            await asyncio.wait_for(until.wait(), wait_s)

    async def _check_consumer(self, stream: str, durable: str) -> None:
        try:
            await self._js.consumer_info(stream, durable)
        except NotFoundError:
            raise BusRefused(f"the consumer {durable} of {stream} is gone") from None
        except (nats.errors.Error, TimeoutError):
            return

    async def consumer_state(self, stream: str, durable: str) -> dict[str, int]:
        """Return ``pending``, ``unacknowledged``, ``redelivered``, ``floor_seq`` of a consumer."""
        try:
            return streams.consumer_state(await self._js.consumer_info(stream, durable))
        except NotFoundError:
            raise BusRefused(f"there is no consumer {durable} of {stream}") from None
        except (nats.errors.Error, TimeoutError, ConnectionError):
            raise BusAway from None

    async def delete_consumer(self, stream: str, durable: str) -> None:
        """Delete a durable consumer, and with it what it was given and what was acknowledged.

        Raises:
            BusAway: If the broker is away.
        """
        try:
            await self._js.delete_consumer(stream, durable)
        except NotFoundError:
            return
        except (nats.errors.Error, TimeoutError, ConnectionError):
            raise BusAway from None

    # -- streams

    async def ensure_stream(self, spec: StreamSpec) -> None:
        """Make the stream or apply its settings; waits for JetStream; see `streams.ensure_stream`."""
        await patiently(lambda: streams.ensure_stream(self._js, spec))

    async def stream_state(self, stream: str) -> StreamState:
        """Return how full a stream is; see `streams.state_of`."""
        return await streams.state_of(self._js, stream)

    async def get(self, stream: str, seq: int, timeout_s: float = 2.0) -> Stored | None:
        """Return one message of a stream by its sequence; None if it is not there (any more)."""
        return await streams.get(self._client, stream, seq, timeout_s)

    def read(
        self, stream: str, filters: Sequence[str], *, from_seq: int | None = None, most: int | None = None
    ) -> AsyncIterator[list[Stored]]:
        """Yield in batches what a stream holds now, from a sequence on; see `streams.read`."""
        return streams.read(self._js, stream, filters, from_seq=from_seq, is_last_only=False, most=most)

    async def last_per_subject(self, stream: str, filters: Sequence[str]) -> list[Stored]:
        """Return the last message of each subject that matches, by rising sequence."""
        found: list[Stored] = []
        async for batch in streams.read(self._js, stream, filters, from_seq=None, is_last_only=True):
            found += batch
        return found

    async def purge(self, stream: str, subject: str, up_to_seq: int) -> None:
        """Delete the messages of `subject` (wildcards allowed) up to and with `up_to_seq`."""
        await streams.purge(self._js, stream, subject, up_to_seq)

    # -- requests and keys

    async def request(self, subject: str, payload: bytes = b"", timeout_s: float = 5.0) -> bytes:
        """Return a service's answer; see `rpc.request`."""
        return await rpc.request(self._client, subject, payload, timeout_s)

    async def request_many(self, subject: str, payload: bytes = b"", wait_s: float = 0.3) -> list[bytes]:
        """Return all answers that come in time; see `rpc.request_many`."""
        return await rpc.request_many(self._client, subject, payload, wait_s)

    async def answer(self, subject: str, make: Callable[[], bytes]) -> Subscription:
        """Answer every request to `subject` with what `make` returns, beside all others who do so.

        It is the other end of `request_many`: `serve` shares requests, this does not.
        """

        async def respond(message: Msg) -> None:
            if message.reply:
                await message.respond(make())

        return await self._client.subscribe(subject, cb=respond)

    def serve(
        self, name: str, methods: Mapping[str, rpc.Handler], about: str
    ) -> AbstractAsyncContextManager[None]:
        """Answer requests as the NATS micro service ``iaq-<name>``; see `rpc.serve`."""
        return rpc.serve(self._client, name, methods, about)

    def bucket(self, name: str, *, is_in_memory: bool = False, ttl_s: float = 0) -> Bucket:
        """Return a key-value bucket, made when it is first used."""
        return Bucket(self._js, name, is_in_memory=is_in_memory, ttl_s=ttl_s)

    async def _close(self) -> None:
        """Send what is buffered and close; `drain` would raise while the broker is away."""
        if self.is_connected:
            await flush_quietly(self._client)
        with contextlib.suppress(
            RuntimeError
        ):  # uvloop's, when nats-py writes to a connection that just broke
            await self._client.close()

    def _reconnected(self) -> None:
        for callback in self._on_reconnect:
            callback()


class _Watch:
    """Says what happens to the connection, each thing once in a while."""

    def __init__(self, url: str) -> None:
        self.bus: Bus | None = None
        self.is_closing = False
        self._url = url
        self._said: dict[str, float] = {}

    async def on_error(self, error: Exception) -> None:
        text = f"{type(error).__name__}: {error}"
        if time.monotonic() - self._said.get(text, -SAY_AGAIN_S) >= SAY_AGAIN_S:
            self._said = {text: time.monotonic()}
            event = "bus_error" if self.bus else "waiting_for_bus"
            log.warning(event, url=self._url, error=text)

    async def on_disconnect(self) -> None:
        if not self.is_closing:
            log.warning("bus_lost", url=self._url)

    async def on_reconnect(self) -> None:
        log.info("bus_back", url=self._url)
        if self.bus is not None:
            self.bus._reconnected()

    async def on_closed(self) -> None:
        """End the process: a closed connection never comes back, and nothing works without it."""
        if not self.is_closing:
            log.error("bus_closed", url=self._url, hint="is the bus user or its password wrong?")
            os._exit(1)


async def patiently(act: Callable[[], Awaitable[Any]]) -> None:
    """Do `act`, again and again while JetStream is not there yet; what it refuses is raised."""
    said = -SAY_AGAIN_S
    while True:
        try:
            await act()
        except (BusAway, nats.errors.Error, TimeoutError, ConnectionError) as error:
            if time.monotonic() - said >= SAY_AGAIN_S:
                said = time.monotonic()
                log.warning("waiting_for_jetstream", error=type(error).__name__)
            await asyncio.sleep(RECONNECT_WAIT_S)
        else:
            return
