"""What an advice brings and how soon, from the mass balance: pure.

In one well-mixed room ``dC/dt = inflow - rate C`` (Batterman 2017, IJERPH 14, 145): the rate, in 1/h, is
the air change plus what else takes away; the inflow is what sources give off plus what comes in from
outdoors. So C approaches ``inflow / rate``. What now flows in follows from how C is forecast to change.

=============  ==================================================================================
likely         the rate that is measured or likely; people stay (CO2, humidity; half of them with
               ``reduce_people``), a rise of particles or VOC, mostly an event, is over
               unless it is forecast to go on
sooner         the highest rate that is likely, and no source any more
later          the lowest one, and all sources stay
=============  ==================================================================================

Nobody knows when people leave or the pan is off the stove; hence a band of times, not of percentages.
"""

import math
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from iaqverse.moist_air import humidity_of, water_gm3
from services.predictor.limits import ActionTable, default_limits
from services.predictor.outlook import WITHIN_S, Outlook
from services.predictor.present import Present

LONGEST_S: Final = 3600
"""What takes longer is promised as what is reached by then."""
LATEST_S: Final = 2 * LONGEST_S

OUTDOOR: Final = {"co2_ppm": 420.0, "tvoc_ppb": 7.0, "tvoc_ugm3": 30.0, "voc_index": 50.0}
"""Outdoors where it is not measured. CO2: global mean 422.8 ppm in 2024 (NOAA), more in towns."""
DEPOSITION_PER_H: Final = {"pm25_ugm3": 0.39, "pm10_ugm3": 0.65}
"""How fast particles settle: Özkaynak et al. 1996 (PTEAM), for PM2.5 and PM10."""


class Rate(NamedTuple):
    """In 1/h: the lowest, the likely and the highest."""

    low: float
    likely: float
    high: float
    is_measured: bool = False


CLOSED: Final = Rate(0.2, 0.5, 1.0)
"""Air changes with windows closed: what homes and offices typically have."""
WINDOW: Final = Rate(2.0, 4.0, 8.0)
"""Air changes with a window open: single-sided airing gives about 2 to 8."""
VENTILATION: Final = Rate(1.0, 2.0, 4.0)
"""Air changes of ventilation that is switched on or up; EN 16798-1 category II in offices is in there."""
PURIFIER: Final = Rate(2.0, 4.0, 6.0)
"""Clean air of a purifier by the room's volume; AHAM's rule for its size (2/3 of the floor) gives 5."""
WATER_GM3_PER_H: Final = Rate(2.0, 5.0, 8.0)
"""What a humidifier gives off or a dehumidifier takes: 250 g/h in 50 m³."""
HEATING_K_PER_H: Final = Rate(0.5, 1.0, 2.0)
"""How much faster a room warms with a radiator turned up."""
WALLS_PER_H: Final = Rate(0.05, 0.15, 0.3)
"""How fast an aired room nears the temperature outdoors: its walls keep it back for hours."""
LAG_S: Final = 240
"""By how much the air's mixing and the sensor may be late, beside what the balance says."""
MEASURED_SPREAD: Final = 0.3
"""A measured air change is another with another wind: the least that its interval is widened to."""


@dataclass(frozen=True, slots=True)
class Room:
    """What is known about a room's air beside the outlook: indoors, outdoors, air changes by the window.

    `is_open`: whether a window is known to be open already. `limits`: those of its profile.
    """

    indoors: Present
    outdoors: Present | None = None
    closed: Rate = CLOSED
    open: Rate = WINDOW
    is_open: bool = False
    limits: ActionTable = field(default_factory=default_limits)

    @property
    def now(self) -> Rate:
        """The air change as it is."""
        return self.open if self.is_open else self.closed


class Course(NamedTuple):
    """Where a value tends to, and how fast, in 1/h."""

    steady: float
    per_h: float

    def after(self, start: float, seconds: float) -> float:
        """Return what becomes of `start`."""
        return self.steady + (start - self.steady) * math.exp(-self.per_h * seconds / 3600)

    def seconds_to(self, start: float, target: float) -> float:
        """Return when `target` is passed on the way from `start`; infinite if it never is."""
        if start == target:
            return 0.0
        share = (start - self.steady) / (target - self.steady) if target != self.steady else math.inf
        if not 1 < share < math.inf:
            return math.inf
        return 3600 * math.log(share) / self.per_h


class Courses(NamedTuple):
    """The likely one, and those that bring the effect sooner and later."""

    likely: Course
    sooner: Course
    later: Course


def measured_rate(rate: tuple[float, float] | None, otherwise: Rate) -> Rate:
    """Return a measured rate, given with its half-width, as a `Rate`; `otherwise` if there is none."""
    if rate is None:
        return otherwise
    per_h, half_width = rate
    spread = min(max(half_width, MEASURED_SPREAD * per_h), 0.9 * per_h)
    return Rate(per_h - spread, per_h, per_h + spread, is_measured=True)


def expected_effect(advice: str, air: Outlook, limit: float, room: Room, note: str | None) -> dict[str, Any]:
    """Return what `advice` is expected to bring: a value, when, and the band of that time, in seconds.

    `basis` says whether the air change was measured in this room or is an estimate. Times are to the
    minute, from one minute to `LONGEST_S` (the band: `LATEST_S`).
    """
    if air.quantity == "temperature_c" and advice == "close_window":
        promise = Promise(air.worst, LONGEST_S, 60, LONGEST_S)
    elif air.quantity == "humidity_pct":
        promise = _promise_of_water(advice, air, limit, room)
    else:
        promise = _promised(air, air.worst, limit, _courses(advice, air, room))
    rate = {
        "open_window": room.open, "reduce_people": room.now, "close_window": room.closed,
    }.get(advice)  # fmt: skip
    is_measured = rate is not None and rate.is_measured and air.quantity != "temperature_c"
    expected: dict[str, Any] = {
        air.quantity: _rounded_to_worse(air, promise.value),
        "within_s": promise.within_s,
        "low_s": promise.low_s,
        "high_s": promise.high_s,
        "basis": "measured" if is_measured else "estimate",
    }
    if rate is not None and is_measured:
        expected["air_change_per_h"] = round(rate.likely, 2)
    if note is not None:
        expected["note"] = note
    return expected


class Promise(NamedTuple):
    """`value` within `within_s`, at the soonest in `low_s` and at the latest in `high_s`."""

    value: float
    within_s: int
    low_s: int
    high_s: int


def _promised(air: Outlook, start: float, target: float, courses: Courses) -> Promise:
    if not air.passes(target, start):
        soon = courses.likely.after(air.value, WITHIN_S)
        return Promise(soon if air.passes(target, soon) else target, WITHIN_S, 60, WITHIN_S)
    likely_s = courses.likely.seconds_to(start, target)
    if likely_s > LONGEST_S:
        target, likely_s = courses.likely.after(start, LONGEST_S), LONGEST_S
    low_s = min(courses.sooner.seconds_to(start, target), likely_s)
    high_s = max(min(courses.later.seconds_to(start, target), LATEST_S), likely_s)
    return Promise(target, _minutes(likely_s), _minutes(low_s), _minutes(high_s + LAG_S))


def _minutes(seconds: float) -> int:
    return max(math.ceil(seconds / 60 - 1e-9), 1) * 60


def _rounded_to_worse(air: Outlook, value: float) -> float:
    digits = air.limits[air.quantity].digits
    scale: int = 10**digits
    if air.side == "below":
        scale = -scale
    scaled = math.ceil(value * scale - 1e-6)
    return scaled / scale if digits else scaled // scale


def _promise_of_water(advice: str, air: Outlook, limit: float, room: Room) -> Promise:
    """Balance grams of water, at the room's temperature, which is taken to stay as it is."""
    temperature_c = room.indoors.values.get("temperature_c", 21.0)
    outdoor = room.outdoors.water_gm3 if room.outdoors else None
    grams = Outlook(
        air.site, air.room, air.quantity, air.side,
        water_gm3(temperature_c, air.value), water_gm3(temperature_c, air.forecast), {},
        water_gm3(temperature_c, 100.0) * air.change_per_h / 100,
    )  # fmt: skip
    start, target = grams.worst, water_gm3(temperature_c, limit)
    promise = _promised(grams, start, target, _courses(advice, grams, room, outdoor))
    return promise._replace(value=humidity_of(temperature_c, promise.value))


def _courses(advice: str, air: Outlook, room: Room, outdoor: float | None = None) -> Courses:
    """Return how the value goes on when the advice is followed."""
    quantity, now = air.quantity, air.value
    if quantity == "temperature_c":
        return _of_warmth(advice, air, room)
    settling = DEPOSITION_PER_H.get(quantity, 0.0)
    if outdoor is None and room.outdoors is not None:
        outdoor = room.outdoors.values.get(quantity)
    if outdoor is None:
        outdoor = OUTDOOR.get(quantity, 0.0)
    loss = room.now.likely + settling
    stays = quantity in ("co2_ppm", "humidity_pct") or air.forecast > air.value
    likely_change = air.change_per_h if stays else min(air.change_per_h, 0.0)
    inflow, lasting = (max(0.0, change + loss * now) for change in (likely_change, air.change_per_h))
    if advice in ("humidify", "dehumidify"):
        more, sign = WATER_GM3_PER_H, 1 if advice == "humidify" else -1
        grams = (more.likely, more.high, more.low)
        return Courses(*(Course((lasting + sign * g) / loss, loss) for g in grams))
    if advice == "run_purifier":
        more = PURIFIER
        return Courses(
            Course(inflow / (loss + more.likely), loss + more.likely),
            Course(0.0, loss + more.high),
            Course(lasting / (loss + more.low), loss + more.low),
        )
    rate = {
        "open_window": room.open, "run_ventilation": VENTILATION, "close_window": room.closed,
    }.get(advice, room.now)  # fmt: skip
    indoors = room.now.likely * outdoor
    source, all_sources = max(0.0, inflow - indoors), max(0.0, lasting - indoors)
    if advice in ("stop_source", "close_window"):
        source = 0.0
    elif advice == "reduce_people":
        source /= 2
    if advice == "close_window":  # what comes in is the trouble: the tighter the sooner
        rate = Rate(rate.high, rate.likely, rate.low)
    return Courses(
        _aired(rate.likely, source, outdoor, settling),
        _aired(rate.high, 0.0, outdoor, settling),
        _aired(rate.low, all_sources, outdoor, settling),
    )


def _aired(per_h: float, source: float, outdoor: float, settling: float) -> Course:
    return Course((source + per_h * outdoor) / (per_h + settling), per_h + settling)


def _of_warmth(advice: str, air: Outlook, room: Room) -> Courses:
    if advice == "heat":
        per_h, gain = WALLS_PER_H.low, HEATING_K_PER_H
        return Courses(
            *(
                Course(air.value + (min(air.change_per_h, 0.0) + kelvin) / per_h, per_h)
                for kelvin in (gain.likely, gain.high, gain.low)
            )
        )
    outdoor = room.outdoors.values["temperature_c"] if room.outdoors else air.value
    walls = WALLS_PER_H
    return Courses(*(Course(outdoor, per_h) for per_h in (walls.likely, walls.high, walls.low)))
