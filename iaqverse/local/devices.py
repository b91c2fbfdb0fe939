"""Plays devices: the demo's (``python -m iaqverse.local.devices URL``), a recording, or simulated rooms.

Each device is a task that takes its readings from an endless iterator in order of time, and sends those
whose time has come. The first 24 hours have come already, so history goes first and through the same door.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import aiohttp
import orjson
import structlog

from iaqverse import logs, process
from iaqverse.local import replay, simulator
from iaqverse.local.doors import MOST_READINGS, Door, HttpDoor, bus_door
from iaqverse.local.replay import Sent
from iaqverse.settings import CommonSettings

log = structlog.get_logger()

HISTORY: Final = timedelta(hours=24)
SAMPLE_DIR: Final = Path(__file__).with_name("sample")
SAMPLES: Final = {
    "uci_mons.csv": ("Mons", "Office"),
    "livingston.csv": ("Livingston", "Office"),
    "windesheim.csv": ("Windesheim", "Project room"),
}
"""Each recording's file, site and room; SOURCES.md says whose they are."""
BY_BUS: Final = "livingston1"
"""The device that publishes to the bus instead of posting."""
LONGEST_SLEEP_S: Final = 60.0
"""The clock is looked at this often: it may have been set, or the machine may have slept."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time now."""
    return datetime.now(UTC)


class Progress:
    """Until when each device's readings were accepted, in a file, so that a restart leaves no seam."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._until: dict[str, str] = orjson.loads(path.read_bytes())
        except (FileNotFoundError, orjson.JSONDecodeError):
            self._until = {}

    def since(self, device: str, earliest: datetime) -> datetime:
        """Return after when the readings of `device` are still to be sent, `earliest` at most."""
        until = self._until.get(device)
        return max(datetime.fromisoformat(until), earliest) if until else earliest

    def sent(self, device: str, until: str) -> None:
        """Note that everything up to the time `until` was accepted."""
        self._until[device] = until
        new = self._path.with_suffix(".new")
        new.write_bytes(orjson.dumps(self._until))
        new.replace(self._path)


async def play(
    readings: Iterator[Sent],
    door: Door,
    accepted: Callable[[str], None] = lambda _: None,
    now: Clock = utc_now,
) -> None:
    """Send each of `readings` when its time has come, those whose time has come in lists, for ever.

    `accepted` is told the time of the last reading after each list.
    """
    ahead = next(readings)
    while True:
        wait_s = (datetime.fromisoformat(ahead["ts"]) - now()).total_seconds()
        if wait_s > 0:
            await asyncio.sleep(min(wait_s, LONGEST_SLEEP_S))
            continue
        due = [ahead]
        for ahead in readings:
            if len(due) == MOST_READINGS or datetime.fromisoformat(ahead["ts"]) > now():
                break
            due.append(ahead)
        await door.send(due)
        accepted(due[-1]["ts"])


async def play_all(plays: Iterable[Coroutine[None, None, None]], stopping: asyncio.Event) -> None:
    """Run `plays` until told to stop."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(each) for each in plays]
        await stopping.wait()
        await process.end(*tasks)


async def play_demo(settings: CommonSettings, url: str, stopping: asyncio.Event) -> None:
    """Play three recordings, one of them by the bus, and two simulated rooms until told to stop.

    `url` is where they post to; the bus and the folder for `Progress` are in `settings`.
    """
    now = datetime.now(UTC)
    progress = Progress(settings.data_dir / "devices.json")
    async with http_door(url) as http, bus_door(settings.nats_url) as bus:
        devices = [*recorded(progress, now), *simulated(progress, now)]
        log.info("playing", devices=[device for device, _ in devices])
        await play_all(
            (
                play(readings, bus if device == BY_BUS else http, partial(progress.sent, device))
                for device, readings in devices
            ),
            stopping,
        )


def recorded(progress: Progress, now: datetime) -> Iterator[tuple[str, Iterator[Sent]]]:
    """Yield each sample's device and its readings from 24 hours ago, or from where it stopped."""
    for name, (site, room) in SAMPLES.items():
        recording = replay.parse((SAMPLE_DIR / name).read_text().splitlines())
        device = recording.rows[0].names["device"]
        since = progress.since(device, now - HISTORY)
        yield device, replay.readings(recording, since, None, site=site, room=room)


def simulated(progress: Progress, now: datetime) -> Iterator[tuple[str, Iterator[Sent]]]:
    """Yield each simulated room's device and its readings, likewise."""
    for room in (simulator.MEETING_ROOM, simulator.KITCHEN):
        yield room.device, simulator.readings(room, progress.since(room.device, now - HISTORY), now)


@asynccontextmanager
async def http_door(url: str) -> AsyncIterator[HttpDoor]:
    """Yield the HTTP door of the IAQverse at `url`."""
    async with aiohttp.ClientSession() as session:
        yield HttpDoor(session, url)


if __name__ == "__main__":
    settings = CommonSettings()
    logs.configure("devices", settings)
    process.run(partial(play_demo, settings, sys.argv[1]), settings.drain_s)
