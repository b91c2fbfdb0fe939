from iaqverse.local.backoff import DELAYS_S, STEADY_S, TRIES_AT_START, Backoff


def test_the_first_end_is_answered_at_once_and_further_ones_ever_later() -> None:
    backoff = Backoff(was_ready=True)
    delays = [backoff.ended(now, now + 1) for now in range(7)]
    assert delays == [0, 0.5, 1, 2, 5, 5, 5]


def test_no_process_is_away_for_ten_seconds() -> None:
    assert max(DELAYS_S) <= 5


def test_after_a_steady_run_it_begins_anew() -> None:
    backoff = Backoff(was_ready=True)
    for now in range(4):
        backoff.ended(now, now)
    assert backoff.ended(10, 10 + STEADY_S) == 0


def test_what_was_never_ready_is_given_up() -> None:
    backoff = Backoff()
    assert [backoff.ended(0, 1) for _ in range(TRIES_AT_START)][-1] is None
