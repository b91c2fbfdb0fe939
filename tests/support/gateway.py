"""Talking to a gateway: publishing as ingest and the predictor do, listening as a browser does."""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp

from iaqverse.bus import Bus, Outgoing
from iaqverse.contracts.action import Action, Because
from iaqverse.contracts.kinds import SCHEMA_OF_KIND
from iaqverse.contracts.reading import Reading

Frame = dict[str, Any]


def reading(place: str = "maison/bureau/bureau1", at: datetime | None = None, **values: float) -> Outgoing:
    """Return a reading as ingest publishes it."""
    site, room, device = place.split("/")
    message = Reading(
        site=site, room=room, device=device, ts=at or datetime.now(UTC), values=values or {"co2_ppm": 645}
    )
    return Outgoing(f"iaq.readings.{site}.{room}.{device}", message.encode(), Reading.schema_name)


def action(state: Any = "proposed", raised_at: datetime | None = None) -> Outgoing:
    """Return an action as the predictor publishes it."""
    at = raised_at or datetime(2026, 11, 23, tzinfo=UTC)
    message = Action(
        id=f"maison.bureau.co2_ppm.{int(at.timestamp() * 1000)}", site="maison", room="bureau",
        quantity="co2_ppm", state=state, advice="open_window", because=Because(key="co2_above"),
        confidence=0.9, raised_at=at, updated_at=at, expires_at=at,
    )  # fmt: skip
    return Outgoing("iaq.actions.maison.bureau.co2_ppm", message.encode(), Action.schema_name)


def of_kind(kind: str, *rest: str, site: str = "maison", room: str = "bureau", **fields: Any) -> Outgoing:
    """Return any message of a kind with just these fields."""
    subject = ".".join(("iaq", kind, site, room, *rest))
    payload = json.dumps({"site": site, "room": room, **fields}).encode()
    return Outgoing(subject, payload, SCHEMA_OF_KIND[kind])


class Browser:
    """One WebSocket client that keeps what it got."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws

    async def frame(self, timeout_s: float = 5.0) -> Frame:
        """Return the next frame."""
        found: Frame = await self.ws.receive_json(timeout=timeout_s)
        return found

    async def until(self, timeout_s: float = 5.0, **members: Any) -> list[Frame]:
        """Return the frames up to the first one with these members."""
        found: list[Frame] = []
        async with asyncio.timeout(timeout_s):
            while True:
                found.append(await self.frame(timeout_s))
                if all(found[-1].get(key) == value for key, value in members.items()):
                    return found

    async def say(self, type_: str, **members: Any) -> None:
        """Send one message."""
        await self.ws.send_json({"type": type_, **members})

    async def subscribe(self, *topics: str, **members: Any) -> list[Frame]:
        """Subscribe and return the frames up to the end of the snapshot."""
        await self.say("subscribe", topics=topics, **members)
        return await self.until(type="snapshot_end")

    async def closed(self, timeout_s: float = 10.0) -> tuple[int | None, str]:
        """Read until the gateway closes; return the code and the reason."""
        async with asyncio.timeout(timeout_s):
            while True:
                message = await self.ws.receive()
                if message.type is aiohttp.WSMsgType.CLOSE:
                    return message.data, str(message.extra)
                if message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR):
                    return self.ws.close_code, ""


class Following(ABC):
    """A subscription by one of the two ways out: ``socket`` or ``poll``.

    Attributes:
        start: How it began.
        frames: All frames with something to show, and `reset`, `late` and `snapshot_end`.
    """

    def __init__(self, visitor: "Visitor", topics: str, since: str | None, filters: dict[str, str]) -> None:
        self.start = ""
        self.frames: list[Frame] = []
        self._visitor = visitor
        self._query = {"topics": topics, **filters}
        self._since = since

    async def until(self, seq: int) -> list[Frame]:
        """Return the frames that have come once everything up to `seq` has; forget them."""
        async with asyncio.timeout(10):
            await self._reach(seq)
        found, self.frames = self.frames, []
        return found

    @abstractmethod
    async def _reach(self, seq: int) -> None:
        """Take frames until everything up to `seq` has come."""


class FollowingByPolls(Following):
    """Asks again with the point of the last answer."""

    seq = -1

    async def _reach(self, seq: int) -> None:
        while self.seq < seq:
            point = {"since": self._since} if self._since else {}
            answer = await self._visitor.poll(wait=0.2, **self._query, **point)
            self.start = self.start or answer["start"]
            self.frames += answer["frames"]
            self.seq = answer["seq"]
            self._since = f"{answer['epoch']}:{answer['seq']}"


class FollowingBySocket(Following):
    """Reads until a heartbeat says that everything has come."""

    def __init__(self, browser: Browser, *rest: Any) -> None:
        super().__init__(*rest)
        self._browser = browser
        self._seq = -1

    async def _reach(self, seq: int) -> None:
        while self._seq < seq:
            frame = await self._browser.frame()
            kind = frame.get("type")
            if kind == "subscribed":
                self.start = frame["start"]
            elif kind == "heartbeat":
                self._seq = frame["seq"] if self.start else -1
            elif kind != "configuration":
                self.frames.append(frame)


class Visitor:
    """A browser's view of one address: requests and sockets."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session

    @classmethod
    @asynccontextmanager
    async def visit(cls, url: str) -> AsyncIterator[Self]:
        """Visit until the block ends."""
        async with aiohttp.ClientSession() as session:
            yield cls(url, session)

    @asynccontextmanager
    async def browser(self, query: str = "", **options: Any) -> AsyncIterator[Browser]:
        """Open a WebSocket and read its first frame."""
        async with self.session.ws_connect(f"{self.url}/ws{query}", autoclose=False, **options) as ws:
            browser = Browser(ws)
            assert (await browser.frame())["type"] == "connection"
            yield browser

    @asynccontextmanager
    async def following(
        self, way: str, topics: str, since: tuple[str, int] | None = None, **filters: str
    ) -> AsyncIterator[Following]:
        """Subscribe by WebSocket (``socket``) or by long polling (``poll``)."""
        point = f"{since[0]}:{since[1]}" if since else None
        if way == "poll":
            yield FollowingByPolls(self, topics, point, filters)
            return
        query = urlencode({"topics": topics, **filters, **({"since": point} if point else {})})
        async with self.browser(f"?{query}") as browser:
            yield FollowingBySocket(browser, self, topics, point, filters)

    async def ask(
        self, path: str, method: str = "GET", headers: dict[str, str] | None = None, **options: Any
    ) -> tuple[int, Any]:
        """Return the status and the JSON of an answer."""
        async with self.session.request(method, self.url + path, headers=headers, **options) as answer:
            return answer.status, json.loads(await answer.read())

    async def poll(self, **query: Any) -> Any:
        """Return the answer of a long poll."""
        async with self.session.get(f"{self.url}/api/poll", params=query) as answer:
            return await answer.json()


async def publish(bus: Bus, *messages: Outgoing) -> int:
    """Publish in order and return the last sequence."""
    seq = 0
    for message in messages:
        seq = await bus.publish(message)
    return seq
