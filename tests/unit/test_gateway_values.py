"""What is remembered: rhythms, sparklines, messages of ours; and how sockets are closed."""

import orjson
import pytest

from iaqverse.contracts.names import Place
from iaqverse.contracts.profile import SHIPPED
from services.gateway import closing
from services.gateway.allowance import Allowance
from services.gateway.lastvalues import LastValues, merged
from services.gateway.messages import read
from services.gateway.sparklines import Sparklines
from services.gateway.subscriptions import Point

MINUTE_MS = 60_000
BUREAU = Place("maison", "bureau", "b1")


@pytest.mark.parametrize(
    ("subject", "schema", "payload"),
    [
        ("iaq.readings.a.b.c", None, b"{}"),
        ("iaq.readings.a.b.c", "prediction/1", b"{}"),
        ("iaq.readings.a.b.c", "reading/1", b'{"stream":"IAQ_RAW"'),
        ("iaq.readings.a.b.c", "reading/1", b"[]"),
        ("iaq.readings.a.b.c", "reading/1", b"{}"),
        ("iaq.raw.c", "reading/1", b"{}"),
        ("iaq.readings.a..c", "reading/1", b"{}"),
    ],
)
def test_a_message_that_is_not_ours_is_none(subject: str, schema: str | None, payload: bytes) -> None:
    assert read(subject, payload, schema, 1, 0) is None


def test_a_live_subject_is_that_of_the_stream() -> None:
    message = read("live.iaq.readings.a.b.c", b'{"ts":"2026-11-23T02:00:00.000Z"}', "reading/1", 1, 0)
    assert message is not None
    assert (message.subject, message.device) == ("iaq.readings.a.b.c", "c")


def test_a_minute_is_scored_by_its_means_and_a_room_by_its_worst_device() -> None:
    sparklines = Sparklines()
    sparklines.add(BUREAU, 0, {"co2_ppm": 400})
    sparklines.add(BUREAU, 1000, {"co2_ppm": 1200})
    sparklines.add(Place("maison", "bureau", "b2"), 2000, {"pm25_ugm3": 35.4})
    lines = sparklines.lines(MINUTE_MS, lambda _: True)
    assert lines == {"maison/bureau": {"ts_ms": [0], "score": [50]}}


def test_sparklines_hold_one_hour_and_shown_devices_only() -> None:
    sparklines = Sparklines()
    for minute in range(100):
        sparklines.add(BUREAU, minute * MINUTE_MS, {"co2_ppm": 400})
    sparklines.add(BUREAU, 0, {"co2_ppm": 400})
    lines = sparklines.lines(99 * MINUTE_MS, lambda _: True)
    assert lines["maison/bureau"]["ts_ms"] == [m * MINUTE_MS for m in range(40, 100)]
    assert sparklines.lines(99 * MINUTE_MS, lambda _: False) == {}


def test_a_room_with_another_profile_is_drawn_by_that_once_its_minutes_are_known_again() -> None:
    profiles = {"bureau": SHIPPED["default"]}
    sparklines = Sparklines(lambda _, room: profiles[room])
    for minute in (0, 1):
        sparklines.add(BUREAU, minute * MINUTE_MS, {"co2_ppm": 800})
    assert sparklines.lines(MINUTE_MS, lambda _: True)["maison/bureau"]["score"] == [70, 70]
    profiles["bureau"] = SHIPPED["uba-2008"]
    sparklines.forget_scores()
    assert sparklines.lines(MINUTE_MS, lambda _: True)["maison/bureau"]["score"] == [90]
    sparklines.add(BUREAU, 0, {"co2_ppm": 800})  # as the store has it
    assert sparklines.lines(MINUTE_MS, lambda _: True)["maison/bureau"]["score"] == [90, 90]


def test_two_readings_of_one_instant_are_scored_by_the_profile_of_their_room() -> None:
    values = LastValues(lambda *_: SHIPPED["uba-2008"])
    reading = {**BUREAU._asdict(), "ts": "2026-11-23T02:00:00.000Z"}
    for seq, co2_ppm in enumerate((700, 800), 1):
        payload = orjson.dumps({**reading, "values": {"co2_ppm": co2_ppm}})
        message = read("iaq.readings.maison.bureau.b1", payload, "reading/1", seq, 0)
        assert message is not None
        values.apply(message)
    newest = values.get("iaq.readings.maison.bureau.b1")
    assert newest is not None
    assert newest.fields["score"] == 90


def test_every_reason_to_close_has_a_number_of_its_own_and_fits_a_close_frame() -> None:
    assert len({c.code for c in closing.CLOSINGS}) == len(closing.CLOSINGS)
    for reason in closing.CLOSINGS:
        assert len(closing.reason(reason, Point("1790000000000", 2**63))) <= 123


def test_only_a_reason_to_come_back_names_the_point_to_resume_from() -> None:
    assert closing.reason(closing.TOO_SLOW, Point("7", 12)) == b"too_slow 7:12"
    assert closing.reason(closing.TOO_SLOW, None) == b"too_slow", "it has never subscribed"
    assert closing.reason(closing.SILENT, Point("7", 12)) == b"no_subscription"


def test_a_merged_reading_is_json_again() -> None:
    before = {"device": "b1", "site": "maison", "room": "bureau", "ts": "t", "values": {"co2_ppm": 1},
              "raw": {"co2_ppm": 13}}  # fmt: skip
    after = before | {"values": {"co2_ppm": 2, "light_lux": 7}}
    after.pop("raw")
    fields = merged(before, after)
    assert fields["values"] == {"co2_ppm": 2, "light_lux": 7}
    assert "raw" not in fields, "the later value was not changed"
    assert orjson.dumps(fields)


def test_what_costs_more_takes_more_of_the_allowance_or_nothing() -> None:
    allowance = Allowance(rate_per_s=10, burst=20, now_s=0)
    assert allowance.take(0, 15)
    assert not allowance.take(0, 6)
    assert allowance.take(0, 5)
    assert allowance.take(1, 10)
