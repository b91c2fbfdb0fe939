"""A client that never reads: it is closed with its own code, and nobody else waits for it."""

import asyncio
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.chaos.ledger import Ledger
from tests.chaos.live import Live
from tests.chaos.story import busy
from tests.chaos.system import System
from tests.support.waiting import wait_for

STUCK = 5
WATCHED_S = 8.0
CLOSED_S = 60.0
MORE_S = 0.25
"""A client that is waited for would cost its send timeout; the noise of a busy machine costs less."""
_UPGRADE = (
    "GET /ws?topics=all HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)


@contextmanager
def stuck_client(port: int) -> Iterator[socket.socket]:
    """A WebSocket that subscribes everything and never reads."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.connect(("127.0.0.1", port))
        connection.sendall(_UPGRADE.format(port=port).encode())
        yield connection


async def test_a_client_that_stops_reading_is_closed_and_delays_nobody(
    system: System, ledger: Ledger
) -> None:
    async with busy(system, ledger, "slow") as work:
        before_s = await _p99_s(work.live)
        with ExitStack() as stuck:
            for _ in range(STUCK):
                stuck.enter_context(stuck_client(system.port))
            during_s = await _p99_s(work.live)
            closing_s = time.monotonic()
            await asyncio.to_thread(wait_for, lambda: _closed(system) >= STUCK, CLOSED_S, "them closed")
            took_s = time.monotonic() - closing_s
        print(
            f"p99 to another client: {before_s * 1000:.1f} ms alone, {during_s * 1000:.1f} ms beside {STUCK} "
            f"stuck ones; those were closed after {took_s:.1f} s more"
        )
        assert during_s < before_s + MORE_S
        assert not work.live.closed_with


async def _p99_s(live: Live) -> float:
    """Return the 99th percentile of the time from making a single reading to seeing it, over a while."""
    live.delays_s.clear()
    await asyncio.sleep(WATCHED_S)
    delays_s = sorted(live.delays_s)
    assert len(delays_s) > 100
    return delays_s[int(len(delays_s) * 0.99)]


def _closed(system: System) -> int:
    """Return how many clients the gateway has closed for reading too slowly."""
    found = re.search(r'^iaq_gateway_closed_total{reason="too_slow"} (\d+)', system.metrics("gateway"), re.M)
    return int(found[1]) if found else 0
