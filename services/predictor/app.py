"""The story of the predictor: what happens to a message, in order.

Taken from the stream (`take`). A live reading is noted by the watch at once, and what is sound of it is
put aside for the forecaster; of a late one only the latter. A person's feedback changes its action or
alert. Every second `forecast` lets the forecaster look at what was put aside and publishes what it
says, then asks the adviser what to do and whether a room's air change shows; `watch`, in a task of its
own that needs no forecast, asks what is wrong; and `share` settles with other replicas whose rooms are
whose.
"""

import asyncio
import contextlib
import itertools
import time
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, TypeVar

import structlog
from pydantic import ValidationError

from iaqverse import process
from iaqverse.bus import Bus, BusError, Delivery, Outgoing
from iaqverse.bus.messages import MSG_ID
from iaqverse.configuring import ConfigurationFollower
from iaqverse.contracts import subjects
from iaqverse.contracts.action import Action, Alert, Feedback
from iaqverse.contracts.configuration import Configuration
from iaqverse.contracts.module import Air, Module
from iaqverse.contracts.names import CHECK_SITE, UNASSIGNED, Place
from iaqverse.contracts.streams import DERIVED_TTL_S, IAQ
from iaqverse.contracts.wire import Message, epoch_ms
from services.predictor import exceedance, measures, messages
from services.predictor.adviser import Adviser
from services.predictor.air import LONGEST_S, OPEN_VALID_S, AirChanges
from services.predictor.alerts import Watch, rules_of
from services.predictor.forecast import DeviceForecast, unchanging
from services.predictor.forecaster import SPACING_S
from services.predictor.forecasting import Forecasting
from services.predictor.leases import Leases
from services.predictor.limits import action_limits, by_room
from services.predictor.outbox import Outbox
from services.predictor.partitions import PARTITIONS, is_in, partition_of
from services.predictor.rebuilding import Observed, observed, past_air, read_past, recent_times
from services.predictor.sensors import Sensors
from services.predictor.settings import Settings

log = structlog.get_logger()

Kind = TypeVar("Kind", bound=Message)
Placed = TypeVar("Placed", Observed, DeviceForecast)

KINDS: Final = (subjects.READINGS, subjects.LATE, subjects.FEEDBACK, subjects.MODULES)
LOOK_EVERY_S: Final = 1.0
FAILED_WAIT_S: Final = 5.0
LONGEST_WAIT_S: Final = 300.0
MOST_ASIDE: Final = 200_000
"""Readings put aside while forecasting does not take them; beyond, the oldest are left to the store,
from which everything is read when forecasting begins anew."""
MOST_AT_ONCE: Final = 10_000
"""Readings that are looked through for air changes on the event loop: some 10 ms."""
FEEDBACK_AGAIN_S: Final = 2.0
MOST_FEEDBACK: Final = 1000
"""Feedback to other replicas that is remembered, for the case that it died before it could honour it."""
CONSUMER_LASTS_S: Final = 86_400.0
"""After so long what a replica had still to take is forgotten: it does not come back."""
PACE_S: Final = 0.2
"""How long readings may collect: they are looked at every second."""
BATCH: Final = 1000
OUTDOOR: Final = "outdoor"


def consumer_name(replica: str) -> str:
    """Return the name of a replica's consumer of the stream."""
    return f"predictor-{replica}"


class Predictor:
    """Everything between the stream and what is published of it."""

    def __init__(
        self,
        bus: Bus,
        settings: Settings,
        follower: ConfigurationFollower,
        forecasting: Forecasting,
        name: str,
    ) -> None:
        self._bus = bus
        self._settings = settings
        self._follower = follower
        self._forecasting = forecasting
        self._consumer = consumer_name(name)
        self._leases = Leases(bus, name)
        self._mine: frozenset[int] = frozenset()
        self._has_new = asyncio.Event()
        self._outdoor_rooms: set[tuple[str, str]] = set()
        self._profiles: object = None
        self._adviser = Adviser()
        self._air = AirChanges()
        self._alerts = Watch()
        self._sensors = Sensors(settings.data_dir / "predictor")
        self._others: deque[Feedback] = deque(maxlen=MOST_FEEDBACK)
        self._outbox = Outbox(bus)
        self._aside: deque[Observed] = deque(maxlen=MOST_ASIDE)
        self._is_behind = True
        self._listening_s = time.time()
        self._why_not_ready: str | None = "starting"

    def why_not_ready(self) -> str | None:
        """Say what keeps it from its job now."""
        return self._why_not_ready if self._bus.is_connected else "the message bus is away"

    async def status(self) -> dict[str, object]:
        """Return why forecasting is not at work, if so, and how many messages it has still to take."""
        state = await self._bus.consumer_state(IAQ, self._consumer)
        return {"reason": self.why_not_ready(), "lag": state["pending"]}

    def fits(self, site: str) -> bool:
        """Whether it is this replica that has the site's local trees fitted."""
        return self._is_mine(site, "")

    async def begin(self) -> None:
        """Go on in the stream where the last process of this name ended, with the rooms that are ours."""
        state = await self._bus.stream_state(IAQ)
        # No filters, though the rest is mostly our own: three cost nats-server 104 µs a message, none 7.
        await self._bus.ensure_consumer(
            IAQ, self._consumer, (), from_seq=state.last_seq + 1, inactive_s=CONSUMER_LASTS_S
        )
        self._follower.on_change(self._note_outdoor_rooms)
        self._note_outdoor_rooms(self._follower.current)
        self._follower.on_change(self._note_profiles)
        self._note_profiles(self._follower.current)
        surplus = await self._leases.turn()
        await self._look_after(self._leases.held - surplus)
        self._is_behind = (await self._bus.consumer_state(IAQ, self._consumer))["pending"] > 0
        self._listen_anew()
        self._bus.on_reconnect(self._listen_anew)
        self._follower.on_change(self._forget_retired)
        self._forget_retired(self._follower.current)

    async def run(self, stopping: asyncio.Event) -> None:
        """Do all of it until told to stop; what was taken is finished, what was learnt is saved."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.take(stopping))
            tasks.create_task(self.watch(stopping))
            tasks.create_task(self.share(stopping))
            forecasting = tasks.create_task(self.forecast(stopping))
            await stopping.wait()
            if self._why_not_ready is not None:  # it has not begun: there is nothing to finish
                self._forecasting.hurry()
                await process.end(forecasting)
        with contextlib.suppress(BusError):  # else others wait until the lease is over
            await self._leases.leave()

    # -- whose rooms

    async def share(self, stopping: asyncio.Event) -> None:
        """Take turns with other replicas: take rooms that nobody has, and give away what is too much."""
        surplus: frozenset[int] = frozenset()
        while not stopping.is_set():
            with contextlib.suppress(BusError):
                surplus = await self._leases.turn(surplus)
                await self._look_after(self._leases.held - surplus)
            await _pause(stopping, LOOK_EVERY_S)

    async def _look_after(self, partitions: frozenset[int]) -> None:
        """Look after the rooms of these partitions and no others."""
        if gone := self._mine - partitions:
            await self._save(gone & self._leases.held)
            self._mine &= partitions
            self._forecasting.let_go(partitions)
            for those in (self._alerts, self._adviser, self._sensors):
                those.keep(self._is_mine)
        if new := partitions - self._mine:
            await self._take_over(new)
        measures.PARTITIONS.set(len(self._mine))

    async def _take_over(self, partitions: frozenset[int]) -> None:
        """Go on where another replica was, or the last process."""
        is_new = is_in(partitions)
        kinds = subjects.kinds(subjects.ACTIONS, subjects.ALERTS, subjects.AIR)
        last = await self._bus.last_per_subject(IAQ, kinds)
        found = [(stored.schema, stored.payload) for stored in last]
        actions = [a for a in _decoded(Action, found) if is_new(a.site, a.room)]
        self._adviser.restore(actions)
        self._air.restore([a for a in _decoded(Air, found) if is_new(a.site, a.room)], actions)
        self._alerts.restore(a for a in _decoded(Alert, found) if is_new(a.site, a.room))
        await self._sensors.restore(partitions)
        self._mine |= partitions
        self._has_new.set()
        for feedback in self._others:
            self._answer(feedback)

    def _is_mine(self, site: str, room: str) -> bool:
        return partition_of(site, room) in self._mine

    # -- what comes

    async def take(self, stopping: asyncio.Event) -> None:
        """Take what the stream has for us."""
        async for deliveries in self._bus.consume(IAQ, self._consumer, stopping, BATCH, PACE_S):
            for delivery in deliveries:
                if await self._take(delivery):
                    await delivery.ack()
                else:
                    await delivery.nak(FEEDBACK_AGAIN_S)
            was_behind, self._is_behind = self._is_behind, deliveries[-1].pending > 0
            if was_behind and not self._is_behind:
                self._listen_anew()
            measures.WAITING.set(len(self._aside))

    async def _take(self, delivery: Delivery) -> bool:
        """Deal with one message; False if it must come again."""
        subject = subjects.parse(delivery.subject)
        kind = subject.kind if subject is not None else ""
        if kind and kind not in KINDS:
            return True
        if kind == subjects.FEEDBACK:
            return await self._take_feedback(delivery)
        if kind == subjects.MODULES:
            self._take_module(delivery)
            return True
        reading = observed(delivery.schema, delivery.payload)
        if reading is None:
            measures.SKIPPED.inc()
            return True
        measures.TAKEN.labels(kind).inc()
        if self._is_watched(reading.place):
            self._aside.extend(self._sensors.sound(reading))
            if kind == subjects.READINGS:
                # A clock that was ahead and is set right must not hide a danger until it gets there again.
                heard_s = min(reading.at_s, epoch_ms(delivery.stored_at) / 1000)
                self._alerts.heard(reading.place, heard_s, reading.values)
        elif kind == subjects.READINGS and (reading.place.site, reading.place.room) in self._outdoor_rooms:
            # Another replica forecasts it; how it is outdoors concerns all rooms of its site.
            self._adviser.heard([unchanging(reading.place, reading.at_s, reading.values)])
        return True

    async def _take_feedback(self, delivery: Delivery) -> bool:
        """Honour what a person said; done only when the stream has the new state."""
        found = _decoded(Feedback, [(delivery.schema, delivery.payload)])
        if not found:
            measures.SKIPPED.inc()
            return True
        measures.TAKEN.labels(subjects.FEEDBACK).inc()
        if not self._is_about_mine(found[0]):
            self._others.append(found[0])  # in case that its replica has died
            return True
        self._answer(found[0])
        return await self._outbox.send()

    def _answer(self, feedback: Feedback) -> None:
        if self._is_about_mine(feedback):
            now = datetime.now(UTC)
            changed = self._adviser.answer(feedback, now) or self._alerts.answer(feedback, now)
            if changed is not None:
                self._outbox.put(messages.state(changed))
                if isinstance(changed, Action):
                    self._air.done(changed)

    def _is_about_mine(self, feedback: Feedback) -> bool:
        site, _, rest = feedback.id.partition(".")
        return self._is_mine(site, rest.partition(".")[0])

    def _take_module(self, delivery: Delivery) -> None:
        """Note which windows are open: it decides what a measured air change is of."""
        for module in _decoded(Module, [(delivery.schema, delivery.payload)]):
            measures.TAKEN.labels(subjects.MODULES).inc()
            self._air.heard(module)

    # -- what comes of it

    async def forecast(self, stopping: asyncio.Event) -> None:
        """Forecast and advise every second. When that fails it is said, and begun anew."""
        wait_s, anew = FAILED_WAIT_S, True
        while not stopping.is_set():
            try:
                await self._forecast(stopping, anew=anew)
                anew = False
            except Exception:
                # Whatever it is, alerts must go on: the edge of this task is like that of a process.
                log.error("forecasting_failed", exc_info=True)
                measures.FAILURES.inc()
                self._why_not_ready, anew = "forecasting failed", True
                await _pause(stopping, wait_s)
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    async def _forecast(self, stopping: asyncio.Event, *, anew: bool) -> None:
        """Forecast the rooms that are ours, until there are new ones."""
        await self._begin_forecasting(anew=anew)
        self._forecasting.let_go(self._mine)
        self._why_not_ready = None
        await self._save(self._mine - self._forecasting.kept)  # so that the next start is quick
        saved_s, turns = time.monotonic(), itertools.cycle(range(PARTITIONS))
        while not stopping.is_set() and not self._has_new.is_set():
            began_s = time.monotonic()
            readings = [self._aside.popleft() for _ in range(len(self._aside))]
            now = datetime.now(UTC)
            forecasts = await self._forecasting.look(self._of_mine(readings), now.timestamp())
            if self._leases.is_sure:
                await self._publish(self._of_mine(forecasts), now.timestamp())
                await self._advise(self._of_mine(forecasts), now)
                await self._publish_air(self._of_mine(readings), now)
            if began_s - saved_s >= self._settings.predictor_checkpoint_s / PARTITIONS:
                await self._save(self._mine & {next(turns)}, in_a_hurry=False)
                saved_s = began_s
            if not self._forecasting.is_behind:
                await _pause(stopping, began_s + LOOK_EVERY_S - time.monotonic())
        if stopping.is_set():
            await self._save(self._mine)

    def _of_mine(self, items: Iterable[Placed]) -> list[Placed]:
        """Return those of readings or forecasts whose rooms are ours, and were when forecasting began."""
        known = self._mine & self._forecasting.partitions
        return [item for item in items if partition_of(item.place.site, item.place.room) in known]

    async def _save(self, partitions: frozenset[int], *, in_a_hurry: bool = True) -> None:
        """Save what is known of some rooms, where whoever looks after them next finds it."""
        await self._forecasting.save(partitions, in_a_hurry=in_a_hurry)
        await self._sensors.save(partitions & self._forecasting.partitions)

    async def _begin_forecasting(self, *, anew: bool) -> None:
        """Go on with what is kept of rooms that are new, and their past from the store and the stream."""
        self._has_new.clear()
        partitions = self._mine
        new = partitions if anew else partitions - self._forecasting.partitions
        since_s = await self._forecasting.restore(partitions, anew=anew)
        past = await read_past(self._bus, since_s, self._settings.predictor_store_wait_s)
        for place, times_s in await recent_times(self._bus):
            for at_s in times_s if self._is_watched(place) else ():
                self._alerts.heard(place, at_s, {})
        is_new = is_in(new)
        watched = {
            place: self._sensors.sound_past(place, of_place)
            for place, of_place in past.items()
            if self._is_watched(place) and is_new(place.site, place.room)
        }
        air = await past_air(self._bus, time.time() - OPEN_VALID_S)
        self._air.restore([change for change in air if is_new(change.site, change.room)])
        forecasts = await self._forecasting.begin(watched, time.time())
        await self._publish_missing(forecasts, time.time())
        self._adviser.heard(f for f in forecasts if self._is_advised(f.place))
        now = datetime.now(UTC)
        since_s = now.timestamp() - LONGEST_S
        await self._publish_air(
            [Observed(p, *reading) for p, of_p in watched.items() for reading in of_p.since(since_s)], now
        )

    async def _publish_missing(self, forecasts: list[DeviceForecast], now_s: float) -> None:
        """Publish those forecasts that are still of use and that no process before us published."""
        last = await self._bus.last_per_subject(IAQ, subjects.kinds(subjects.PREDICTIONS))
        known = {stored.headers.get(MSG_ID) for stored in last}
        current = [f for f in forecasts if now_s - f.made_s <= self._fresh_s(f.place)]
        outgoing = [messages.prediction(forecast) for forecast in current]
        await self._publish_all([message for message in outgoing if message.msg_id not in known])

    async def _publish(self, forecasts: list[DeviceForecast], now_s: float) -> None:
        """Publish forecasts, and now and then how well they did; what the bus does not take is lost."""
        places = [forecast.place for forecast in forecasts]
        realised = await self._forecasting.accuracy(places, now_s, self._settings.predictor_accuracy_s)
        outgoing = [messages.prediction(forecast) for forecast in forecasts]
        outgoing += [messages.accuracy(place, errors, now_s) for place, errors in realised.items()]
        await self._publish_all(outgoing)

    async def _publish_all(self, outgoing: list[Outgoing]) -> None:
        outcomes = await self._bus.publish_all(outgoing)
        errors = [outcome for outcome in outcomes if isinstance(outcome, BusError)]
        for message, outcome in zip(outgoing, outcomes, strict=True):
            if not isinstance(outcome, BusError):
                measures.PUBLISHED.labels(message.schema.partition("/")[0]).inc()
        measures.NOT_PUBLISHED.inc(len(errors))
        if errors:
            log.warning("not_published", count=len(errors), error=str(errors[0]))

    async def _advise(self, forecasts: list[DeviceForecast], now: datetime) -> None:
        self._adviser.heard(f for f in forecasts if self._is_advised(f.place))
        for action in self._adviser.review(now, self._fresh_s, self._outdoor_rooms, self._air):
            self._outbox.put(messages.state(action))
        await self._outbox.send()

    async def _publish_air(self, readings: list[Observed], now: datetime) -> None:
        """Publish the air changes that these readings show, as long as anybody could want to know them."""
        rooms, now_s = self._outdoor_rooms, now.timestamp()
        indoors = (r for r in readings if (r.place.site, r.place.room) not in rooms)
        if len(readings) <= MOST_AT_ONCE:
            self._air.observe_all(indoors)
        else:
            await asyncio.to_thread(self._air.observe_all, indoors)
        outdoors = self._adviser.outdoors(now, self._fresh_s, rooms)
        found = self._air.found({site: there.values.get("co2_ppm") for site, there in outdoors.items()})
        await self._publish_all([messages.air(c) for c in found if now_s - c.ended_s <= DERIVED_TTL_S])

    def _fresh_s(self, place: Place) -> float:
        """Return for how long a forecast counts: as its device, but at least until the next one is due."""
        return max(self._alerts.fresh_s(place), 3 * SPACING_S)

    async def watch(self, stopping: asyncio.Event) -> None:
        """Look every second whether a rule fires, as long as what we know is up to date."""
        while not stopping.is_set():
            if self._bus.is_connected and not self._is_behind and self._leases.is_sure:
                now = datetime.now(UTC)
                faults = self._sensors.faults(now.timestamp())
                for alert in self._alerts.review(now, self._listening_s, faults):
                    self._outbox.put(messages.state(alert))
                await self._outbox.send()
            await _pause(stopping, LOOK_EVERY_S)

    # -- who is meant

    def _is_watched(self, place: Place) -> bool:
        return (
            self._is_mine(place.site, place.room)
            and place.site != CHECK_SITE
            and not self._follower.current.is_retired(place)
        )

    def _is_advised(self, place: Place) -> bool:
        return place.site != UNASSIGNED

    def _note_outdoor_rooms(self, configuration: Configuration) -> None:
        rooms = configuration.rooms.items()
        self._outdoor_rooms = {
            (key.split("/")[0], key.split("/")[1]) for key, room in rooms if room.kind == OUTDOOR
        }

    def _note_profiles(self, configuration: Configuration) -> None:
        """Work out which limits hold in which room, if that has changed."""
        if self._profiles != (chosen := configuration.chosen_profiles()):
            self._profiles = chosen
            self._adviser.follow(by_room(configuration, action_limits))
            self._alerts.follow(by_room(configuration, rules_of))
            self._forecasting.limits_of = by_room(configuration, exceedance.limits_of)

    def _forget_retired(self, configuration: Configuration) -> None:
        for key, device in configuration.devices.items():
            if device.retired:
                with contextlib.suppress(TypeError):
                    place = Place(*key.split("/"))
                    self._alerts.forget(place)
                    self._sensors.forget(place)
                    self._adviser.forget(place)
                    self._air.forget(place)

    def _listen_anew(self) -> None:
        """Silence counts from now on: before, nothing could be heard."""
        self._listening_s = time.time()


def _decoded(wanted: type[Kind], found: Iterable[tuple[str | None, bytes]]) -> list[Kind]:
    """Return those of the messages (schema, payload) that are of the kind `wanted`."""
    decoded: list[Kind] = []
    for schema, payload in found:
        if schema == wanted.schema_name:
            with contextlib.suppress(ValidationError):
                decoded.append(wanted.decode(payload))
    return decoded


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    """Wait, but not longer than until told to stop."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), max(seconds, 0.01))
