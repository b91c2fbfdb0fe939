"""Which replica looks after which rooms: even shares, and nothing taken from one that lives."""

from services.predictor.partitions import PARTITIONS, Plan, partition_of, plan


class Replicas:
    """Who lives and who owns what, and turns of those who live."""

    def __init__(self) -> None:
        self.alive: list[str] = []
        self.owners = [""] * PARTITIONS

    def turn(self, me: str) -> Plan:
        """One does what it planned."""
        found = plan(me, self.of(me), self.owners, self.alive)
        for partition in found.wanted:
            self.owners[partition] = me
        for partition in found.surplus:
            self.owners[partition] = ""
        return found

    def of(self, name: str) -> set[int]:
        return {p for p, owner in enumerate(self.owners) if owner == name}

    def turns(self, count: int = 4) -> list[int]:
        """All take turns; return how many partitions each has then."""
        for _ in range(count):
            for name in self.alive:
                self.turn(name)
        return [len(self.of(name)) for name in self.alive]


def test_a_room_is_always_in_the_same_partition() -> None:
    assert partition_of("maison", "bureau") == 25
    rooms = [partition_of("site", f"room-{number}") for number in range(1000)]
    assert set(rooms) == set(range(PARTITIONS))


def test_one_replica_has_everything() -> None:
    replicas = Replicas()
    replicas.alive = ["a"]
    assert replicas.turns() == [32]


def test_replicas_that_come_get_their_share_and_those_that_go_leave_theirs() -> None:
    replicas = Replicas()
    replicas.alive = ["a"]
    replicas.turns()
    replicas.alive = ["a", "b"]
    assert replicas.turns() == [16, 16]
    replicas.alive = ["a", "b", "c"]
    assert sorted(replicas.turns()) == [10, 11, 11]
    replicas.alive = ["b"]
    assert replicas.turns() == [32]


def test_nothing_is_taken_from_one_that_lives() -> None:
    replicas = Replicas()
    replicas.alive = ["a", "b"]
    replicas.turn("a")
    before = replicas.of("a")
    replicas.turn("b")
    assert replicas.of("a") == before
    assert not before & replicas.of("b")


def test_what_was_held_before_the_bus_began_anew_is_taken_up_again() -> None:
    held = set(range(16, 32))
    assert plan("b", held, [""] * PARTITIONS, ["a", "b"]).wanted == held
