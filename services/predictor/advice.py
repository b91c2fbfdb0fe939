"""The life of an action: pure, the last one, the outlook and what helps in, the changed action out.

Everything that must be remembered stands in the action itself, so the last one of each room and quantity,
read back from the stream, is all that a restart needs.

======================  ================================================================
a quantity is or is     what helps is proposed (`remedies`): at a limit, or when the chance of passing
forecast to be bad      it within 30 minutes reaches one half
worse than thought      (1500 instead of 800) proposed again at once, whatever a person said of it
it helps no more        another advice at once if there is one, else withdrawn
it gets better          withdrawn: clearly within the limit, and the chance below 0.3
the profile changes     of an open one the limit is that of the new profile, or it is withdrawn
nobody reacts           expired after an hour
a person                acknowledges it, has done it, or snoozes it (then proposed again later)
afterwards              what came of what was done is put beside what was promised (``realised``)
======================  ================================================================

Between two actions of a room about a quantity lie at least 15 minutes, and after one that was done the
time that was promised of it (and of its band, up to half an hour), unless the second is about a worse limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from iaqverse.contracts.action import OPEN_ACTIONS, Action, ActionState, Because, Feedback
from iaqverse.contracts.wire import epoch_ms
from services.predictor.effect import Room, expected_effect
from services.predictor.limits import Side
from services.predictor.outlook import WITHIN_S, Outlook
from services.predictor.realised import TOLD_WITHIN, realised_effect, settles
from services.predictor.remedies import Remedy

SPACING: Final = timedelta(minutes=15)
VALID: Final = timedelta(hours=1)
SNOOZE_MIN: Final = 30
STALE_FEEDBACK: Final = timedelta(minutes=1)
"""Feedback that is older than the action's last change by more than this was given to something else."""


@dataclass(frozen=True, slots=True)
class Advised:
    """An outlook and what helps; `remedy` None: nothing that we know of."""

    air: Outlook
    room: Room
    remedy: Remedy | None


def review(last: Action | None, advised: Advised | None, now: datetime) -> Action | None:
    """Return the action that `last`, the last about this, becomes or is followed by; None: no change."""
    if last is not None and last.state in OPEN_ACTIONS:
        return _review_open(last, advised, now)
    if advised is None:
        return None
    limit, remedy = advised.air.limit, advised.remedy
    may_propose = limit is not None and remedy is not None and may_follow(last, advised.air, now)
    if last is not None and last.state == "done" and last.realised is None:
        realised = realised_effect(last, advised.air, now, is_followed=may_propose)
        if realised is not None:
            return _changed(last, now, "done", realised=realised)
    if limit is None or remedy is None or not may_propose:
        return None
    return _proposed(advised, remedy, limit, now)


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


def may_follow(last: Action | None, air: Outlook, now: datetime) -> bool:
    """Whether another action may be raised after `last`, which is closed."""
    if last is None or air.limit is None:
        return True
    closed_at, spacing = last.updated_at, SPACING
    if last.realised is not None:
        closed_at -= timedelta(seconds=last.realised.get("within_s", 0))
    elif last.state == "done":
        spacing = max(SPACING, settles(last))
    return now - closed_at >= spacing or (
        side_of(last) == air.side and air.is_worse(air.limit, limit_of(last))
    )


def is_lively(action: Action, now: datetime) -> bool:
    """Whether time alone may change it: it is open, or done lately and not yet compared with its promise."""
    if action.state == "done" and action.realised is None:
        return now - action.updated_at <= TOLD_WITHIN
    return action.state in OPEN_ACTIONS


def limit_of(action: Action) -> float:
    """Return the limit that `action` is about, in its quantity's unit."""
    return float(action.because.arguments["limit"])


def side_of(action: Action) -> Side:
    """Return on which side that limit is passed."""
    return "below" if action.because.key.endswith("below") else "above"


def _review_open(action: Action, advised: Advised | None, now: datetime) -> Action | None:
    if advised is not None:
        air, limit, remedy = advised.air, limit_of(action), advised.remedy
        if air.is_clear_of(limit):
            return _changed(action, now, "withdrawn")
        is_worse = air.limit is not None and air.is_worse(air.limit, limit)
        is_over = action.state == "snoozed" and now >= action.expires_at
        is_other_limit = limit not in air.chances  # the room has got another profile
        is_another = remedy is None or remedy.advice != action.advice or is_other_limit
        if (remedy is None and (is_another or is_worse)) or (is_other_limit and air.limit is None):
            return _changed(action, now, "withdrawn")
        if remedy is not None and (is_worse or is_over or is_another):
            is_about_worst = air.limit is not None and (is_worse or is_other_limit)
            reasons = _reasons(advised, remedy, air.limit if is_about_worst and air.limit else limit)
            if action.state == "snoozed" and not is_worse and not is_over:
                return _changed(action, now, "snoozed", **reasons)
            return _changed(action, now, "proposed", **reasons, expires_at=now + VALID)
    return _changed(action, now, "expired") if now >= action.expires_at else None


def _proposed(advised: Advised, remedy: Remedy, limit: float, now: datetime) -> Action:
    air = advised.air
    return Action(
        id=f"{air.site}.{air.room}.{air.quantity}.{epoch_ms(now)}",
        site=air.site,
        room=air.room,
        quantity=air.quantity,
        state="proposed",
        **_reasons(advised, remedy, limit),
        raised_at=now,
        updated_at=now,
        expires_at=now + VALID,
    )


def _reasons(advised: Advised, remedy: Remedy, limit: float) -> dict[str, Any]:
    air = advised.air
    is_passed = air.passes(limit)
    kind = "co2" if air.quantity == "co2_ppm" else "quantity"
    digits = air.limits[air.quantity].digits
    arguments: Mapping[str, float] = {
        "limit": limit,
        "value": round(air.value, digits or None),
        "forecast": round(air.forecast, digits or None),
        "within_s": WITHIN_S,
        **remedy.arguments,
    }
    key = f"{kind}_{air.side}" if is_passed else f"{kind}_forecast_{air.side}"
    return {
        "advice": remedy.advice,
        "because": Because(key=key, arguments=dict(arguments)),
        "confidence": 1.0 if is_passed else air.chances[limit],
        "expected": expected_effect(remedy.advice, air, limit, advised.room, remedy.note),
    }


def _changed(action: Action, now: datetime, state: ActionState, **fields: Any) -> Action:
    return action.model_copy(update={"state": state, "updated_at": now, **fields})
