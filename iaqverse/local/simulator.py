"""Simulated rooms: a physical model of one well-mixed zone, with people, doors, windows and cooking. Pure.

Each step solves the mass balance ``dC/dt = S - k (C - C_in)`` exactly for inputs that are constant
during the step, so that its length changes nothing but the resolution:

* A person in light office work gives off 18.7 L/h of CO2 (0.0052 L/s); Persily and de Jonge 2017.
* PM2.5 deposits at 0.39 1/h and comes in whole; Özkaynak et al. 1996 (PTEAM). The cooking here emits
  0.8 mg/min, between the 0.1 of cooking in general and the 2.7 of frying in He et al. 2004.
* A person gives off 6.3 mg/h of VOC; Tang et al. 2016. Cooking and materials are chosen so that a room
  stays in the range that homes show (UBA's levels 1 to 3). 1 ppb is taken as 4.5 µg/m³ (110 g/mol, 25 °C).
* A sitting person gives off 75 W of heat and 50 g/h of water, in the order of VDI 2078.

The sensor adds noise and rounds to its resolution. Equal seeds give equal rooms.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from iaqverse.contracts.wire import iso_ms
from iaqverse.local.replay import Sent
from iaqverse.moist_air import humidity_of, water_gm3

STEP_S: Final = 5
COARSE_STEP_S: Final = 60
"""Older history has one of twelve steps of the same model: a day of all of them would be 17,280 readings."""
FINE_S: Final = 7200.0
"""History that is not older than this has every step, so that a live chart begins with one rhythm."""
WARM_UP_H: Final = 12

CO2_L_PER_H: Final = 18.7
COOKING_PM25_UG_PER_H: Final = 800.0 * 60
COOKING_VOC_UG_PER_H: Final = 120_000.0
COOKING_WATER_G_PER_H: Final = 900.0
COOKING_HEAT_W: Final = 800.0
PM25_DEPOSITION_PER_H: Final = 0.39
VOC_PERSON_UG_PER_H: Final = 6300.0
VOC_UGM3_PER_PPB: Final = 4.5
HEAT_PERSON_W: Final = 75.0
WATER_PERSON_G_PER_H: Final = 50.0
AIR_WH_PER_M3_K: Final = 0.34
"""Heat capacity of a cubic metre of air."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room and what happens in it.

    Attributes:
        site, name, device: Its names as people write them, and the sensor's.
        volume_m3: Of air.
        leakage_per_h, door_per_h, window_per_h: Air changes with all closed, and what an open door
            (to a hall with outdoor air) and window add.
        voc_ug_per_h: What the materials give off.
        visits: From when to when (hours of the day), and how many people are in.
        cooks: Whether they cook in the first quarter of an hour of a visit.
        heat_loss_w_per_k, heat_capacity_wh_per_k: Of walls and what stands in the room.
    """

    site: str
    name: str
    device: str
    volume_m3: float
    leakage_per_h: float = 0.5
    door_per_h: float = 1.0
    window_per_h: float = 6.0
    voc_ug_per_h: float = 9_000.0
    visits: tuple[tuple[float, float, int], ...] = ()
    cooks: bool = False
    heat_loss_w_per_k: float = 40.0
    heat_capacity_wh_per_k: float = 1500.0


@dataclass(frozen=True, slots=True)
class Air:
    """The air of a room: ppm, µg/m³, µg/m³, °C, grams of water a cubic metre."""

    co2_ppm: float = 520.0
    pm25_ugm3: float = 6.0
    voc_ugm3: float = 500.0
    temperature_c: float = 20.5
    water_gm3: float = 8.0


@dataclass(frozen=True, slots=True)
class Use:
    """What happens during a step; `purifier_per_h` is how often it cleans all of the air."""

    people: int = 0
    cooking: bool = False
    door_open: bool = False
    window_open: bool = False
    purifier_per_h: float = 0.0


@dataclass(frozen=True, slots=True)
class Outdoors:
    """The air that comes in."""

    temperature_c: float
    co2_ppm: float = 425.0
    pm25_ugm3: float = 8.0


MEETING_ROOM: Final = Room(
    "Demo house", "Meeting room", "meeting1", 50.0,
    visits=((8.0, 9.5, 3), (10.0, 11.5, 6), (13.5, 15.0, 5), (15.25, 17.0, 3)),
)  # fmt: skip
KITCHEN: Final = Room(
    "Demo house", "Kitchen", "kitchen1", 60.0, voc_ug_per_h=16_000.0, cooks=True,
    visits=((6.5, 7.5, 2), (11.75, 13.0, 3), (17.5, 20.5, 4)),
)  # fmt: skip

_OPENING: Final = (60.0, 45 * 60.0)
"""From when to when, in seconds after the start, a group meets so that something is to be seen at once."""
_GROUP: Final = 12
_AIRED_S: Final = 2.5 * 3600
"""For so long before the start the meeting room was empty and its door open."""
_OPENING_MEAL: Final = (180.0, 480.0)


def readings(
    room: Room, since: datetime, live_from: datetime, zone: tzinfo | None = None, seed: int = 1
) -> Iterator[Sent]:
    """Yield a room's readings after `since`, for ever: each minute, from 2 h before `live_from` every 5 s.

    Hours of the day are those of `zone` (None: the machine's). A minute after `live_from` a group comes
    into the room that is not a kitchen, which brings it from below 600 ppm of CO2 past 800 within ten
    minutes; in the kitchen something is fried.
    """
    chance = random.Random(f"{seed}/{room.device}")
    offset_s = (live_from.astimezone(zone).utcoffset() or timedelta()).total_seconds()
    at_s = math.floor(since.timestamp() / COARSE_STEP_S) * COARSE_STEP_S - WARM_UP_H * 3600
    live_s = live_from.timestamp()
    air, habits = Air(), _Habits()
    while True:
        at_s += STEP_S
        moment = _Moment(at_s, (at_s + offset_s) / 3600 % 24, at_s - live_s)
        use = habits.use(room, moment, air, chance)
        air = step(room, air, use, Outdoors(outdoor_temperature_c(at_s)), STEP_S)
        wanted = at_s > live_s - FINE_S or at_s % COARSE_STEP_S == 0
        if wanted and at_s > since.timestamp():
            yield {
                "device": room.device,
                "site": room.site,
                "room": room.name,
                "ts": iso_ms(datetime.fromtimestamp(at_s, UTC)),
                "values": measured(air, chance),
            }


def step(room: Room, air: Air, use: Use, outdoors: Outdoors, seconds: float) -> Air:
    """Return the air `seconds` later when `use` and the weather stay as they are."""
    hours = seconds / 3600
    change = room.leakage_per_h
    change += room.door_per_h * use.door_open + room.window_per_h * use.window_open
    litres = use.people * CO2_L_PER_H
    pm25_ug = use.cooking * COOKING_PM25_UG_PER_H
    voc_ug = room.voc_ug_per_h + use.people * VOC_PERSON_UG_PER_H + use.cooking * COOKING_VOC_UG_PER_H
    water_g = use.people * WATER_PERSON_G_PER_H + use.cooking * COOKING_WATER_G_PER_H
    volume = room.volume_m3
    loss_w_per_k = room.heat_loss_w_per_k + change * volume * AIR_WH_PER_M3_K
    outdoor_water = water_gm3(outdoors.temperature_c, 75.0)
    return Air(
        co2_ppm=_mixed(air.co2_ppm, litres / volume * 1000, change, outdoors.co2_ppm, hours),
        pm25_ugm3=_mixed(
            air.pm25_ugm3,
            pm25_ug / volume + change * outdoors.pm25_ugm3,
            change + PM25_DEPOSITION_PER_H + use.purifier_per_h,
            0.0,
            hours,
        ),
        voc_ugm3=_mixed(air.voc_ugm3, voc_ug / volume, change, 30.0, hours),
        temperature_c=_relaxed(
            air.temperature_c,
            outdoors.temperature_c + _heat_w(use, air.temperature_c) / loss_w_per_k,
            loss_w_per_k / room.heat_capacity_wh_per_k * hours,
        ),
        water_gm3=_mixed(air.water_gm3, water_g / volume, change, outdoor_water, hours),
    )


def measured(air: Air, chance: random.Random) -> dict[str, float]:
    """Return what the sensor says: with its noise, rounded to its resolution, in its units."""
    humidity = humidity_of(air.temperature_c, air.water_gm3)
    return {
        "co2_ppm": round(air.co2_ppm + chance.gauss(0, 4)),
        "pm25_ugm3": round(max(0.0, air.pm25_ugm3 * (1 + chance.gauss(0, 0.03)) + chance.gauss(0, 0.2)), 1),
        "tvoc_ppb": round(max(0.0, air.voc_ugm3 / VOC_UGM3_PER_PPB + chance.gauss(0, 2))),
        "temperature_c": round(air.temperature_c + chance.gauss(0, 0.03), 2),
        "humidity_pct": round(min(100.0, max(0.0, humidity + chance.gauss(0, 0.2))), 1),
    }


def outdoor_temperature_c(at_s: float) -> float:
    """Return a plain autumn day: 9 °C in the mean, 4 K to either side, coldest at 5 h."""
    return 9.0 - 4.0 * math.cos((at_s / 3600 - 5) / 24 * 2 * math.pi)


def _mixed(now: float, source_per_h: float, change_per_h: float, incoming: float, hours: float) -> float:
    """Return the exact solution of the mass balance after `hours`."""
    return _relaxed(now, incoming + source_per_h / change_per_h, change_per_h * hours)


def _relaxed(now: float, final: float, time_constants: float) -> float:
    return final + (now - final) * math.exp(-time_constants)


def _heat_w(use: Use, temperature_c: float) -> float:
    """Return what people, cooking and a radiator that holds 21 °C give off."""
    radiator_w = min(2500.0, max(0.0, (21.0 - temperature_c) * 1500.0))
    return use.people * HEAT_PERSON_W + use.cooking * COOKING_HEAT_W + radiator_w


class _Moment(NamedTuple):
    """When a step ends: seconds since 1970, hour of the day, seconds since the live readings began."""

    at_s: float
    hour: float
    since_start_s: float


@dataclass(slots=True)
class _Habits:
    """What people do: come and go with the hour, leave the door, open the window in bad air, cook."""

    window_until_s: float = 0.0
    people: int = 0
    door_open: bool = False

    def use(self, room: Room, moment: _Moment, air: Air, chance: random.Random) -> Use:
        """Return what happens during the step that ends at `moment`."""
        at_s, hour, since_start_s = moment
        people = _people(room, hour, since_start_s)
        if people != self.people:
            self.people, self.door_open = people, chance.random() < 0.3
        if people and air.co2_ppm > 1300 and at_s > self.window_until_s and chance.random() < 0.02:
            self.window_until_s = at_s + chance.uniform(8, 15) * 60
        return Use(
            people,
            cooking=room.cooks and _cooks(room, hour, since_start_s),
            door_open=self.door_open or (not room.cooks and -_AIRED_S < since_start_s < _OPENING[0]),
            window_open=at_s < self.window_until_s,
        )


def _people(room: Room, hour: float, since_start_s: float) -> int:
    if not room.cooks and -_AIRED_S < since_start_s < _OPENING[1]:
        return _GROUP if since_start_s > _OPENING[0] else 0
    return next((people for start, end, people in room.visits if start <= hour < end), 0)


def _cooks(room: Room, hour: float, since_start_s: float) -> bool:
    opening = _OPENING_MEAL[0] < since_start_s < _OPENING_MEAL[1]
    return opening or any(start <= hour < start + 0.25 for start, _, _ in room.visits)
