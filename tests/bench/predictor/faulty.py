"""Faults that are made on purpose in recorded rooms: how many are found, and how many that nobody made.

A spike is one reading, a step stays, both so many times the noise off (the mean standard deviation within an
hour of that series); stuck is the same value for 12 h. Each is made in a copy of a series, at a place without
gaps, in one quantity of the device; a spike must be found within 3 readings, a step within 8.
"""

import copy
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from iaqverse.contracts.names import Place
from services.predictor.faults import Faults, Kind
from services.predictor.features import CHARACTER
from services.predictor.recordings import Recording
from services.predictor.tables import Floats, Ints

Reading = tuple[float, dict[str, float]]

SIZES: Final = (5, 10, 20)
FOUND_WITHIN: Final = {"spike": 3, "step": 8}
STUCK_S: Final = 12 * 3600.0
KNOWN: Final = 0.3
"""Faults are made after this share of a recording."""
LEAST: Final = 300


@dataclass(slots=True)
class Tally:
    """What was made and found, by kind and size (stuck: 0), what nobody made, and over how many days."""

    made: Counter[tuple[Kind, int]] = field(default_factory=Counter)
    found: Counter[tuple[Kind, int]] = field(default_factory=Counter)
    false: Counter[Kind] = field(default_factory=Counter)
    days: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.made + other.made, self.found + other.found, self.false + other.false, self.days + other.days
        )

    def recall(self, *sizes: int) -> float:
        """Return the share that was found of those of `sizes`."""
        made = sum(count for (_, size), count in self.made.items() if size in sizes)
        return sum(count for (_, size), count in self.found.items() if size in sizes) / made

    @property
    def false_per_day(self) -> float:
        """How many faults a day and device were found that nobody made."""
        return sum(self.false.values()) / self.days


def tally(recording: Recording, places: int) -> Tally:
    """Make each fault in each quantity at so many places of a recording."""
    readings = list(recording.readings())
    noise = {q: _noise(recording.at_s, v, q) for q, v in recording.values.items() if q in CHARACTER}
    random = np.random.default_rng(len(readings))
    chosen = set(_places(recording, places, random).tolist())
    result = Tally(days=(recording.at_s[-1] - recording.at_s[0]) / 86_400)
    faults, known = Faults(), set()
    for i, (at_s, values) in enumerate(readings):
        for quantity in sorted(noise.keys() & values.keys()) if i in chosen else ():
            for kind, size in _faults():
                off = size * noise[quantity] * random.choice([-1, 1])
                if values[quantity] + off < 0 and quantity != "temperature_c":
                    off = -off
                wrong = _made(kind, quantity, off, readings[i:], recording.step_s)
                result.made[kind, size] += 1
                result.found[kind, size] += _is_found(
                    copy.deepcopy(faults), recording.place, quantity, kind, wrong
                )
        faults.hear(recording.place, at_s, values)
        for fault in faults.present(at_s):
            key = (fault.kind, fault.quantity, fault.since_s)
            result.false[fault.kind] += key not in known
            known.add(key)
    return result


def _faults() -> list[tuple[Kind, int]]:
    spikes: list[tuple[Kind, int]] = [("spike", size) for size in SIZES]
    steps: list[tuple[Kind, int]] = [("step", size) for size in SIZES]
    return [("stuck", 0), *spikes, *steps]


def _made(kind: Kind, quantity: str, off: float, readings: Sequence[Reading], step_s: float) -> list[Reading]:
    """Return the readings from now on, as long as a fault may take to be found, with `quantity` wrong."""
    count = FOUND_WITHIN[kind] if kind in FOUND_WITHIN else int(STUCK_S // step_s) + 1
    stuck_at = readings[0][1][quantity]
    wrong = []
    for i, (at_s, values) in enumerate(readings[:count]):
        value = values.get(quantity)
        if value is None:
            wrong.append((at_s, values))
        elif kind == "stuck":
            wrong.append((at_s, {**values, quantity: stuck_at}))
        else:
            wrong.append((at_s, {**values, quantity: value + (off if kind == "step" or i == 0 else 0)}))
    return wrong


def _is_found(faults: Faults, place: Place, quantity: str, kind: Kind, readings: Sequence[Reading]) -> bool:
    """Say whether `quantity` is found to be faulty; that a spike is out of all range will do."""
    first_s = readings[0][0]
    for at_s, values in readings:
        faults.hear(place, at_s, values)
        for fault in faults.present(at_s):
            if fault.quantity == quantity and (fault.kind == kind or fault.since_s >= first_s):
                return True
    return False


def _noise(at_s: Floats, values: Floats, quantity: str) -> float:
    known = ~np.isnan(values)
    ends = np.flatnonzero(np.diff(at_s[known] // 3600)) + 1
    hours = [part.std() for part in np.split(values[known], ends) if len(part) >= 3]
    return max(float(np.mean(hours)), CHARACTER[quantity].resolution) if hours else 0.0


def _places(recording: Recording, places: int, random: np.random.Generator) -> Ints:
    """Return so many places with eight readings without a gap on both sides."""
    gaps = np.diff(recording.at_s) > 3 * recording.step_s
    near = np.convolve(gaps, np.ones(17), "same") > 0
    begin = int(KNOWN * len(recording.at_s))
    free = np.flatnonzero(~near[begin:-10]) + begin
    return random.choice(free, min(places, len(free)), replace=False)
