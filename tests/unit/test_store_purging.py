"""What may leave the stream."""

from iaqverse.bus import StreamState
from services.store.purging import Limits, Purge, Superseded, plan

LATE, READINGS, FEEDBACK = "iaq.late.>", "iaq.readings.>", "iaq.feedback.>"
ALERT = "iaq.alerts.maison.bureau.co2-high"


def _state(fill: float, first_seq: int = 1) -> StreamState:
    return StreamState("1", first_seq, 1000, 1000, bytes=int(fill * 1000), max_bytes=1000)


def test_nothing_leaves_while_it_is_young_and_there_is_room() -> None:
    assert plan(_state(0.6), Limits(through=900, past_short=500, past_long=0), Superseded(), {}) == []


def test_what_is_stored_and_a_week_old_leaves() -> None:
    purges = plan(_state(0.1), Limits(through=900, past_short=500, past_long=200), Superseded(), {})
    assert set(purges) == {Purge(READINGS, 200), Purge(LATE, 200), Purge(FEEDBACK, 200)}


def test_above_60_percent_readings_leave_up_to_the_last_hour() -> None:
    purges = plan(_state(0.61), Limits(through=900, past_short=500, past_long=200), Superseded(), {})
    assert set(purges) == {Purge(READINGS, 500), Purge(LATE, 500), Purge(FEEDBACK, 200)}


def test_what_is_not_stored_never_leaves() -> None:
    purges = plan(_state(0.99), Limits(through=150, past_short=500, past_long=200), Superseded(), {})
    assert {purge.up_to_seq for purge in purges} == {150}


def test_nothing_is_asked_twice() -> None:
    done = {READINGS: 500, LATE: 500, FEEDBACK: 200}
    limits = Limits(through=900, past_short=500, past_long=200)
    assert plan(_state(0.99), limits, Superseded(), done) == []


def test_nothing_is_asked_below_the_first_message() -> None:
    limits = Limits(through=900, past_short=500, past_long=200)
    assert plan(_state(0.99, first_seq=501), limits, Superseded(), {}) == []


def test_state_leaves_when_a_newer_one_is_stored_and_it_is_old_enough() -> None:
    superseded = Superseded()
    for seq in (10, 20, 30):
        superseded.stored(ALERT, seq)
    assert superseded.purges(up_to_seq=25) == [Purge(ALERT, 20)]
    superseded.purged(Purge(ALERT, 20))
    assert superseded.purges(up_to_seq=29) == []


def test_the_newest_state_stays_however_old_it_is() -> None:
    superseded = Superseded()
    superseded.stored(ALERT, 10)
    superseded.stored(ALERT, 20)
    superseded.purged(Purge(ALERT, 10))
    assert superseded.purges(up_to_seq=1000) == []


def test_state_from_before_this_process_leaves_too() -> None:
    superseded = Superseded()
    superseded.stored(ALERT, 500)
    assert superseded.purges(up_to_seq=1000) == [Purge(ALERT, 499)]
