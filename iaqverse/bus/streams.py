"""Streams and consumers: made where they are missing, brought up to date where they are not, read."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import nats.errors
import orjson
import structlog
from nats.aio.client import Client
from nats.js import JetStreamContext, api
from nats.js.errors import APIError, NotFoundError, ServiceUnavailableError

from iaqverse.bus.errors import BusAway, BusFull, BusRefused
from iaqverse.bus.messages import Delivery, Stored, StreamState
from iaqverse.contracts.streams import StreamSpec

log = structlog.get_logger()

_NO_ROOM: Final = frozenset({10023, 10028, 10047})
_NOT_YET: Final = 10008
_READ_AT_ONCE: Final = 1000
_CLEAN_UP_S: Final = 1.0
_MOST_UNACKNOWLEDGED: Final = 10_000
"""Messages that a durable consumer has out at once; more wait in the stream."""


async def ensure_stream(js: JetStreamContext, spec: StreamSpec) -> None:
    """Create the stream, or apply its settings; `max_bytes` stays as it was when it was created.

    Raises:
        BusFull: If JetStream has no room for it.
        BusRefused: If a setting can't be changed on the existing stream.
    """
    wanted = _config(spec)
    try:
        existing = (await js.stream_info(spec.name)).config
    except NotFoundError:
        await _create(js, wanted)
        return
    wanted.max_bytes = existing.max_bytes
    try:
        await js.update_stream(wanted)
    except APIError as error:
        if error.err_code == _NOT_YET:
            raise BusAway from None
        raise BusRefused(
            f"the stream {spec.name} exists with settings that can't be changed: {error.description}; "
            "back up and delete it, then start again",
            error.err_code or 0,
        ) from None


async def _create(js: JetStreamContext, config: api.StreamConfig) -> None:
    try:
        await js.add_stream(config)
    except APIError as error:
        if error.err_code == _NOT_YET:
            raise BusAway from None
        if error.err_code in _NO_ROOM:
            raise BusFull(
                f"JetStream has no room for the stream {config.name} ({config.max_bytes} bytes): "
                "free disk space, or give it less with IAQ_STREAM_MAX_BYTES"
            ) from None
        raise BusRefused(
            f"the stream {config.name} can't be made: {error.description}", error.err_code or 0
        ) from None
    log.info("stream_created", stream=config.name, max_bytes=config.max_bytes)


def _config(spec: StreamSpec) -> api.StreamConfig:
    return api.StreamConfig(
        name=spec.name,
        description=spec.description,
        subjects=list(spec.subjects),
        retention=(
            api.RetentionPolicy.WORK_QUEUE if spec.retention == "workqueue" else api.RetentionPolicy.LIMITS
        ),
        discard=api.DiscardPolicy.NEW if spec.discard == "new" else api.DiscardPolicy.OLD,
        max_bytes=spec.max_bytes,
        max_age=spec.max_age_s,
        max_msg_size=spec.max_msg_size,
        storage=api.StorageType.FILE,
        compression=api.StoreCompression.S2,
        num_replicas=1,
        duplicate_window=120,
        allow_direct=True,
        allow_atomic=spec.is_synced and spec.retention == "limits",
        allow_msg_ttl=spec.is_synced and spec.retention == "limits",
        persist_mode=None if spec.is_synced else api.PersistMode.ASYNC,
        republish=api.RePublish(src=">", dest=spec.republish_to) if spec.republish_to else None,
    )


async def ensure_consumer(
    js: JetStreamContext,
    stream: str,
    durable: str,
    filters: Sequence[str],
    *,
    ack_wait_s: float,
    from_seq: int | None,
    inactive_s: float | None,
) -> None:
    """Create the durable pull consumer, or apply its settings; `from_seq` counts at creation only.

    It goes by itself when nobody has asked it for `inactive_s`.
    """
    config = api.ConsumerConfig(
        durable_name=durable,
        filter_subjects=list(filters),
        ack_policy=api.AckPolicy.EXPLICIT,
        ack_wait=ack_wait_s,
        max_ack_pending=_MOST_UNACKNOWLEDGED,
        max_deliver=-1,
        deliver_policy=api.DeliverPolicy.ALL,
        inactive_threshold=inactive_s,
    )
    try:
        existing = (await js.consumer_info(stream, durable)).config
        config.deliver_policy, config.opt_start_seq = existing.deliver_policy, existing.opt_start_seq
        config.opt_start_time = existing.opt_start_time
    except NotFoundError:
        if from_seq is not None:
            config.deliver_policy, config.opt_start_seq = api.DeliverPolicy.BY_START_SEQUENCE, from_seq
    try:
        await js.add_consumer(stream, config)
    except APIError as error:
        raise BusRefused(
            f"the consumer {durable} of {stream} can't be made: {error.description}", error.err_code or 0
        ) from None


async def state_of(js: JetStreamContext, stream: str) -> StreamState:
    """Return how full a stream is.

    Raises:
        BusAway: If the broker is away.
        BusRefused: If there is no such stream.
    """
    try:
        info = await js.stream_info(stream)
    except NotFoundError:
        raise BusRefused(f"there is no stream {stream} yet") from None
    except (nats.errors.Error, ServiceUnavailableError, TimeoutError, ConnectionError):
        raise BusAway from None
    created = info.created
    return StreamState(
        epoch=str(int(created.timestamp() * 1000)) if created else "0",
        first_seq=info.state.first_seq,
        last_seq=info.state.last_seq,
        messages=info.state.messages,
        bytes=info.state.bytes,
        max_bytes=info.config.max_bytes or -1,
    )


async def get(client: Client, stream: str, seq: int, timeout_s: float) -> Stored | None:
    """Return the message with this sequence; None if the stream does not have it (any more)."""
    try:
        reply = await client.request(
            f"$JS.API.DIRECT.GET.{stream}", orjson.dumps({"seq": seq}), timeout=timeout_s
        )
    except (nats.errors.Error, TimeoutError, ConnectionError):
        raise BusAway from None
    headers = reply.headers or {}
    if "Nats-Sequence" not in headers:
        return None
    return Stored(
        headers["Nats-Subject"],
        reply.data,
        headers,
        int(headers["Nats-Sequence"]),
        datetime.fromisoformat(headers["Nats-Time-Stamp"]),
    )


async def read(
    js: JetStreamContext,
    stream: str,
    filters: Sequence[str],
    *,
    from_seq: int | None,
    is_last_only: bool,
    most: int | None = None,
) -> AsyncIterator[list[Stored]]:
    """Yield in batches what the stream holds now: all from a sequence on, or the last of each subject.

    It goes through an ephemeral consumer that is gone at the end, so it is for starts, not for live.

    Raises:
        BusAway: If the broker goes away meanwhile.
        BusRefused: If there are more than `most` messages; nothing was yielded then.
    """
    policy = api.DeliverPolicy.LAST_PER_SUBJECT if is_last_only else api.DeliverPolicy.ALL
    if from_seq is not None and not is_last_only:
        policy = api.DeliverPolicy.BY_START_SEQUENCE
    config = api.ConsumerConfig(
        filter_subjects=list(filters),
        deliver_policy=policy,
        opt_start_seq=from_seq if policy is api.DeliverPolicy.BY_START_SEQUENCE else None,
        ack_policy=api.AckPolicy.NONE,
        inactive_threshold=30,
        mem_storage=True,
        num_replicas=1,
    )
    try:
        info = await js.add_consumer(stream, config)
        left = info.num_pending or 0
        if most is not None and left > most:
            await js.delete_consumer(stream, info.name)
            raise BusRefused(f"{left} messages of {stream} match, more than {most}")
        subscription = await js.pull_subscribe_bind(info.name, stream)
        try:
            while left > 0:
                messages = await subscription.fetch(min(left, _READ_AT_ONCE), timeout=5)
                left -= len(messages)
                yield [_stored(Delivery(message)) for message in messages]
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(_CLEAN_UP_S):  # else it goes by itself, see `inactive_threshold`
                    await subscription.unsubscribe()
                    await js.delete_consumer(stream, info.name)
    except (nats.errors.Error, TimeoutError, ConnectionError) as error:
        raise BusAway(f"the stream {stream} can't be read: {type(error).__name__}") from None


def _stored(delivery: Delivery) -> Stored:
    return Stored(delivery.subject, delivery.payload, delivery.headers, delivery.seq, delivery.stored_at)


async def purge(js: JetStreamContext, stream: str, subject: str, up_to_seq: int) -> None:
    """Delete the messages of `subject` (wildcards allowed) up to and with `up_to_seq`."""
    try:
        await js.purge_stream(stream, seq=up_to_seq + 1, subject=subject)
    except (nats.errors.Error, TimeoutError, ConnectionError):
        raise BusAway from None


def consumer_state(info: Any) -> dict[str, int]:
    """Return what an operator wants to know of a consumer."""
    return {
        "pending": info.num_pending or 0,
        "unacknowledged": info.num_ack_pending or 0,
        "redelivered": info.num_redelivered or 0,
        "floor_seq": info.ack_floor.stream_seq if info.ack_floor else 0,
    }
