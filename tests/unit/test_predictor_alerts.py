"""What is wrong: durations, hysteresis, silence, and what people say to it."""

from datetime import UTC, datetime, timedelta

import pytest

from iaqverse.contracts.action import Alert, Feedback, Verb
from iaqverse.contracts.configuration import OwnProfile
from iaqverse.contracts.names import Place
from services.predictor.alerts import RULES, Watch, rules_of
from services.predictor.faults import Fault

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PLACE = Place("maison", "bureau", "bureau1")
OTHER = Place("maison", "bureau", "bureau2")
CO2 = next(rule for rule in RULES if rule.name == "co2-high")


class Room:
    """A watch and a clock; every device in `sends` sends its values every ten seconds."""

    def __init__(self) -> None:
        self.watch = Watch()
        self.now = NOW
        self.published: list[Alert] = []

    def run(self, seconds: float, **sends: float | None) -> list[Alert]:
        """Let time pass; `co2=900` is bureau1's CO2, `co2_other` that of bureau2, None: silent."""
        found: list[Alert] = []
        for _ in range(int(seconds)):
            if self.now.second % 10 == 0:
                for key, place in (("co2", PLACE), ("co2_other", OTHER)):
                    if sends.get(key) is not None:
                        self.watch.heard(place, self.now.timestamp(), {"co2_ppm": sends[key] or 0})
            found += self.watch.review(self.now)
            self.now += timedelta(seconds=1)
        self.published += found
        return found

    def say(self, alert: Alert, verb: Verb, minutes: int | None = None) -> Alert | None:
        feedback = Feedback(id=alert.id, verb=verb, at=self.now, by="Ada", minutes=minutes)
        return self.watch.answer(feedback, self.now)


@pytest.fixture
def room() -> Room:
    room = Room()
    room.run(60, co2=700)
    return room


def test_a_limit_must_be_passed_for_its_whole_duration(room: Room) -> None:
    assert room.run(CO2.hold_s - 10, co2=1600) == []
    room.run(20, co2=1400)
    assert room.run(CO2.hold_s - 10, co2=1600) == []
    (alert,) = room.run(20, co2=1600)
    assert (alert.state, alert.rule, alert.site, alert.room) == ("firing", "co2-high", "maison", "bureau")
    assert alert.because.key == "quantity_above"
    assert alert.because.arguments == {"quantity": "co2_ppm", "limit": 1500, "value": 1600}
    assert alert.id == f"maison.bureau.co2-high.{int(alert.raised_at.timestamp() * 1000)}"


def test_it_fires_once_and_resolves_only_clearly_below_the_limit(room: Room) -> None:
    room.run(CO2.hold_s + 10, co2=1600)
    assert room.run(300, co2=1600) == []
    assert room.run(300, co2=1450) == []
    (alert,) = room.run(CO2.hold_s + 20, co2=1300)
    assert alert.state == "resolved"
    assert alert.id == room.published[0].id
    assert room.run(300, co2=1300) == []


def test_a_room_is_as_bad_as_its_worst_fresh_device(room: Room) -> None:
    (alert,) = room.run(CO2.hold_s + 20, co2=700, co2_other=1700)
    assert alert.because.arguments["value"] == 1700
    silent = [a for a in room.run(CO2.hold_s + 60, co2=700) if a.rule == "co2-high"]
    assert [a.state for a in silent] == ["resolved"]


def test_carbon_monoxide_fires_at_once() -> None:
    watch = Watch()
    watch.heard(PLACE, NOW.timestamp(), {"co_ppm": 60})
    (alert,) = watch.review(NOW)
    assert (alert.rule, alert.state) == ("co-high", "firing")


def test_a_device_that_falls_silent_is_offline_until_it_is_heard_of(room: Room) -> None:
    assert room.run(20) == []
    last_seen = room.now
    (alert,) = room.run(20)
    assert (alert.rule, alert.state) == ("offline--bureau1", "firing")
    assert alert.because.key == "device_offline"
    assert alert.because.arguments["device"] == "bureau1"
    assert alert.because.arguments["last_seen_at"] < last_seen.isoformat()
    assert room.run(600) == []
    room.run(9)
    (resolved,) = room.run(20, co2=700)
    assert (resolved.state, resolved.id) == ("resolved", alert.id)


def test_a_device_that_sent_twice_only_is_not_called_silent() -> None:
    watch = Watch()
    for seconds in (0, 5):
        watch.heard(PLACE, NOW.timestamp() + seconds, {"co2_ppm": 500})
    assert watch.review(NOW + timedelta(hours=2)) == []


def test_a_retired_device_is_forgotten(room: Room) -> None:
    room.watch.forget(PLACE)
    assert room.run(600) == []


def test_retiring_a_silent_device_resolves_its_alert_also_after_a_restart(room: Room) -> None:
    (offline,) = room.run(60)
    restarted = Watch()
    restarted.restore([offline])
    for watch in (room.watch, restarted):
        watch.forget(PLACE)
        (resolved,) = watch.review(room.now)
        assert (resolved.id, resolved.state) == (offline.id, "resolved")
        assert watch.review(room.now) == []


def test_acknowledging_and_snoozing_are_honoured_once(room: Room) -> None:
    (alert,) = room.run(CO2.hold_s + 10, co2=1600)
    acknowledged = room.say(alert, "ack")
    assert acknowledged is not None
    assert (acknowledged.state, acknowledged.by) == ("acknowledged", "Ada")
    assert room.say(alert, "ack") is None
    assert room.say(alert, "done") is None
    snoozed = room.say(alert, "snooze", 10)
    assert snoozed is not None
    assert snoozed.state == "snoozed"
    assert room.say(alert, "snooze", 10) is None
    assert room.run(590, co2=1600) == []
    (again,) = room.run(20, co2=1600)
    assert (again.state, again.id) == ("firing", alert.id)


def test_a_snoozed_alert_resolves_when_the_air_is_good(room: Room) -> None:
    (alert,) = room.run(CO2.hold_s + 10, co2=1600)
    room.say(alert, "snooze", 60)
    (resolved,) = room.run(CO2.hold_s + 20, co2=700)
    assert resolved.state == "resolved"
    assert room.say(alert, "ack") is None


def test_a_restart_raises_nothing_twice(room: Room) -> None:
    (alert,) = room.run(CO2.hold_s + 10, co2=1600)
    after = Room()
    after.watch.restore([alert])
    after.now = room.now
    assert after.run(300, co2=1600) == []
    (resolved,) = after.run(CO2.hold_s + 20, co2=700)
    assert (resolved.id, resolved.state) == (alert.id, "resolved")


def test_an_alert_about_a_room_that_is_heard_of_no_more_is_resolved_in_the_end(room: Room) -> None:
    (alert,) = room.run(CO2.hold_s + 10, co2=1600)
    gone = Watch()
    gone.restore([alert])
    assert gone.review(NOW + timedelta(hours=1)) == []
    (resolved,) = gone.review(NOW + timedelta(hours=4))
    assert resolved.state == "resolved"
    assert gone.review(NOW + timedelta(hours=5)) == []


STUCK = Fault("stuck", PLACE, "co2_ppm", NOW.timestamp() - 3600, 612.0)


def test_a_faulty_sensor_is_said_once_and_until_it_is_well(room: Room) -> None:
    (alert,) = room.watch.review(room.now, faults=[STUCK])
    assert (alert.rule, alert.state) == ("stuck-co2_ppm--bureau1", "firing")
    assert alert.because.key == "sensor_stuck"
    assert alert.because.arguments == {
        "quantity": "co2_ppm", "device": "bureau1", "value": 612.0, "since_at": "2026-11-23T08:00:00.000Z",
    }  # fmt: skip
    assert room.watch.review(room.now, faults=[STUCK]) == []
    (resolved,) = room.watch.review(room.now)
    assert (resolved.id, resolved.state) == (alert.id, "resolved")


def test_an_acknowledged_fault_resolves_when_it_is_over_also_after_a_restart(room: Room) -> None:
    (alert,) = room.watch.review(room.now, faults=[STUCK])
    acknowledged = room.say(alert, "ack")
    assert acknowledged is not None
    restarted = Watch()
    restarted.restore([acknowledged])
    assert restarted.review(room.now, faults=[STUCK]) == []
    (resolved,) = restarted.review(room.now)
    assert (resolved.id, resolved.state) == (alert.id, "resolved")


def test_retiring_a_device_resolves_what_was_wrong_with_its_sensors(room: Room) -> None:
    (alert,) = room.watch.review(room.now, faults=[STUCK])
    room.watch.forget(PLACE)
    (resolved,) = room.watch.review(room.now, faults=[])
    assert (resolved.id, resolved.state) == (alert.id, "resolved")


def test_every_rule_has_a_name_of_its_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_a_rule_fires_at_the_limit_of_the_room() -> None:
    own = {"name": "Own", "limits": {"co2_ppm": [500, 600, 700, 900]}}
    rules = rules_of(OwnProfile.model_validate(own).as_profile("own"))
    watch, said = Watch(), []
    for second in range(0, 150, 10):
        watch.follow(lambda _, room: rules if room == "bureau" else RULES)
        if second > 70:
            watch.follow(lambda *_: RULES)
        at = NOW + timedelta(seconds=second)
        for place in (PLACE, PLACE._replace(room="salon")):
            watch.heard(place, at.timestamp(), {"co2_ppm": 1000})
        said += [(second, a.room, a.state, a.because.arguments["limit"]) for a in watch.review(at)]
    assert said == [(60, "bureau", "firing", 900), (140, "bureau", "resolved", 900)]
