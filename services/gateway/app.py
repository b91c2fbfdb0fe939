"""What happens to a message of the stream, and to a request, in order."""

from collections.abc import Sequence

from aiohttp import web

from iaqverse.contracts import subjects
from iaqverse.http import problems
from services.gateway import bodies
from services.gateway.access import access
from services.gateway.clock import Clock, now
from services.gateway.configuration import ConfigurationDoor
from services.gateway.devices import Devices
from services.gateway.failures import failures
from services.gateway.feedback import FeedbackDoor
from services.gateway.history import History
from services.gateway.hub import Hub
from services.gateway.lastvalues import LastValues
from services.gateway.messages import Message
from services.gateway.parts import Parts
from services.gateway.present import Present
from services.gateway.sparklines import Sparklines
from services.gateway.status import Status
from services.gateway.subscriptions import Point


class Stream:
    """From the stream to the clients: remember it, draw it small, put it into every group that wants it."""

    def __init__(self, hub: Hub, values: LastValues, sparklines: Sparklines, clock: Clock) -> None:
        self._hub = hub
        self._values = values
        self._sparklines = sparklines
        self._clock = clock

    def begin(self, point: Point, newest: Sequence[Message], recent: Sequence[Message]) -> None:
        """Take what the stream has; whoever is connected already starts anew."""
        is_again = self._hub.point.epoch != ""
        if is_again:
            self._values.rebase()
        for message in newest:
            self._values.apply(message)
        at = now()
        self._hub.restart(point, at)
        framed = (self._values.framed(message) for message in recent)
        self._hub.ring.fill(framed, point.seq, at.ms)

    def deliver(self, message: Message) -> None:
        """Take the next message."""
        if message.kind in (subjects.READINGS, subjects.LATE):
            self._sparklines.add(message.place, message.ts_ms, message.fields["values"])
        self._hub.publish(message)
        self._clock.published()

    def advance(self, seq: int) -> None:
        """Take note that there is nothing up to `seq`."""
        self._hub.advance(seq)


def make_app(parts: Parts) -> web.Application:
    """Return the application: who may come in, what went wrong, and the routes."""
    app = web.Application(middlewares=[problems, access, failures], client_max_size=bodies.MOST_BYTES)
    app.add_routes(
        [
            web.get("/ws", parts.sockets.upgrade),
            web.get("/api/poll", parts.polls.answer),
            *Present(parts).routes(),
            *History(parts).routes(),
            *FeedbackDoor(parts).routes(),
            *Devices(parts).routes(),
            *ConfigurationDoor(parts).routes(),
            *Status(parts).routes(),
        ]
    )
    return app
