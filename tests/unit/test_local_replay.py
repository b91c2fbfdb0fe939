from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise, takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from iaqverse.local import devices, replay
from iaqverse.local.problems import Problem

TWO_DAYS = """\
ts,device,co2_ppm,temperature_c
2015-02-05T08:00:00+01:00,a,500,20.5
2015-02-05T12:00:00+01:00,a,,21.0
2015-02-06T08:00:00+01:00,a,600,
"""
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


def times(*, since: datetime, count: int, zone: ZoneInfo = PARIS) -> list[datetime]:
    recording = replay.parse(TWO_DAYS.splitlines())
    sent = islice(replay.readings(recording, since, zone), count)
    return [datetime.fromisoformat(reading["ts"]) for reading in sent]


def test_a_reading_keeps_its_time_of_day() -> None:
    assert {at.astimezone(PARIS).hour for at in times(since=NOW, count=9)} == {8, 12}


def test_when_the_recording_ends_it_starts_over_and_time_goes_on() -> None:
    moments = times(since=NOW, count=9)
    assert all(earlier < later for earlier, later in pairwise(moments))
    assert moments[3] - moments[0] == timedelta(days=2)


def test_a_start_at_any_moment_sends_the_same_for_the_same_time() -> None:
    recording = replay.parse(TWO_DAYS.splitlines())
    early = list(islice(replay.readings(recording, NOW - timedelta(days=5), PARIS), 30))
    late = list(islice(replay.readings(recording, NOW, PARIS), 5))
    assert late[0] in early
    assert [reading for reading in early if reading["ts"] >= late[0]["ts"]][:5] == late


def test_nothing_is_sent_twice_from_where_it_stopped() -> None:
    first, second = times(since=NOW, count=2)
    assert times(since=first, count=1) == [second]


def test_what_was_not_measured_is_not_sent() -> None:
    recording = replay.parse(TWO_DAYS.splitlines())
    assert [row.values for row in recording.rows] == [
        {"co2_ppm": 500, "temperature_c": 20.5},
        {"temperature_c": 21.0},
        {"co2_ppm": 600},
    ]


def test_a_place_that_the_person_names_is_sent() -> None:
    recording = replay.parse(TWO_DAYS.splitlines())
    reading = next(replay.readings(recording, NOW, PARIS, site="Mons", room="Office"))
    assert (reading["site"], reading["room"], reading["device"]) == ("Mons", "Office", "a")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("device,co2_ppm\na,1\n", "columns"),
        ("ts,device,co2\n2015-02-05T08:00:00,a,1\n", "columns"),
        ("ts,device,co2_ppm\nyesterday,a,1\n", "line 2"),
        ("ts,device,co2_ppm\n2015-02-05T08:00:00,a,lots\n", "line 2"),
        ("ts,device,co2_ppm\n", "no rows"),
        ("", "columns"),
    ],
)
def test_a_recording_that_is_none_is_explained(text: str, reason: str) -> None:
    with pytest.raises(Problem, match=reason):
        replay.parse(text.splitlines())


@pytest.mark.parametrize("name", devices.SAMPLES)
def test_a_sample_fills_its_days_so_that_rounds_follow_without_a_gap(name: str) -> None:
    recording = replay.parse((devices.SAMPLE_DIR / name).read_text().splitlines())
    assert recording.period_s == 3 * replay.DAY_S
    offsets = [row.offset_s for row in recording.rows]
    gaps = [later - earlier for earlier, later in pairwise([*offsets, offsets[0] + recording.period_s])]
    assert max(gaps) <= 30 * 60


def test_the_samples_are_small_and_say_where_they_come_from() -> None:
    files = list(devices.SAMPLE_DIR.glob("*.csv"))
    assert sum(file.stat().st_size for file in files) < 300_000
    sources = (devices.SAMPLE_DIR / "SOURCES.md").read_text()
    assert all(file.name in sources for file in files)


def test_a_day_of_history_has_the_step_of_the_recording() -> None:
    recording = replay.parse((devices.SAMPLE_DIR / "uci_mons.csv").read_text().splitlines())
    sent = replay.readings(recording, NOW - timedelta(days=1), PARIS)
    day = list(takewhile(lambda reading: datetime.fromisoformat(reading["ts"]) <= NOW, sent))
    assert len(day) == 1440


def test_the_samples_stand_where_the_package_is() -> None:
    assert devices.SAMPLE_DIR.parent == Path(devices.__file__).parent
