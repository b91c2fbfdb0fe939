"""The newest message of every subject, and how often each device is heard of.

The newest reading is the one with the latest `ts`; a second message for the same instant is merged
into it, quantity by quantity, and scored again by its room's profile.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson

from iaqverse.contracts import subjects
from iaqverse.contracts.action import OPEN_ACTIONS, OPEN_ALERTS
from iaqverse.contracts.freshness import Rhythm
from iaqverse.contracts.names import CHECK_SITE, Place
from iaqverse.contracts.profile import DEFAULT, Profile, ProfileOf, default_everywhere
from iaqverse.contracts.score import score_values
from iaqverse.contracts.streams import DERIVED_TTL_S
from services.gateway.messages import Message
from services.gateway.subscriptions import Interest, names_site, wants

_FLEETING = frozenset({subjects.PREDICTIONS, subjects.AIR})


class LastValues:
    """The newest message of every subject. Memory is bounded by the number of subjects."""

    def __init__(self, profile_of: ProfileOf = default_everywhere) -> None:
        self._profile_of = profile_of
        self._newest: dict[str, Message] = {}
        self._rhythms: dict[Place, Rhythm] = {}

    def __len__(self) -> int:
        return len(self._newest)

    def seed_rhythm(self, place: Place, times_ms: Iterable[int]) -> None:
        """Note when a device was heard of before what is known of it, oldest first."""
        known = self._rhythms.get(place)
        rhythm = self._rhythms[place] = Rhythm()
        for ms in times_ms:
            rhythm.heard(ms / 1000)
        if known is not None and known.last_s is not None:
            rhythm.heard(known.last_s)

    def rebase(self) -> None:
        """Keep what is known, but older than anything of the stream that begins."""
        self._newest = {subject: m.changed(seq=0) for subject, m in self._newest.items()}

    def rhythm(self, place: Place) -> Rhythm:
        """Return how often this device is heard of."""
        rhythm = self._rhythms.get(place)
        if rhythm is None:
            rhythm = self._rhythms[place] = Rhythm()
        return rhythm

    def apply(self, message: Message) -> Message:
        """Note `message` and return it as browsers get it: a reading with its device's freshness limit."""
        if message.kind == subjects.READINGS:
            return self._hear(message)
        if message.kind == subjects.LATE:
            self._hear(message)
        elif message.kind != subjects.FEEDBACK:
            before = self._newest.get(message.subject)
            if before is None or before.seq <= message.seq:
                self._newest[message.subject] = message
        return message

    def _hear(self, message: Message) -> Message:
        """Note a reading; a late one is never live, yet may be the last that its device was heard of."""
        place = message.place
        rhythm = self.rhythm(place)
        rhythm.heard(message.ts_ms / 1000)
        subject = subjects.of_device(subjects.READINGS, place)
        reading = message.changed(subject=subject, kind=subjects.READINGS, extras=_fresh(rhythm))
        before = self._newest.get(subject)
        self._newest[subject] = reading if before is None else self._later(before, reading)
        return reading

    def _later(self, before: Message, message: Message) -> Message:
        """Return the newest reading after `message` came; its sequence is always the latest one."""
        if message.ts_ms > before.ts_ms:
            return message
        seq = max(before.seq, message.seq)
        if message.ts_ms < before.ts_ms:
            return before.changed(seq=seq, extras=message.extras)
        profile = self._profile_of(message.site, message.room)
        fields = merged(before.fields, message.fields, profile)
        return message.changed(seq=seq, fields=fields, payload=orjson.dumps(fields))

    def framed(self, message: Message) -> Message:
        """Return a message of earlier as browsers get it, without noting it."""
        if message.kind != subjects.READINGS:
            return message
        place = message.place
        return message.changed(extras=_fresh(self.rhythm(place)))

    def get(self, subject: str) -> Message | None:
        """Return the newest message of `subject`."""
        return self._newest.get(subject)

    def forget(self, place: Place) -> None:
        """Forget everything of one device."""
        self._rhythms.pop(place, None)
        gone = [m.subject for m in self if m.place == place]
        for subject in gone:
            del self._newest[subject]

    def __iter__(self) -> Iterator[Message]:
        yield from self._newest.values()

    def of_kind(self, kind: str, now_ms: int) -> list[Message]:
        """Return the newest messages of `kind` that still hold at `now_ms`, oldest first.

        Closed actions, resolved alerts, and predictions older than the stream keeps them are left out.
        """
        found = (m for m in self if m.kind == kind and _holds(m, now_ms))
        return sorted(found, key=_by_seq)

    def snapshot(self, interest: Interest, is_retired: Callable[[Place], bool], now_ms: int) -> list[Message]:
        """Return what a client that has nothing yet gets, by sequence.

        Retired devices are left out, and so is the site for checking an installation unless the
        client names it.
        """
        found = (
            m
            for m in self
            if wants(interest, m)
            and _holds(m, now_ms)
            and not (m.device and is_retired(m.place))
            and (m.site != CHECK_SITE or names_site(interest, CHECK_SITE))
        )
        return sorted(found, key=_by_seq)


def _fresh(rhythm: Rhythm) -> bytes:
    return b'"fresh_s":%.1f,' % rhythm.fresh_s


def _by_seq(message: Message) -> int:
    return message.seq


def _holds(message: Message, now_ms: int) -> bool:
    if message.kind == subjects.ACTIONS:
        return message.fields.get("state") in OPEN_ACTIONS
    if message.kind == subjects.ALERTS:
        return message.fields.get("state") in OPEN_ALERTS
    return message.kind not in _FLEETING or now_ms - message.at_ms <= DERIVED_TTL_S * 1000


def merged(before: dict[str, Any], after: dict[str, Any], profile: Profile = DEFAULT) -> dict[str, Any]:
    """Return one reading for two of the same instant: the later one's quantities win, both are scored."""
    values = {**before["values"], **after["values"]}
    raw = {k: v for k, v in (before.get("raw") or {}).items() if k not in after["values"]}
    raw |= after.get("raw") or {}
    score = score_values(values, profile)
    fields = {**{key: after[key] for key in ("device", "site", "room", "ts")}, "values": values}
    if raw:
        fields["raw"] = raw
    if score is not None:
        fields |= {"score": score.score, "level": score.level, "limiting": score.limiting}
    return fields
