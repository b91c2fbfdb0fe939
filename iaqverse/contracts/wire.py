"""The base of all messages on the bus: frozen, compact JSON, additive changes only."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar, Final, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)

SCHEMA_HEADER = "Iaq-Schema"
"""The header that names a message's schema; a message without a known one is skipped and counted."""


def iso_ms(at: datetime) -> str:
    """Return `at` as UTC with milliseconds: ``2026-11-23T02:00:00.000Z``."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[: -len("+00:00")] + "Z"


def iso_of_ms(ms: int) -> str:
    """Return `ms` milliseconds since 1970 as UTC with milliseconds: ``2026-11-23T02:00:00.000Z``."""
    return f"{datetime.fromtimestamp(ms // 1000, UTC).isoformat()[: -len('+00:00')]}.{ms % 1000:03d}Z"


def epoch_ms(at: datetime) -> int:
    """Return `at` as whole milliseconds since 1970."""
    return (at - _EPOCH) // _MILLISECOND


def from_epoch_ms(ms: int) -> datetime:
    """Return the aware UTC datetime of `ms` milliseconds since 1970."""
    return datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)


Instant = Annotated[
    AwareDatetime,
    Field(ge=datetime(1900, 1, 1, tzinfo=UTC), lt=datetime(9999, 1, 1, tzinfo=UTC)),
    PlainSerializer(iso_ms, when_used="json"),
]
"""An aware datetime from 1900 to 9998, so one in every zone; in JSON UTC with milliseconds."""


class Message(BaseModel):
    """A message of one kind. Unknown fields are ignored, so that a newer writer can be read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_name: ClassVar[str]
    """Its kind and version, such as ``reading/1``."""

    def encode(self) -> bytes:
        """Return the message as compact UTF-8 JSON."""
        return self.model_dump_json().encode()

    @classmethod
    def decode(cls, payload: bytes) -> Self:
        """Return the message in `payload`.

        Raises:
            pydantic.ValidationError: If it is not one.
        """
        return cls.model_validate_json(payload)
