"""What the dashboard weighs, how soon, how smooth and how lasting it is: ``make bench-frontend``.

Everything runs as ``make up`` starts it, with a headless Chromium before it.

* Weight: packed kB of the heaviest page, and what the twin draws with.
* Lighthouse, as a phone: the lowest median of three of the overview and the twin.
* First values and first live value on the screen, with an empty cache, 95 %; beside them when the browser
  has painted the bare snapshot that they come from, which is the limit. The same with 200 rooms.
* Charts of 4 rooms, 5 quantities each, of which the store has 10,000 readings, while 50 messages come every
  second. The store answers a day in some 300 steps a line; `full_…` is the same with 8 rooms whose answers
  were stretched to as many points as a line may have, 200,000 in all. A flood of 1000 messages a second.
  Beside them an empty page while the same is posted, which is the limit on this machine.
* From the posting of a reading until its value is on the screen, 95 %, by the clock of one machine.
* Growth over the messages that five devices send in a day, once a fifth has filled what is bounded.

``IAQ_BENCH_SECONDS`` says how long each drawing is watched (20 if it is left out); below 10 everything else
is shorter, too, and Lighthouse runs once.
"""

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import aiohttp
import uvloop
from playwright.async_api import async_playwright

from tests.bench.frontend import drawing, lasting, loading
from tests.bench.frontend.scores import Lighthouse, lowest
from tests.bench.frontend.sending import fill, is_quick, post, reading
from tests.bench.frontend.weight import DIST, TWIN, weight
from tests.e2e.chromium import CHROMIUM, FLAGS
from tests.support.stack import Stack
from tests.support.waiting import until

SECONDS: Final = float(os.environ.get("IAQ_BENCH_SECONDS", "20"))
IS_SHORT: Final = SECONDS < 10
LOADS: Final = 3 if IS_SHORT else 20
RUNS: Final = 1 if IS_SHORT else 3
POSTS: Final = 5 if IS_SHORT else 60
POINTS: Final = 1_000 if IS_SHORT else 10_000
A_DAY: Final = 2_000 if IS_SHORT else 5 * 8640
FEW: Final = 500
ORDERED_S: Final = 600
"""How long the store may take until it has put what came in one go in order."""
DAY_S: Final = 86_400
ROOMS: Final = [f"room-{number}" for number in range(8)]
MANY: Final = 200


def say(text: object) -> None:
    """Say what was found at once; figures alone go to standard output."""
    print(text, file=sys.stderr, flush=True)


def judged(stack: Stack) -> dict[str, Any]:
    """Return what Lighthouse says."""
    lighthouse = Lighthouse()
    paths = ["/", *([f"/{TWIN}"] if (DIST / TWIN).exists() else [])]
    return lowest([lighthouse.median_of(stack.url + path, RUNS) for path in paths])


async def measure(stack: Stack) -> dict[str, Any]:
    """Return the figures, the quiet ones first."""
    figures: dict[str, Any] = weight()

    def keep(found: dict[str, Any]) -> None:
        say(found)
        figures.update(found)

    async with aiohttp.ClientSession(stack.url) as session, async_playwright() as playwright:
        await fill(session, ROOMS[:4], POINTS, 0.9 * DAY_S / POINTS)
        await fill(session, ROOMS[4:], FEW, 0.9 * DAY_S / FEW)
        keep(await asyncio.to_thread(judged, stack))
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        keep(await loading.loading(browser, stack, LOADS))
        keep(await drawing.post_to_pixel(browser, stack, ROOMS[0], POSTS))
        keep(await drawing.blank(browser, stack, ROOMS[:4], SECONDS))
        await until(lambda: is_quick(session, ROOMS[0]), ORDERED_S, "a day's history at once")
        keep(await drawing.charts(browser, stack, ROOMS[:4], SECONDS))
        keep(await drawing.full_charts(browser, stack, ROOMS, SECONDS))
        keep(await drawing.flood(browser, stack, ROOMS, SECONDS))
        keep(await lasting.lasting(browser, stack, ROOMS[:5], A_DAY))
        await post(session, [reading(f"many-{number}", number) for number in range(MANY)])
        keep(await loading.many_rooms(browser, stack, MANY, max(LOADS // 4, 1)))
        await browser.close()
    return figures | {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1), "seconds": SECONDS}


def main() -> None:
    """Start everything, measure, end everything, print the figures as the last line."""
    if CHROMIUM is None:
        sys.exit("this needs Chromium on PATH (on Debian: apt install chromium)")
    with tempfile.TemporaryDirectory(prefix="iaq-bench-") as folder:
        stack = Stack(Path(folder))
        stack.start()
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                figures = runner.run(measure(stack))
        finally:
            stack.stop()
    print(json.dumps({"bench": "frontend", "figures": figures}))


if __name__ == "__main__":
    main()
