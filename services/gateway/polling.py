"""``GET /api/poll``: the same groups and the same frames for those who can't open a WebSocket."""

import asyncio
from typing import Final

from aiohttp import web

from services.gateway import metrics
from services.gateway.clock import now
from services.gateway.encodings import LIST
from services.gateway.hub import Client, Hub
from services.gateway.queries import known, number
from services.gateway.returning import Returning
from services.gateway.sockets import subscription_of
from services.gateway.subscriptions import Point, Refused

_QUERY: Final = ("topics", "site", "room", "device", "since", "wait")
DEFAULT_WAIT_S: Final = 25.0


class PollSink:
    """Collects what one poll is answered."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.is_done = asyncio.Event()

    def write(self, data: bytes) -> None:
        """Keep `data`."""
        self.data += data
        self.is_done.set()

    def unsent(self) -> int:
        """Return 0: a poll takes everything."""
        return 0


class Polls:
    """All long polls of this gateway."""

    def __init__(self, hub: Hub, returning: Returning, longest_wait_s: float) -> None:
        self._hub = hub
        self._returning = returning
        self._is_released = False
        self._longest_wait_s = longest_wait_s
        self._waiting: set[PollSink] = set()

    async def answer(self, request: web.Request) -> web.Response:
        """Answer at once if there is something since `since`, else as soon as there is, or after `wait` s.

        Raises:
            Refused: If the subscription can't be followed.
            BadQuery: If a parameter is unknown or impossible.
        """
        query = known(request.query, _QUERY)
        if "topics" not in query:
            raise Refused("unknown_topic", "say which topics: topics=measurements,actions or topics=all")
        wanted = subscription_of(query)
        wait_s = number("wait", query["wait"], 0, self._longest_wait_s) if "wait" in query else DEFAULT_WAIT_S
        hub, sink = self._hub, PollSink()
        client = Client(sink, LIST)
        missed = await self._returning.prepare(wanted)
        hub.add(client, now())
        try:
            beginning = hub.beginning(wanted, missed, now())
            hub.subscribe(client, wanted.interest, beginning, now())
            hub.finish(client, now())
            if not sink.data and wait_s > 0 and not self._is_released:
                await self._wait(sink, wait_s)
            hub.finish(client, now())
        finally:
            point = hub.remove(client, now())
        metrics.POLLS.inc()
        metrics.STARTS.labels(beginning.start).inc()
        return web.Response(
            body=_body(sink, point, beginning.start, hub.revision), content_type="application/json"
        )

    async def _wait(self, sink: PollSink, wait_s: float) -> None:
        self._waiting.add(sink)
        try:
            async with asyncio.timeout(wait_s):
                await sink.is_done.wait()
        except TimeoutError:
            return
        finally:
            self._waiting.discard(sink)

    def release(self) -> None:
        """Answer all that wait, now, and let nobody wait any more: this gateway is going away."""
        self._is_released = True
        for sink in self._waiting:
            sink.is_done.set()


def _body(sink: PollSink, point: Point, start: str, revision: int) -> bytes:
    epoch, seq = point
    head = b'{"epoch":"%b","seq":%d,"revision":%d,"start":"%b",' % (
        epoch.encode(),
        seq,
        revision,
        start.encode(),
    )
    return b'%b"frames":[%b]}' % (head, bytes(sink.data[:-1]))
