"""What helps in a room, the best first: pure, what is measured indoors and outdoors in.

============  =====================================================================================
CO2           ``open_window``; ``run_ventilation`` (without the window) where the air outdoors is dirtier;
              ``reduce_people`` where the window is open already
particles     ``open_window`` where the air outdoors is cleaner; ``close_window`` where it is dirtier;
              else, or when it is not measured, ``run_purifier``
VOC           ``open_window`` where there is less outdoors; else ``stop_source``
humidity      ``open_window`` where the air outdoors holds less water; else ``dehumidify``; ``humidify``
temperature   ``open_window`` where it is cooler outdoors, ``close_window`` where it is warmer; ``heat``
============  =====================================================================================

A window is never advised against air outdoors that has more particles than the room and more than their
first limit, whatever it is to be opened for. Water is compared in grams a cubic metre: damp air of 5 °C dries
a room of 21 °C. What is compared must differ clearly before a window is advised, and the advice goes as soon
as outdoors is no better.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from iaqverse.contracts.score import LEVELS
from services.predictor.effect import Room
from services.predictor.outlook import Outlook
from services.predictor.present import Present

PARTICLES: Final = ("pm25_ugm3", "pm10_ugm3")
OPENS: Final = frozenset({"open_window"})
CLOSES: Final = frozenset({"close_window"})
CLEARLY: Final = 0.8
"""What outdoors must have at most of what the room has, before a window is advised."""
CLEARLY_DRIER: Final = 0.9
CLEARLY_K: Final = 2.0

_RANK: Final[Mapping[str, int]] = {level: least for least, level in LEVELS}
"""Worse is less."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """An advice, a note on the air outdoors, and arguments for it, named ``outdoor_<quantity>``."""

    advice: str
    note: str | None = None
    arguments: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Case:
    """A quantity of a room that something is or is to be said about.

    `current` is the advice that is open; `is_shown` whether there is or will be one now.
    """

    air: Outlook
    remedies: list[Remedy]
    current: str | None
    is_shown: bool

    @property
    def remedy(self) -> Remedy | None:
        """The advice that is open as long as it helps, else the best one."""
        same = (remedy for remedy in self.remedies if remedy.advice == self.current)
        return next(same, self.remedies[0] if self.remedies else None)


def remedies(air: Outlook, limit: float, room: Room, current: str | None) -> list[Remedy]:
    """Return what helps against `air` passing `limit`, the best first; `current` is the open advice."""
    outdoors = room.outdoors
    dirt = _dirt(room, current)
    match air.quantity:
        case "co2_ppm":
            found = _of_co2(air, outdoors, dirt, is_open=room.is_open)
        case "pm25_ugm3" | "pm10_ugm3":
            found = _of_particles(air, limit, outdoors, current)
        case "temperature_c":
            found = _of_warmth(air, outdoors, current)
        case "humidity_pct":
            found = _of_water(air, room, current)
        case _:
            found = _of_voc(air, limit, outdoors, current)
    may_open = not dirt and (not room.is_open or current in OPENS)
    return [remedy for remedy in found if may_open or remedy.advice not in OPENS]


def make_consistent(cases: Iterable[Case]) -> None:
    """Let nobody be told to open and to close the window of one room: the worse level wins.

    Of equal levels the advice that is open already stays, then the lower score wins, then closing. Who loses
    says what else helps, if anything does.
    """
    shown = [case for case in cases if case.is_shown]
    opening = [case for case in shown if case.remedy and case.remedy.advice in OPENS]
    closing = [case for case in shown if case.remedy and case.remedy.advice in CLOSES]
    if not opening or not closing:
        return
    opens = min(map(_urgency, opening)) < min(map(_urgency, closing))
    losing, lost = (closing, CLOSES) if opens else (opening, OPENS)
    won = min(closing, key=_urgency).remedy
    note = won.note if won is not None and not opens else None
    for case in losing:
        kept = [remedy for remedy in case.remedies if remedy.advice not in lost]
        case.remedies = [
            Remedy(r.advice, note) if r.advice == "run_ventilation" and note else r for r in kept
        ]


def _urgency(case: Case) -> tuple[int, bool, int]:
    level, score = case.air.severity
    return _RANK[level], case.remedy is None or case.current != case.remedy.advice, score


def _dirt(room: Room, current: str | None) -> dict[str, float]:
    """Return the particles outdoors that keep the window shut; of a room that has no sensor, too."""
    share = 1.0 if current in OPENS else CLEARLY
    for name in PARTICLES:
        outdoor = room.outdoors.values.get(name, 0.0) if room.outdoors else 0.0
        least = max(room.limits[name].above[0], share * room.indoors.values.get(name, 0.0))
        if outdoor > least:
            return {f"outdoor_{name}": round(outdoor, 1)}
    return {}


def _of_co2(air: Outlook, outdoors: Present | None, dirt: dict[str, float], *, is_open: bool) -> list[Remedy]:
    known = outdoors.values if outdoors else {}
    outdoor_ppm = known.get("co2_ppm")
    if outdoor_ppm is not None and outdoor_ppm >= CLEARLY * air.worst:
        return []
    if dirt:
        return [Remedy("run_ventilation", "outdoor_dirtier", dirt)]
    note = None if any(name in known for name in PARTICLES) else "outdoor_unknown"
    arguments = {} if outdoor_ppm is None else {"outdoor_co2_ppm": round(outdoor_ppm)}
    if is_open:
        return [Remedy("open_window", note, arguments), Remedy("reduce_people", "window_open", arguments)]
    return [Remedy("open_window", note, arguments), Remedy("run_ventilation")]


def _of_particles(air: Outlook, limit: float, outdoors: Present | None, current: str | None) -> list[Remedy]:
    outdoor = outdoors.values.get(air.quantity) if outdoors else None
    if outdoor is None:
        return [Remedy("run_purifier", "outdoor_unknown")]
    arguments = {f"outdoor_{air.quantity}": round(outdoor, 1)}
    if outdoor < limit and outdoor <= _share(current) * air.value:
        return [Remedy("open_window", "outdoor_cleaner", arguments), Remedy("run_purifier")]
    keeps_out = CLEARLY if current in CLOSES else 1.0
    if outdoor >= limit and outdoor > keeps_out * air.value:
        return [Remedy("close_window", "outdoor_dirtier", arguments), Remedy("run_purifier")]
    return [Remedy("run_purifier", None, arguments)]


def _of_voc(air: Outlook, limit: float, outdoors: Present | None, current: str | None) -> list[Remedy]:
    outdoor = outdoors.values.get(air.quantity) if outdoors else None
    source = Remedy("stop_source", "outdoor_unknown" if outdoor is None else None)
    if outdoor is None or outdoor >= limit or outdoor > _share(current) * air.value:
        return [source]
    return [Remedy("open_window", "outdoor_cleaner", {f"outdoor_{air.quantity}": round(outdoor)}), source]


def _of_water(air: Outlook, room: Room, current: str | None) -> list[Remedy]:
    if air.side == "below":
        return [Remedy("humidify")]
    inside, outside = room.indoors.water_gm3, room.outdoors.water_gm3 if room.outdoors else None
    if inside is None or outside is None:
        return [Remedy("dehumidify", "outdoor_unknown")]
    share = 1.0 if current in OPENS else CLEARLY_DRIER
    arguments = {"water_gm3": round(inside, 1), "outdoor_water_gm3": round(outside, 1)}
    if outside <= share * inside:
        return [Remedy("open_window", "outdoor_drier", arguments), Remedy("dehumidify")]
    return [Remedy("dehumidify", "outdoor_damper", arguments)]


def _of_warmth(air: Outlook, outdoors: Present | None, current: str | None) -> list[Remedy]:
    if air.side == "below":
        return [Remedy("heat")]
    outdoor = outdoors.values.get("temperature_c") if outdoors else None
    if outdoor is None:
        return []
    arguments = {"outdoor_temperature_c": round(outdoor, 1)}
    if outdoor <= air.value - (0.0 if current in OPENS else CLEARLY_K):
        return [Remedy("open_window", "outdoor_cooler", arguments)]
    if outdoor > air.value - (CLEARLY_K if current in CLOSES else 0.0):
        return [Remedy("close_window", "outdoor_warmer", arguments)]
    return []


def _share(current: str | None) -> float:
    return 1.0 if current in OPENS else CLEARLY
