"""A device counts as heard of for three times the median of its last 20 gaps."""

from iaqverse.contracts.freshness import LONGEST_S, SHORTEST_S, UNKNOWN_S, Rhythm


def heard(*times_s: float) -> Rhythm:
    rhythm = Rhythm()
    for at_s in times_s:
        rhythm.heard(at_s)
    return rhythm


def test_a_device_is_fresh_for_three_of_its_gaps() -> None:
    rhythm = heard(0, 60, 120, 180)
    assert rhythm.fresh_s == 180
    assert rhythm.is_fresh(180 + 180)
    assert not rhythm.is_fresh(180 + 181)


def test_one_long_gap_does_not_change_the_rhythm() -> None:
    assert heard(0, 10, 20, 30, 4000, 4010).fresh_s == 30


def test_the_limit_is_at_least_five_seconds_and_at_most_three_hours() -> None:
    assert heard(0, 0.1, 0.2).fresh_s == SHORTEST_S
    assert heard(0, 86_400, 172_800).fresh_s == LONGEST_S


def test_a_device_that_was_heard_of_once_has_a_default_and_one_never_heard_of_is_not_fresh() -> None:
    assert heard(0).fresh_s == UNKNOWN_S
    assert not Rhythm().is_fresh(0)


def test_repeated_and_older_readings_change_nothing() -> None:
    rhythm = heard(0, 60, 60, 30, 120)
    assert (rhythm.last_s, rhythm.step_s) == (120, 60)


def test_only_the_last_twenty_gaps_count() -> None:
    slow = [n * 100.0 for n in range(30)]
    fast = [slow[-1] + n * 10.0 for n in range(1, 22)]
    assert heard(*slow, *fast).step_s == 10
