"""What to do: when it is proposed, withdrawn, repeated, and what people say to it."""

from datetime import UTC, datetime, timedelta

import pytest

from iaqverse.contracts.action import Action, Feedback, Verb
from iaqverse.contracts.names import Place
from services.predictor import advice
from services.predictor.advice import Outlook, answer, expected_effect, outlook, review
from services.predictor.adviser import Adviser
from services.predictor.forecast import DeviceForecast, QuantityForecast

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def air(value: float, of_800: float = 0.0, of_1500: float = 0.0, forecast: float | None = None) -> Outlook:
    chances = {800.0: of_800, 1500.0: of_1500}
    return Outlook("maison", "bureau", value, value if forecast is None else forecast, chances)


def proposed(value: float = 700, chance: float = 0.7) -> Action:
    action = review(None, air(value, chance, forecast=900), NOW)
    assert action is not None
    return action


def said(action: Action, verb: Verb, at: datetime, minutes: int | None = None) -> Feedback:
    return Feedback(id=action.id, verb=verb, at=at, by="Ada", minutes=minutes)


def changed(action: Action | None) -> Action:
    assert action is not None
    return action


def test_an_open_window_is_proposed_before_the_limit_is_passed() -> None:
    action = proposed()
    assert action.id == f"maison.bureau.co2_ppm.{int(NOW.timestamp() * 1000)}"
    assert (action.state, action.advice, action.confidence) == ("proposed", "open_window", 0.7)
    assert action.because.key == "co2_forecast_above"
    assert action.because.arguments == {"limit": 800, "value": 700, "forecast": 900, "within_s": 1800}
    assert action.expected["co2_ppm"] == 800
    assert action.expires_at == after(60)


@pytest.mark.parametrize(
    ("outlook", "limit", "key"),
    [
        (air(700, 0.49), None, None),
        (air(700, 0.5), 800, "co2_forecast_above"),
        (air(800, 0.1), 800, "co2_above"),
        (air(1200, 1.0, 0.6), 1500, "co2_forecast_above"),
        (air(1600, 1.0, 1.0), 1500, "co2_above"),
    ],
)
def test_the_highest_limit_that_is_at_stake_is_named(
    outlook: Outlook, limit: float | None, key: str | None
) -> None:
    action = review(None, outlook, NOW)
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
    action = proposed()
    done = changed(answer(action, said(action, "done", after(2)), after(2)))
    assert done.state == "done"
    promised_min = done.expected["within_s"] / 60
    assert review(done, air(700, 0.2), after(2 + promised_min - 1)) is None
    realised = changed(review(done, air(640, 0.1), after(2 + promised_min)))
    assert realised.state == "done"
    assert realised.realised == {"co2_ppm": 640, "within_s": done.expected["within_s"]}
    assert review(realised, air(640, 0.1), after(60)) is None


def test_the_spacing_counts_from_what_was_done_not_from_its_assessment() -> None:
    action = proposed()
    done = changed(answer(action, said(action, "done", after(2)), after(2)))
    realised = changed(review(done, air(900, 0.9), after(12)))
    assert realised.realised is not None
    assert changed(review(realised, air(900, 0.9), after(17))).state == "proposed"


def test_what_was_done_gets_the_time_that_was_promised_before_it_is_advised_again() -> None:
    action = changed(review(None, air(4000, 1, 1), NOW))
    promised_min = action.expected["within_s"] / 60
    assert promised_min > 15
    done = changed(answer(action, said(action, "done", NOW), NOW))
    assert review(done, air(1700, 1, 1), after(promised_min - 1)) is None
    realised = changed(review(done, air(1700, 1, 1), after(promised_min)))
    assert realised.realised == {"co2_ppm": 1700, "within_s": done.expected["within_s"]}
    assert changed(review(realised, air(1700, 1, 1), after(promised_min))).state == "proposed"


@pytest.mark.parametrize("verb", ["ack", "done", "snooze"])
def test_feedback_to_a_closed_or_another_action_changes_nothing(verb: Verb) -> None:
    action = proposed()
    closed = changed(review(action, air(600, 0.0), after(5)))
    assert answer(closed, said(action, verb, after(6)), after(6)) is None
    other = action.model_copy(update={"id": "maison.bureau.co2_ppm.1"})
    assert answer(action, said(other, verb, after(6)), after(6)) is None


@pytest.mark.parametrize(("co2_ppm", "minutes"), [(500, 1), (900, 4), (1184, 11), (1500, 16), (40_000, 60)])
def test_the_expected_effect_follows_from_the_mass_balance(co2_ppm: float, minutes: int) -> None:
    assert expected_effect(co2_ppm) == {
        "co2_ppm": 800, "within_s": minutes * 60, "note": "outdoor_unknown",
    }  # fmt: skip


def test_the_outlook_of_a_room_is_that_of_its_worst_device() -> None:
    def device(name: str, now: float, chance: float) -> DeviceForecast:
        co2 = QuantityForecast(
            now, (now + 10, now + 20, now + 30, now + 400), (0,) * 4, (0,) * 4,
            ((800, 1800, chance), (800, 3600, 1.0), (1500, 1800, 0.0), (1500, 3600, 0.0)),
        )  # fmt: skip
        return DeviceForecast(Place("maison", "bureau", name), 0, {"co2_ppm": co2})

    found = outlook("maison", "bureau", [device("a", 700, 0.6), device("b", 720, 0.2)])
    assert found == Outlook("maison", "bureau", 720, 750, {800: 0.6, 1500: 0.0})
    assert outlook("maison", "bureau", []) is None


def test_advice_follows_a_morning_without_flapping() -> None:
    """A chance that trembles around the limit for hours leads to one action, not to dozens."""
    last, published = None, 0
    for minute in range(240):
        chance = 0.4 + 0.09 * (minute % 3)
        new = review(last, air(700, chance, forecast=790), after(minute))
        if new is not None:
            last, published = new, published + 1
    assert published <= 2 + 2 * 240 // (60 + 15)
    assert advice.CLEAR < 0.4


class TestAdviser:
    def forecast(self, room: str, at: datetime, value: float) -> DeviceForecast:
        co2 = QuantityForecast(value, (value,) * 4, (0,) * 4, (0,) * 4, ((800, 1800, float(value > 800)),))
        return DeviceForecast(Place("maison", room, "device"), at.timestamp(), {"co2_ppm": co2})

    def test_rooms_are_advised_apart_and_only_on_fresh_forecasts(self) -> None:
        adviser = Adviser()
        adviser.heard([self.forecast("bureau", NOW, 900), self.forecast("salon", NOW, 500)])
        assert adviser.review(after(10), lambda _: 300) == []
        (action,) = adviser.review(after(4), lambda _: 300)
        assert (action.room, action.state) == ("bureau", "proposed")
        assert adviser.review(after(5), lambda _: 300) == []

    def test_feedback_finds_its_action(self) -> None:
        adviser = Adviser()
        adviser.restore([proposed()])
        changed_action = adviser.answer(said(proposed(), "done", after(1)), after(1))
        assert changed(changed_action).state == "done"
        assert adviser.answer(said(proposed(), "done", after(1)), after(2)) is None
        unknown = Feedback(id="nothing", verb="ack", at=NOW)
        assert adviser.answer(unknown, NOW) is None

    def test_a_restart_goes_on_where_it_was(self) -> None:
        adviser = Adviser()
        adviser.restore([proposed()])
        adviser.heard([self.forecast("bureau", after(5), 900)])
        assert adviser.review(after(5), lambda _: 300) == []

    def test_a_retired_device_gives_no_advice(self) -> None:
        adviser = Adviser()
        adviser.heard([self.forecast("bureau", NOW, 900)])
        adviser.forget(Place("maison", "bureau", "device"))
        assert adviser.review(NOW, lambda _: 300) == []
