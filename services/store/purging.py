"""What may leave the stream. Only what is stored here; never what is younger than the time to keep.

* Readings, late readings and feedback that are stored and a week old.
* Above 60 % fill: readings and late readings that are stored, up to the time to keep (an hour).
* Actions, alerts and modules that a newer message of the same subject superseded, up to the same time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from iaqverse.bus import StreamState
from iaqverse.contracts import subjects

HIGH_FILL: Final = 0.6
AGED: Final = tuple(subjects.kinds(subjects.READINGS, subjects.LATE, subjects.FEEDBACK))
FREED: Final = tuple(subjects.kinds(subjects.READINGS, subjects.LATE))
STATE_KINDS: Final = frozenset({subjects.ACTIONS, subjects.ALERTS, subjects.MODULES})


class Purge(NamedTuple):
    """Delete the messages of `subject` (wildcards allowed) up to and with `up_to_seq`."""

    subject: str
    up_to_seq: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Sequences: `through`, up to which all is stored; and what entered the stream before the times to keep.

    `past_short` is an hour ago, `past_long` a week ago.
    """

    through: int
    past_short: int
    past_long: int


class Superseded:
    """Which messages of state were followed by a newer one of their subject."""

    def __init__(self) -> None:
        self._seqs: dict[str, list[int]] = {}

    def stored(self, subject: str, seq: int) -> None:
        """Note that this message of state is stored."""
        seqs = self._seqs.get(subject)
        if seqs is None:
            # What the stream holds of it from before this process began is not known, so it counts too.
            self._seqs[subject] = [seq - 1, seq]
        elif seq > seqs[-1]:
            seqs.append(seq)

    def purges(self, up_to_seq: int) -> list[Purge]:
        """Return what may go: what was superseded and is not after `up_to_seq`."""
        found = []
        for subject, seqs in self._seqs.items():
            gone = [seq for seq in seqs[:-1] if 0 < seq <= up_to_seq]
            if gone:
                found.append(Purge(subject, gone[-1]))
        return found

    def purged(self, purge: Purge) -> None:
        """Note that this was done."""
        if purge.subject in self._seqs:
            self._seqs[purge.subject] = [s for s in self._seqs[purge.subject] if s > purge.up_to_seq]


def plan(state: StreamState, limits: Limits, superseded: Superseded, done: Mapping[str, int]) -> list[Purge]:
    """Return what to delete now from a stream in this state.

    `done` says up to where each subject was purged before, so that nothing is asked twice.
    """
    short, long = min(limits.past_short, limits.through), min(limits.past_long, limits.through)
    is_high = state.fill > HIGH_FILL
    wanted = [Purge(subject, short if is_high and subject in FREED else long) for subject in AGED]
    due = [purge for purge in wanted if purge.up_to_seq > done.get(purge.subject, 0)]
    return [purge for purge in due + superseded.purges(short) if purge.up_to_seq >= state.first_seq]
