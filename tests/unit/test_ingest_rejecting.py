"""What is said of refused readings, and how often."""

import pytest

from iaqverse.contracts.rejected import Rejected
from iaqverse.contracts.wire import from_epoch_ms
from services.ingest.rejecting import IN_ALL, PER_DEVICE, Budget, rejection

AT = from_epoch_ms(1_790_000_000_000)


def test_a_device_has_ten_rejections_a_second() -> None:
    budget = Budget()
    assert sum(budget.take("b1", 5.0 + i / 100) for i in range(50)) == PER_DEVICE
    assert budget.take("b2", 5.9)
    assert budget.take("b1", 6.0)


def test_made_up_names_do_not_get_more() -> None:
    budget = Budget()
    assert sum(budget.take(f"d{i}", 5.0) for i in range(1000)) == IN_ALL


def test_a_rejection_keeps_the_first_bytes_of_what_was_sent() -> None:
    message = rejection("b1", "http", "why", b"\xff{" + b"x" * 5000, AT)
    assert message.original.startswith("\\xff{xxx")
    assert message.bytes_total == 5002
    assert len(message.original) == 4096 + 3
    assert Rejected.decode(message.encode()) == message


@pytest.mark.parametrize("original", [{"a": float("nan")}, [b"x"], {"at": AT}, None, "é", 2**63])
def test_whatever_was_decoded_can_be_told(original: object) -> None:
    assert rejection("b1", "raw", "why", original, AT).encode()
