"""What an engine must do, and the values that go in and out of it.

An engine keeps readings and messages durably and finds them again. It knows no bus and no JSON
answers. All times are integer milliseconds since 1970, values are in the units of their quantities.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from iaqverse.contracts import subjects
from iaqverse.contracts.names import Place

MESSAGE_KINDS: Final = (
    subjects.PREDICTIONS,
    subjects.ACCURACY,
    subjects.ACTIONS,
    subjects.ALERTS,
    subjects.AIR,
    subjects.MODULES,
    subjects.FEEDBACK,
)
"""The kinds that are kept as whole messages; readings and late readings are kept as columns."""


DAY_MS: Final = 86_400_000


class Level(IntEnum):
    """How fine readings are kept: as they came, or as buckets whose length in milliseconds is the value."""

    RAW = 0
    FIVE_MINUTES = 300_000
    HOUR = 3_600_000


class Keep(NamedTuple):
    """For how long what is kept; 0 is for ever. Everything else is kept for ever."""

    raw_ms: int = 60 * DAY_MS
    five_minutes_ms: int = 365 * DAY_MS
    hour_ms: int = 0
    predictions_ms: int = 30 * DAY_MS

    def kept_from(self, now_ms: int, before: Mapping[Level, int]) -> dict[Level, int]:
        """Return from which whole hour on each level is kept now.

        What was deleted `before` stays deleted when the time is made longer; an instant in the future, which
        a wrong clock had left, does not count.
        """
        keeps_ms = zip(Level, (self.raw_ms, self.five_minutes_ms, self.hour_ms), strict=True)
        due = {level: (now_ms - ms) // Level.HOUR * Level.HOUR if ms else 0 for level, ms in keeps_ms}
        return {
            level: max(from_ms, before[level] if before[level] <= now_ms else 0, 0)
            for level, from_ms in due.items()
        }


class EngineAway(Exception):
    """The database can't be used now; `str()` says why, `retry_after_s` when to try again if it said so.

    Of a batch all or nothing may be kept; writing it again is right in every case.
    """

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class Unsupported(Exception):
    """What an engine can't do, or not so; `str()` says what to do instead."""


class TooSlow(Exception):
    """A query passed its deadline and was ended."""


class Point(NamedTuple):
    """A point of the stream: `epoch` names the stream's life, `seq` the last message that counts."""

    epoch: str
    seq: int


class ReadingRow(NamedTuple):
    """A reading to write. `raw`: what the device sent, where an offset changed it."""

    place: Place
    ts_ms: int
    values: Mapping[str, float]
    raw: Mapping[str, float] | None = None
    is_late: bool = False


class MessageRow(NamedTuple):
    """A derived message to write. Its identity is its kind, subject, instant and id (if it has one)."""

    kind: str
    site: str
    room: str
    rest: str
    at_ms: int
    id: str
    payload: bytes

    @property
    def subject(self) -> str:
        """The subject that it came on."""
        return ".".join(filter(None, ("iaq", self.kind, self.site, self.room, self.rest)))


@dataclass(frozen=True, slots=True)
class Batch:
    """What is written in one transaction, in the order of the stream.

    After it everything up to `through` is stored; the newest of that entered the stream at `stored_at_ms`,
    or not later; 0 when that is not known. What does not come from the stream has no `through`.
    """

    readings: Sequence[ReadingRow]
    messages: Sequence[MessageRow] = ()
    through: Point | None = None
    stored_at_ms: int = 0


class Refused(NamedTuple):
    """What the database does not take, whatever is tried, and why."""

    row: ReadingRow | MessageRow
    reason: str


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest reading of a device, merged, and the times of its last readings, rising."""

    place: Place
    ts_ms: int
    values: dict[str, float]
    raw: dict[str, float] | None
    recent_ms: list[int]


class Where(NamedTuple):
    """Which devices or rooms: tokens, None for any."""

    site: str | None = None
    room: str | None = None
    device: str | None = None

    def matches(self, site: str, room: str, device: str | None = None) -> bool:
        """Whether a place is meant; `device` is None where there are only rooms."""
        return (
            self.site in (None, site)
            and self.room in (None, room)
            and (device is None or self.device in (None, device))
        )


class After(NamedTuple):
    """From where a long answer goes on: this device (or subject), from `from_ms` and `id` on."""

    key: str
    from_ms: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class ReadingsQuery:
    """Which readings, by place and time: raw when `step_ms` is 0, else buckets of that length.

    Buckets are made from `level`, of whose length `step_ms` is a multiple.
    `quantities`: None for all. At most `limit` rows; a bucket is a row, named by its start.
    """

    where: Where
    start_ms: int
    end_ms: int
    limit: int
    step_ms: int = 0
    level: Level = Level.RAW
    quantities: tuple[str, ...] | None = None
    is_late_only: bool = False
    after: After | None = None


@dataclass(frozen=True, slots=True)
class MessagesQuery:
    """Which messages of a kind, by subject and time: at most `limit`, of about `most_bytes` together.

    With `is_newest_only` the last one of each subject, whatever its time; with `step_ms` the first one of
    each subject in every step since 1970.
    """

    kind: str
    where: Where
    start_ms: int
    end_ms: int
    limit: int
    most_bytes: int
    is_newest_only: bool = False
    step_ms: int = 0
    after: After | None = None

    def step_of(self, at_ms: int) -> int:
        """Return the step that an instant lies in; there must be steps."""
        return at_ms // self.step_ms


Column = list[float | None]


@dataclass(frozen=True, slots=True)
class Spread:
    """One quantity over rows: raw values three times, or each bucket's mean, least and most.

    `count`: how many readings had the quantity, in each row.
    """

    mean: Column
    least: Column
    most: Column
    count: list[int]


@dataclass(frozen=True, slots=True)
class Columns:
    """The rows of one device, by rising time; `raw` only where rows are readings."""

    place: Place
    ts_ms: list[int]
    spreads: dict[str, Spread]
    raw: list[dict[str, float] | None] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chunk:
    """One bounded part of an answer, and where the next begins; None at the end."""

    columns: list[Columns]
    after: After | None = None


@dataclass(frozen=True, slots=True)
class Messages:
    """One bounded part of an answer: subjects and their messages as they came, and what comes next."""

    subjects: list[str]
    payloads: list[bytes]
    after: After | None = None


class Engine(Protocol):
    """A database. Every method raises EngineAway while it can't be used, and works again by itself."""

    async def open(self) -> Point | None:
        """Make or open the database; return up to which point it is complete, None if it is new."""

    async def close(self) -> None:
        """Finish what was begun and let go of the files."""

    async def write(self, batch: Batch) -> list[Refused]:
        """Keep a batch, durable on return, and return what of it was refused.

        Readings are merged by (place, ts): a later one replaces the quantities that it has.
        Writing the same again changes nothing. Every bucket of every level counts what was written.
        Readings from before the time that raw ones are kept become buckets only, the fuller of two for the
        same time: so one bucket's readings are to be written together.
        """

    async def latest(self) -> list[Newest]:
        """Return the newest reading of every device."""

    def quantities_of(self, where: Where) -> dict[Place, frozenset[str]]:
        """Return, by place, which quantities were ever kept of the devices that are meant."""

    def kept_from(self, level: Level) -> int:
        """Return from which instant on a level has all that was ever written; 0: it has lost nothing yet."""

    async def query(self, query: ReadingsQuery, timeout_s: float) -> Chunk:
        """Return readings or their buckets, by rising place and time.

        Raises:
            TooSlow: If it is not done in time.
        """

    async def messages(self, query: MessagesQuery, timeout_s: float) -> Messages:
        """Return messages, by rising subject and time.

        Raises:
            TooSlow: If it is not done in time.
        """

    async def delete(self, place: Place) -> int:
        """Delete what is kept of a device, in steps that never stall writing; return how many rows."""

    async def maintain(self, now_ms: int, budget_s: float) -> int:
        """Do what is due, for about `budget_s` seconds at most; return how many rows went for their age."""

    async def kept_before(self, at_ms: int) -> int:
        """Return a sequence so that all up to it are stored and entered the stream before `at_ms`; 0 if none.

        The instants of writing are remembered about once a minute, for 30 days.
        """

    async def problems(self) -> list[str]:
        """Look through the whole database; return what is wrong with it, nothing if it is sound."""

    async def backup(self, target: Path, configuration: str, now_ms: int) -> int:
        """Copy everything to a file, with the configuration of rooms; return its size in bytes.

        Raises:
            Unsupported: If this engine has a way of its own, or the file is there already.
        """

    def size_bytes(self) -> int | None:
        """Return how much room the database takes; None if that is not known."""

    async def backed_up_ms(self) -> int:
        """Return when the last copy was made; 0 if never, or if that is not known."""

    async def restored(self) -> str | None:
        """Return the configuration that a restored copy brought, until `settle_restored`; else None."""

    async def settle_restored(self) -> None:
        """Forget that configuration: it was put back."""
