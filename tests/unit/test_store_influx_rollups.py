"""Which buckets are due, what the stream must bring again for that, and what buckets are made of."""

from collections.abc import Iterable

from iaqverse.contracts.names import Place
from services.store.engine import Level, ReadingRow
from services.store.influx import rollups
from services.store.influx.rollups import PLACES_A_STEP, Due

BUREAU, SALON = Place("maison", "bureau", "bureau1"), Place("maison", "salon", "salon1")
FIVE, HOUR = int(Level.FIVE_MINUTES), int(Level.HOUR)
LIVE_FROM = 10 * HOUR
EVER = 2**53


def _row(at_ms: int, place: Place = BUREAU) -> ReadingRow:
    return ReadingRow(place, at_ms, {"co2_ppm": 1})


def _write(due: Due, *rows: ReadingRow, after_seq: int = 0) -> set[rollups.Hour]:
    """Do what the engine does before it writes rows; return what it marks."""
    hours = due.unmarked(rows, LIVE_FROM)
    due.marked(hours)
    due.touched(rows, LIVE_FROM, after_seq)
    return hours


def _make(due: Due, now_ms: int = EVER, meanwhile: Iterable[ReadingRow] = ()) -> set[rollups.Hour]:
    """Make everything that is over; return the marks that are taken back."""
    settled: set[rollups.Hour] = set()
    for hour_ms, places in list(due.steps(now_ms)):
        due.take(hour_ms, places, now_ms)
        _write(due, *meanwhile)
        settled |= due.made()
    return settled


def test_the_point_to_begin_from_stays_until_the_buckets_after_it_are_made() -> None:
    due = Due()
    assert due.floor(7) == 7
    assert _write(due, _row(LIVE_FROM + 1), after_seq=7) == set()
    _write(due, _row(LIVE_FROM + 2), _row(LIVE_FROM + FIVE), after_seq=8)
    assert due.floor(9) == 7
    _make(due, now_ms=LIVE_FROM + FIVE)
    assert due.floor(9) == 8, "the second five minutes are not over"
    _make(due)
    assert due.floor(9) == 9


def test_a_point_to_begin_from_is_never_ahead_of_what_is_written() -> None:
    due = Due()
    _write(due, _row(LIVE_FROM), after_seq=900)
    assert due.floor(3) == 3


def test_what_the_stream_would_not_bring_again_is_marked_once_and_holds_no_point() -> None:
    due = Due()
    late = [_row(HOUR + 1), _row(HOUR + FIVE), _row(HOUR + 1, SALON), _row(LIVE_FROM)]
    assert _write(due, *late[:3], after_seq=7) == {(BUREAU, HOUR), (SALON, HOUR)}
    assert _write(due, *late, after_seq=8) == set()
    assert due.floor(9) == 8
    assert _make(due) == {(BUREAU, HOUR), (SALON, HOUR)}
    assert _write(due, late[0]) == {(BUREAU, HOUR)}


def test_of_a_marked_hour_everything_is_due_to_a_process_that_begins() -> None:
    due = Due()
    due.begin({(BUREAU, HOUR)})
    assert due.of(BUREAU, Level.FIVE_MINUTES, 0, EVER) == set(range(HOUR, 2 * HOUR, FIVE))
    assert due.of(BUREAU, Level.HOUR, 0, EVER) == {HOUR}
    assert _make(due) == {(BUREAU, HOUR)}
    assert due.of(BUREAU, Level.FIVE_MINUTES, 0, EVER) == set()


def test_what_is_touched_while_it_is_made_stays_due() -> None:
    due = Due()
    _write(due, _row(HOUR), _row(HOUR + FIVE), _row(LIVE_FROM))
    assert _make(due, meanwhile=[_row(HOUR + 9), _row(LIVE_FROM)]) == set()
    assert due.of(BUREAU, Level.FIVE_MINUTES, 0, EVER) == {HOUR, LIVE_FROM}
    assert _make(due) == {(BUREAU, HOUR)}


def test_what_could_not_be_made_stays_due() -> None:
    due = Due()
    _write(due, _row(HOUR), _row(LIVE_FROM), after_seq=5)
    due.take(HOUR, [BUREAU], EVER)  # and InfluxDB is away
    assert due.of(BUREAU, Level.FIVE_MINUTES, 0, EVER) == {HOUR, LIVE_FROM}
    due.take(LIVE_FROM, [BUREAU], EVER)
    due.made()
    assert due.of(BUREAU, Level.FIVE_MINUTES, 0, EVER) == {HOUR}


def test_many_devices_are_made_step_by_step_oldest_first() -> None:
    due = Due()
    places = [Place("maison", "bureau", f"d{i}") for i in range(PLACES_A_STEP + 1)]
    _write(due, *(_row(2 * HOUR, place) for place in places), _row(HOUR, places[0]))
    steps = [(hour_ms, len(some)) for hour_ms, some in due.steps(EVER)]
    assert steps == [(HOUR, 1), (2 * HOUR, PLACES_A_STEP), (2 * HOUR, 1)]


def test_a_device_that_is_forgotten_is_not_due() -> None:
    due = Due()
    _write(due, _row(HOUR), _row(LIVE_FROM), after_seq=3)
    due.forget(BUREAU)
    assert list(due.steps(EVER)) == []
    assert due.floor(9) == 9
    assert _write(due, _row(HOUR)) == {(BUREAU, HOUR)}


def test_buckets_are_made_of_readings_and_hours_of_buckets() -> None:
    readings: list[tuple[float | None, ...]] = [
        (HOUR, 1.0, None),
        (HOUR + 1, 4.0, None),
        (HOUR + FIVE, 3.0, 7.0),
    ]
    made = rollups.summed_by(readings, Level.FIVE_MINUTES)
    nothing = [None] * 4
    assert made == {HOUR: [2, 5.0, 1.0, 4.0, *nothing], HOUR + FIVE: [1, 3.0, 3.0, 3.0, 1, 7.0, 7.0, 7.0]}
    kept: list[list[float | None]] = [
        [HOUR, 100, 100.0, 100.0, 100.0, *nothing],
        [HOUR + 3 * FIVE, 1, 0.5, 0.5, 0.5, *nothing],
    ]
    whole = rollups.hour(made, kept, {HOUR, HOUR + FIVE}, 2)
    assert whole == [4, 8.5, 0.5, 4.0, 1, 7.0, 7.0, 7.0]
