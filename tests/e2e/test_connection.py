"""The page stays connected whatever the network does, misses nothing, and says truly how it is."""

import asyncio
import json
import re
import time
from typing import Any

from playwright.async_api import Locator, Page, Route, WebSocketRoute, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import Dashboard, new_room, post, reading
from tests.support.faults import Faults
from tests.support.stack import Stack
from tests.support.waiting import until

LIVE = "Live · WebSocket"
STALE_MS = 5500
"""Within 5 s, and what Chromium takes to draw it."""


def polls(dashboard: Dashboard) -> int:
    """How many times the page polled."""
    return sum("/api/poll" in url for url in dashboard.requests)


async def test_a_blocked_websocket_is_replaced_by_polling_in_seconds_and_climbs_back(
    stack: Stack, faults: Faults, open_page: Open
) -> None:
    room = new_room()
    await post(stack, reading(room, 2, co2_ppm=450))
    faults.websockets = "refused"
    dashboard = await open_page(through=faults)
    await post(stack, reading(room, co2_ppm=777))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("777", timeout=5000)
    await expect(dashboard.pill).to_have_text("Live · long polling")

    await post(stack, reading(room, co2_ppm=888))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("888", timeout=2000)

    faults.websockets = "pass"
    await expect(dashboard.pill).to_have_text(LIVE, timeout=35000)
    polled = polls(dashboard)
    await post(stack, reading(room, co2_ppm=999))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("999")
    assert polls(dashboard) == polled


async def test_a_websocket_that_is_never_answered_is_replaced_within_five_seconds(
    stack: Stack, faults: Faults, open_page: Open
) -> None:
    faults.websockets = "swallowed"
    dashboard = await open_page(through=faults)
    await expect(dashboard.pill).to_have_text("Live · long polling", timeout=5000)


async def test_where_long_polls_are_cut_too_the_page_polls_plainly_and_climbs_back(
    stack: Stack, faults: Faults, open_page: Open
) -> None:
    room = new_room()
    await post(stack, reading(room, 2, co2_ppm=450))
    faults.websockets = "dropped"
    faults.patience_s = 1.0
    dashboard = await open_page(through=faults)
    await expect(dashboard.pill).to_have_text("Polling every 3 s", timeout=8000)
    await post(stack, reading(room, co2_ppm=777))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("777", timeout=5000)

    faults.websockets = "pass"
    faults.patience_s = None
    await expect(dashboard.pill).to_have_text(LIVE, timeout=35000)


async def test_cuts_in_a_stream_of_readings_miss_and_double_nothing(
    stack: Stack, faults: Faults, open_page: Open
) -> None:
    room = new_room()
    await post(stack, reading(room, 1, co2_ppm=400))
    dashboard = await open_page(f"/?room=e2e/{room}&quantity=co2_ppm", through=faults)
    await expect(dashboard.pill).to_have_text(LIVE)
    await until(dashboard.measured, what="a drawn value")
    for value in range(401, 461):
        await post(stack, reading(room, co2_ppm=value))
        if value % 10 == 0:
            faults.cut()

    async def all_are_drawn() -> bool:
        return await dashboard.measured() == [str(value) for value in range(400, 461)]

    await until(all_are_drawn, 15, "all 61 readings in the chart, once")
    await expect(dashboard.pill).to_have_text(LIVE)
    await expect(await dashboard.details()).to_contain_text("nothing was missed")


async def test_a_black_hole_is_said_to_be_one_within_five_seconds_and_heals_by_itself(
    stack: Stack, faults: Faults, open_page: Open
) -> None:
    room = new_room()
    await post(stack, reading(room, 1, co2_ppm=400))
    dashboard = await open_page(f"/?room=e2e/{room}&quantity=co2_ppm", through=faults)
    await expect(dashboard.pill).to_have_text(LIVE)
    await until(dashboard.measured, what="a drawn value")

    faults.swallow()
    await expect(dashboard.pill).to_contain_text("Offline since", timeout=STALE_MS)
    await expect(lost(dashboard)).to_be_visible(timeout=1500)
    await expect(dashboard.page.locator("main")).to_have_class("stale")
    for value in range(401, 411):
        await post(stack, reading(room, co2_ppm=value))

    faults.release()
    await expect(dashboard.pill).to_have_text(LIVE, timeout=35000)
    await expect(lost(dashboard)).to_have_count(0)

    async def all_are_drawn() -> bool:
        return await dashboard.measured() == [str(value) for value in range(400, 411)]

    await until(all_are_drawn, 15, "all 11 readings in the chart")


async def test_a_black_hole_shows_while_polling_as_well(
    stack: Stack, faults: Faults, open_page: Open
) -> None:
    faults.websockets = "refused"
    dashboard = await open_page(through=faults)
    await expect(dashboard.pill).to_have_text("Live · long polling", timeout=5000)
    faults.swallow()
    await expect(dashboard.pill).to_contain_text("Offline since", timeout=STALE_MS)
    faults.release()
    await expect(dashboard.pill).to_have_text("Live · long polling", timeout=15000)


def lost(dashboard: Dashboard) -> Locator:
    """The banner of a page that hears nothing."""
    return dashboard.page.get_by_role("alert").filter(has_text="No connection: what you see is from")


async def test_a_page_that_hears_nothing_says_so_and_blames_no_sensor(
    stack: Stack, faults: Faults, open_page: Open
) -> None:
    room = new_room()
    await post(stack, *[reading(room, 10 - 5 * at, co2_ppm=450) for at in range(3)])
    dashboard = await open_page(through=faults, before=lambda page: page.clock.install())
    await expect(dashboard.pill).to_have_text(LIVE)

    faults.block()
    await expect(dashboard.pill).to_contain_text("Offline since", timeout=STALE_MS)
    await expect(lost(dashboard)).to_be_visible()
    await dashboard.page.clock.fast_forward(60_000)
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("Excellent")

    await faults.unblock()
    await dashboard.page.evaluate("dispatchEvent(new Event('online'))")
    await expect(dashboard.pill).to_have_text(LIVE)
    await expect(lost(dashboard)).to_have_count(0)


async def test_a_slow_line_is_live_and_shows_how_slow_it_is(
    stack: Stack, faults: Faults, open_page: Open
) -> None:
    faults.delay_s = 0.3
    dashboard = await open_page(through=faults)
    await expect(dashboard.pill).to_have_text(LIVE)
    latency = dashboard.page.locator(".pill-latency")
    await expect(latency).to_contain_text("ms")
    assert 600 <= int(re.sub(r"\D", "", await latency.inner_text())) < 1200
    for _ in range(30):
        await expect(dashboard.pill).to_have_text(LIVE)
        await asyncio.sleep(0.25)


async def test_a_computer_that_slept_believes_nothing_it_knew(open_page: Open) -> None:
    gateway = Gateway()
    dashboard = await open_page(before=gateway.install)
    await expect(dashboard.pill).to_have_text(LIVE)
    asked = len(dashboard.requests)
    await dashboard.page.evaluate("(real => { Date.now = () => real() + 600000 })(Date.now)")
    await until(lambda: len(gateway.sockets) == 2, 2, "another socket")
    await expect(dashboard.pill).to_have_text(LIVE)
    await until(lambda: "/api/snapshot" in "".join(dashboard.requests[asked:]), what="the server's time")


SHOWN = "is_shown => { window.isShown = is_shown; document.dispatchEvent(new Event('visibilitychange')) }"
HIDDEN = "Object.defineProperty(Document.prototype, 'hidden', { get: () => window.isShown !== true })"
"""Playwright keeps every tab visible, so the tabs are told what a person's browser would tell them."""


async def test_eight_tabs_without_websocket_do_not_starve_each_other(
    stack: Stack, faults: Faults, open_page: Open
) -> None:
    room = new_room()
    await post(stack, reading(room, 2, co2_ppm=450))
    faults.websockets = "refused"
    first = await open_page(through=faults, before=lambda page: page.add_init_script(HIDDEN))
    tabs = [first]
    for _ in range(7):
        tab = Dashboard(await first.page.context.new_page(), faults.url)
        await tab.page.add_init_script(HIDDEN)
        await tab.open("/")
        tabs.append(tab)

    for number, tab in enumerate(tabs):
        await tab.page.evaluate(SHOWN, True)
        await post(stack, reading(room, co2_ppm=700 + number))
        await expect(tab.tile(f"e2e/{room}")).to_contain_text(str(700 + number), timeout=3000)
        await tab.page.evaluate(SHOWN, False)
    for tab in tabs:
        assert polls(tab) > 1, "a tab hangs"
    for tab in tabs:  # as eight windows side by side
        await tab.page.evaluate(SHOWN, True)
    await post(stack, reading(room, co2_ppm=800))
    for tab in tabs:
        await expect(tab.tile(f"e2e/{room}")).to_contain_text("800", timeout=8000)


class Gateway:
    """Says to the page what a gateway says only rarely."""

    def __init__(self) -> None:
        self.sockets: list[WebSocketRoute] = []
        self.skipped: list[dict[str, Any]] | None = None
        """Measurements that are left out, while it thins the stream."""

    async def install(self, page: Page) -> None:
        await page.route_web_socket("**/ws", self._opened)

    async def _opened(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: self._pass(socket, str(message)))
        self.sockets.append(socket)

    def _pass(self, socket: WebSocketRoute, message: str) -> None:
        frame = json.loads(message)
        if self.skipped is not None and frame.get("topic") == "measurements":
            self.skipped.append(frame)
        else:
            socket.send(message)

    def thin(self) -> None:
        """Leave measurements out from now on, as for a client that is too slow."""
        self.skipped = []

    def catch_up(self) -> None:
        """Send the newest of them, which says for how many it stands."""
        first, *_, last = self.skipped or []
        count = len(self.skipped or []) - 1
        self.skipped = None
        self.say(**last, skipped={"count": count, "from": first["data"]["ts"]})

    def say(self, **frame: object) -> None:
        self.sockets[-1].send(json.dumps(frame))

    async def close(self, code: int) -> None:
        await self.sockets[-1].close(code=code)


async def test_a_reset_shows_everything_anew_and_goes_on(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, 1, co2_ppm=400))
    gateway = Gateway()
    dashboard = await open_page(f"/?room=e2e/{room}&quantity=co2_ppm", before=gateway.install)
    await until(dashboard.measured, what="a drawn value")
    now = await dashboard.page.evaluate("fetch('/api/snapshot').then(reply => reply.json())")
    asked = len(dashboard.requests)

    gateway.say(type="reset", epoch=now["epoch"], seq=now["seq"])
    gateway.say(type="snapshot_end", seq=now["seq"])

    await until(lambda: "/api/snapshot" in "".join(dashboard.requests[asked:]), what="a new snapshot")
    await until(lambda: "/api/series" in "".join(dashboard.requests[asked:]), 15, "a new history")
    await post(stack, reading(room, co2_ppm=500))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("500")

    async def both_are_drawn() -> bool:
        return await dashboard.measured() == ["400", "500"]

    await until(both_are_drawn, what="both values in the chart")


class Laggard:
    """A gateway behind `/api/snapshot` that goes on with a stream that is gone, for two answers."""

    answers = 0

    async def install(self, page: Page) -> None:
        await page.route("**/api/snapshot", self._answer)

    async def _answer(self, route: Route) -> None:
        self.answers += 1
        reply = await route.fetch()
        gone = {"epoch": "gone", "seq": 10**9} if self.answers <= 2 else {}
        await route.fulfill(response=reply, json=await reply.json() | gone)


async def test_a_snapshot_of_a_stream_that_is_gone_is_fetched_again(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, 1, co2_ppm=400))
    laggard = Laggard()
    dashboard = await open_page(f"/?room=e2e/{room}&quantity=co2_ppm", before=laggard.install)
    await until(lambda: laggard.answers >= 3, what="a snapshot of the stream that there is")
    await post(stack, reading(room, co2_ppm=500))

    async def both_are_drawn() -> bool:
        return await dashboard.measured() == ["400", "500"]

    await until(both_are_drawn, 15, "both values in the chart")
    assert laggard.answers == 3

    def histories() -> int:
        return sum("/api/series" in url for url in dashboard.requests)

    asked = histories()
    await asyncio.sleep(3)
    assert histories() <= asked + 1, "a chart asks for ever"


async def test_what_was_skipped_is_fetched_into_the_chart(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, 1, co2_ppm=400))
    gateway = Gateway()
    dashboard = await open_page(f"/?room=e2e/{room}&quantity=co2_ppm", before=gateway.install)
    await until(dashboard.measured, what="a drawn value")
    await expect(dashboard.pill).to_have_text(LIVE)
    gateway.thin()
    for value in range(401, 411):
        await post(stack, reading(room, co2_ppm=value))
    await until(lambda: len(gateway.skipped or []) == 10, what="ten readings left out")
    assert await dashboard.measured() == ["400"]
    gateway.catch_up()

    async def all_are_drawn() -> bool:
        return await dashboard.measured() == [str(value) for value in range(400, 411)]

    await until(all_are_drawn, 15, "all 11 readings in the chart")


async def test_a_gateway_that_restarts_is_left_for_another_at_once_and_without_a_poll(
    open_page: Open,
) -> None:
    gateway = Gateway()
    dashboard = await open_page(before=gateway.install)
    await expect(dashboard.pill).to_have_text(LIVE)
    await gateway.close(1012)
    await until(lambda: len(gateway.sockets) == 2, 2, "another socket")
    await expect(dashboard.pill).to_have_text(LIVE)
    assert polls(dashboard) == 0


async def test_a_gateway_that_asks_for_a_pause_gets_it_and_the_page_says_so(
    stack: Stack, open_page: Open
) -> None:
    room = new_room()
    await post(stack, reading(room, 2, co2_ppm=450))
    gateway = Gateway()
    dashboard = await open_page(before=gateway.install)
    await expect(dashboard.pill).to_have_text(LIVE)
    started_s = time.monotonic()
    await gateway.close(4000)
    await expect(dashboard.pill).to_have_text("Live · long polling")
    await expect(await dashboard.details()).to_contain_text("as the server asked (too_slow)")
    await post(stack, reading(room, co2_ppm=777))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("777", timeout=2000)
    await expect(dashboard.pill).to_have_text(LIVE, timeout=15000)
    assert time.monotonic() - started_s > 5


async def test_a_gateway_that_refuses_is_polled_until_a_person_reconnects(open_page: Open) -> None:
    gateway = Gateway()
    dashboard = await open_page(before=gateway.install)
    await expect(dashboard.pill).to_have_text(LIVE)
    await gateway.close(4502)
    await expect(dashboard.pill).to_have_text("Live · long polling")
    details = await dashboard.details()
    await expect(details).to_contain_text("the server refused it (too_many_subscriptions)")
    await dashboard.page.evaluate("dispatchEvent(new Event('online'))")
    await expect(dashboard.pill).to_have_text("Live · long polling")
    assert len(gateway.sockets) == 1
    await details.get_by_role("button", name="Reconnect").click()
    await expect(dashboard.pill).to_have_text(LIVE)


async def test_the_pill_shows_the_round_trip_and_its_details(open_page: Open) -> None:
    dashboard = await open_page()
    await expect(dashboard.page.locator(".pill-latency")).to_contain_text("ms")
    details = await dashboard.details()
    await expect(details).to_contain_text("nothing, all is well")
    await expect(details).to_contain_text(re.compile("Last heard of.*ago"))
    await dashboard.page.keyboard.press("Escape")
    await expect(details).to_have_count(0)
