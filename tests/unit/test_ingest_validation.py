"""What becomes of a reading: its place, its time, its calibration, its score, its subject."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from iaqverse.contracts.configuration import Configuration, Device, Site
from iaqverse.contracts.reading import Reading
from services.ingest.shapes import Refusal
from services.ingest.validation import Accepted, Refused, Validator, calibrate, instant

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
VALUES = {"co2_ppm": 645, "pm25_ugm3": 12.0, "tvoc_ppb": 210, "temperature_c": 22.3, "humidity_pct": 45.0}


def item(**fields: Any) -> dict[str, Any]:
    return {"device": "bureau1", "site": "Maison", "room": "Bureau", "values": dict(VALUES)} | fields


def accept(reading: object, configuration: Configuration | None = None, **how: Any) -> Accepted:
    (verdict,) = Validator(configuration or Configuration()).judge(
        [reading], how.pop("received_at", NOW), how.pop("now", NOW), **how
    )
    assert isinstance(verdict, Accepted), verdict
    return verdict


def refuse(reading: object, **how: Any) -> str:
    (verdict,) = Validator(Configuration()).judge([reading], NOW, NOW, **how)
    assert isinstance(verdict, Refused)
    return verdict.reason


def test_an_accepted_reading_is_the_golden_one() -> None:
    assert accept(item()).payload == (
        b'{"device":"bureau1","site":"maison","room":"bureau","ts":"2026-11-23T02:00:00.000Z","values":'
        b'{"co2_ppm":645,"pm25_ugm3":12.0,"tvoc_ppb":210,"temperature_c":22.3,"humidity_pct":45.0},'
        b'"score":71,"level":"good","limiting":"tvoc_ppb"}'
    )


@pytest.mark.parametrize(
    "configuration",
    [
        Configuration(),
        Configuration(devices={"maison/bureau/bureau1": Device(calibration={"co2_ppm": -12.5})}),
    ],
)
def test_the_bytes_are_those_of_the_contract(configuration: Configuration) -> None:
    for values in (VALUES, {"occupancy": 3}, {"pressure_hpa": 1013.25}, {"co2_ppm": 0.1}):
        payload = accept(item(values=dict(values)), configuration).payload
        assert Reading.decode(payload).encode() == payload


def test_names_become_tokens_and_the_first_names_are_remembered() -> None:
    accepted = accept(item(device="Capteur N°1", room="Salle à manger"))
    assert accepted.subject == "iaq.readings.maison.salle-a-manger.capteur-n-1"
    assert accepted.new_names is not None
    assert accepted.new_names[1:] == ("Maison", "Salle à manger", "Capteur N°1")


def test_names_that_the_configuration_knows_are_not_new() -> None:
    first = accept(item())
    assert first.new_names is not None
    assert accept(item(), Configuration().with_names(*first.new_names)).new_names is None
    assert accept(item(site="maison", room="bureau")).new_names is None


def test_the_same_name_in_another_room_is_another_device() -> None:
    assert accept(item(room="Salon")).place != accept(item(room="Bureau")).place


def test_a_reading_without_a_place_takes_the_configured_one_else_none() -> None:
    placed = Configuration(places={"bureau1": "maison/bureau"})
    reading = {"device": "Bureau1", "values": VALUES}
    assert accept(reading).subject == "iaq.readings.unassigned.unassigned.bureau1"
    assert accept(reading, placed).subject == "iaq.readings.maison.bureau.bureau1"
    assert accept(item(site="Usine", room="Hall"), placed).subject == "iaq.readings.usine.hall.bureau1"


def test_an_older_reading_without_a_sensor_has_the_name_of_its_room() -> None:
    older = {"enseigne": "Maison", "salle": "Salle à manger", "co2": 645}
    assert accept(older).place == ("maison", "salle-a-manger", "maison-salle-a-manger-1")
    assert "device is missing" in refuse({"site": "Maison", "room": "Bureau", "values": VALUES})


@pytest.mark.parametrize("part", [{"site": "Maison", "room": None}, {"site": None, "room": "Bureau"}])
def test_half_a_place_is_refused(part: dict[str, Any]) -> None:
    assert "give both, or neither" in refuse(item(**part))


def test_a_raw_reading_is_its_subjects_device() -> None:
    assert accept({"values": VALUES}, bound="bureau1").place.device == "bureau1"
    assert accept({"device": "Bureau1", "values": VALUES}, bound="bureau1").place.device == "bureau1"
    assert accept({"co2": 645, "enseigne": "M", "salle": "B"}, bound="b1").place == ("m", "b", "b1")
    assert "its subject says bureau2" in refuse(item(), bound="bureau2")


def test_who_is_refused_is_said_as_far_as_it_is_known() -> None:
    verdicts = Validator(Configuration()).judge(
        [{"device": "Bureau 1"}, {"sensor_id": "s1"}, {"device": 3}, {"device": "\n"}, 7], NOW, NOW
    )
    assert [v.device for v in verdicts if isinstance(v, Refused)] == [
        "bureau-1", "s1", "unknown", "unknown", "unknown",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ts", "expected"),
    [
        ("2026-11-23T02:00:00.000Z", "2026-11-23T02:00:00.000Z"),
        ("2026-11-23T02:00:00Z", "2026-11-23T02:00:00.000Z"),
        ("2026-11-23 02:00Z", "2026-11-23T02:00:00.000Z"),
        ("2026-11-23T03:00:00.123456+01:00", "2026-11-23T02:00:00.123Z"),
        ("2026-11-23T01:59:59.9999999Z", "2026-11-23T01:59:59.999Z"),
        ("2026-11-23T07:30:00,5+0530", "2026-11-23T02:00:00.500Z"),
        (datetime(2026, 11, 23, 1, 59, tzinfo=UTC), "2026-11-23T01:59:00.000Z"),
    ],
)
def test_times_are_told_in_utc_with_milliseconds(ts: str | datetime, expected: str) -> None:
    assert accept(item(ts=ts)).ts == expected


def test_a_reading_without_a_time_takes_the_time_at_which_it_came() -> None:
    came = NOW - timedelta(hours=3, milliseconds=-250)
    assert accept(item(), received_at=came).ts == "2026-11-22T23:00:00.250Z"
    assert accept(item(ts=None)).ts == "2026-11-23T02:00:00.000Z"


def test_a_time_without_a_zone_is_in_the_sites_zone() -> None:
    paris = Configuration(sites={"maison": Site(timezone="Europe/Paris")})
    assert accept(item(ts="2026-11-23T03:00:00"), paris).ts == "2026-11-23T02:00:00.000Z"


@pytest.fixture
def machine_in(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.mark.usefixtures("machine_in")
@pytest.mark.parametrize("machine_in", ["Europe/Paris", "UTC"], indirect=True)
@pytest.mark.parametrize(
    ("received_at", "ts", "expected"),
    [
        ("2026-10-25T00:30:01Z", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),  # summer time still
        ("2026-10-25T01:30:01Z", "2026-10-25T02:30:00", "2026-10-25T01:30:00Z"),  # shown for the second time
        ("2026-10-25T01:02:00Z", "2026-10-25T02:59:00", "2026-10-25T00:59:00Z"),
        ("2026-03-29T01:00:01Z", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
        ("2026-03-29T01:30:01Z", "2026-03-29T02:30:00", "2026-03-29T01:30:00Z"),  # a clock nobody had set
    ],
)
def test_a_time_without_a_zone_is_not_another_when_clocks_change(
    received_at: str, ts: str, expected: str
) -> None:
    zone = None if time.tzname[0] == "CET" else ZoneInfo("Europe/Paris")
    came = datetime.fromisoformat(received_at)
    assert instant(ts, zone, came) == datetime.fromisoformat(expected)


@pytest.mark.usefixtures("machine_in")
@pytest.mark.parametrize("machine_in", ["Asia/Kathmandu"], indirect=True)
def test_a_time_without_a_zone_at_a_site_without_one_is_in_the_machines() -> None:
    assert accept(item(ts="2026-11-23T07:45:00")).ts == "2026-11-23T02:00:00.000Z"


@pytest.mark.parametrize(
    ("age", "is_late"),
    [
        (timedelta(minutes=-5), False),
        (timedelta(0), False),
        (timedelta(minutes=5), False),
        (timedelta(minutes=5, milliseconds=1), True),
        (timedelta(days=30), True),
    ],
)
def test_a_reading_older_than_five_minutes_is_late(age: timedelta, is_late: bool) -> None:
    accepted = accept(item(ts=(NOW - age).isoformat()))
    assert accepted.is_late == is_late
    assert accepted.subject == f"iaq.{'late' if is_late else 'readings'}.maison.bureau.bureau1"


def test_a_raw_reading_that_waited_is_late_and_keeps_its_time() -> None:
    accepted = accept(item(), received_at=NOW - timedelta(hours=1))
    assert accepted.is_late
    assert accepted.ts == "2026-11-23T01:00:00.000Z"


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(days=30, seconds=1), "older than 30 days"),
        (timedelta(minutes=-5, seconds=-1), "in the future"),
    ],
)
def test_a_time_outside_the_window_is_refused(age: timedelta, words: str) -> None:
    assert words in refuse(item(ts=(NOW - age).isoformat()))


@pytest.mark.parametrize(
    "ts",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59"],
)
def test_times_at_the_end_of_the_world_are_refused(ts: str) -> None:
    for zone in (None, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("America/Los_Angeles")):
        with pytest.raises(Refusal):
            instant(ts, zone, NOW)


def test_two_readings_without_a_time_in_one_list_are_not_the_same_instant() -> None:
    verdicts = Validator(Configuration()).judge([item(), item(), item(room="Salon")], NOW, NOW)
    assert [type(verdict) for verdict in verdicts] == [Accepted, Refused, Accepted]


def test_calibration_is_added_before_scoring_and_what_was_sent_is_kept() -> None:
    calibrated = Configuration(
        devices={
            "maison/bureau/bureau1": Device(calibration={"tvoc_ppb": -200, "radon_bqm3": 5, "co2_ppm": 0})
        }
    )
    reading = orjson.loads(accept(item(), calibrated).payload)
    assert reading["values"]["tvoc_ppb"] == 10
    assert reading["raw"] == {"tvoc_ppb": 210}
    assert reading["limiting"] != "tvoc_ppb"
    assert "raw" not in orjson.loads(accept(item()).payload)


@pytest.mark.parametrize(
    ("value", "offset", "result"), [(22.3, 0.1, 22.4), (5, -12, 0), (39_990, 20, 40_000)]
)
def test_a_calibrated_value_is_round_and_possible(value: float, offset: float, result: float) -> None:
    quantity = "temperature_c" if value == 22.3 else "co2_ppm"
    values: dict[str, int | float] = {quantity: value}
    assert calibrate(values, ((quantity, offset),)) == {quantity: value}
    assert values == {quantity: result}


def test_a_value_that_calibration_cannot_change_was_not_changed() -> None:
    values: dict[str, int | float] = {"co2_ppm": 0}
    assert calibrate(values, (("co2_ppm", -12.5),)) == {}
    assert values == {"co2_ppm": 0}


def test_what_has_no_bands_has_no_score() -> None:
    assert b"score" not in accept(item(values={"pressure_hpa": 1013.2})).payload
