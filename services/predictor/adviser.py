"""The last action of every room and quantity and the newest forecast of every device: pure, no clock."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from iaqverse.contracts.action import OPEN_ACTIONS, Action, Feedback
from iaqverse.contracts.names import Place
from services.predictor import advice
from services.predictor.advice import Advised
from services.predictor.effect import CLOSED, WINDOW, Room, measured_rate
from services.predictor.forecast import DeviceForecast
from services.predictor.limits import ActionTable, Side, default_limits
from services.predictor.outlook import Outlook, is_calm, outlook
from services.predictor.present import Present, present
from services.predictor.remedies import Case, make_consistent, remedies

RoomKey = tuple[str, str]


class AirKnown(Protocol):
    """What is known of the rooms' air changes and windows."""

    def rate(self, site: str, room: str, is_open: bool, *, now_s: float) -> tuple[float, float] | None:
        """Return the measured rate with windows closed or open, and its half-width, in 1/h."""

    def is_open(self, site: str, room: str, *, now_s: float) -> bool:
        """Whether a window is known to be open."""


LOOK_AGAIN: Final = timedelta(seconds=10)
SIDES: Final[tuple[Side, ...]] = ("above", "below")


class Adviser:
    """Advice for all rooms."""

    def __init__(self) -> None:
        self._last: dict[RoomKey, dict[str, Action]] = defaultdict(dict)
        self._forecasts: dict[RoomKey, dict[Place, DeviceForecast]] = defaultdict(dict)
        self._astir: dict[RoomKey, datetime | None] = {}
        self._limits_of: Callable[[str, str], ActionTable] = default_limits

    def follow(self, limits_of: Callable[[str, str], ActionTable]) -> None:
        """Advise by these limits of rooms (site, room) from now on."""
        self._limits_of = limits_of
        self._astir.update(dict.fromkeys(self._forecasts))

    def restore(self, last: Iterable[Action]) -> None:
        """Take up the last actions of before, so that nothing is raised twice."""
        for action in last:
            self._last[action.site, action.room][action.quantity] = action
            self._astir[action.site, action.room] = None

    def keep(self, is_kept: Callable[[str, str], bool]) -> None:
        """Forget all rooms (site, room) but those that are kept: another replica looks after them."""
        for those in (self._last, self._forecasts, self._astir):
            for room in [room for room in those if not is_kept(*room)]:
                del those[room]

    def heard(self, forecasts: Iterable[DeviceForecast]) -> None:
        """Take newer forecasts, those of devices outdoors as well."""
        for forecast in forecasts:
            place = forecast.place
            self._forecasts[place.site, place.room][place] = forecast
            self._astir[place.site, place.room] = None

    def forget(self, place: Place) -> None:
        """Forget a device that was retired."""
        self._forecasts[place.site, place.room].pop(place, None)

    def review(
        self,
        now: datetime,
        fresh_s: Callable[[Place], float],
        outdoor_rooms: Collection[RoomKey] = (),
        air: AirKnown | None = None,
    ) -> list[Action]:
        """Return the actions that change at `now`; a forecast counts for `fresh_s` seconds.

        Rooms in `outdoor_rooms` tell how it is outdoors at their site and get no advice. A room is looked at
        when something was heard of it, and every `LOOK_AGAIN` while something is wrong or under way.
        """
        outdoors = self.outdoors(now, fresh_s, outdoor_rooms)
        changed: list[Action] = []
        for key in [key for key, due_at in self._astir.items() if due_at is None or now >= due_at]:
            forecasts = [] if key in outdoor_rooms else self._fresh(key, now, fresh_s)
            cases = self._cases(key, now, forecasts, outdoors.get(key[0]), air)
            self._changes(key, cases, now, changed)
            if cases or any(advice.is_lively(last, now) for last in self._last[key].values()):
                self._astir[key] = now + LOOK_AGAIN
            else:
                del self._astir[key]
        return changed

    def outdoors(
        self, now: datetime, fresh_s: Callable[[Place], float], outdoor_rooms: Collection[RoomKey]
    ) -> dict[str, Present]:
        """Return what is measured outdoors, by site; only where a device there is fresh."""
        of_sites: defaultdict[str, list[DeviceForecast]] = defaultdict(list)
        for key in outdoor_rooms:
            of_sites[key[0]] += self._fresh(key, now, fresh_s)
        found = {site: present(forecasts) for site, forecasts in of_sites.items()}
        return {site: outdoors for site, outdoors in found.items() if outdoors is not None}

    def answer(self, feedback: Feedback, now: datetime) -> Action | None:
        """Return the action that a person's feedback changes; None if it changes nothing."""
        site, _, rest = feedback.id.partition(".")
        room, _, rest = rest.partition(".")
        last = self._last.get((site, room), {}).get(rest.partition(".")[0])
        action = advice.answer(last, feedback, now) if last is not None else None
        if action is not None:
            self._last[site, room][action.quantity] = action
            self._astir[site, room] = None
        return action

    def _fresh(self, key: RoomKey, now: datetime, fresh_s: Callable[[Place], float]) -> list[DeviceForecast]:
        now_s = now.timestamp()
        forecasts = self._forecasts.get(key, {}).values()
        return [f for f in forecasts if now_s - f.made_s <= fresh_s(f.place)]

    def _cases(
        self,
        key: RoomKey,
        now: datetime,
        forecasts: list[DeviceForecast],
        outdoors: Present | None,
        known: AirKnown | None,
    ) -> dict[str, tuple[Case, Room]]:
        """Return what is wrong in a room or was lately, by quantity, each with what helps."""
        last, limits = self._last[key], self._limits_of(*key)
        airs: dict[str, Outlook] = {}
        for quantity in limits if forecasts else ():
            air = _outlook(key, quantity, forecasts, last.get(quantity), now, limits=limits)
            if air is not None:
                airs[quantity] = air
        indoors = present(forecasts) if airs else None
        if indoors is None:
            return {}
        room = replace(_room(key, indoors, outdoors, known, now.timestamp()), limits=limits)
        cases = {q: (_case(air, room, last.get(q), now), room) for q, air in airs.items()}
        make_consistent(case for case, _ in cases.values())
        return cases

    def _changes(
        self, key: RoomKey, cases: Mapping[str, tuple[Case, Room]], now: datetime, changed: list[Action]
    ) -> None:
        last = self._last[key]
        for quantity in sorted({*cases, *last}):
            case, room = cases.get(quantity, (None, None))
            advised = Advised(case.air, room, case.remedy) if case and room else None
            action = advice.review(last.get(quantity), advised, now)
            if action is not None:
                last[quantity] = action
                changed.append(action)


def _room(
    key: RoomKey, indoors: Present, outdoors: Present | None, known: AirKnown | None, now_s: float
) -> Room:
    if known is None:
        return Room(indoors, outdoors)
    closed, opened = (known.rate(*key, is_open, now_s=now_s) for is_open in (False, True))
    return Room(
        indoors,
        outdoors,
        measured_rate(closed, CLOSED),
        measured_rate(opened, WINDOW),
        known.is_open(*key, now_s=now_s),
    )


def _outlook(
    key: RoomKey,
    quantity: str,
    forecasts: list[DeviceForecast],
    last: Action | None,
    now: datetime,
    *,
    limits: ActionTable,
) -> Outlook | None:
    """Return the side of a quantity that an action is about or that is wrong; None: there is neither."""
    if last is not None and advice.is_lively(last, now):
        return outlook(*key, quantity, advice.side_of(last), forecasts, limits=limits)
    if is_calm(quantity, forecasts, limits):
        return None
    for side in SIDES:
        if limits[quantity].of(side):
            air = outlook(*key, quantity, side, forecasts, limits=limits)
            if air is not None and air.limit is not None:
                return air
    return None


def _case(air: Outlook, room: Room, last: Action | None, now: datetime) -> Case:
    is_open = last is not None and last.state in OPEN_ACTIONS
    current = last.advice if last is not None and is_open else None
    limit = air.limit
    if limit is None:
        limit = advice.limit_of(last) if last is not None else air.limits[air.quantity].of(air.side)[0]
    is_shown = is_open or (air.limit is not None and advice.may_follow(last, air, now))
    return Case(air, remedies(air, limit, room, current), current, is_shown)
