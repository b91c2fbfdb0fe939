"""What did not come is fetched: in order, once, whatever was lost on the way."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import pytest

from iaqverse.bus import Bus, BusAway
from iaqverse.bus.messages import StreamState
from iaqverse.contracts import streams
from services.gateway.live import Live
from services.gateway.messages import Message
from services.gateway.subscriptions import Point
from tests.support.gateway import publish, reading
from tests.support.waiting import until


class Heard:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.begun: list[Point] = []
        self.newest: list[int] = []
        self.seqs: list[int] = []
        self.seq = 0

    def begin(self, point: Point, newest: Sequence[Message], recent: Sequence[Message]) -> None:
        self.begun.append(point)
        self.newest = [message.seq for message in newest]
        self.seqs = []
        self.seq = point.seq

    def deliver(self, message: Message) -> None:
        assert message.seq == self.seq + 1
        self.seqs.append(message.seq)
        self.seq = message.seq

    def advance(self, seq: int) -> None:
        self.seq = seq


class Deaf(Live):
    """Does not hear some sequences, as when the connection drops them; may be broken off when it begins."""

    lost: frozenset[int] = frozenset()
    breaks = 0

    async def _begin(self) -> None:
        if self.breaks:
            self.breaks -= 1
            self.is_begun = False
            raise BusAway
        await super()._begin()

    def _heard(self, subject: str, payload: bytes, headers: Mapping[str, str]) -> None:
        if int(headers["Nats-Sequence"]) not in self.lost:
            super()._heard(subject, payload, headers)


@asynccontextmanager
async def listening(bus: Bus, lost: Sequence[int] = ()) -> AsyncIterator[tuple[Live, Heard]]:
    heard = Heard()
    live = Deaf(bus, heard)
    live.lost = frozenset(lost)
    await live.start()
    running = asyncio.create_task(live.run())
    yield live, heard
    running.cancel()


@pytest.mark.parametrize("lost", [[3], [2, 3, 4], [10], [1, 10], list(range(1, 11))])
async def test_what_was_lost_is_fetched_in_order(bus: Bus, lost: list[int]) -> None:
    async with listening(bus, lost) as (live, heard):
        await publish(bus, *(reading() for _ in range(10)))
        await until(lambda: heard.seq == 10)
        assert heard.seqs == list(range(1, 11))
        assert live.repaired >= len(lost)


async def test_what_was_deleted_meanwhile_is_passed_over(bus: Bus) -> None:
    async with listening(bus, range(1, 6)) as (_, heard):
        await publish(bus, *(reading() for _ in range(5)))
        await bus.purge(streams.IAQ, ">", 5)
        last = await publish(bus, reading())
        await until(lambda: heard.seq == last)
        assert heard.seqs[-1] == last


async def test_it_begins_with_the_newest_of_every_subject(bus: Bus) -> None:
    await publish(bus, reading(), reading(), reading("maison/salon/b1"))
    async with listening(bus) as (_, heard):
        assert heard.newest == [2, 3]
        assert heard.begun[0].seq == 3


async def test_another_stream_begins_anew(bus: Bus) -> None:
    await publish(bus, reading())
    async with listening(bus) as (_, heard):
        await bus._js.delete_stream(streams.IAQ)
        await bus.ensure_stream(streams.iaq(64 * streams.MIB))
        await publish(bus, reading("maison/salon/b1"))
        await until(lambda: len(heard.begun) == 2)
        assert heard.begun[0].epoch != heard.begun[1].epoch
        await until(lambda: heard.newest == [1] or heard.seqs == [1])


async def test_a_new_beginning_that_is_broken_off_is_tried_again(bus: Bus) -> None:
    await publish(bus, *(reading() for _ in range(5)))
    async with listening(bus) as (live, heard):
        assert isinstance(live, Deaf)
        live.breaks = 2
        await bus._js.delete_stream(streams.IAQ)
        await bus.ensure_stream(streams.iaq(64 * streams.MIB))
        await publish(bus, reading("maison/salon/b1"))
        await until(lambda: not live.breaks)
        last = await publish(bus, reading("maison/salon/b1"))  # comes early: nobody knows yet where to begin
        await until(lambda: heard.seq == last)
        assert live.is_begun


async def test_what_is_heard_while_it_asks_where_the_stream_is_does_not_make_it_begin_anew(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(bus, reading())
    async with listening(bus) as (live, heard):
        asked, ask = 0, bus.stream_state

        async def answered_late(stream: str) -> StreamState:
            """The answer of before: a message is published and heard while it is on its way."""
            nonlocal asked
            state = await ask(stream)
            last = await publish(bus, reading())
            await until(lambda: heard.seq == last)
            asked += 1
            return state

        monkeypatch.setattr(bus, "stream_state", answered_late)
        live._reconnected()
        await until(lambda: asked == 1)
        monkeypatch.undo()
        last = await publish(bus, reading())
        await until(lambda: heard.seq == last and not live._is_back)
        assert len(heard.begun) == 1
