"""Who may do what on the bus: every user against every subject, with a real nats-server."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import nats
import nats.errors
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from iaqverse.bus import Bus
from iaqverse.contracts import streams
from tests.support.nats_server import PASSWORDS, NatsServer

ANONYMOUS, OPERATOR, SERVICE = "anonymous", "operator", "service"
EVERYBODY = {ANONYMOUS, OPERATOR, SERVICE}

PUBLISHERS: dict[str, set[str]] = {
    "iaq.raw.bureau1": {ANONYMOUS, SERVICE},
    "iaq.readings.maison.bureau.bureau1": {SERVICE},
    "iaq.late.maison.bureau.bureau1": {SERVICE},
    "iaq.predictions.maison.bureau.bureau1": {SERVICE},
    "iaq.accuracy.maison.bureau.bureau1": {SERVICE},
    "iaq.actions.maison.bureau.co2_ppm": {SERVICE},
    "iaq.alerts.maison.bureau.co2-high": {SERVICE},
    "iaq.air.maison.bureau": {SERVICE},
    "iaq.modules.maison.bureau.window.command": {SERVICE},
    "iaq.modules.maison.bureau.window.state": {SERVICE},
    "iaq.feedback.maison.bureau": {SERVICE},
    "iaq.rejected.bureau1": {SERVICE},
    "iaq.rpc.store.rows": {SERVICE},
    "iaq.rpc.store.delete": {SERVICE},
    "live.iaq.readings.maison.bureau.bureau1": {SERVICE},
    "_INBOX.somebody": {SERVICE},
    "_INBOX_service.somebody": {SERVICE},
    "$SRV.PING": EVERYBODY,
    "$SRV.STATS.store": EVERYBODY,
    "$JS.API.INFO": {OPERATOR, SERVICE},
    "$JS.API.STREAM.LIST": {OPERATOR, SERVICE},
    "$JS.API.STREAM.NAMES": {OPERATOR, SERVICE},
    "$JS.API.STREAM.INFO.IAQ": {OPERATOR, SERVICE},
    "$JS.API.CONSUMER.LIST.IAQ": {OPERATOR, SERVICE},
    "$JS.API.CONSUMER.INFO.IAQ.store": {OPERATOR, SERVICE},
    "$JS.API.STREAM.MSG.GET.IAQ": {OPERATOR, SERVICE},
    "$JS.API.DIRECT.GET.IAQ": {OPERATOR, SERVICE},
    "$JS.API.STREAM.CREATE.OTHER": {SERVICE},
    "$JS.API.STREAM.UPDATE.IAQ": {SERVICE},
    "$JS.API.STREAM.DELETE.OTHER": {SERVICE},
    "$JS.API.STREAM.PURGE.OTHER": {SERVICE},
    "$JS.API.STREAM.MSG.DELETE.OTHER": {SERVICE},
    "$JS.API.STREAM.SNAPSHOT.OTHER": {SERVICE},
    "$JS.API.STREAM.RESTORE.OTHER": {SERVICE},
    "$JS.API.CONSUMER.CREATE.IAQ": {SERVICE},
    "$JS.API.CONSUMER.DURABLE.CREATE.IAQ.thief": {SERVICE},
    "$JS.API.CONSUMER.DELETE.IAQ.store": {SERVICE},
    "$JS.API.CONSUMER.PAUSE.IAQ.store": {SERVICE},
    "$JS.API.CONSUMER.MSG.NEXT.IAQ.store": {SERVICE},
    "$JS.ACK.IAQ.store.1.1.1.1.0": {SERVICE},
    "$KV.iaq-config.config": {SERVICE},
    "$MQTT.sub.x": {SERVICE},
    "anything.else": {SERVICE},
}
"""Who may publish on a subject. All others must be refused."""

HEARERS: dict[str, set[str]] = {
    "live.>": EVERYBODY,
    "live.iaq.readings.>": EVERYBODY,
    "_INBOX.>": EVERYBODY,
    "iaq.>": {OPERATOR, SERVICE},
    "iaq.raw.>": {OPERATOR, SERVICE},
    "iaq.readings.>": {OPERATOR, SERVICE},
    "iaq.rejected.>": {OPERATOR, SERVICE},
    "iaq.rpc.>": {OPERATOR, SERVICE},
    "_INBOX_service.>": {SERVICE},
    ">": {SERVICE},
    "*.>": {SERVICE},
    "*.iaq.>": {SERVICE},
    "$KV.>": {SERVICE},
    "$JS.>": {SERVICE},
    "$SRV.>": {SERVICE},
    "$SYS.>": {SERVICE},
    "$MQTT.>": {SERVICE},
}
"""Who may subscribe to what, and through a queue group just as little."""


@pytest.fixture
async def prepared(nats_server: NatsServer) -> NatsServer:
    """A server with our streams."""
    async with Bus.connect(nats_server.settings(), "test") as bus:
        for spec in (streams.iaq(64 * streams.MIB), streams.raw(), streams.rejected()):
            await bus.ensure_stream(spec)
    return nats_server


class Wire:
    """A connection that speaks the protocol itself: what the server refuses comes before its PONG."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def is_refused(self, operation: str) -> bool:
        """Return whether the server answers `operation` with an error."""
        self._writer.write(f"{operation}\r\nPING\r\n".encode())
        refused = False
        async with asyncio.timeout(5):
            while (line := await self._reader.readline()) != b"PONG\r\n":
                assert line, "the server closed the connection"
                refused |= line.startswith(b"-ERR 'Permissions Violation")
        return refused


@asynccontextmanager
async def wire(server: NatsServer, user: str) -> AsyncIterator[Wire]:
    """Connect as `user`; anonymous is whoever names no user."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        await reader.readline()
        options = {"verbose": False, "lang": "test", "version": "1", "protocol": 1}
        if user != ANONYMOUS:
            options |= {"user": user, "pass": getattr(PASSWORDS, user)}
        connection = Wire(reader, writer)
        assert not await connection.is_refused(f"CONNECT {json.dumps(options)}")
        yield connection
    finally:
        writer.close()


@pytest.mark.parametrize("user", sorted(EVERYBODY))
async def test_a_user_publishes_where_the_matrix_says_and_nowhere_else(
    prepared: NatsServer, user: str
) -> None:
    async with wire(prepared, user) as connection:
        refused = {
            subject for subject in PUBLISHERS if await connection.is_refused(f"PUB {subject} 2\r\n{{}}")
        }
    assert refused == {subject for subject, allowed in PUBLISHERS.items() if user not in allowed}


@pytest.mark.parametrize("queue", ["", "thieves "])
@pytest.mark.parametrize("user", sorted(EVERYBODY))
async def test_a_user_hears_what_the_matrix_says_and_nothing_else(
    prepared: NatsServer, user: str, queue: str
) -> None:
    async with wire(prepared, user) as connection:
        refused = {s for s in HEARERS if await connection.is_refused(f"SUB {s} {queue}{hash(s) % 10**6}")}
    assert refused == {subject for subject, allowed in HEARERS.items() if user not in allowed}


@pytest.mark.parametrize("user", [OPERATOR, SERVICE])
async def test_a_wrong_password_lets_nobody_in(nats_server: NatsServer, user: str) -> None:
    with pytest.raises(nats.errors.Error, match=r"(?i)authorization"):
        await nats.connect(nats_server.url, user=user, password="guessed", allow_reconnect=False)


@asynccontextmanager
async def connected(server: NatsServer, user: str) -> AsyncIterator[Client]:
    """A client as `user`, and as a device or an operator's tool has it."""
    credentials = {} if user == ANONYMOUS else {"user": user, "password": getattr(PASSWORDS, user)}
    inbox = b"_INBOX_service" if user == SERVICE else b"_INBOX"
    client = await nats.connect(server.url, inbox_prefix=inbox, error_cb=_ignored, **credentials)
    try:
        yield client
    finally:
        await client.close()


async def _ignored(_: Exception) -> None:
    """Refusals are part of these tests."""


async def test_what_is_kept_is_heard_without_a_user(prepared: NatsServer) -> None:
    async with connected(prepared, ANONYMOUS) as listener, connected(prepared, SERVICE) as service:
        heard = await listener.subscribe("live.>")
        await listener.flush()
        await service.request("iaq.readings.maison.bureau.bureau1", b'{"device":"bureau1"}')
        message = await heard.next_msg(timeout=5)
        assert message.subject == "live.iaq.readings.maison.bureau.bureau1"


async def test_the_inbox_of_a_service_is_heard_by_nobody_else(prepared: NatsServer) -> None:
    async with (
        connected(prepared, ANONYMOUS) as thief,
        connected(prepared, SERVICE) as service,
    ):
        stolen: list[Msg] = []

        async def steal(message: Msg) -> None:
            stolen.append(message)

        for subject in ("_INBOX.>", "_INBOX_service.>"):
            await thief.subscribe(subject, cb=steal)
        await thief.flush()
        await service.request("$JS.API.INFO", b"")
        await service.request("iaq.readings.maison.bureau.bureau1", b"{}")
        await thief.flush()
        assert not stolen


@pytest.mark.parametrize(
    "planted",
    [
        "iaq.readings.maison.bureau.bureau1",
        "iaq.alerts.maison.bureau.co2-high",
        "iaq.actions.maison.bureau.co2_ppm",
        "iaq.feedback.maison.bureau",
        "iaq.modules.maison.bureau.window.command",
    ],
)
async def test_an_acknowledgement_sent_to_a_subject_of_ours_has_no_schema(
    prepared: NatsServer, planted: str
) -> None:
    """NATS does not check reply addresses: what they bring in must be told apart by its missing header."""
    async with Bus.connect(prepared.settings(), "test") as bus:
        live: asyncio.Queue[Msg] = asyncio.Queue()
        async with connected(prepared, ANONYMOUS) as device:

            async def hear(message: Msg) -> None:
                live.put_nowait(message)

            await device.subscribe("live.>", cb=hear)
            await device.flush()
            await device.publish("iaq.raw.bureau1", b"{}", reply=planted)
            await device.flush()
            seen = await asyncio.wait_for(live.get(), 5)
            assert seen.subject == f"live.{planted}"
            assert "Iaq-Schema" not in (seen.headers or {})
            state = await bus.stream_state(streams.IAQ)
            stored = await bus.get(streams.IAQ, state.last_seq)
        assert stored is not None
        assert stored.subject == planted
        assert stored.schema is None


async def test_a_reply_address_can_carry_no_header_of_the_senders(prepared: NatsServer) -> None:
    async with Bus.connect(prepared.settings(), "test") as bus:
        async with connected(prepared, ANONYMOUS) as device:
            planted = "iaq.readings.maison.bureau.bureau1"
            schema = {"Iaq-Schema": "reading/1"}
            live = await device.subscribe("live.>")
            await device.publish("$SRV.PING", b"{}", reply=planted, headers=schema)
            await device.publish("iaq.raw.bureau1", b"{}", reply=planted, headers=schema)
            await live.next_msg(timeout=5)
        assert (await bus.stream_state(streams.IAQ)).last_seq == 1
        stored = await bus.get(streams.IAQ, 1)
        assert stored is not None
        assert stored.schema is None
