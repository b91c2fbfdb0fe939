"""The bookkeeping itself: a fault that it did not see would make every other test here worthless."""

from iaqverse.contracts.names import Place
from tests.chaos.ledger import Identity, Ledger, Row

FIRST = Row(
    Identity(Place("chaos", "hall", "d1"), 1_763_000_000_000), {"co2_ppm": 645, "temperature_c": 22.3}
)
SECOND = Row(Identity(Place("chaos", "hall", "d1"), 1_763_000_000_001), {"co2_ppm": 646})


def _ledger(*, accepted: list[Row]) -> Ledger:
    ledger = Ledger()
    ledger.send([FIRST, SECOND])
    ledger.accept(accepted)
    return ledger


def test_everything_that_was_accepted_and_is_stored_once_is_clean() -> None:
    assert _ledger(accepted=[FIRST, SECOND]).compare([SECOND, FIRST]).is_clean


def test_what_was_accepted_and_is_not_stored_is_lost() -> None:
    verdict = _ledger(accepted=[FIRST, SECOND]).compare([FIRST])
    assert verdict.lost == [SECOND.identity]
    assert "lost 1 (chaos/hall/d1 at 2025-11-13T02:13:20.001Z)" in str(verdict)


def test_what_was_not_accepted_may_be_stored_or_not() -> None:
    ledger = _ledger(accepted=[FIRST])
    assert ledger.compare([FIRST]).is_clean
    assert ledger.compare([FIRST, SECOND]).is_clean


def test_what_is_stored_twice_is_doubled() -> None:
    assert _ledger(accepted=[FIRST]).compare([FIRST, FIRST]).doubled == [FIRST.identity]


def test_another_value_or_a_missing_one_is_a_change() -> None:
    ledger = _ledger(accepted=[FIRST])
    assert ledger.compare([FIRST._replace(values={"co2_ppm": 645})]).changed == [FIRST.identity]
    assert ledger.compare([FIRST._replace(values={"co2_ppm": 644, "temperature_c": 22.3})]).changed


def test_what_nobody_sent_is_invented() -> None:
    ledger = Ledger()
    assert ledger.compare([FIRST]).invented == [FIRST.identity]


def test_a_reading_is_posted_in_the_documented_shape() -> None:
    assert FIRST.as_json() == {
        "site": "chaos",
        "room": "hall",
        "device": "d1",
        "ts": "2025-11-13T02:13:20.000Z",
        "values": {"co2_ppm": 645, "temperature_c": 22.3},
    }
