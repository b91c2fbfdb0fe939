"""Simulated rooms of all kinds, to learn from: offices, classes, bedrooms, kitchens, as chance makes them.

The physics is that of `iaqverse.local.simulator`; this says who is in, what they do and how the sensor
measures. The ranges are wide, so that a real room lies inside them; they are not measured. Equal seeds give
equal rooms.
"""

import math
import random
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

import numpy as np

from iaqverse.contracts.names import Place
from iaqverse.local.simulator import Air, Outdoors, Room, Use, measured, outdoor_temperature_c, step
from services.predictor.recordings import Recording
from services.predictor.tables import Ints

DAYS: Final = 14
DAY_MIN: Final = 1440
SETTLING_MIN: Final = 720
"""Minutes before the first reading, until a room has forgotten how it began."""
BEGIN_S: Final = 1_700_006_400.0
"""A Wednesday, 0 h UTC."""
STEPS_MIN: Final = (1, 1, 2, 5, 5, 10, 15)
VENTILATED_H: Final = (7, 19)
HABITS: Final = ("stale", "clock", "often", "long", "never")
"""When people open the window: in stale air, by the clock, often, for long, never."""


class Kind(NamedTuple):
    """A kind of room: the ranges of its volume in m³ and of how many people it holds."""

    volume_m3: tuple[float, float]
    people: tuple[int, int]


KINDS: Final = {
    "office": Kind((25, 60), (1, 3)),
    "open_office": Kind((150, 500), (5, 25)),
    "class": Kind((120, 250), (15, 32)),
    "meeting": Kind((30, 90), (3, 12)),
    "bedroom": Kind((25, 50), (1, 2)),
    "living": Kind((50, 120), (1, 5)),
    "kitchen": Kind((25, 60), (1, 4)),
}
AT_WORK: Final = frozenset({"office", "open_office", "class", "meeting"})


def simulated(seed: int, days: int = DAYS) -> Recording:
    """Return what the sensor of one room says over some days, with gaps; some measure less than others."""
    chance = random.Random(seed)
    kind = chance.choice(sorted(KINDS))
    most = chance.randint(*KINDS[kind].people)
    room = _room(kind, chance)
    weekday = chance.randrange(7)
    people = _People(kind, most, chance).minutes(days, weekday)
    life = _Life(room, kind, chance)
    sensor = _Sensor(chance)
    at_s, values = [], []
    for minute, present in enumerate(people.tolist()):
        now_s = BEGIN_S + weekday * 86_400 + minute * 60
        air = life.minute(minute, now_s, present)
        said = sensor.says(minute, air)
        if minute >= SETTLING_MIN and said is not None:
            at_s.append(now_s)
            values.append(said)
    columns = {q: np.array([of_one[q] for of_one in values], dtype=np.float64) for q in values[0]}
    for quantity in [q for q in columns if q != "co2_ppm" and chance.random() < 0.2]:
        del columns[quantity]
    kept = _without_gaps(len(at_s), chance)
    place = Place("simulated", kind.replace("_", "-"), f"s{seed}")
    return Recording(
        f"simulated:{kind}{seed}", place, np.array(at_s)[kept], {q: v[kept] for q, v in columns.items()}
    )


def _room(kind: str, chance: random.Random) -> Room:
    volume = chance.uniform(*KINDS[kind].volume_m3)
    return Room(
        "simulated",
        kind,
        kind,
        volume,
        leakage_per_h=_log_uniform(chance, 0.08, 2.5),
        door_per_h=chance.uniform(0.2, 3),
        window_per_h=chance.uniform(1, 12),
        voc_ug_per_h=volume * chance.uniform(30, 400),
        heat_loss_w_per_k=volume * chance.uniform(0.3, 1.5),
        heat_capacity_wh_per_k=volume * chance.uniform(10, 60),
    )


def _without_gaps(count: int, chance: random.Random) -> Ints:
    """Return which of `count` readings are left by up to four drop-outs."""
    kept = np.ones(count, dtype=np.bool_)
    for _ in range(chance.randint(0, 4)):
        first = chance.randrange(count)
        kept[first : first + chance.randint(1, 60)] = False
    return np.flatnonzero(kept)


def _log_uniform(chance: random.Random, low: float, high: float) -> float:
    return math.exp(chance.uniform(math.log(low), math.log(high)))


@dataclass(slots=True)
class _People:
    """Who is in a room of a kind, minute by minute."""

    kind: str
    most: int
    chance: random.Random

    def minutes(self, days: int, weekday: int) -> Ints:
        """Return `[minutes]`: how many are in; `weekday` is that of the first day, 0 a Wednesday."""
        present = np.zeros(days * DAY_MIN, dtype=np.int64)
        come = {
            "class": self._lessons,
            "meeting": self._meetings,
            "bedroom": self._night,
            "living": self._evening,
            "kitchen": self._meals,
        }.get(self.kind, self._workday)
        for day in range(days):
            is_weekend = (weekday + day + 2) % 7 >= 5
            if self.kind in AT_WORK and (is_weekend or self.chance.random() < 0.07):
                continue
            come(present[day * DAY_MIN :], is_weekend)
        return np.maximum(present, 0)

    def _stay(self, present: Ints, start_h: float, length_h: float, people: int) -> None:
        start = max(round(start_h * 60), 0)
        present[start : start + max(round(length_h * 60), 1)] += people

    def _lessons(self, present: Ints, _: bool) -> None:
        start_h = 8 + self.chance.gauss(0, 0.1)
        while start_h < 16.5:
            if 12 < start_h < 13.3:
                start_h = 13.4 + self.chance.gauss(0, 0.1)
            length_h = self.chance.choice((0.75, 0.83, 0.92, 1.5))
            if self.chance.random() < 0.75:
                self._stay(present, start_h, length_h, round(self.most * self.chance.uniform(0.7, 1)))
            start_h += length_h + self.chance.choice((0.08, 0.17, 0.25))

    def _meetings(self, present: Ints, _: bool) -> None:
        start_h = 8 + self.chance.expovariate(1)
        while start_h < 18:
            length_h = self.chance.choice((0.5, 0.5, 1, 1, 1, 1.5, 2))
            self._stay(present, start_h, length_h, self.chance.randint(2, self.most))
            start_h += length_h + self.chance.expovariate(1.2)

    def _workday(self, present: Ints, _: bool) -> None:
        for _person in range(self.most):
            if self.chance.random() < 0.25:
                continue
            start_h, end_h = 8.5 + self.chance.gauss(0, 0.6), 17.3 + self.chance.gauss(0, 0.9)
            self._stay(present, start_h, end_h - start_h, 1)
            if self.chance.random() < 0.8:
                self._stay(present, 12.3 + self.chance.gauss(0, 0.3), self.chance.uniform(0.4, 1.2), -1)
            for _break in range(self.chance.randint(0, 5)):
                self._stay(present, self.chance.uniform(start_h, end_h - 1), self.chance.uniform(0.1, 1), -1)

    def _night(self, present: Ints, _: bool) -> None:
        self._stay(present, 22.5 + self.chance.gauss(0, 0.8), self.chance.gauss(7.8, 0.8), self.most)

    def _evening(self, present: Ints, is_weekend: bool) -> None:
        for _person in range(self.most):
            self._stay(present, 17 + self.chance.gauss(0, 1.5), abs(self.chance.gauss(4, 1.5)), 1)
            if is_weekend:
                self._stay(present, 9 + self.chance.gauss(0, 1.5), abs(self.chance.gauss(5, 2)), 1)

    def _meals(self, present: Ints, _: bool) -> None:
        for hour, probability in ((7.0, 0.8), (12.2, 0.6), (18.2, 0.9)):
            if self.chance.random() < probability:
                length_h = self.chance.uniform(0.25, 1.5)
                self._stay(
                    present, hour + self.chance.gauss(0, 0.4), length_h, self.chance.randint(1, self.most)
                )


class _Life:
    """The air of a room, minute by minute, with what people do with window, door, stove and purifier."""

    def __init__(self, room: Room, kind: str, chance: random.Random) -> None:
        self._room = room
        self._cooks = kind == "kitchen"
        self._chance = chance
        self._usual = Outdoors(chance.uniform(-5, 25), chance.uniform(405, 460), chance.uniform(3, 40))
        self._outdoors = self._usual
        self._wind = 1.0
        self._ventilation_per_h = chance.uniform(0.5, 4) if chance.random() < 0.4 else 0.0
        self._habit = chance.choice(HABITS)
        self._limit_ppm = chance.uniform(900, 2000)
        self._purifier_per_h = chance.uniform(1, 5) if chance.random() < 0.3 else 0.0
        self._air = Air(co2_ppm=self._usual.co2_ppm, pm25_ugm3=self._usual.pm25_ugm3 / 2)
        self._people = 0
        self._use = Use()
        self._window_min = 0
        self._cooking_min = 0

    def minute(self, minute: int, at_s: float, people: int) -> Air:
        """Return the air after the minute that begins at `at_s`, in which so many are in."""
        hour = at_s / 3600 % 24
        if minute % 10 == 0:
            self._weather()
        if people != self._people:
            self._come_or_go(people)
        self._window_min = self._opened(hour, people) if self._window_min <= 0 else self._window_min - 1
        self._cooking_min -= 1
        purifier_per_h = self._use.purifier_per_h
        if self._purifier_per_h and self._chance.random() < 0.003:
            purifier_per_h = self._purifier_per_h - purifier_per_h
        self._use = replace(
            self._use,
            people=people,
            cooking=self._cooking_min > 0,
            window_open=self._window_min > 0,
            purifier_per_h=purifier_per_h,
        )
        ventilated = self._ventilation_per_h if VENTILATED_H[0] <= hour < VENTILATED_H[1] else 0.0
        room = replace(self._room, leakage_per_h=self._room.leakage_per_h * self._wind + ventilated)
        weather = outdoor_temperature_c(at_s) - outdoor_temperature_c(0)
        outdoors = replace(self._outdoors, temperature_c=self._usual.temperature_c + weather)
        self._air = step(room, self._air, self._use, outdoors, 60)
        return self._air

    def _weather(self) -> None:
        """Let wind and the air outdoors wander about what is usual."""
        gauss, now, usual = self._chance.gauss, self._outdoors, self._usual
        self._wind = min(max(self._wind * math.exp(gauss(0, 0.05)), 0.4), 2.2)
        self._outdoors = replace(
            now,
            co2_ppm=now.co2_ppm + gauss(0, 1) + (usual.co2_ppm - now.co2_ppm) * 0.02,
            pm25_ugm3=max(
                1.0,
                now.pm25_ugm3 + gauss(0, 0.03 * usual.pm25_ugm3) + (usual.pm25_ugm3 - now.pm25_ugm3) * 0.01,
            ),
        )

    def _come_or_go(self, people: int) -> None:
        self._use = replace(self._use, door_open=self._chance.random() < 0.4)
        if not people and self._chance.random() < 0.7:
            self._window_min = 0
        if self._cooks and people > self._people and self._chance.random() < 0.8:
            self._cooking_min = self._chance.randint(5, 40)
        self._people = people

    def _opened(self, hour: float, people: int) -> int:
        """Return for how many minutes somebody opens the window now; mostly 0."""
        draw = self._chance.random()
        if not people:
            return self._chance.randint(5, 60) if self._habit != "never" and draw < 0.0008 else 0
        opens, minutes = {
            "stale": (0.08 * (self._air.co2_ppm > self._limit_ppm), (3, 30)),
            "clock": (0.3 * (hour * 60 % 60 < 3), (4, 15)),
            "often": (0.006, (3, 120)),
            "long": (0.02, (60, 400)),
            "never": (0.0, (0, 0)),
        }[self._habit]
        return self._chance.randint(*minutes) if draw < opens else 0


@dataclass(slots=True)
class _Sensor:
    """How a sensor measures: every so many minutes, CO2 with noise of its own, slowed down and rounded."""

    chance: random.Random
    step_min: int = field(init=False)
    noise_ppm: float = field(init=False)
    slowness: float = field(init=False)
    resolution_ppm: int = field(init=False)
    _co2_ppm: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.step_min = self.chance.choice(STEPS_MIN)
        self.noise_ppm = _log_uniform(self.chance, 0.7, 12)
        self.slowness = self.chance.uniform(0, 0.9)
        self.resolution_ppm = self.chance.choice((1, 1, 1, 5, 10))

    def says(self, minute: int, air: Air) -> dict[str, float] | None:
        """Return a reading, if one is due."""
        before = air.co2_ppm if self._co2_ppm is None else self._co2_ppm
        self._co2_ppm = self.slowness * before + (1 - self.slowness) * air.co2_ppm
        if minute % self.step_min:
            return None
        values = measured(air, self.chance)
        noisy = self._co2_ppm + self.chance.gauss(0, self.noise_ppm)
        values["co2_ppm"] = round(noisy / self.resolution_ppm) * self.resolution_ppm
        return values
