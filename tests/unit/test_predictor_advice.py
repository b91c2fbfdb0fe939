"""The life of an action: when it is proposed, withdrawn, repeated, and what people say to it."""

from datetime import datetime

import pytest

from iaqverse.contracts.action import Action, Because, Feedback, Verb
from services.predictor import advice, outlook
from services.predictor.advice import Advised, answer
from services.predictor.effect import Room
from services.predictor.outlook import Outlook
from services.predictor.remedies import Remedy, remedies
from tests.unit.advising import NOW, after, air, changed, room, seen

ROOM = room()
UNKNOWN = object()


def review(
    last: Action | None, seen_: Outlook | None, now: datetime, in_room: Room = ROOM, remedy: object = UNKNOWN
) -> Action | None:
    """Review with what helps most, or with `remedy`."""
    if seen_ is None:
        return advice.review(last, None, now)
    helps = remedies(seen_, seen_.limit or 0.0, in_room, last.advice if last else None)
    best = helps[0] if remedy is UNKNOWN else remedy
    assert best is None or isinstance(best, Remedy)
    return advice.review(last, Advised(seen_, in_room, best), now)


def proposed(value: float = 700, chance: float = 0.7) -> Action:
    return changed(review(None, air(value, chance, forecast=900), NOW))


def said(action: Action, verb: Verb, at: datetime, minutes: int | None = None) -> Feedback:
    return Feedback(id=action.id, verb=verb, at=at, by="Ada", minutes=minutes)


def test_an_open_window_is_proposed_before_the_limit_is_passed() -> None:
    action = proposed()
    assert action.id == f"maison.bureau.co2_ppm.{int(NOW.timestamp() * 1000)}"
    assert (action.state, action.advice, action.confidence) == ("proposed", "open_window", 0.7)
    assert action.because.key == "co2_forecast_above"
    assert action.because.arguments == {"limit": 800, "value": 700, "forecast": 900, "within_s": 1800}
    assert action.expected["co2_ppm"] == 800
    assert action.expires_at == after(60)


@pytest.mark.parametrize(
    ("seen_", "limit", "key"),
    [
        (air(700, 0.49), None, None),
        (air(700, 0.5), 800, "co2_forecast_above"),
        (air(800, 0.1), 800, "co2_above"),
        (air(1200, 1.0, 0.6), 1500, "co2_forecast_above"),
        (air(1600, 1.0, 1.0), 1500, "co2_above"),
    ],
)
def test_the_highest_limit_that_is_at_stake_is_named(
    seen_: Outlook, limit: float | None, key: str | None
) -> None:
    action = review(None, seen_, NOW)
    if action is None:
        assert limit is None
    else:
        assert (action.because.arguments["limit"], action.because.key) == (limit, key)


@pytest.mark.parametrize(("chance", "is_withdrawn"), [(0.45, False), (0.3, False), (0.29, True)])
def test_a_proposal_stands_until_the_chance_is_clearly_lower(chance: float, is_withdrawn: bool) -> None:
    action = review(proposed(), air(700, chance), after(5))
    assert (action is not None and action.state == "withdrawn") == is_withdrawn


def test_a_proposal_stands_while_the_limit_is_passed() -> None:
    assert review(proposed(), air(810, 0.0), after(5)) is None


def test_nothing_is_published_while_nothing_changes() -> None:
    assert review(proposed(), air(850, 0.99), after(5)) is None


def test_worse_than_thought_is_proposed_again_at_once_whatever_was_said() -> None:
    action = changed(answer(proposed(), said(proposed(), "ack", after(1)), after(1)))
    worse = changed(review(action, air(1200, 1.0, 0.8, 1600), after(2)))
    assert (worse.id, worse.state) == (action.id, "proposed")
    assert worse.because.arguments["limit"] == 1500
    assert review(worse, air(1200, 1.0, 0.2), after(3)) is not None  # clear of 1500: withdrawn


def test_between_two_actions_lies_a_quarter_of_an_hour() -> None:
    closed = changed(review(proposed(), air(600, 0.0), after(5)))
    assert closed.state == "withdrawn"
    assert review(closed, air(790, 0.9), after(19)) is None
    following = changed(review(closed, air(790, 0.9), after(20)))
    assert (following.state, following.id != closed.id) == ("proposed", True)


def test_a_higher_limit_does_not_wait() -> None:
    closed = changed(review(proposed(), air(600, 0.0), after(5)))
    assert changed(review(closed, air(1550, 1, 1), after(6))).because.arguments["limit"] == 1500


def test_a_proposal_that_nobody_heeds_expires_and_comes_back() -> None:
    expired = changed(review(proposed(), air(900, 0.9), after(60)))
    assert expired.state == "expired"
    assert review(expired, air(900, 0.9), after(70)) is None
    assert changed(review(expired, air(900, 0.9), after(75))).state == "proposed"


def test_a_proposal_expires_also_when_nothing_is_heard_of_the_room() -> None:
    assert review(proposed(), None, after(59)) is None
    assert changed(review(proposed(), None, after(60))).state == "expired"


def test_acknowledging_is_honoured_once() -> None:
    action = proposed()
    acknowledged = changed(answer(action, said(action, "ack", after(1)), after(1)))
    assert (acknowledged.state, acknowledged.by) == ("acknowledged", "Ada")
    assert answer(acknowledged, said(action, "ack", after(1)), after(1)) is None


def test_snoozing_is_quiet_until_its_time_is_over() -> None:
    action = proposed()
    snoozed = changed(answer(action, said(action, "snooze", after(1), 20), after(1)))
    assert (snoozed.state, snoozed.expires_at) == ("snoozed", after(21))
    assert answer(snoozed, said(action, "snooze", after(1), 20), after(2)) is None
    assert review(snoozed, air(900, 0.9), after(20)) is None
    again = changed(review(snoozed, air(900, 0.9), after(21)))
    assert (again.state, again.id) == ("proposed", action.id)
    assert answer(again, said(action, "snooze", after(1), 20), after(22)) is None  # redelivered


def test_done_closes_and_its_effect_is_compared_with_the_promise() -> None:
    action = proposed(1000, 1)
    done = changed(answer(action, said(action, "done", after(2)), after(2)))
    assert done.state == "done"
    assert review(done, air(900, 0.2), after(7)) is None
    realised = changed(review(done, air(795, 0.1), after(10)))
    assert realised.state == "done"
    assert realised.realised == {
        "co2_ppm": 795, "within_s": 480, "promised": 800, "promised_s": done.expected["within_s"],
        "is_reached": True, "in_band": True,
    }  # fmt: skip
    assert review(realised, air(640, 0.1), after(60)) is None


def test_the_spacing_counts_from_what_was_done_not_from_its_assessment() -> None:
    action = proposed(1000, 1)
    done = changed(answer(action, said(action, "done", after(2)), after(2)))
    realised = changed(review(done, air(790, 0.9), after(12)))
    assert realised.realised is not None
    assert review(realised, air(900, 0.9), after(16)) is None
    assert changed(review(realised, air(900, 0.9), after(17))).state == "proposed"


def test_what_was_done_gets_its_time_and_half_an_hour_of_its_band_before_it_is_advised_again() -> None:
    action = changed(review(None, air(3500, 1, 1), NOW))
    assert action.expected["within_s"] < 1800 < action.expected["high_s"]
    done = changed(answer(action, said(action, "done", NOW), NOW))
    assert review(done, air(1700, 1, 1), after(29)) is None
    told = changed(review(done, air(1700, 1, 1), after(30)))
    assert told.realised is not None
    assert (told.state, told.realised["is_reached"], told.realised["within_s"]) == ("done", False, 1800)
    assert changed(review(told, air(1700, 1, 1), after(30))).state == "proposed"


def test_what_gets_worse_does_not_wait_and_is_no_verdict_on_what_was_just_done() -> None:
    action = proposed(1000, 1)
    done = changed(answer(action, said(action, "done", after(1)), after(1)))
    worse = changed(review(done, air(1550, 1, 1), after(2)))
    assert (worse.state, worse.because.arguments["limit"]) == ("proposed", 1500)


@pytest.mark.parametrize("verb", ["ack", "done", "snooze"])
def test_feedback_to_a_closed_or_another_action_changes_nothing(verb: Verb) -> None:
    action = proposed()
    closed = changed(review(action, air(600, 0.0), after(5)))
    assert answer(closed, said(action, verb, after(6)), after(6)) is None
    other = action.model_copy(update={"id": "maison.bureau.co2_ppm.1"})
    assert answer(action, said(other, verb, after(6)), after(6)) is None


def test_when_it_helps_no_more_another_advice_takes_its_place() -> None:
    other = Remedy("run_ventilation", "outdoor_dirtier", {"outdoor_pm25_ugm3": 40})
    action = changed(review(proposed(), air(900, 1), after(5), remedy=other))
    assert (action.state, action.advice, action.id) == ("proposed", "run_ventilation", proposed().id)
    assert action.because.arguments["outdoor_pm25_ugm3"] == 40
    assert action.expected["note"] == "outdoor_dirtier"


def test_what_was_acknowledged_is_proposed_anew_when_it_becomes_another_advice() -> None:
    action = changed(answer(proposed(), said(proposed(), "ack", after(1)), after(1)))
    action = changed(review(action, air(900, 1), after(5), remedy=Remedy("run_ventilation")))
    assert action.state == "proposed"


def test_what_is_snoozed_stays_quiet_when_it_becomes_another_advice() -> None:
    action = changed(answer(proposed(), said(proposed(), "snooze", after(1), 20), after(1)))
    other = changed(review(action, air(900, 1), after(5), remedy=Remedy("run_ventilation")))
    assert (other.state, other.advice, other.expires_at) == ("snoozed", "run_ventilation", after(21))


def test_when_nothing_helps_any_more_it_is_withdrawn() -> None:
    assert changed(review(proposed(), air(900, 1), after(5), remedy=None)).state == "withdrawn"
    assert review(None, air(900, 1), NOW, remedy=None) is None


@pytest.mark.parametrize(
    ("seen_", "key", "limit"),
    [
        (seen("humidity_pct", 28.4, side="below"), "quantity_below", 30),
        (seen("humidity_pct", 32, 0.6, forecast=29, side="below"), "quantity_forecast_below", 30),
        (seen("humidity_pct", 18, 1, 1, side="below"), "quantity_below", 20),
        (seen("humidity_pct", 66), "quantity_above", 60),
        (seen("temperature_c", 17.5, side="below"), "quantity_below", 18),
        (seen("pm25_ugm3", 12.34, 0.7, forecast=18), "quantity_forecast_above", 15),
        (seen("voc_index", 260, 1, 1), "quantity_above", 250),
    ],
)
def test_every_quantity_and_side_has_its_reason(seen_: Outlook, key: str, limit: float) -> None:
    action = changed(review(None, seen_, NOW))
    assert (action.quantity, action.because.key) == (seen_.quantity, key)
    assert action.because.arguments["limit"] == limit
    assert action.id == f"maison.bureau.{seen_.quantity}.{int(NOW.timestamp() * 1000)}"
    assert action.confidence == (1.0 if "forecast" not in key else seen_.chances[limit])


def test_too_low_gets_worse_downwards_and_better_upwards() -> None:
    action = changed(review(None, seen("humidity_pct", 28, side="below"), NOW))
    worse = changed(review(action, seen("humidity_pct", 19, 1, 1, side="below"), after(1)))
    assert worse.because.arguments["limit"] == 20
    assert review(action, seen("humidity_pct", 31, side="below"), after(1)) is None  # within the margin
    assert changed(review(action, seen("humidity_pct", 33, side="below"), after(1))).state == "withdrawn"


def test_the_other_side_waits_like_everything_else() -> None:
    closed = changed(review(proposed(), air(600), after(5)))
    dry = closed.model_copy(
        update={
            "quantity": "humidity_pct",
            "because": Because(key="quantity_below", arguments={"limit": 30}),
        }
    )
    assert review(dry, seen("humidity_pct", 75, 1, 1), after(10)) is None
    assert review(dry, seen("humidity_pct", 75, 1, 1), after(20)) is not None


def test_advice_follows_a_morning_without_flapping() -> None:
    """A chance that trembles around the limit for hours leads to one action, not to dozens."""
    last, published = None, 0
    for minute in range(240):
        chance = 0.4 + 0.09 * (minute % 3)
        new = review(last, air(700, chance, forecast=790), after(minute))
        if new is not None:
            last, published = new, published + 1
    assert published <= 2 + 2 * 240 // (60 + 15)
    assert outlook.CLEAR < 0.4
