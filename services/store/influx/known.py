"""Which devices, quantities and subjects there are, in memory."""

from collections.abc import Iterable
from typing import Any, Final

from iaqverse.contracts.names import Place
from iaqverse.contracts.quantity import QUANTITIES
from services.store.engine import MessageRow, ReadingRow, Where
from services.store.influx import lines
from services.store.influx.lines import RAW

ORIGIN_MS: Final = 0
"""The instant of what has none."""
SubjectKey = tuple[str, str, str, str]
"""Kind, site, room, rest."""


class Known:
    """What was ever kept. `subjects`: of which there are messages."""

    def __init__(self) -> None:
        self.subjects: set[SubjectKey] = set()
        self._fields: dict[Place, set[str]] = {}
        self._calibrated: dict[Place, list[str]] = {}

    def load(self, devices: Iterable[dict[str, Any]], subjects: Iterable[dict[str, Any]]) -> None:
        """Take what the database says instead."""
        self._fields, self._calibrated = {}, {}
        for one in devices:
            named = zip(one["columns"], one["values"][0], strict=True)
            self._add(Place(**one["tags"]), {name for name, value in named if value is not None})
        self.subjects = {
            (tags["kind"], tags["site"], tags["room"], tags["rest"])
            for tags in (one["tags"] for one in subjects)
        }

    def new_fields(self, rows: Iterable[ReadingRow]) -> dict[Place, set[str]]:
        """Return, by place, the fields that readings have and their devices never had."""
        found: dict[Place, set[str]] = {}
        for row in rows:
            known = self._fields.get(row.place)
            if known is None or row.raw or not row.values.keys() <= known:
                names = {name for name in row.values if name in QUANTITIES}
                names |= {RAW + name for name in row.raw or () if name in QUANTITIES}
                if known is None or not names <= known:
                    found.setdefault(row.place, set()).update(names - (known or set()))
        return found

    def new_subjects(self, rows: Iterable[MessageRow]) -> set[SubjectKey]:
        """Return the subjects that there were none of."""
        return {(row.kind, row.site, row.room, row.rest) for row in rows} - self.subjects

    def add(self, fields: dict[Place, set[str]], subjects: set[SubjectKey]) -> None:
        """Remember what is new."""
        for place, names in fields.items():
            self._add(place, names)
        self.subjects |= subjects

    def _add(self, place: Place, names: set[str]) -> None:
        known = self._fields.setdefault(place, set())
        known |= names
        self._calibrated[place] = [name for name in QUANTITIES if RAW + name in known]

    def forget(self, place: Place) -> None:
        """Forget a device."""
        self._fields.pop(place, None)
        self._calibrated.pop(place, None)

    def places(self) -> set[Place]:
        """Return all devices."""
        return set(self._fields)

    def quantities_of(self, where: Where) -> dict[Place, frozenset[str]]:
        """Return which quantities were ever kept, by rising place."""
        return {
            place: frozenset(names & QUANTITIES.keys())
            for place, names in sorted(self._fields.items())
            if where.matches(*place)
        }

    def calibrated(self, place: Place) -> list[str]:
        """Return of which quantities a device ever sent something else than what is kept."""
        return self._calibrated.get(place, [])

    def names(self, places: Iterable[Place]) -> list[str]:
        """Return the quantities that any of these devices has."""
        present: set[str] = set().union(*(self._fields.get(place, set()) for place in places))
        return [name for name in QUANTITIES if name in present]

    def sent_fields(self, places: Iterable[Place]) -> list[str]:
        """Return the fields of what any of these devices sent before calibration."""
        present: set[str] = set().union(*(self._fields.get(place, set()) for place in places))
        return [RAW + name for name in QUANTITIES if RAW + name in present]


def device_lines(fields: dict[Place, set[str]]) -> list[bytes]:
    """Return the lines about devices and their fields."""
    return [
        lines.line(lines.of_place("devices", place), dict.fromkeys(("kept", *sorted(names)), 1.0), ORIGIN_MS)
        for place, names in fields.items()
    ]


def subject_lines(subjects: Iterable[SubjectKey]) -> list[bytes]:
    """Return the lines about subjects."""
    return [
        lines.line(
            lines.head("subjects", kind=kind, site=site, room=room, rest=rest), {"kept": 1.0}, ORIGIN_MS
        )
        for kind, site, room, rest in sorted(subjects)
    ]
