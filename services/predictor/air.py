"""How often the air of each room is changed, in 1/h, told from decays of CO2: pure, it has no clock.

A fall of CO2 is a decay from its highest minute until it rises, flattens or is interrupted; `decay` says
whether it tells a rate. Whether a window was open is known from its module, or from a person who said so.

Cheap: a reading costs an addition, a minute a comparison, and a line is fitted only when a decay ends.
"""

import math
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from iaqverse.contracts.action import Action
from iaqverse.contracts.module import Air, Module
from iaqverse.contracts.names import Place
from services.predictor.decay import LEAST_AMPLITUDE_PPM, LEAST_COUNT, OUTDOOR_PPM, Point, fitted
from services.predictor.rebuilding import Observed

QUANTITY: Final = "co2_ppm"
RISE_PPM: Final = 20.0
"""A rise above the lowest value so far by more than this and 2 % ends a decay: somebody came."""
FLAT_S: Final = 1200.0
"""A decay that fell by no more than `FLAT_PPM` in this time is over."""
FLAT_PPM: Final = 5.0
LONGEST_GAP_S: Final = 1200.0
LONGEST_S: Final = 4 * 3600.0

OPENED_S: Final = 1200.0
"""A decay that begins so soon after a person said that the window was opened is one with an open window."""
STAYS_OPEN_S: Final = 3600.0
"""For so long a window is taken to be open of which a person said that it was opened."""
CLOSED_AT_MOST_PER_H: Final = 2.0
"""A rate up to this is one of closed windows, unless it is known that one was open."""
SAID_LATE_S: Final = 180.0
"""How much later than it was done a person may say it."""
CLOSED_VALID_S: Final = 24 * 3600.0
OPEN_VALID_S: Final = 7 * 24 * 3600.0
"""How long a measured rate counts. The window is the same next week; what leaks goes with the weather."""

NO_POINT: Final = Point(0.0, math.inf)

Room = tuple[str, str]
Window = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class AirChange:
    """A measured air-change rate with the half-width of its 95 % interval, and what it rests on."""

    site: str
    room: str
    began_s: float
    ended_s: float
    per_h: float
    half_width_per_h: float
    amplitude_ppm: float
    count: int
    r2: float
    outdoor_ppm: float
    is_outdoor_measured: bool
    window: Window | None


@dataclass(slots=True)
class _Device:
    """The minute that is collected, and the decay so far."""

    minute: int = -1
    sum_s: float = 0.0
    sum_ppm: float = 0.0
    count: int = 0
    points: list[Point] = field(default_factory=list)
    lowest: Point = NO_POINT


class AirChanges:
    """All rooms. Give it readings of a device in the order of their times; older ones change nothing."""

    def __init__(self) -> None:
        self._devices: dict[Place, _Device] = defaultdict(_Device)
        self._ended: list[tuple[Place, list[Point]]] = []
        self._windows: dict[Room, deque[tuple[float, bool, float]]] = defaultdict(lambda: deque(maxlen=8))
        self._driven: set[tuple[str, str, str]] = set()
        self._known: dict[tuple[str, str, bool], tuple[float, float, float]] = {}
        self._until_s: dict[Room, float] = {}

    def restore(self, last: Iterable[Air], actions: Iterable[Action] = ()) -> None:
        """Take up what was published before, so that nothing is published twice.

        An action keeps the one that its promise rests on.
        """
        for air in last:
            half_width = air.half_width_per_h or (1 - air.quality) * air.air_change_per_h
            at_s = air.at.timestamp()
            if air.window is not None or air.air_change_per_h <= CLOSED_AT_MOST_PER_H:
                is_open = air.window == "open"
                self._remember(air.site, air.room, at_s, air.air_change_per_h, half_width, is_open=is_open)
            self._until_s[air.site, air.room] = max(at_s, self._until_s.get((air.site, air.room), -math.inf))
        for action in actions:
            per_h = action.expected.get("air_change_per_h")
            if action.advice == "open_window" and isinstance(per_h, int | float):
                at_s = action.raised_at.timestamp()
                self._remember(action.site, action.room, at_s, per_h, 0.0, is_open=True)

    def done(self, action: Action) -> None:
        """Note what a person did about a window; it counts for a decay that begins soon after."""
        is_open = {"open_window": True, "close_window": False}.get(action.advice)
        if action.state == "done" and is_open is not None:
            at_s = action.updated_at.timestamp()
            self._windows[action.site, action.room].append((at_s, is_open, at_s + OPENED_S))

    def heard(self, module: Module) -> None:
        """Note the state of a window; what a person asked for is not, once a driver reports what is."""
        if module.kind == "window":
            name = (module.site, module.room, module.module)
            if not module.asked:
                self._driven.add(name)
            elif name in self._driven:
                return
            is_open = module.state in ("open", "on") or _is_positive(module.state)
            self._windows[module.site, module.room].append((module.at.timestamp(), is_open, math.inf))

    def rate(self, site: str, room: str, is_open: bool, *, now_s: float) -> tuple[float, float] | None:
        """Return the room's last measured rate and its half-width, in 1/h; None if none counts any more."""
        at_s, per_h, half_width = self._known.get((site, room, is_open), (-math.inf, 0.0, 0.0))
        valid_s = OPEN_VALID_S if is_open else CLOSED_VALID_S
        return (per_h, half_width) if now_s - at_s <= valid_s else None

    def is_open(self, site: str, room: str, *, now_s: float) -> bool:
        """Whether a window of the room is known to be open now."""
        states = self._windows.get((site, room))
        if not states:
            return False
        at_s, is_open, until_s = states[-1]
        return is_open and (until_s == math.inf or now_s - at_s <= STAYS_OPEN_S)

    def observe_all(self, readings: Iterable[Observed]) -> None:
        """Take readings, those of each device in the order of their times."""
        for reading in readings:
            self.observe(reading.place, reading.at_s, reading.values)

    def observe(self, place: Place, at_s: float, values: Mapping[str, float]) -> None:
        """Take one reading."""
        if values.get("occupancy", 0) > 0:
            self._end(place, self._devices[place])
        elif not math.isnan(values.get(QUANTITY, math.nan)):
            device = self._devices[place]
            minute = int(at_s // 60)
            if minute > device.minute:
                if device.count:
                    self._add(
                        place, device, Point(device.sum_s / device.count, device.sum_ppm / device.count)
                    )
                device.minute, device.sum_s, device.sum_ppm, device.count = minute, 0.0, 0.0, 0
            if minute == device.minute:
                device.sum_s += at_s
                device.sum_ppm += values[QUANTITY]
                device.count += 1

    def found(self, outdoor_ppm: Mapping[str, float | None]) -> list[AirChange]:
        """Return the rates of the decays that ended since the last call and pass the gates.

        `outdoor_ppm` is CO2 outdoors by site, where it is measured. Of several devices in a room, the decay
        that ends first speaks for all that it overlaps.
        """
        ended, self._ended = self._ended, []
        rates = []
        for (site, room, _), points in ended:
            outdoors = outdoor_ppm.get(site)
            fit = fitted(points, OUTDOOR_PPM if outdoors is None else outdoors, outdoors is not None)
            if fit is None or fit.began_s < self._until_s.get((site, room), -math.inf):
                continue
            window = self._window(site, room, fit.began_s)
            self._until_s[site, room] = fit.ended_s
            if window is not None or fit.per_h <= CLOSED_AT_MOST_PER_H:
                is_open = window == "open"
                self._remember(site, room, fit.ended_s, fit.per_h, fit.half_width_per_h, is_open=is_open)
            rates.append(
                AirChange(
                    site, room, fit.began_s, fit.ended_s, fit.per_h, fit.half_width_per_h, fit.amplitude_ppm,
                    fit.count, fit.r2, fit.outdoor_ppm, outdoors is not None, window,
                )
            )  # fmt: skip
        return rates

    def forget(self, place: Place) -> None:
        """Forget a device that was retired."""
        self._devices.pop(place, None)

    def _remember(
        self, site: str, room: str, at_s: float, per_h: float, half_width: float, *, is_open: bool
    ) -> None:
        if at_s > self._known.get((site, room, is_open), (-math.inf,))[0]:
            self._known[site, room, is_open] = (at_s, per_h, half_width)

    def _add(self, place: Place, device: _Device, point: Point) -> None:
        points, lowest = device.points, device.lowest
        if points:
            is_risen = point.ppm > lowest.ppm + RISE_PPM + 0.02 * lowest.ppm
            is_cut = point.at_s - points[-1].at_s > LONGEST_GAP_S or point.at_s - points[0].at_s > LONGEST_S
            is_flat = point.at_s - lowest.at_s > FLAT_S
            if is_risen or is_cut or is_flat or point.ppm >= points[0].ppm:
                self._end(place, device)
        device.points.append(point)
        if point.ppm < device.lowest.ppm - FLAT_PPM:
            device.lowest = point

    def _end(self, place: Place, device: _Device) -> None:
        points = device.points
        if len(points) >= LEAST_COUNT and points[0].ppm - device.lowest.ppm >= LEAST_AMPLITUDE_PPM:
            self._ended.append((place, [p for p in points if p.at_s <= device.lowest.at_s + FLAT_S / 4]))
        device.points, device.lowest = [], NO_POINT

    def _window(self, site: str, room: str, began_s: float) -> Window | None:
        """Return whether the window was open when the decay began; None if that is not known."""
        states = self._windows.get((site, room), ())
        last = next((state for state in reversed(states) if state[0] <= began_s + SAID_LATE_S), None)
        if last is None or began_s > last[2]:
            return None
        return "open" if last[1] else "closed"


def _is_positive(state: object) -> bool:
    """Whether the state of a window is a number above 0: how far it is open."""
    return isinstance(state, int | float) and state > 0
