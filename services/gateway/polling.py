"""``GET /api/poll``: the same groups and the same frames for those who can't open a WebSocket."""

import asyncio
from typing import Final

from aiohttp import web

from services.gateway import metrics
from services.gateway.clock import now
from services.gateway.encodings import LIST
from services.gateway.hub import Client, Hub
from services.gateway.queries import known, number
from services.gateway.sockets import subscription_of
from services.gateway.subscriptions import Point, Refused

_QUERY: Final = ("topics", "site", "room", "device", "since", "wait")
DEFAULT_WAIT_S: Final = 25.0


class PollSink:
    """Collects what one poll is answered."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.data = bytearray()
        self.point: Point = hub.point
        self.has_data = asyncio.Event()

    def write(self, data: bytes) -> None:
        """Keep `data`; the answer holds everything up to where the stream is now."""
        self.data += data
        self.point = self._hub.point
        self.has_data.set()

    def unsent(self) -> int:
        """Return 0: a poll takes everything."""
        return 0


async def poll(request: web.Request, hub: Hub, longest_wait_s: float) -> web.Response:
    """Answer at once if there is something since `since`, else as soon as there is, at most after `wait` s.

    Raises:
        Refused: If the subscription can't be followed.
        BadQuery: If a parameter is unknown or impossible.
    """
    query = known(request.query, _QUERY)
    if "topics" not in query:
        raise Refused("unknown_topic", "say which topics: topics=measurements,actions or topics=all")
    wanted = subscription_of(query)
    wait_s = number("wait", query["wait"], 0, longest_wait_s) if "wait" in query else DEFAULT_WAIT_S
    sink = PollSink(hub)
    client = Client(sink, LIST)
    interest = frozenset({(wanted.filter, wanted.topics)})
    hub.add(client, now())
    try:
        answer = hub.subscribe(client, interest, interest, wanted.since, now())
        hub.finish(client, now())
        if not sink.data and wait_s > 0:
            try:
                async with asyncio.timeout(wait_s):
                    await sink.has_data.wait()
            except TimeoutError:
                sink.point = hub.resume_point(client)
        hub.finish(client, now())
    finally:
        hub.remove(client, now())
    metrics.POLLS.inc()
    metrics.RESUMES.labels(answer).inc()
    return web.Response(body=_body(sink), content_type="application/json")


def _body(sink: PollSink) -> bytes:
    epoch, seq = sink.point
    return b'{"epoch":"%b","seq":%d,"frames":[%b]}' % (epoch.encode(), seq, bytes(sink.data[:-1]))
