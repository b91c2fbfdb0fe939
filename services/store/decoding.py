"""From the bus to what an engine writes: known schemas only, the rest is skipped with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

import pydantic

from iaqverse.bus import Delivery
from iaqverse.contracts import subjects
from iaqverse.contracts.action import Action, Alert, Feedback
from iaqverse.contracts.kinds import MESSAGE_OF_KIND, SCHEMA_OF_KIND
from iaqverse.contracts.module import Air, Module
from iaqverse.contracts.names import Place
from iaqverse.contracts.prediction import Accuracy, Prediction
from iaqverse.contracts.reading import Reading
from iaqverse.contracts.subjects import Subject
from iaqverse.contracts.wire import Message, epoch_ms
from services.store.engine import MessageRow, ReadingRow

_READINGS: Final = frozenset({subjects.READINGS, subjects.LATE})
_DEVICE_TOKENS: Final = 1

parsed = lru_cache(maxsize=65_536)(subjects.parse)
"""Messages of one subject share its parts."""

Reason = Literal["subject", "schema", "undecodable"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A message that is not stored, and why."""

    subject: str
    seq: int
    reason: Reason


@dataclass(slots=True)
class Decoded:
    """What a batch of deliveries holds."""

    readings: list[ReadingRow] = field(default_factory=list)
    messages: list[MessageRow] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def decode(deliveries: Sequence[Delivery]) -> Decoded:
    """Take deliveries apart, in their order."""
    decoded = Decoded()
    for delivery in deliveries:
        row = _row(delivery)
        if isinstance(row, ReadingRow):
            decoded.readings.append(row)
        elif isinstance(row, MessageRow):
            decoded.messages.append(row)
        else:
            decoded.skipped.append(Skipped(delivery.subject, delivery.seq, row))
    return decoded


def _row(delivery: Delivery) -> ReadingRow | MessageRow | Reason:
    subject = parsed(delivery.subject)
    if subject is None:
        return "subject"
    if delivery.schema != SCHEMA_OF_KIND[subject.kind]:
        return "schema"
    try:
        message = MESSAGE_OF_KIND[subject.kind].decode(delivery.payload)
    except pydantic.ValidationError:
        return "undecodable"
    if subject.kind not in _READINGS:
        return _message_row(subject, message, delivery.payload)
    if not isinstance(message, Reading) or len(subject.rest) != _DEVICE_TOKENS:
        return "subject"
    # The subject says who the device is; the message only repeats it.
    place = Place(subject.site, subject.room, subject.rest[0])
    return ReadingRow(place, epoch_ms(message.ts), message.values, message.raw, subject.kind == subjects.LATE)


def _message_row(subject: Subject, message: Message, payload: bytes) -> MessageRow:
    at_ms, message_id = _identity(message)
    return MessageRow(
        subject.kind, subject.site, subject.room, ".".join(subject.rest), at_ms, message_id, payload
    )


def _identity(message: Message) -> tuple[int, str]:
    """Return the instant of a derived message, and its id if it has one."""
    match message:
        case Prediction():
            return epoch_ms(message.made_at), ""
        case Action() | Alert():
            return epoch_ms(message.updated_at), message.id
        case Feedback():
            return epoch_ms(message.at), message.id
        case Accuracy() | Air() | Module():
            return epoch_ms(message.at), ""
        case _:
            raise TypeError(f"{type(message).__name__} is not kept")
