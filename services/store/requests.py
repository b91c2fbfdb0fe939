"""What may be asked on ``iaq.rpc.store.*``. Anything else is refused with the reason."""

from typing import Annotated, Any, Final, Literal, Self

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from iaqverse.contracts import subjects
from iaqverse.contracts.names import TOKEN, token
from iaqverse.contracts.quantity import QUANTITIES
from services.store.engine import After, Where
from services.store.planning import MOST_POINTS, MOST_ROWS
from services.store.shaping import SCORE

Kind = Literal["predictions", "accuracy", "actions", "alerts", "air", "modules", "feedback", "late"]
KINDS_OF_DEVICES: Final = frozenset({subjects.PREDICTIONS, subjects.ACCURACY, subjects.LATE})
LATEST_MS: Final = 2**53
_PLACE_PARTS: Final = 3


def _token(name: Any) -> Any:
    return token(name) if isinstance(name, str) else name


Token = Annotated[str, BeforeValidator(_token)]
"""A name or a token; becomes a token."""
Instant = Annotated[int, Field(ge=0, le=LATEST_MS)]


def _known(name: str) -> str:
    if name != SCORE and name not in QUANTITIES:
        raise ValueError(f"unknown quantity {name!r}")
    return name


Quantity = Annotated[str, BeforeValidator(_known)]


class Anything(BaseModel):
    """The base of all requests: an unknown field is an error, not a wish that is passed over."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Somewhere(Anything):
    """Of which devices: all of them without a field."""

    site: Token | None = None
    room: Token | None = None
    device: Token | None = None

    @property
    def where(self) -> Where:
        """The devices that are meant."""
        return Where(self.site, self.room, self.device)


class Spanning(Somewhere):
    """From `start_ms` on, until before `end_ms`."""

    start_ms: Instant
    end_ms: Instant

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end_ms <= self.start_ms:
            raise ValueError("the end must be after the start")
        return self


class Paged(Anything):
    """`cursor` is what the answer before had, to have what comes next."""

    cursor: str | None = Field(None, max_length=512)

    def after(self) -> After | None:
        """Return where to go on.

        Raises:
            ValueError: If the cursor is none of ours.
        """
        if self.cursor is None:
            return None
        try:
            key, from_ms, message_id = orjson.loads(self.cursor)
        except (orjson.JSONDecodeError, ValueError, TypeError):
            raise ValueError("the cursor is not valid") from None
        if not isinstance(key, str) or type(from_ms) is not int or not isinstance(message_id, str):
            raise ValueError("the cursor is not valid")
        return After(key, from_ms, message_id)

    def after_place(self) -> After | None:
        """Return where to go on among devices.

        Raises:
            ValueError: If the cursor is none of ours.
        """
        after = self.after()
        if after is not None:
            parts = after.key.split("/")
            if len(parts) != _PLACE_PARTS or not all(map(TOKEN.fullmatch, parts)):
                raise ValueError("the cursor is not valid")
        return after


class Latest(Somewhere, Paged):
    """The newest reading of each device."""


class Rows(Spanning, Paged):
    """Readings, or the means of buckets of `step_s` seconds."""

    step_s: int = Field(0, ge=0, le=366 * 86_400)
    limit: int = Field(MOST_ROWS, ge=1, le=MOST_ROWS)


class Series(Spanning):
    """Lines for a chart, of at most `points` points each. No `quantities` means all."""

    quantities: tuple[Quantity, ...] = ()
    points: int = Field(600, ge=2, le=MOST_POINTS)


class Current(Somewhere, Paged):
    """The newest message of each subject of a kind."""

    kind: Kind

    @model_validator(mode="after")
    def _has_devices(self) -> Self:
        if self.device is not None and self.kind not in KINDS_OF_DEVICES:
            raise ValueError(f"{self.kind} are of rooms, not of devices")
        return self


class Range(Current, Spanning):
    """The messages of a kind in a span of time."""

    limit: int = Field(1000, ge=1, le=MOST_ROWS)


class Delete(Anything):
    """Delete what is kept of one device."""

    site: Token
    room: Token
    device: Token


class Status(Anything):
    """How the store is."""


def cursor(after: After | None) -> str | None:
    """Return `after` as callers get it."""
    return None if after is None else orjson.dumps(list(after)).decode()


def reason(error: ValidationError) -> str:
    """Return what is wrong with a request, in one line."""
    return "; ".join(
        ": ".join(filter(None, (".".join(map(str, e["loc"])), e["msg"].removeprefix("Value error, "))))
        for e in error.errors(include_url=False, include_context=False, include_input=False)
    )
