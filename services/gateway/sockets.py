"""``/ws``: one connection from upgrade to close."""

import asyncio
import random
from collections import Counter
from typing import Final

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from iaqverse.contracts import frames
from iaqverse.http import problem
from services.gateway import closing, metrics
from services.gateway.access import client_address
from services.gateway.allowance import Allowance
from services.gateway.clock import now
from services.gateway.closing import Closing
from services.gateway.encodings import JSON, SUBPROTOCOLS
from services.gateway.framesink import FrameSink, show_stalls
from services.gateway.hub import Client, Hub
from services.gateway.queries import BadQuery, known
from services.gateway.returning import Returning
from services.gateway.settings import Settings
from services.gateway.subscriptions import (
    NOTHING,
    Interest,
    Ping,
    Point,
    Refused,
    Subscribe,
    Unsubscribe,
    read_filter,
    read_point,
    read_request,
    read_topics,
    with_subscription,
    without_subscription,
)

log = structlog.get_logger()

LARGEST_MESSAGE: Final = 64 * 1024
"""What aiohttp reads at all (1009 beyond); our own limit is lower and answers more clearly."""
PING_EVERY_S: Final = 30.0
"""A client that vanished without a word is noticed by this."""
HANDSHAKE_S: Final = 2.0
"""How long a closing handshake may take."""
RESUMING_COUNTS: Final = 10
"""As so many messages counts a subscription `since` a point: an hour of memory takes 0.1 s to search."""
SLICES: Final = 10
SLICE_S: Final = 0.2
_QUERY: Final = ("topics", "site", "room", "device", "since")


class Sockets:
    """All WebSockets of this gateway."""

    def __init__(self, hub: Hub, returning: Returning, settings: Settings) -> None:
        self.hub = hub
        self.returning = returning
        self.settings = settings
        self.is_draining = False
        self._open: dict[Client, Connection] = {}
        self._addresses: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._open)

    async def upgrade(self, request: web.Request) -> web.StreamResponse:
        """Answer ``GET /ws``: refuse it, or serve it until it is closed."""
        if request.headers.get("Upgrade", "").lower() != "websocket":
            return problem(426, "This is a WebSocket; without one use /api/poll.")
        address = client_address(request)
        if self.is_draining or len(self._open) >= self.settings.gateway_sockets:
            return problem(503, "This gateway takes no more sockets now.", retry_after_s=2)
        if self._addresses[address] >= self.settings.gateway_sockets_per_address:
            return problem(429, f"Too many sockets of {address}.", retry_after_s=5)
        try:
            first = first_subscription(request)
        except Refused as refused:
            return problem(400, str(refused), code=refused.code)
        self._addresses[address] += 1
        try:
            return await self._serve(request, first)
        finally:
            self._addresses[address] -= 1
            if not self._addresses[address]:
                del self._addresses[address]

    async def _serve(self, request: web.Request, first: Subscribe | None) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(
            protocols=SUBPROTOCOLS, compress=False, timeout=HANDSHAKE_S, heartbeat=PING_EVERY_S,
            max_msg_size=LARGEST_MESSAGE,
        )  # fmt: skip
        await ws.prepare(request)
        transport = request.transport
        if transport is None:
            return ws
        show_stalls(
            transport, self.settings.gateway_notsent_lowat_bytes, self.settings.gateway_unix_sndbuf_bytes
        )
        connection = Connection(ws, FrameSink(transport), self)
        self._open[connection.client] = connection
        try:
            await connection.serve(first)
        except Exception:  # what nobody expected must not be answered as HTTP on a WebSocket
            log.error("socket_failed", exc_info=True)
            await ws.close(code=WSCloseCode.INTERNAL_ERROR)
        finally:
            del self._open[connection.client]
        return ws

    def close(self, client: Client, why: Closing = closing.TOO_SLOW) -> None:
        """Close one connection, if it is one of these."""
        connection = self._open.get(client)
        if connection is not None:
            connection.close(why)

    async def drain(self) -> None:
        """Take no new sockets and close all in slices, so that not all come back at once elsewhere."""
        self.is_draining = True
        clients = list(self._open)
        random.shuffle(clients)
        size = max(len(clients) // SLICES, 100)
        for start in range(0, len(clients), size):
            if start:
                await asyncio.sleep(SLICE_S)
            for client in clients[start : start + size]:
                self.close(client, closing.RESTART)


class Connection:
    """One WebSocket."""

    def __init__(self, ws: web.WebSocketResponse, sink: FrameSink, sockets: Sockets) -> None:
        self.client = Client(sink, SUBPROTOCOLS.get(ws.ws_protocol or "", JSON))
        self._ws = ws
        self._sink = sink
        self._hub = sockets.hub
        self._returning = sockets.returning
        self._settings = sockets.settings
        self._allowance = Allowance(
            self._settings.gateway_messages_per_s,
            self._settings.gateway_messages_burst,
            asyncio.get_running_loop().time(),
        )
        self._interest: Interest = NOTHING
        self._preparing: Point | None = None
        self._closing: asyncio.Task[bool] | None = None

    async def serve(self, first: Subscribe | None) -> None:
        """Serve the client until one side closes."""
        settings, hub = self._settings, self._hub
        loop = asyncio.get_running_loop()
        patience = loop.call_later(settings.gateway_first_subscription_s, self._check_subscribed)
        self.client.send(
            frames.connection(*hub.point, hub.revision, settings.gateway_heartbeat_s, self._limits())
        )
        hub.add(self.client, now())
        try:
            if first is not None:
                await self._subscribe(first)
            async for message in self._ws:
                if self._closing is not None:
                    break
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    continue
                if self._sink.unsent() > settings.gateway_close_above_bytes:
                    self.close(closing.TOO_SLOW)  # it asks and does not take the answers
                elif not self._allowance.take(loop.time()):
                    self.close(closing.TOO_FAST)
                elif len(message.data) > settings.gateway_message_bytes:
                    self.close(closing.TOO_LARGE)
                else:
                    await self._take(message.data)
        finally:
            patience.cancel()
            hub.remove(self.client, now())
            if self._closing is None:
                metrics.CLOSED.labels("client").inc()
            else:
                await self._closing
                self._sink.abort()  # a client that takes nothing would keep the connection for ever

    async def _take(self, message: str | bytes) -> None:
        try:
            match read_request(message):
                case Subscribe() as wanted:
                    await self._subscribe(wanted)
                case Unsubscribe(topics, filter_) as unwanted:
                    self._interest = without_subscription(self._interest, unwanted)
                    self._hub.narrow(self.client, self._interest, now())
                    self.client.send(frames.unsubscribed(sorted(topics), filter_.named()))
                case Ping(t):
                    self.client.send(frames.pong(t))
        except Refused as refused:
            self.client.send(frames.error(refused.code, str(refused)))

    async def _subscribe(self, wanted: Subscribe) -> None:
        interest = with_subscription(self._interest, wanted)
        if len(interest) > self._settings.gateway_subscriptions:
            self.close(closing.TOO_MANY)
            return
        if wanted.since is not None and not self._allowance.take(
            asyncio.get_running_loop().time(), RESUMING_COUNTS - 1
        ):
            self.close(closing.TOO_FAST)
            return
        self._interest = interest
        self._preparing, self.client.is_waiting = wanted.since, True
        missed = await self._returning.prepare(wanted)
        if self._closing is not None:
            return
        self._preparing, self.client.is_waiting = None, False
        beginning = self._hub.beginning(wanted, missed, now())
        self.client.send(frames.subscribed(sorted(wanted.topics), wanted.filter.named(), beginning.start))
        self._hub.subscribe(self.client, interest, beginning, now())
        metrics.STARTS.labels(beginning.start).inc()

    def _check_subscribed(self) -> None:
        if self._interest == NOTHING:
            self.close(closing.SILENT)

    def close(self, why: Closing) -> None:
        """Say why, and close. Once is enough, twice does no harm."""
        if self._closing is not None:
            return
        point = self._point(self._hub.remove(self.client, now()))
        if not why.is_resumable or why is closing.TOO_FAST:
            self.client.send(frames.error(why.name, why.meaning))
        log.info("socket_closed", reason=why.name, code=why.code, unsent=self._sink.unsent())
        metrics.CLOSED.labels(why.name).inc()
        reason = closing.reason(why, point)
        self._closing = asyncio.create_task(
            self._ws.close(code=why.code, message=reason, drain=False), name="close a socket"
        )

    def _point(self, sent: Point) -> Point | None:
        """Return the point to resume from; None for a client that has never subscribed."""
        if self._preparing is None:
            return sent if self._interest != NOTHING else None
        is_same = self._preparing.epoch == sent.epoch
        return min(self._preparing, sent) if is_same else self._preparing

    def _limits(self) -> dict[str, float]:
        return {
            "message_bytes": self._settings.gateway_message_bytes,
            "messages_per_s": self._settings.gateway_messages_per_s,
            "subscriptions": self._settings.gateway_subscriptions,
            "first_subscription_s": self._settings.gateway_first_subscription_s,
        }


def first_subscription(request: web.Request) -> Subscribe | None:
    """Return what the query of ``/ws`` subscribes to at once.

    Raises:
        Refused: If it can't be followed.
    """
    try:
        query = known(request.query, _QUERY)
    except BadQuery as error:
        raise Refused("unknown_parameter", str(error)) from None
    if "topics" not in query:
        if query:
            raise Refused("unknown_topic", "a filter needs topics")
        return None
    return subscription_of(query)


def subscription_of(query: dict[str, str]) -> Subscribe:
    """Return the subscription in the parameters `topics`, `site`, `room`, `device` and `since`.

    Raises:
        Refused: If it can't be followed.
    """
    since = read_point(query["since"]) if "since" in query else None
    return Subscribe(read_topics(query["topics"].split(",")), read_filter(query), since)
