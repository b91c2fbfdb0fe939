"""Up to which point of the stream everything is stored."""

from hypothesis import given
from hypothesis import strategies as st

from services.store.progress import Progress


def test_messages_in_order_move_it_on() -> None:
    progress = Progress(10)
    progress.stored([11, 12, 13])
    assert (progress.through, progress.has_gap) == (13, False)


def test_a_message_that_is_still_to_come_holds_it() -> None:
    progress = Progress()
    progress.stored([1, 2, 4, 5])
    assert (progress.through, progress.has_gap) == (2, True)


def test_the_message_that_was_missing_lets_it_jump() -> None:
    progress = Progress()
    progress.stored([1, 2, 4, 5])
    progress.stored([3])
    assert (progress.through, progress.has_gap) == (5, False)


def test_messages_that_the_stream_forgot_are_passed_when_the_consumer_says_so() -> None:
    progress = Progress()
    progress.stored([4, 5, 9])
    progress.acknowledged(3)
    assert (progress.through, progress.has_gap) == (5, True)
    progress.acknowledged(9)
    assert (progress.through, progress.has_gap) == (9, False)


def test_an_older_floor_changes_nothing() -> None:
    progress = Progress(10)
    progress.acknowledged(4)
    assert progress.through == 10


def test_what_comes_again_is_known() -> None:
    progress = Progress(10)
    progress.stored([12])
    assert [progress.is_stored(seq) for seq in (3, 10, 11, 12, 13)] == [True, True, False, True, False]


def test_what_will_be_reached_is_told_before_it_is_stored() -> None:
    progress = Progress(10)
    progress.stored([12])
    assert progress.reach_with([11]) == 12
    assert progress.through == 10


@given(st.permutations(range(1, 40)), st.integers(1, 10))
def test_it_never_claims_a_message_that_was_not_stored(order: list[int], size: int) -> None:
    progress = Progress()
    stored: set[int] = set()
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        claimed = progress.reach_with(batch)
        stored.update(batch)
        progress.stored(batch)
        assert progress.through == claimed
        assert stored.issuperset(range(1, claimed + 1))
        assert claimed + 1 not in stored
    assert progress.through == 39
