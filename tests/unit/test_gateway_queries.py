"""Query strings: what they mean, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from services.gateway.queries import (
    BadQuery,
    Span,
    instant,
    known,
    number,
    place_filter,
    quantities,
    span,
    step_s,
    truth,
    whole,
)
from services.gateway.subscriptions import Filter

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("-1h", NOW - HOUR),
        ("-90s", NOW - timedelta(seconds=90)),
        ("-1.5d", NOW - timedelta(hours=36)),
        ("2026-11-23T10:00:00Z", NOW - 2 * HOUR),
        ("2026-11-23T11:00:00+01:00", NOW - 2 * HOUR),
        ("2026-11-23T11:00:00 01:00", NOW - 2 * HOUR),
        ("2026-11-23 10:00:00", NOW - 2 * HOUR),
        ("2026-11-23", NOW - 12 * HOUR),
    ],
)
def test_a_time_is_read(text: str, at: datetime) -> None:
    assert instant(text, NOW) == at


@pytest.mark.parametrize(
    "text", ["", "now", "1h", "-1y", "-h", "12:00", "0001-01-01", "9999-01-01", "-999999w"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadQuery):
        instant(text, NOW)


def test_a_span_is_the_default_the_last_hours_or_from_start_to_end() -> None:
    now_ms = int(NOW.timestamp() * 1000)
    assert span({}, NOW, HOUR) == Span(now_ms - 3_600_000, now_ms)
    assert span({"hours": "24"}, NOW, HOUR) == Span(now_ms - 86_400_000, now_ms)
    assert span({"start": "-2h", "end": "-1h"}, NOW, HOUR) == Span(now_ms - 7_200_000, now_ms - 3_600_000)


@pytest.mark.parametrize(
    "query", [{"start": "-1h", "end": "-2h"}, {"start": "-1h", "end": "-1h"}, {"hours": "0"}]
)
def test_an_impossible_span_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(BadQuery):
        span(query, NOW, HOUR)


def test_older_names_mean_the_same_place() -> None:
    assert place_filter({"enseigne": "Maison", "salle": "Bureau", "sensor_id": "b1"}) == Filter(
        "maison", "bureau", "b1"
    )
    assert place_filter({"site": "maison"}) == Filter("maison")


def test_an_unknown_parameter_is_refused_and_an_empty_one_is_absent() -> None:
    assert known({"site": "", "hours": "1"}, ("site", "hours")) == {"hours": "1"}
    with pytest.raises(BadQuery, match="unknown parameter 'sight'"):
        known({"sight": "maison"}, ("site",))


@pytest.mark.parametrize(
    ("text", "seconds"), [("5min", 300), ("1h", 3600), ("90", 90), ("daily", 86_400), ("weekly", 604_800)]
)
def test_a_step_is_read(text: str, seconds: int) -> None:
    assert step_s(text) == seconds


@pytest.mark.parametrize("text", ["", "0", "-5", "5 parsecs", "400d", "1.5h"])
def test_what_is_no_step_is_refused(text: str) -> None:
    with pytest.raises(BadQuery):
        step_s(text)


def test_numbers_have_limits() -> None:
    assert whole("points", "600", 1, 5000) == 600
    for text in ("0", "5001", "1.5", "x", "nan", "inf"):
        with pytest.raises(BadQuery):
            whole("points", text, 1, 5000)
    assert number("wait", "0.5", 0, 55) == 0.5


def test_yes_and_no() -> None:
    assert truth("raw", "True")
    assert not truth("raw", "0")
    with pytest.raises(BadQuery):
        truth("raw", "maybe")


def test_quantities_are_known_ones_or_the_score() -> None:
    assert quantities("co2_ppm,score") == ["co2_ppm", "score"]
    with pytest.raises(BadQuery):
        quantities("co2")
