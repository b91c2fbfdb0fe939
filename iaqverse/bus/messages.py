"""What is sent to the bus and what comes from it."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import nats.errors
from nats.aio.msg import Msg

from iaqverse.bus.errors import BusAway
from iaqverse.contracts.wire import SCHEMA_HEADER

MSG_ID: Final = "Nats-Msg-Id"
TTL: Final = "Nats-TTL"
_OF_COPIES: Final = "Nats-Stream"
"""A message that the broker reads out of a stream has it, whatever subject it was told to answer on."""
NO_HEADERS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to publish. `ttl_s`: seconds after which the stream forgets it; None: by its own rules."""

    subject: str
    payload: bytes
    schema: str
    msg_id: str | None = None
    ttl_s: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def all_headers(self) -> dict[str, str]:
        """Return the headers as they are sent."""
        headers = {SCHEMA_HEADER: self.schema, **self.headers}
        if self.msg_id is not None:
            headers[MSG_ID] = self.msg_id
        if self.ttl_s is not None:
            headers[TTL] = str(self.ttl_s)
        return headers


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as a stream holds it."""

    subject: str
    payload: bytes
    headers: Mapping[str, str]
    seq: int
    stored_at: datetime

    @property
    def schema(self) -> str | None:
        """The schema that its header names."""
        return self.headers.get(SCHEMA_HEADER)


class Delivery:
    """A message that a durable consumer was given and must acknowledge."""

    __slots__ = ("_message", "_stored_ns", "deliveries", "headers", "payload", "pending", "seq", "subject")

    def __init__(self, message: Msg) -> None:
        # $JS.ACK.<stream>.<consumer>.<deliveries>.<stream seq>.<consumer seq>.<ns>.<pending>,
        # with the domain and the account before the stream when there are twelve tokens (ADR-15).
        tokens = message.reply.split(".")
        at = 4 if len(tokens) >= 11 else 2
        self._message = message
        self.subject: str = message.subject
        self.payload: bytes = message.data
        self.headers: Mapping[str, str] = message.headers or NO_HEADERS
        self.deliveries = int(tokens[at + 2])
        self.seq = int(tokens[at + 3])
        self._stored_ns = int(tokens[at + 5])
        self.pending = int(tokens[at + 6])

    @property
    def stored_at(self) -> datetime:
        """When it entered the stream."""
        return datetime.fromtimestamp(self._stored_ns / 1e9, UTC)

    @property
    def schema(self) -> str | None:
        """The schema that its header names; None for a copy that the broker was made to send here."""
        return None if _OF_COPIES in self.headers else self.headers.get(SCHEMA_HEADER)

    async def ack(self) -> None:
        """Say that it was dealt with. If this is lost, it comes again."""
        with contextlib.suppress(nats.errors.Error, ConnectionError):
            await self._message.ack()

    async def ack_sync(self, timeout_s: float = 2.0) -> None:
        """Say that it was dealt with, and wait until the broker knows.

        Raises:
            BusAway: If the broker does not answer; it may come again.
        """
        try:
            await self._message.ack_sync(timeout=timeout_s)
        except (nats.errors.Error, TimeoutError, ConnectionError):
            raise BusAway from None

    async def nak(self, delay_s: float) -> None:
        """Ask for it again in `delay_s` seconds; if this is lost, it comes when its wait is over."""
        with contextlib.suppress(nats.errors.Error, ConnectionError):
            await self._message.nak(delay=delay_s)

    async def term(self) -> None:
        """Say that it must never come again."""
        with contextlib.suppress(nats.errors.Error, ConnectionError):
            await self._message.term()


@dataclass(frozen=True, slots=True)
class StreamState:
    """How full a stream is. `epoch` changes when the stream is created anew; sizes in bytes."""

    epoch: str
    first_seq: int
    last_seq: int
    messages: int
    bytes: int
    max_bytes: int

    @property
    def fill(self) -> float:
        """The share of the limit that is used, 0 to 1; 0 without a limit."""
        return self.bytes / self.max_bytes if self.max_bytes > 0 else 0.0
