"""What came of a done action beside what was promised: pure, the action and the outlook in."""

from datetime import datetime, timedelta
from typing import Any, Final

from iaqverse.contracts.action import Action
from services.predictor.effect import LATEST_S, LONGEST_S
from services.predictor.outlook import WITHIN_S, Outlook

TOLD_WITHIN: Final = timedelta(seconds=LATEST_S + LONGEST_S)
"""How long after an action was done its effect can be told at the latest."""
GRACE_S: Final = 60
"""How much later than the band's end a value may come that shows that it was reached."""


def realised_effect(
    action: Action, air: Outlook, now: datetime, *, is_followed: bool = False
) -> dict[str, Any] | None:
    """Return what came of a done action beside what was promised; None while that is not decided.

    What was beyond the promised value must come to it: that is decided when it does, or at the end of the
    band. What was not must be so after half an hour, or come back to it by the end of the band.
    `is_followed`: another action is to be raised, so it is decided now, if the promised time is over. Once it
    is too late to tell, nothing is said.
    """
    promised = action.expected.get(action.quantity)
    if not isinstance(promised, int | float):
        return None
    within_s = float(action.expected["within_s"])
    low_s, high_s = (float(action.expected.get(key, within_s)) for key in ("low_s", "high_s"))
    since_s = (now - action.updated_at).total_seconds()
    is_met = not air.passes(promised) or air.value == promised
    was_met = not air.passes(promised, float(action.because.arguments.get("value", promised)))
    first_s, until_s = (WITHIN_S, max(WITHIN_S, high_s)) if was_met else (0.0, high_s)
    low_s = 0.0 if was_met else low_s
    if since_s > until_s + LONGEST_S:
        return None
    is_followed = is_followed and since_s >= within_s
    if not (is_followed or since_s >= until_s or (is_met and since_s >= first_s)):
        return None
    return {
        action.quantity: round(air.value, air.limits[action.quantity].digits or None),
        "within_s": round(since_s),
        "promised": promised,
        "promised_s": round(within_s),
        "is_reached": is_met,
        "in_band": is_met and low_s <= since_s <= until_s + GRACE_S,
    }


def settles(action: Action) -> timedelta:
    """Return how long a done action is given before the same may be advised again.

    The time that was promised, and of its band up to half an hour.
    """
    within_s = float(action.expected.get("within_s", 0))
    high_s = float(action.expected.get("high_s", within_s))
    return timedelta(seconds=max(within_s, min(high_s, WITHIN_S)))
