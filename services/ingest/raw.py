"""The door for devices that publish on NATS or MQTT: ``iaq.raw.<device>``, from the stream ``IAQ_RAW``.

Each message is acknowledged only after what it holds was published or refused for good. Delivering it
again changes nothing: a reading without a time takes the time at which the stream stored it.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final

import structlog

from iaqverse.bus import Bus, BusError, Delivery
from iaqverse.contracts.codec import JSON, MSGPACK, Malformed, decode
from iaqverse.contracts.names import token
from iaqverse.contracts.streams import RAW
from iaqverse.contracts.subjects import RAW as RAW_SUBJECT
from services.ingest.intake import Intake
from services.ingest.validation import UNKNOWN_DEVICE, Accepted

log = structlog.get_logger()

CONSUMER: Final = "ingest"
AT_ONCE: Final = 200
"""Messages that are fetched at once: few enough to be done, large as they may be, before they come again."""
ROUND_BYTES: Final = 256 * 1024
"""Of payloads that are worked on at once: as much as one request over HTTP may bring."""
AGAIN_S: Final = 2.0
"""When a message comes again that the bus could not take; its own `retry_after_s` goes before."""


async def take_raw(bus: Bus, intake: Intake, most_items: int, stopping: asyncio.Event) -> None:
    """Take raw messages until told to stop; what was begun is finished. Several processes share them."""
    async for deliveries in bus.consume(RAW, CONSUMER, stopping, AT_ONCE):
        for some in rounds(deliveries):
            if stopping.is_set():
                await asyncio.gather(*(delivery.nak(0) for delivery in some))  # for whoever takes next
            else:
                await asyncio.gather(*(_take(intake, delivery, most_items) for delivery in some))


def rounds(deliveries: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """Yield `deliveries` in their order, a few at a time: of 256 KiB together, or one that is larger."""
    some: list[Delivery] = []
    size = 0
    for delivery in deliveries:
        size += len(delivery.payload)
        if some and size > ROUND_BYTES:
            yield some
            some, size = [], len(delivery.payload)
        some.append(delivery)
    if some:
        yield some


async def _take(intake: Intake, delivery: Delivery, most_items: int) -> None:
    try:
        if await _is_accepted(intake, delivery, most_items):
            await delivery.ack_sync()
        else:
            await delivery.term()
    except BusError as error:
        log.debug("raw_reading_waits", subject=delivery.subject, error=str(error))
        await delivery.nak(error.retry_after_s or AGAIN_S)
    except Exception:  # the edge of a message: one that breaks us must not come for ever
        log.error("raw_reading_failed", subject=delivery.subject, seq=delivery.seq, exc_info=True)
        device = device_of(delivery.subject) or UNKNOWN_DEVICE
        await intake.refuse("raw", device, "a fault of ingest; its log says more", delivery.payload)
        await delivery.term()


async def _is_accepted(intake: Intake, delivery: Delivery, most_items: int) -> bool:
    """Whether anything of the message is on the bus now; what is not was refused, with a reason."""
    device = device_of(delivery.subject)
    if device is None:
        reason = f"publish on {RAW_SUBJECT}.<device>, with one name for the device"
        await intake.refuse("raw", UNKNOWN_DEVICE, reason, delivery.payload)
        return False
    try:
        items = items_of(delivery.payload, delivery.headers.get("Content-Type", ""), most_items)
    except Malformed as malformed:
        await intake.refuse("raw", device, str(malformed), delivery.payload)
        return False
    verdicts = await intake.take("raw", items, delivery.stored_at, bound=device)
    return any(isinstance(verdict, Accepted) for verdict in verdicts)


def device_of(subject: str) -> str | None:
    """Return the token of the device that publishes on `subject`; None if it names none."""
    name = subject.removeprefix(f"{RAW_SUBJECT}.")
    try:
        return None if "." in name else token(name)
    except ValueError:
        return None


def items_of(payload: bytes, content_type: str, most: int) -> list[object]:
    """Return the readings in `payload`: JSON or MessagePack, as `content_type` says or else as it looks.

    Raises:
        Malformed: If it can't be read, is an empty list or has more than `most` readings.
    """
    # Whitespace and "{" or "[" begin JSON; as MessagePack they would be small numbers.
    looks_like_json = payload.lstrip()[:1] in (b"{", b"[")
    is_json = "json" in content_type or (looks_like_json and "msgpack" not in content_type)
    try:
        value = decode(payload, JSON if is_json else MSGPACK)
    except Malformed as malformed:
        if is_json or content_type:
            raise
        raise Malformed(f"neither a JSON object or list, nor MessagePack ({malformed})") from None
    items = value if isinstance(value, list) else [value]
    if not 1 <= len(items) <= most:
        raise Malformed(f"a list has 1 to {most} readings, not {len(items)}")
    return items
