"""Fixtures that every test may use: a real nats-server, the whole stack, and no silent skips."""

import os
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest

from iaqverse.bus import Bus
from iaqverse.contracts import streams
from tests.support import influxd
from tests.support.influxd import Influxd
from tests.support.nats_server import NatsServer
from tests.support.stack import Stack


@pytest.fixture
def nats_server(tmp_path: Path) -> Iterator[NatsServer]:
    """A running nats-server with the users and settings of ``iaqverse up``."""
    folder = tmp_path / "nats"
    folder.mkdir()
    server = NatsServer(folder)
    server.start()
    yield server
    server.kill()


@pytest.fixture
async def bus(nats_server: NatsServer) -> AsyncIterator[Bus]:
    """A connection as ``service`` to a server that has our three streams, small ones."""
    async with Bus.connect(nats_server.settings(), "test") as connected:
        await connected.ensure_stream(streams.iaq(64 * streams.MIB))
        await connected.ensure_stream(streams.raw())
        await connected.ensure_stream(streams.rejected())
        yield connected


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole system, started once for all tests of this process."""
    running = Stack(tmp_path_factory.mktemp("stack"))
    running.start()
    yield running
    assert running.stop() == 0, running.log.read_text()


@pytest.fixture(scope="session")
def influx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Influxd]:
    """A real InfluxDB 2, started once for all tests of this process; each uses buckets of its own."""
    if not influxd.is_there():
        pytest.skip("influxd is not on PATH: NOT TESTED with InfluxDB")
    with influxd.running(tmp_path_factory.mktemp("influxd")) as server:
        yield server


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With IAQ_TEST_NO_SKIP=1 a skipped test has failed: something that it needs is missing."""
    report = yield
    if os.environ.get("IAQ_TEST_NO_SKIP") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and no test may be: {report.longrepr}"
    return report
