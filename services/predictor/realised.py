"""What came of a done action beside what was promised: pure, the action and the outlook in."""

from datetime import datetime, timedelta
from typing import Any, Final

from iaqverse.contracts.action import Action
from services.predictor.effect import LATEST_S, LONGEST_S
from services.predictor.limits import ACTION_LIMITS
from services.predictor.outlook import WITHIN_S, Outlook

TOLD_WITHIN: Final = timedelta(seconds=LATEST_S + LONGEST_S)
"""How long after an action was done its effect can be told at the latest."""
GRACE_S: Final = 60
"""How much later than the band's end a value may come that shows that it was reached."""


def realised_effect(action: Action, air: Outlook, now: datetime) -> dict[str, Any] | None:
    """Return what came of a done action beside what was promised; None while that is not decided.

    What was beyond the promised value must come to it: that is decided when it does, or at the end of the
    band. What was not must stay so for half an hour. Once it is too late to tell, nothing is said.
    """
    promised = action.expected.get(action.quantity)
    if not isinstance(promised, int | float):
        return None
    within_s = float(action.expected["within_s"])
    low_s, high_s = (float(action.expected.get(key, within_s)) for key in ("low_s", "high_s"))
    since_s = (now - action.updated_at).total_seconds()
    is_met = not air.passes(promised) or air.value == promised
    was_met = not air.passes(promised, float(action.because.arguments.get("value", promised)))
    if was_met:
        until_s = max(within_s, WITHIN_S)
        is_decided = since_s >= until_s or (not is_met and since_s >= within_s)
        in_band = is_met
    else:
        until_s = high_s
        is_decided = is_met or since_s >= until_s
        in_band = is_met and low_s <= since_s <= high_s + GRACE_S
    if not is_decided or since_s > until_s + LONGEST_S:
        return None
    return {
        action.quantity: round(air.value, ACTION_LIMITS[action.quantity].digits or None),
        "within_s": round(since_s),
        "promised": promised,
        "promised_s": round(within_s),
        "is_reached": is_met,
        "in_band": in_band,
    }


def settles(action: Action) -> timedelta:
    """Return how long a done action is given before the same may be advised again."""
    return timedelta(seconds=float(action.expected.get("within_s", 0)))
