"""Random bytes to everything that listens: nothing dies, nothing leaks, the next reading is kept."""

import random
import socket
import time

import pytest

from tests.chaos.ledger import Ledger
from tests.chaos.story import busy, flowing
from tests.chaos.system import SERVICES, System

ROUNDS_OF_BYTES = 40
SEED = 20261123
OPENINGS = (
    b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"POST /api/ingest HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n",
    b'CONNECT {"verbose":false}\r\nPUB iaq.raw.x 64\r\n', b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04rand",
)  # fmt: skip
"""Beginnings that each get past the first door of something."""


def _ports(system: System) -> dict[str, int]:
    services = {name: system.service_port + number for number, name in enumerate(SERVICES)}
    monitor = int(system.environment["IAQ_NATS_MONITOR_PORT"])
    return services | {
        "nginx": system.port, "nats": system.nats_port, "mqtt": system.mqtt_port, "monitor": monitor
    }  # fmt: skip


@pytest.mark.parametrize("port", ["nginx", "nats", "mqtt", "monitor", *SERVICES])
async def test_random_bytes_kill_nothing(system: System, ledger: Ledger, port: str) -> None:
    generator = random.Random(f"{SEED}-{port}")
    async with busy(system, ledger, f"rubbish-{port}") as work:
        for _ in range(ROUNDS_OF_BYTES):
            _throw(_ports(system)[port], generator)
        await flowing(work, time.monotonic(), 5)
    system.assert_that_nothing_ended()
    assert system.unready() == []


def _throw(port: int, generator: random.Random) -> None:
    """Connect, write something and leave, in order or not."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.settimeout(0.05)
        try:
            connection.sendall(generator.choice(OPENINGS) + generator.randbytes(generator.randrange(1, 4096)))
            if generator.random() < 0.5:
                connection.recv(65_536)
        except OSError:
            return
