"""The last action of every room and the newest forecast of every device: pure, it has no clock."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from iaqverse.contracts.action import Action, Feedback
from iaqverse.contracts.names import Place
from services.predictor import advice
from services.predictor.forecast import DeviceForecast

Room = tuple[str, str]


class Adviser:
    """Advice for all rooms."""

    def __init__(self) -> None:
        self._last: dict[Room, Action] = {}
        self._forecasts: dict[Room, dict[Place, DeviceForecast]] = defaultdict(dict)

    def heard(self, forecasts: Iterable[DeviceForecast]) -> None:
        """Take newer forecasts."""
        for forecast in forecasts:
            place = forecast.place
            self._forecasts[place.site, place.room][place] = forecast

    def forget(self, place: Place) -> None:
        """Forget a device that was retired."""
        self._forecasts[place.site, place.room].pop(place, None)

    def keep(self, is_kept: Callable[[str, str], bool]) -> None:
        """Forget all rooms (site, room) but those that are kept: another replica looks after them."""
        for room in [room for room in {**self._last, **self._forecasts} if not is_kept(*room)]:
            self._last.pop(room, None)
            self._forecasts.pop(room, None)

    def restore(self, last: Iterable[Action]) -> None:
        """Take up the last actions of before, so that nothing is raised twice."""
        self._last.update({(action.site, action.room): action for action in last})

    def review(self, now: datetime, fresh_s: Callable[[Place], float]) -> list[Action]:
        """Return the actions that change at `now`; a forecast counts for `fresh_s` seconds."""
        now_s, changed = now.timestamp(), []
        for site, room in {**self._forecasts, **self._last}:
            forecasts = self._forecasts[site, room].values()
            fresh = [f for f in forecasts if now_s - f.made_s <= fresh_s(f.place)]
            action = advice.review(self._last.get((site, room)), advice.outlook(site, room, fresh), now)
            if action is not None:
                self._last[site, room] = action
                changed.append(action)
        return changed

    def answer(self, feedback: Feedback, now: datetime) -> Action | None:
        """Return the action that a person's feedback changes; None if it changes nothing."""
        site, _, rest = feedback.id.partition(".")
        last = self._last.get((site, rest.partition(".")[0]))
        action = advice.answer(last, feedback, now) if last is not None else None
        if action is not None:
            self._last[action.site, action.room] = action
        return action
