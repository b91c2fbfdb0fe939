"""Steps, chunks, lines with their silences, scores, requests: all of answers that needs no database."""

import msgpack
import pytest
from pydantic import ValidationError

from iaqverse.contracts.names import Place
from iaqverse.contracts.profile import DEFAULT
from iaqverse.contracts.reading import Reading
from services.store import requests, shaping
from services.store.engine import After, Chunk, Columns, ReadingRow, Spread, Where
from services.store.newest import RECENT, NewestReadings
from services.store.planning import CHUNK_BYTES, rows_a_chunk, step_for

BUREAU = Place("maison", "bureau", "bureau1")
DAY_MS = 86_400_000


def _columns(ts_ms: list[int], **values: list[float | None]) -> Columns:
    spreads = {
        name: Spread(column, column, column, [int(value is not None) for value in column])
        for name, column in values.items()
    }
    return Columns(BUREAU, ts_ms, spreads)


@pytest.mark.parametrize(
    ("span_ms", "points", "step_s"),
    [
        (3_600_000, 600, 10),
        (3_600_000, 3600, 1),
        (DAY_MS, 600, 300),
        (7 * DAY_MS, 2016, 300),
        (30 * DAY_MS, 721, 3600),
        (365 * DAY_MS, 600, 86_400),
        (100 * 365 * DAY_MS, 2, 2_592_000 * 1024),
    ],
)
def test_the_step_is_the_least_readable_one_that_fits(span_ms: int, points: int, step_s: int) -> None:
    assert step_for(0, span_ms, points) == step_s


def test_a_span_that_begins_within_a_bucket_has_no_more_buckets_than_points() -> None:
    start_ms, end_ms, points = 30_500, 30_500 + 600_000, 600
    step_ms = step_for(start_ms, end_ms, points) * 1000
    assert (end_ms - 1) // step_ms - start_ms // step_ms + 1 <= points


def test_a_full_chunk_of_rows_is_not_larger_than_256_kib() -> None:
    place = Place("s" * 32, "r" * 32, "d" * 32)
    many = rows_a_chunk(2, place)
    column: list[float | None] = [1 / 3] * many
    spread = Spread(column, column, column, [1] * many)
    columns = Columns(place, [2**40] * many, {"co2_ppm": spread, "pm25_ugm3": spread})
    assert len(msgpack.packb(shaping.rows(Chunk([columns])))) <= CHUNK_BYTES


def test_rows_have_a_column_for_every_quantity_that_any_device_has() -> None:
    other = Columns(Place("maison", "salon", "s1"), [5], _columns([5], pm25_ugm3=[3.0]).spreads)
    assert shaping.rows(Chunk([_columns([1, 2], co2_ppm=[600, None]), other])) == {
        "ts_ms": [1, 2, 5],
        "site": ["maison"] * 3,
        "room": ["bureau", "bureau", "salon"],
        "device": ["bureau1", "bureau1", "s1"],
        "co2_ppm": [600, None, None],
        "pm25_ugm3": [None, None, 3.0],
    }


def test_a_silence_longer_than_three_gaps_is_a_null_row() -> None:
    times = [0, 10_000, 20_000, 60_000, 70_000]
    (line,) = shaping.lines(_columns(times, co2_ppm=[1, 2, 3, 4, 5]), ["co2_ppm"], 0, DEFAULT)
    assert line["ts_ms"] == [0, 10_000, 20_000, 30_000, 60_000, 70_000]
    assert line["mean"] == line["min"] == line["max"] == [1, 2, 3, None, 4, 5]


def test_a_gap_of_three_steps_is_no_silence() -> None:
    (line,) = shaping.lines(_columns([0, 10, 20, 50, 60], co2_ppm=[1] * 5), ["co2_ppm"], 0, DEFAULT)
    assert None not in line["mean"]


def test_an_empty_bucket_is_a_silence_when_the_device_sends_faster() -> None:
    spread = Spread([1, 2, 3], [1, 2, 3], [1, 2, 3], [6, 6, 6])
    columns = Columns(BUREAU, [0, 60_000, 180_000], {"co2_ppm": spread})
    (line,) = shaping.lines(columns, ["co2_ppm"], 60_000, DEFAULT)
    assert line["ts_ms"] == [0, 60_000, 120_000, 180_000]
    assert line["mean"] == [1, 2, None, 3]


def test_empty_buckets_are_no_silence_when_the_device_sends_slower_than_the_step() -> None:
    times = list(range(0, 3_000_000, 300_000))
    (line,) = shaping.lines(_columns(times, co2_ppm=[1] * 10), ["co2_ppm"], 60_000, DEFAULT)
    assert line["ts_ms"] == times


def test_a_quantity_that_other_messages_carry_does_not_break_a_line() -> None:
    columns = _columns([0, 5, 10, 15], co2_ppm=[1, None, 2, None], noise_dba=[None, 40, None, 41])
    co2, noise = shaping.lines(columns, ["co2_ppm", "noise_dba"], 0, DEFAULT)
    assert (co2["ts_ms"], co2["mean"]) == ([0, 10], [1, 2])
    assert (noise["ts_ms"], noise["mean"]) == ([5, 15], [40, 41])


def test_a_quantity_that_was_not_measured_has_no_line() -> None:
    assert shaping.lines(_columns([0], co2_ppm=[None]), ["co2_ppm", "pm25_ugm3"], 0, DEFAULT) == []


def test_the_score_of_a_bucket_is_that_of_its_means() -> None:
    columns = _columns([0, 60_000], co2_ppm=[800, 400], pm25_ugm3=[5, None], pressure_hpa=[1000, 1000])
    (line,) = shaping.lines(columns, ["score"], 60_000, DEFAULT)
    assert line["mean"] == line["min"] == line["max"] == [70, 97]


def test_a_device_without_bands_has_no_score_line() -> None:
    assert shaping.lines(_columns([0], pressure_hpa=[1000]), ["score"], 0, DEFAULT) == []


def test_a_kept_reading_travels_as_it_came() -> None:
    message = shaping.reading(BUREAU, 1_795_400_000_000, {"tvoc_ppb": 210, "co2_ppm": 645}, None, DEFAULT)
    decoded = Reading.model_validate(message)
    assert (decoded.place, decoded.values) == (BUREAU, {"tvoc_ppb": 210, "co2_ppm": 645})
    assert (decoded.score, decoded.level, decoded.limiting) == (71, "good", "tvoc_ppb")
    assert "raw" not in message


# -- the newest readings


def _newest(*rows: tuple[int, dict[str, float]]) -> NewestReadings:
    newest = NewestReadings()
    for ts_ms, values in rows:
        newest.stored(ReadingRow(BUREAU, ts_ms, values))
    return newest


def test_a_later_reading_replaces_the_newest() -> None:
    (one,) = _newest((1, {"co2_ppm": 600}), (2, {"noise_dba": 40})).of(Where())
    assert (one.ts_ms, one.values, one.recent_ms) == (2, {"noise_dba": 40}, [1, 2])


def test_a_message_for_the_same_instant_is_merged_quantity_by_quantity() -> None:
    (one,) = _newest((1, {"co2_ppm": 600, "noise_dba": 40}), (1, {"co2_ppm": 610})).of(Where())
    assert (one.values, one.recent_ms) == ({"co2_ppm": 610, "noise_dba": 40}, [1])


def test_a_late_reading_changes_only_the_times() -> None:
    (one,) = _newest((10, {"co2_ppm": 600}), (4, {"co2_ppm": 1}), (4, {"co2_ppm": 2})).of(Where())
    assert (one.ts_ms, one.values, one.recent_ms) == (10, {"co2_ppm": 600}, [4, 10])


def test_only_the_last_times_are_remembered() -> None:
    (one,) = _newest(*((i, {"co2_ppm": 600.0}) for i in range(50))).of(Where())
    assert one.recent_ms == list(range(50 - RECENT, 50))


def test_places_are_narrowed_by_site_room_and_device() -> None:
    newest = _newest((1, {"co2_ppm": 600}))
    assert len(list(newest.of(Where(site="maison", room="bureau", device="bureau1")))) == 1
    assert list(newest.of(Where(room="salon"))) == []


# -- requests


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ('{"start_ms":2,"end_ms":2}', "the end must be after the start"),
        ('{"start_ms":3,"end_ms":2}', "the end must be after the start"),
        ('{"start_ms":-1,"end_ms":2}', "start_ms: Input should be greater than or equal to 0"),
        ('{"end_ms":2}', "start_ms: Field required"),
        ('{"start_ms":1,"end_ms":2,"limit":50001}', "limit: Input should be less than or equal to 50000"),
        ('{"start_ms":1,"end_ms":2,"wish":1}', "wish: Extra inputs are not permitted"),
        ('{"start_ms":1,"end_ms":2,"room":""}', "room: a name must not be blank"),
        ("[]", "Input should be an object"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_reason(request_: str, reason: str) -> None:
    with pytest.raises(ValidationError) as refused:
        requests.Rows.model_validate_json(request_)
    assert reason in requests.reason(refused.value)


def test_an_unknown_quantity_is_refused() -> None:
    with pytest.raises(ValidationError, match="unknown quantity 'co2'"):
        requests.Series(start_ms=0, end_ms=1, quantities=("co2",))


def test_actions_are_not_of_devices() -> None:
    with pytest.raises(ValidationError, match="actions are of rooms"):
        requests.Current(kind="actions", device="bureau1")


def test_names_become_tokens() -> None:
    assert requests.Latest(room="Salle à manger").where == Where(room="salle-a-manger")


def test_a_cursor_goes_there_and_back() -> None:
    after = After("maison/bureau/bureau1", 17, "x")
    assert requests.Latest(cursor=requests.cursor(after)).after_place() == after
    assert requests.cursor(None) is None


@pytest.mark.parametrize(
    "cursor", ["", "x", "[]", "[1,2,3]", '["a/b/c","1",""]', '["a/b",1,""]', '["a/B/c",1,""]']
)
def test_a_cursor_of_somebody_else_is_refused(cursor: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        requests.Latest(cursor=cursor).after_place()
