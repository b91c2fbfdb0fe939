"""How a browser stays connected, and whether its chart is what is stored: ``make bench-link``.

A headless Chromium opens the dashboard of a whole system through a network that fails on command.

* Fallback: until a reading that was posted after it is on the page whose WebSocket is refused, from opening
  the page or from the cut of an open socket. The older page waited 1 + 2 + 4 + … + 512 s before it polled.
* Promotion: from WebSockets being let through to the page being on one; of several pages, the slowest.
* Requests besides the WebSocket while it works. A page that polls every 3 s makes 20 a minute.
* The chart of one device that sends every 1.25 s among others, compared with the store's own answer: after
  the gateway was killed and kept away, and after the whole browser slept (SIGSTOP), so that nothing was read
  from its socket.

``IAQ_BENCH_SECONDS`` says how long the browser sleeps (600 if it is left out). The gateway is away for a
tenth of that, at least 3 s; what else takes time takes as long as that, or a minute.
"""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import aiohttp
from playwright.async_api import Browser, BrowserContext, Playwright, async_playwright

from tests.chaos.system import System
from tests.e2e.chromium import CHROMIUM, FLAGS
from tests.e2e.dashboard import Dashboard, new_room, post, reading
from tests.support.faults import Faults
from tests.support.waiting import until

SLEEP_S: Final = float(os.environ.get("IAQ_BENCH_SECONDS", "600"))
AWAY_S: Final = max(3.0, SLEEP_S / 10)
WATCH_S: Final = min(60.0, SLEEP_S)
FALLBACKS: Final = 5 if SLEEP_S > 60 else 1
PAGES: Final = 10 if SLEEP_S > 60 else 3
DEVICE_EVERY_S: Final = 1.25
OTHERS_PER_S: Final = 10
BACK_S: Final = 90.0
"""How long a page may take to be live again."""
WHOLE_S: Final = 30.0
"""How long the chart may take to be whole from then on; what is missing then is counted."""
OLDER_FALLBACK_S: Final = sum(2**attempt for attempt in range(10))
POLL_EVERY_S: Final = 3
OPTIONS: Final[dict[str, Any]] = {"locale": "en-GB", "reduced_motion": "reduce"}
IS_LIVE: Final = "wsManager.isConnectionActive()"


def say(text: str) -> None:
    """Print a line now: this takes long."""
    print(text, flush=True)


class Difference(NamedTuple):
    """How a chart differs from the store."""

    missing: int
    doubled: int


class Device:
    """One device whose readings are told apart by their value: 400 ppm, 401 ppm, …"""

    def __init__(self, stack: System) -> None:
        self.room = new_room()
        self.place = f"e2e/{self.room}"
        self.last_ppm = 399
        self._stack = stack

    async def send(self) -> int:
        """Send the next reading and return its value."""
        self.last_ppm += 1
        others = [reading(f"{self.room}-{n}", device="other", co2_ppm=500) for n in range(OTHERS_PER_S)]
        await post(self._stack, reading(self.room, co2_ppm=self.last_ppm), *others)
        return self.last_ppm

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Send at its pace until the block ends."""
        task = asyncio.create_task(self._send_for_ever())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _send_for_ever(self) -> None:
        while True:
            await self.send()
            await asyncio.sleep(DEVICE_EVERY_S)

    def chart(self) -> str:
        """Return the address of the page with this device's chart."""
        return f"/?room={self.place}&quantity=co2_ppm"

    async def shows(self, dashboard: Dashboard, ppm: int) -> bool:
        """Whether the page shows this value or a later one."""
        text = await dashboard.tile(self.place).inner_text()
        return any(int(number.replace(",", "")) >= ppm for number in re.findall(r"\d,?\d{3}|\d{3}", text))


@asynccontextmanager
async def opened(browser: Browser, url: str, path: str = "/") -> AsyncIterator[Dashboard]:
    """Open a page in a window of its own until the block ends."""
    context = await browser.new_context(**OPTIONS)
    dashboard = Dashboard(await context.new_page(), url)
    try:
        await dashboard.open(path)
        yield dashboard
    finally:
        await context.close()


async def live(dashboard: Dashboard, timeout_s: float = BACK_S) -> None:
    """Wait until the page is on a WebSocket."""
    await until(lambda: dashboard.page.evaluate(IS_LIVE), timeout_s, "the page on a WebSocket")


async def seen(device: Device, dashboard: Dashboard, ppm: int) -> None:
    """Wait until the page shows a value."""
    await until(lambda: device.shows(dashboard, ppm), 60, f"{ppm} ppm on the page")


async def fallbacks(browser: Browser, faults: Faults, device: Device) -> list[float]:
    """Return the seconds until a new reading is on the page: refused from the start, and in mid-life."""
    took_s = []
    for _ in range(FALLBACKS):
        faults.websockets = "refused"
        started_s = time.monotonic()
        async with opened(browser, faults.url) as dashboard:
            await seen(device, dashboard, await device.send())
            took_s.append(time.monotonic() - started_s)
            faults.websockets = "pass"
            await live(dashboard)
            faults.websockets = "refused"
            started_s = time.monotonic()
            faults.cut()
            await seen(device, dashboard, await device.send())
            took_s.append(time.monotonic() - started_s)
    faults.websockets = "pass"
    return took_s


async def promotions(browser: Browser, faults: Faults) -> list[float]:
    """Return the seconds until each of several pages is on a WebSocket that was refused for long."""
    contexts = [await browser.new_context(**OPTIONS) for _ in range(PAGES)]
    faults.websockets = "refused"
    pages = [Dashboard(await context.new_page(), faults.url) for context in contexts]
    for dashboard in pages:
        await dashboard.open("/")
    await asyncio.sleep(WATCH_S)
    faults.websockets = "pass"
    started_s = time.monotonic()

    async def climbs(dashboard: Dashboard) -> float:
        await live(dashboard)
        return time.monotonic() - started_s

    took_s = await asyncio.gather(*map(climbs, pages))
    for context in contexts:
        await context.close()
    return list(took_s)


async def extra_requests(browser: Browser, faults: Faults, device: Device) -> float:
    """Return the requests a minute besides the WebSocket, while readings come."""
    async with opened(browser, faults.url, device.chart()) as dashboard, device.sending():
        await live(dashboard)
        await until(dashboard.measured, 10, "a drawn value")
        loaded = len(dashboard.requests)
        await asyncio.sleep(WATCH_S)
        return (len(dashboard.requests) - loaded) * 60 / WATCH_S


async def after_a_kill(browser: Browser, faults: Faults, stack: System) -> Difference:
    """Kill the gateway and keep it away, then compare."""
    assert stack.process is not None
    device = Device(stack)
    await device.send()
    async with opened(browser, faults.url, device.chart()) as dashboard:
        await live(dashboard)
        async with device.sending():
            await asyncio.sleep(WATCH_S / 10)
            stack.process.send_signal(signal.SIGSTOP)  # or it would start another at once
            try:
                stack.signal("gateway", signal.SIGKILL)
                await asyncio.sleep(AWAY_S)
            finally:
                stack.process.send_signal(signal.SIGCONT)
            await live(dashboard)
        return await compared(dashboard, device, stack)


async def after_a_sleep(playwright: Playwright, folder: Path, stack: System) -> Difference:
    """Stop the whole browser for long, as a laptop does, then compare."""
    device = Device(stack)
    await device.send()
    context = await sleeper(playwright, folder)
    dashboard = Dashboard(context.pages[0], stack.url)
    await dashboard.open(device.chart())
    await live(dashboard)
    async with device.sending():
        await asyncio.sleep(WATCH_S / 10)
        processes = browser_processes(folder)
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            await asyncio.sleep(SLEEP_S)
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)
        await live(dashboard)
    difference = await compared(dashboard, device, stack)
    await context.close()
    return difference


async def sleeper(playwright: Playwright, folder: Path) -> BrowserContext:
    """Start a browser whose processes are known by its folder."""
    return await playwright.chromium.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=list(FLAGS), **OPTIONS
    )


def browser_processes(folder: Path) -> list[int]:
    """Return the processes of the browser with this folder, its own first."""
    listed = subprocess.run(
        ["ps", "-axo", "pid=,ppid=,command="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    found = [int(pid) for pid, _, *rest in rows if rest and f"--user-data-dir={folder}" in rest[0]]
    parents = {int(pid): int(parent) for pid, parent, *_ in rows}
    family = [pid for pid in found if parents[pid] not in found]
    assert family, f"no browser runs in {folder}"
    for pid in family:  # grows while it is read
        family += [child for child, parent in parents.items() if parent == pid and child not in family]
    return family


async def compared(dashboard: Dashboard, device: Device, stack: System) -> Difference:
    """Return how the chart differs from the store, as soon as it does not, at the latest after some time."""
    stored = await until(lambda: stored_through(device, stack), 60, "the last reading stored")
    deadline_s = time.monotonic() + WHOLE_S
    while True:
        drawn = Counter(int(value.replace(",", "")) for value in await dashboard.measured())
        difference = Difference((stored - drawn).total(), (drawn - stored).total())
        if difference == (0, 0) or time.monotonic() > deadline_s:
            took_s = time.monotonic() - deadline_s + WHOLE_S
            say(f"{stored.total()} readings: {difference}, {took_s:.1f} s after the last was stored")
            return difference
        await asyncio.sleep(0.5)


async def stored_through(device: Device, stack: System) -> Counter[int]:
    """Return the values that the store has of the last 30 minutes; none until the last one is among them."""
    start = (datetime.now(UTC) - timedelta(minutes=30)).isoformat()
    query = {"site": "e2e", "room": device.room, "quantity": "co2_ppm", "start": start, "points": "5000"}
    async with (
        aiohttp.ClientSession(stack.url) as session,
        session.get("/api/series", params=query) as answer,
    ):
        reply = await answer.json()
    values = [round(value) for one in reply["series"] for value in one["mean"] if value is not None]
    return Counter(values if device.last_ppm in values and reply["step_s"] == 0 else [])


async def measure(stack: System, folder: Path) -> dict[str, float]:
    """Return the figures."""
    device = Device(stack)
    await device.send()
    async with Faults.before(stack.port) as faults, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        fallback_s = await fallbacks(browser, faults, device)
        say("fallback: " + ", ".join(f"{each:.2f}" for each in fallback_s) + " s")
        extra = await extra_requests(browser, faults, device)
        say(f"{extra:.1f} requests a minute besides the WebSocket")
        promotion_s = await promotions(browser, faults)
        say("promotion: " + ", ".join(f"{each:.1f}" for each in sorted(promotion_s)) + " s")
        say(f"the gateway is away for {AWAY_S:g} s")
        killed = await after_a_kill(browser, faults, stack)
        await browser.close()
        say(f"the browser sleeps for {SLEEP_S:g} s")
        slept = await after_a_sleep(playwright, folder, stack)
    return {
        "fallback_s": round(max(fallback_s), 2),
        "older_fallback_s": OLDER_FALLBACK_S,
        "promotion_s": round(max(promotion_s), 1),
        "extra_requests_per_min": round(extra, 1),
        "polling_requests_per_min": 60 / POLL_EVERY_S,
        "chart_missing": killed.missing + slept.missing,
        "chart_doubled": killed.doubled + slept.doubled,
    }


def main() -> None:
    """Start everything, measure, end everything, print the figures as the last line."""
    if CHROMIUM is None:
        sys.exit("this needs Chromium on PATH (on Debian: apt install chromium)")
    with tempfile.TemporaryDirectory(prefix="iaq-bench-") as folder:
        stack = System(Path(folder))
        stack.start()
        try:
            figures = asyncio.run(measure(stack, Path(folder) / "browser"))
        finally:
            stack.stop()
    say(json.dumps({"bench": "link", "figures": figures}))


if __name__ == "__main__":
    main()
