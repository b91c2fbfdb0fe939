"""Limits are answered clearly, and nobody pays for another client's slowness."""

import asyncio
import base64
import os
import random
import signal
import socket
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest

from iaqverse.bus import Bus
from iaqverse.contracts import streams
from tests.support.gateway import Visitor, publish, reading
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until


@asynccontextmanager
async def gateway(server: NatsServer, folder: Path, **settings: str) -> AsyncIterator[Visitor]:
    process = ServiceProcess("gateway", server.environment() | settings, folder)
    await asyncio.to_thread(process.start)
    try:
        async with Visitor.visit(process.url) as visitor:
            visitor.process = process  # type: ignore[attr-defined]
            yield visitor
    finally:
        await asyncio.to_thread(process.__exit__, None, None, None)


def process_of(visitor: Visitor) -> ServiceProcess:
    process: ServiceProcess = visitor.process  # type: ignore[attr-defined]
    return process


async def test_what_a_client_may_not_say_is_answered_and_then_closed_with_a_number(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    async with gateway(
        nats_server, tmp_path, IAQ_GATEWAY_FIRST_SUBSCRIPTION_S="0.5", IAQ_GATEWAY_SOCKETS="3",
        IAQ_GATEWAY_SOCKETS_PER_ADDRESS="2",
    ) as visitor:  # fmt: skip
        async with visitor.browser("?topics=all") as browser:
            await browser.until(type="snapshot_end")
            await browser.say("dance")
            assert (await browser.frame())["code"] == "unknown_type"
            await browser.say("ping", t="x" * 17_000)
            assert (await browser.frame())["code"] == "frame_too_large"
            assert (await browser.closed())[0] == 4501
        async with visitor.browser("?topics=all") as browser:
            await browser.until(type="snapshot_end")
            for number in range(60):
                await browser.say("ping", t=number)
            assert (await browser.until(code="too_fast"))[-1]["type"] == "error"
            code, reason = await browser.closed()
            assert code == 4001
            assert reason.startswith("too_fast ")
        async with visitor.browser() as browser:
            for _ in range(6):  # each counts as ten messages
                await browser.say("subscribe", topics=["alerts"], since={"epoch": "0", "seq": 1})
            assert (await browser.closed())[0] == 4001
        async with visitor.browser() as browser:
            for number in range(32):
                await browser.subscribe("alerts", room=f"r{number}")
            await browser.say("subscribe", topics=["alerts"], room="one-more")
            assert (await browser.frame())["code"] == "too_many_subscriptions"
            assert (await browser.closed())[0] == 4502
        async with visitor.browser() as browser:
            assert (await browser.until(type="error"))[-1]["code"] == "no_subscription"
            assert (await browser.closed())[0] == 4500
        async with visitor.browser("?topics=all"), visitor.browser("?topics=all"):
            await refused(visitor, 429, {"X-Forwarded-For": "127.0.0.1"})
            async with visitor.browser("?topics=all", headers={"X-Forwarded-For": "10.0.0.1"}):
                await refused(visitor, 503, {"X-Forwarded-For": "10.0.0.2"})


async def refused(visitor: Visitor, status: int, headers: dict[str, str], query: str = "") -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as error:
        await visitor.session.ws_connect(f"{visitor.url}/ws{query}", headers=headers)
    assert error.value.status == status


async def test_bad_sockets_are_refused_before_they_open(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    async with gateway(nats_server, tmp_path) as visitor:
        await refused(visitor, 400, {}, "?topics=weather")
        await refused(visitor, 400, {}, "?token=secret")
        await refused(visitor, 400, {}, "?room=bureau")
        await refused(visitor, 403, {"Origin": "http://evil.example"})
        await refused(visitor, 403, {"Origin": "null"})
        assert (await visitor.ask("/ws"))[0] == 426
        for query in ("", "?topics=x", "?topics=all&wait=100", "?topics=all&since=7", "?topics=all&x=1"):
            status, answer = await visitor.ask(f"/api/poll{query}")
            assert status == 400, query
            assert answer["detail"]


class StuckBrowser:
    """A client that subscribes and then reads nothing until it is told to."""

    def __init__(self, port: int) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect(("127.0.0.1", port))
        key = base64.b64encode(random.randbytes(16)).decode()
        self.socket.sendall(
            "GET /ws?topics=measurements HTTP/1.1\r\nHost: x\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self._received = b""

    def frames(self, seconds: float) -> list[dict[str, Any]]:
        """Read until it is silent, and return the frames; a close frame becomes its code."""
        self.socket.settimeout(seconds)
        try:
            while chunk := self.socket.recv(65_536):
                self._received += chunk
        except TimeoutError:
            pass
        data = self._received.partition(b"\r\n\r\n")[2]
        found: list[dict[str, Any]] = []
        while len(data) > 4:
            length, start = data[1], 2
            if length == 126:
                length, start = struct.unpack("!H", data[2:4])[0], 4
            body = data[start : start + length]
            found.append({"closed": int.from_bytes(body[:2])} if data[0] == 0x88 else orjson.loads(body))
            data = data[start + length :]
        return found


async def flood(bus: Bus, seconds: float) -> None:
    """Publish large readings of ten devices."""
    values = {"co2_ppm": 645.123456789, "temperature_c": 21.123456789, "humidity_pct": 45.123456789}
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        await publish(bus, *(reading(f"maison/bureau/b{number}", None, **values) for number in range(10)))


async def test_a_client_that_stops_reading_delays_nobody_and_is_thinned_not_killed(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    async with gateway(nats_server, tmp_path, IAQ_GATEWAY_THIN_ABOVE_BYTES="4096") as visitor:
        stuck = await asyncio.to_thread(StuckBrowser, process_of(visitor).port)
        async with visitor.browser("?topics=measurements") as browser:
            flooding = asyncio.create_task(flood(bus, 6))
            slowest_ms = 0.0
            was_lagging = False
            while not flooding.done():
                frame = await browser.frame()
                if "data" in frame:
                    sent = frame["data"]["ts"]
                    slowest_ms = max(slowest_ms, age_ms(sent))
                if not was_lagging and random.random() < 0.01:
                    was_lagging = bool((await visitor.ask("/ws/stats"))[1]["lagging"])
            assert was_lagging
            assert slowest_ms < 5000, "who is waited for would cost its send timeout"
        frames = await asyncio.to_thread(stuck.frames, 1.0)
        skipped = [f for f in frames if "skipped" in f]
        assert skipped
        assert skipped[0]["skipped"]["count"] > 0
        assert not [f for f in frames if "closed" in f]
        seqs = [f["seq"] for f in frames if f.get("topic")]
        assert seqs == sorted(seqs), "in the order of the stream"
        (await until(lambda: nobody_lags(visitor)))


async def nobody_lags(visitor: Visitor) -> bool:
    return not (await visitor.ask("/ws/stats"))[1]["lagging"]


def age_ms(ts: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(ts)).total_seconds() * 1000


async def test_a_client_that_takes_nothing_is_closed_with_a_point_to_resume_from(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    async with gateway(
        nats_server, tmp_path, IAQ_GATEWAY_THIN_ABOVE_BYTES="4096", IAQ_GATEWAY_CLOSE_AFTER_S="1"
    ) as visitor:
        stuck = await asyncio.to_thread(StuckBrowser, process_of(visitor).port)
        flooding = asyncio.create_task(flood(bus, 8))
        await until(lambda: closed_as(visitor, "too_slow"), 10)
        flooding.cancel()
        stuck.socket.close()


async def test_a_client_that_asks_and_does_not_take_the_answers_is_closed(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    settings = {"IAQ_GATEWAY_CLOSE_ABOVE_BYTES": "65536", "IAQ_GATEWAY_MESSAGES_BURST": "1000"}
    async with gateway(nats_server, tmp_path, **settings) as visitor:
        stuck = await asyncio.to_thread(StuckBrowser, process_of(visitor).port)
        text = b'{"type":"ping","t":"%b"}' % (b"x" * 16_000)
        ping = b"\x81\xfe" + struct.pack("!H", len(text)) + bytes(4) + text  # masked with zeros
        with suppress(OSError):
            for _ in range(900):
                await asyncio.to_thread(stuck.socket.sendall, ping)
        await until(lambda: closed_as(visitor, "too_slow"), 10)
        stuck.socket.close()


async def closed_as(visitor: Visitor, reason: str) -> bool:
    async with visitor.session.get(f"{visitor.url}/metrics") as answer:
        return f'iaq_gateway_closed_total{{reason="{reason}"}} 1.0' in await answer.text()


@pytest.mark.parametrize("is_broker_up", [True, False])
async def test_on_sigterm_every_socket_is_sent_elsewhere_and_the_gateway_leaves_in_time(
    nats_server: NatsServer, bus: Bus, tmp_path: Path, is_broker_up: bool
) -> None:
    async with gateway(nats_server, tmp_path) as visitor, visitor.browser("?topics=all") as browser:
        seq = await publish(bus, reading())
        await browser.until(seq=seq, topic="measurements")
        waiting = asyncio.create_task(visitor.ask("/api/poll?topics=alerts&wait=20"))
        if not is_broker_up:
            await asyncio.to_thread(nats_server.kill)
        process = process_of(visitor)
        assert process.process is not None
        started_s = time.monotonic()
        os.kill(process.process.pid, signal.SIGTERM)
        code, reason = await browser.closed()
        assert code == 1012
        assert reason.endswith(f":{seq}")
        await browser.ws.close()
        assert await asyncio.to_thread(process.process.wait, 11) == 0
        assert time.monotonic() - started_s < 10
        waiting.cancel()


async def test_it_starts_and_serves_what_the_stream_has_while_the_store_is_away(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    await publish(bus, reading())
    async with gateway(nats_server, tmp_path) as visitor:
        status, snapshot = await visitor.ask("/api/snapshot")
        assert (status, len(snapshot["devices"])) == (200, 1)
        for path in ("/api/series", "/api/iaq/data", "/api/export.csv", "/api/actions?start=-1h"):
            status, answer = await visitor.ask(path)
            assert status == 503, path
            assert "iaq.rpc.store" in answer["detail"]


async def test_who_is_sent_away_before_it_got_what_it_missed_is_told_the_point_it_came_with(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    async with gateway(nats_server, tmp_path, IAQ_GATEWAY_RING_BYTES="1024") as visitor:
        first = await publish(bus, reading())
        last = await publish(bus, *(reading() for _ in range(10)))
        epoch = (await bus.stream_state(streams.IAQ)).epoch
        async with visitor.browser() as browser:
            await browser.until(type="heartbeat", seq=last)
            broker, process = nats_server.process, process_of(visitor).process
            assert broker is not None
            assert process is not None
            broker.send_signal(signal.SIGSTOP)  # so that the stream can't be read
            try:
                await browser.say("ping", t=1)
                await browser.say("subscribe", topics=["measurements"], since={"epoch": epoch, "seq": first})
                await browser.until(type="pong")
                await visitor.session.get(f"{visitor.url}/metrics")
                process.terminate()
                assert await browser.closed() == (1012, f"restart {epoch}:{first}")
            finally:
                broker.send_signal(signal.SIGCONT)
