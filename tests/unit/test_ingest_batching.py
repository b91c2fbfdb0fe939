"""Group commit: who leaves when, and what waits."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from services.ingest.batching import LARGEST_FLIGHT, Batching


@dataclass(eq=False)
class Group:
    count: int


def batching(most_waiting: int = 10_000) -> Batching[Group]:
    return Batching(most_waiting)


def test_a_lone_group_leaves_at_once() -> None:
    queue, group = batching(), Group(1)
    assert queue.add(group)
    assert queue.depart() == [group]
    assert queue.waiting == 0


def test_what_arrives_meanwhile_leaves_together_when_the_flight_has_landed() -> None:
    queue, groups = batching(), [Group(1) for _ in range(5)]
    queue.add(groups[0])
    queue.depart()
    for group in groups[1:]:
        queue.add(group)
        assert queue.depart() == []
    queue.landed()
    assert queue.depart() == groups[1:]


def test_a_flight_takes_at_most_a_thousand_and_never_splits_a_group() -> None:
    queue, groups = batching(), [Group(600), Group(400), Group(1)]
    for group in groups:
        queue.add(group)
    assert queue.depart() == groups[:2]
    queue.landed()
    assert queue.depart() == groups[2:]


def test_nobody_overtakes() -> None:
    queue, groups = batching(), [Group(900), Group(200), Group(50)]
    for group in groups:
        queue.add(group)
    assert queue.depart() == groups[:1]


def test_a_full_queue_refuses_and_takes_again_when_some_have_left() -> None:
    queue = batching(most_waiting=1000)
    assert queue.add(Group(900))
    assert not queue.add(Group(101))
    queue.depart()
    assert queue.add(Group(101))


def test_a_group_that_waits_can_be_withdrawn_and_one_that_left_cannot() -> None:
    queue, first, second = batching(), Group(1), Group(7)
    queue.add(first)
    queue.depart()
    queue.add(second)
    assert not queue.withdraw(first)
    assert queue.withdraw(second)
    assert queue.waiting == 0
    queue.landed()
    assert queue.depart() == []


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=40), st.data())
@settings(max_examples=100, deadline=None)
def test_every_group_leaves_once_and_in_order(counts: list[int], data: st.DataObject) -> None:
    queue, groups = batching(most_waiting=50_000), [Group(count) for count in counts]
    left: list[Group] = []
    is_flying = False
    for group in groups:
        assert queue.add(group)
        if is_flying and data.draw(st.booleans()):
            queue.landed()
            is_flying = False
        flight = queue.depart()
        assert sum(g.count for g in flight) <= LARGEST_FLIGHT
        is_flying = is_flying or bool(flight)
        left += flight
    while len(left) < len(groups):
        queue.landed()
        left += queue.depart()
    assert left == groups
    assert queue.waiting == 0
