"""What to do in a room: pure, the last action and the outlook in, the changed action out.

Everything that must be remembered stands in the action itself, so the last one of each room, read
back from the stream, is all that a restart needs.

======================  ================================================================
CO2 is or is forecast   ``open_window`` is proposed: at a limit, or when the chance of passing it
to be high              within 30 minutes reaches one half
worse than thought      (1500 instead of 800) proposed again at once, whatever a person said of it
air gets better         withdrawn: below the limit, and the chance below 0.3
nobody reacts           expired after an hour
a person                acknowledges it, has done it, or snoozes it (then proposed again later)
afterwards              what came of what was done is put beside what was promised (``realised``)
======================  ================================================================

Between two actions of a room lie at least 15 minutes, and after one that was done the time that was
promised of it, unless the second is about a higher limit.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from iaqverse.contracts.action import OPEN_ACTIONS, Action, ActionState, Because, Feedback
from iaqverse.contracts.prediction import HORIZONS_S
from iaqverse.contracts.wire import epoch_ms
from services.predictor.exceedance import LIMITS
from services.predictor.forecast import DeviceForecast

QUANTITY: Final = "co2_ppm"
WITHIN_S: Final = 1800
RAISE: Final = 0.5
CLEAR: Final = 0.3
SPACING: Final = timedelta(minutes=15)
VALID: Final = timedelta(hours=1)
SNOOZE_MIN: Final = 30
STALE_FEEDBACK: Final = timedelta(minutes=1)
"""Feedback that is older than the action's last change by more than this was given to something else."""

OUTDOOR_PPM: Final = 420.0
"""CO2 outdoors; global mean 422.8 ppm in 2024 (NOAA Global Monitoring Laboratory), more in towns."""
OPEN_WINDOW_PER_H: Final = 4.0
"""Air changes per hour with a window open: an estimate, single-sided airing gives about 2 to 8."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A room's worst device now and soon: `value` and `forecast` (the highest median within
    `WITHIN_S`) in the quantity's unit, and the chance of passing each limit within that time."""

    site: str
    room: str
    value: float
    forecast: float
    chances: Mapping[float, float]

    @property
    def limit(self) -> float | None:
        """The highest limit that is passed or more likely than not will be."""
        passed = [limit for limit, chance in self.chances.items() if chance >= RAISE or self.value >= limit]
        return max(passed, default=None)

    def is_clear_of(self, limit: float) -> bool:
        """Whether `limit` is neither passed nor likely to be."""
        return self.value < limit and self.chances.get(limit, 0.0) < CLEAR


def outlook(site: str, room: str, forecasts: Iterable[DeviceForecast]) -> Outlook | None:
    """Return the outlook of a room from the fresh forecasts of its devices; None if none has CO2."""
    devices = [f.quantities[QUANTITY] for f in forecasts if QUANTITY in f.quantities]
    if not devices:
        return None
    soon = sum(1 for horizon_s in HORIZONS_S if horizon_s <= WITHIN_S)
    chances = dict.fromkeys(LIMITS[QUANTITY], 0.0)
    for device in devices:
        for above, within_s, chance in device.exceedance:
            if within_s == WITHIN_S:
                chances[above] = max(chances[above], chance)
    value = max(device.now for device in devices)
    forecast = max(max(device.median[:soon]) for device in devices)
    return Outlook(site, room, value, forecast, chances)


def review(last: Action | None, air: Outlook | None, now: datetime) -> Action | None:
    """Return the action that `last`, the room's last one, becomes or is followed by; None: no change."""
    if last is not None and last.state in OPEN_ACTIONS:
        return _review_open(last, air, now)
    if air is None:
        return None
    if last is not None and (realised := _realised(last, air, now)) is not None:
        return realised
    limit = air.limit
    if limit is None or (last is not None and not _may_follow(last, limit, now)):
        return None
    return _proposed(air, limit, now)


def answer(action: Action, feedback: Feedback, now: datetime) -> Action | None:
    """Return what a person's feedback makes of `action`; None if it changes nothing.

    Given twice it counts once. Feedback to another or a closed action is not honoured, nor such as
    was given before the action last changed.
    """
    if feedback.id != action.id or action.state not in OPEN_ACTIONS:
        return None
    if feedback.at < action.updated_at - STALE_FEEDBACK:
        return None
    if feedback.verb == "done":
        return _changed(action, now, "done", by=feedback.by)
    if feedback.verb == "ack":
        if action.state == "acknowledged":
            return None
        return _changed(action, now, "acknowledged", by=feedback.by, expires_at=now + VALID)
    if action.state == "snoozed":
        return None
    until = feedback.at + timedelta(minutes=feedback.minutes or SNOOZE_MIN)
    return _changed(action, now, "snoozed", by=feedback.by, expires_at=until)


def _review_open(action: Action, air: Outlook | None, now: datetime) -> Action | None:
    limit = float(action.because.arguments["limit"])
    if air is not None:
        if air.limit is not None and air.limit > limit:
            return _changed(action, now, "proposed", **_reasons(air, air.limit), expires_at=now + VALID)
        if air.is_clear_of(limit):
            return _changed(action, now, "withdrawn")
    if now < action.expires_at:
        return None
    if action.state == "snoozed" and air is not None:
        return _changed(action, now, "proposed", **_reasons(air, limit), expires_at=now + VALID)
    return _changed(action, now, "expired")


def _realised(action: Action, air: Outlook, now: datetime) -> Action | None:
    """Return a done action with what came of it, once the promised time is over."""
    if action.state != "done" or action.realised is not None:
        return None
    since = now - action.updated_at
    promised = timedelta(seconds=action.expected["within_s"])
    if not promised <= since <= promised + VALID:
        return None
    realised = {QUANTITY: round(air.value), "within_s": round(since.total_seconds())}
    return _changed(action, now, "done", realised=realised)


def _may_follow(last: Action, limit: float, now: datetime) -> bool:
    closed_at, spacing = last.updated_at, SPACING
    if last.realised is not None:
        closed_at -= timedelta(seconds=last.realised.get("within_s", 0))
    elif last.state == "done":
        spacing = max(SPACING, timedelta(seconds=last.expected["within_s"]))
    return now - closed_at >= spacing or limit > float(last.because.arguments["limit"])


def _proposed(air: Outlook, limit: float, now: datetime) -> Action:
    return Action(
        id=f"{air.site}.{air.room}.{QUANTITY}.{epoch_ms(now)}",
        site=air.site,
        room=air.room,
        quantity=QUANTITY,
        state="proposed",
        advice="open_window",
        **_reasons(air, limit),
        raised_at=now,
        updated_at=now,
        expires_at=now + VALID,
    )


def _reasons(air: Outlook, limit: float) -> dict[str, Any]:
    is_above = air.value >= limit
    arguments = {
        "limit": limit,
        "value": round(air.value),
        "forecast": round(air.forecast),
        "within_s": WITHIN_S,
    }
    return {
        "because": Because(key="co2_above" if is_above else "co2_forecast_above", arguments=arguments),
        "confidence": 1.0 if is_above else air.chances[limit],
        "expected": expected_effect(max(air.value, air.forecast)),
    }


def expected_effect(co2_ppm: float) -> dict[str, Any]:
    """Return how soon an open window brings the room from `co2_ppm` to the first limit.

    From the mass balance of one well-mixed room without sources: ``C - Cout`` falls as ``exp(-λt)``
    (Batterman 2017, IJERPH 14, 145), with `OUTDOOR_PPM` and `OPEN_WINDOW_PER_H` as long as neither is
    measured; hence the note. To the minute, from one minute to one hour.
    """
    target = LIMITS[QUANTITY][0]
    hours = math.log(max((co2_ppm - OUTDOOR_PPM) / (target - OUTDOOR_PPM), 1.0)) / OPEN_WINDOW_PER_H
    minutes = min(max(math.ceil(hours * 60), 1), 60)
    return {QUANTITY: target, "within_s": minutes * 60, "note": "outdoor_unknown"}


def _changed(action: Action, now: datetime, state: ActionState, **fields: Any) -> Action:
    return action.model_copy(update={"state": state, "updated_at": now, **fields})
