"""What was sent and what was promised, and how that compares with what is stored. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from iaqverse.contracts.names import Place
from iaqverse.contracts.wire import epoch_ms, iso_of_ms

Values = Mapping[str, float]
MOST_SHOWN = 5


class Identity(NamedTuple):
    """What makes a reading this one: the device and the instant, in milliseconds since 1970."""

    place: Place
    ts_ms: int

    def __str__(self) -> str:
        return f"{self.place} at {iso_of_ms(self.ts_ms)}"


class Row(NamedTuple):
    """A reading, sent or stored; `values` are those that are there, in the units of their names."""

    identity: Identity
    values: Values

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape in which devices post it."""
        place, ts_ms = self.identity
        return {**place._asdict(), "ts": iso_of_ms(ts_ms), "values": dict(self.values)}


@dataclass(slots=True)
class Ledger:
    """Every reading that was sent. Those that were accepted must be stored, once and as they were sent.

    A reading that was sent and never accepted may be stored or not: nothing was promised.
    """

    sent: dict[Identity, Values] = field(default_factory=dict)
    accepted: set[Identity] = field(default_factory=set)

    def send(self, rows: Iterable[Row]) -> None:
        """Note that these are being sent; sending one again is no other reading."""
        for row in rows:
            assert self.sent.setdefault(row.identity, row.values) == row.values, "one identity, two readings"

    def accept(self, rows: Iterable[Row]) -> None:
        """Note that these were promised to be kept."""
        self.accepted.update(row.identity for row in rows)

    def compare(self, stored: Iterable[Row]) -> "Verdict":
        """Return how what is stored differs from what was promised."""
        rows = list(stored)
        times = Counter(row.identity for row in rows)
        return Verdict(
            accepted=len(self.accepted),
            stored=len(rows),
            lost=sorted(self.accepted - times.keys()),
            doubled=sorted(identity for identity, count in times.items() if count > 1),
            changed=sorted(
                row.identity
                for row in rows
                if row.identity in self.sent and dict(row.values) != dict(self.sent[row.identity])
            ),
            invented=sorted(times.keys() - self.sent.keys()),
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with what is stored: each list should be empty."""

    accepted: int
    stored: int
    lost: list[Identity]
    doubled: list[Identity]
    changed: list[Identity]
    invented: list[Identity]

    @property
    def is_clean(self) -> bool:
        """Whether everything that was promised was kept, and nothing else was made of it."""
        return not (self.lost or self.doubled or self.changed or self.invented)

    def __str__(self) -> str:
        counts = f"accepted {self.accepted}, stored {self.stored}"
        faults = {
            "lost": self.lost, "doubled": self.doubled, "changed": self.changed, "invented": self.invented
        }  # fmt: skip
        return ", ".join([counts, *(_described(what, found) for what, found in faults.items())])


def _described(what: str, found: list[Identity]) -> str:
    shown = "; ".join(map(str, found[:MOST_SHOWN]))
    return f"{what} {len(found)}" + (f" ({shown}{' …' if len(found) > MOST_SHOWN else ''})" if found else "")


def identity(place: Place, ts: datetime) -> Identity:
    """Return the identity of what `place` measured at `ts`."""
    return Identity(place, epoch_ms(ts))
