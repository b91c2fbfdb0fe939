"""The system under fire, its ledger, and what every test here ends with."""

import os
from collections.abc import Iterator

import pytest

from tests.chaos.ledger import Ledger
from tests.chaos.system import System

ROUNDS = int(os.environ.get("IAQ_CHAOS_ROUNDS", "3"))
"""How often each process is killed; 1 is the short form, which also waits less elsewhere."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts the whole system, and give it time."""
    for item in items:
        if "system" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.chaos)
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """What a module wants to be set, as variables."""
    return {}


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory, settings: dict[str, str]) -> Iterator[System]:
    """The whole system, for one module."""
    running = System(tmp_path_factory.mktemp("chaos"), **settings)
    running.start()
    yield running
    assert running.stop() == 0, running.said()


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """Everything that was sent to this module's system."""
    return Ledger()
