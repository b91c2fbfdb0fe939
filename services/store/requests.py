"""What may be asked on ``iaq.rpc.store.*``. Anything else is refused with the reason."""

from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

import orjson
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

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


def _measured(name: str) -> str:
    if name not in QUANTITIES:
        raise ValueError(f"unknown quantity {name!r}")
    return name


Known = Annotated[str, BeforeValidator(_measured)]


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
    """The messages of a kind in a span of time; with `step_s` the first of each subject in every step."""

    limit: int = Field(1000, ge=1, le=MOST_ROWS)
    step_s: int = Field(0, ge=0, le=366 * 86_400)


class Delete(Anything):
    """Delete what is kept of one device."""

    site: Token
    room: Token
    device: Token


class Imported(Anything):
    """One reading of earlier, measured somewhere else."""

    site: Token
    room: Token
    device: Token
    ts_ms: Instant
    values: dict[Known, Annotated[float, Field(allow_inf_nan=False)]] = Field(min_length=1)


class Import(Anything):
    """Readings of earlier; of one device and five minutes, or one hour, all at once."""

    readings: list[Imported] = Field(min_length=1, max_length=8_000)


class Backup(Anything):
    """Copy the database to a file of the machine that the store runs on."""

    path: Path
    configuration: str = "{}"

    @field_validator("path")
    @classmethod
    def _is_absolute(cls, path: Path) -> Path:
        if not path.is_absolute() or not path.parent.is_dir():
            raise ValueError("must be an absolute path in a folder that is there")
        return path


class Soundness(Anything):
    """Look through the whole database."""


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
