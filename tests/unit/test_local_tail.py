import pytest

from iaqverse.local import tail

READING = (
    b'{"device":"bureau1","site":"maison","room":"bureau","ts":"2026-11-23T02:00:00.000Z",'
    b'"values":{"co2_ppm":645,"temperature_c":22.3},"score":71,"level":"good","limiting":"tvoc_ppb"}'
)
ALERT = (
    b'{"state":"firing","rule":"co2-high","because":{"key":"quantity_above","arguments":{"limit":1500}},'
    b'"updated_at":"2026-11-23T02:00:00.000Z"}'
)


@pytest.mark.parametrize(
    ("typed", "subject"),
    [
        (">", "live.>"),
        ("live.>", "live.>"),
        ("iaq.>", "live.>"),
        ("readings.>", "live.iaq.readings.>"),
        ("iaq.readings.>", "live.iaq.readings.>"),
        ("live.iaq.readings.maison.>", "live.iaq.readings.maison.>"),
        ("alerts.*.bureau.>", "live.iaq.alerts.*.bureau.>"),
    ],
)
def test_a_person_may_leave_out_what_all_subjects_begin_with(typed: str, subject: str) -> None:
    assert tail.full_subject(typed) == subject


def test_a_reading_is_a_line_with_units_and_score() -> None:
    line = tail.line("live.iaq.readings.maison.bureau.bureau1", READING, colour=False)
    assert "maison/bureau/bureau1" in line
    assert "co2_ppm 645 ppm, temperature_c 22.3 °C | 71 good (tvoc_ppb)" in line


def test_an_alert_says_its_state_and_reason() -> None:
    line = tail.line("live.iaq.alerts.maison.bureau.co2-high", ALERT, colour=False)
    assert "firing: co2-high, quantity_above limit=1500" in line


def test_colours_are_for_terminals() -> None:
    subject = "live.iaq.readings.maison.bureau.bureau1"
    assert "\x1b[32m" in tail.line(subject, READING, colour=True)
    assert "\x1b" not in tail.line(subject, READING, colour=False)


@pytest.mark.parametrize("payload", [b"", b"\xff\xfe", b"[1]", b'"text"', b"{}"])
def test_what_is_not_ours_never_ends_the_tail(payload: bytes) -> None:
    for subject in ("live.iaq.readings.maison.bureau.bureau1", "live.iaq.alerts.a.b.c", "other"):
        assert tail.line(subject, payload, colour=True)
