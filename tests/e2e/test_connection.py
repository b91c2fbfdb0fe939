"""The page stays connected whatever happens, says truly how, and keeps the names that people know."""

import json
import time

from playwright.async_api import Page, WebSocketRoute, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import Dashboard, new_room, post, reading
from tests.support.stack import Stack
from tests.support.waiting import until


class Door:
    """What stands between the page and the server's WebSocket."""

    def __init__(self, state: str) -> None:
        self.state = state
        self.sockets: list[WebSocketRoute] = []

    async def install(self, page: Page) -> None:
        await page.route_web_socket("**/ws", self.opened)

    async def opened(self, socket: WebSocketRoute) -> None:
        if self.state == "shut":
            await socket.close(code=1011)
            return
        server = socket.connect_to_server()
        server.on_message(lambda message: socket.send(message) if self.state == "open" else None)
        self.sockets.append(socket)

    async def cut(self) -> None:
        for socket in self.sockets:
            await socket.close(code=1012)
        self.sockets.clear()


async def test_a_blocked_websocket_is_replaced_by_polling_in_seconds_and_climbs_back(
    stack: Stack, open_page: Open
) -> None:
    room = new_room()
    await post(stack, reading(room, 2, co2_ppm=450))
    door = Door("shut")
    started_s = time.monotonic()
    dashboard = await open_page(before=door.install)
    await post(stack, reading(room, co2_ppm=777))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("777", timeout=5000)
    assert time.monotonic() - started_s < 8
    await expect(dashboard.pill).to_have_text("Live · long polling")

    await post(stack, reading(room, co2_ppm=888))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("888", timeout=3000)

    door.state = "open"
    await expect(dashboard.pill).to_have_text("Live · WebSocket", timeout=35000)
    polled = sum("/api/poll" in url for url in dashboard.requests)
    await post(stack, reading(room, co2_ppm=999))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("999")
    assert sum("/api/poll" in url for url in dashboard.requests) == polled
    dashboard.errors.clear()


async def test_nothing_is_missed_when_the_socket_is_lost(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, 1, co2_ppm=400))
    door = Door("open")
    dashboard = await open_page(f"/?room=e2e/{room}&quantity=co2_ppm", before=door.install)
    await expect(dashboard.pill).to_have_text("Live · WebSocket")
    await until(dashboard.measured, what="a drawn value")
    for value in range(401, 431):
        await post(stack, reading(room, co2_ppm=value))
        if value % 10 == 0:
            await door.cut()

    async def all_are_drawn() -> bool:
        return await dashboard.measured() == [str(value) for value in range(400, 431)]

    await until(all_are_drawn, 15, "all 31 readings in the chart")


async def test_a_reset_shows_everything_anew_and_goes_on(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, 1, co2_ppm=400))
    door = Door("open")
    dashboard = await open_page(f"/?room=e2e/{room}&quantity=co2_ppm", before=door.install)
    await until(dashboard.measured, what="a drawn value")
    asked = len(dashboard.requests)

    door.sockets[0].send(json.dumps({"type": "reset", "epoch": "another", "seq": 1}))

    await until(lambda: "/api/snapshot" in "".join(dashboard.requests[asked:]), what="a new snapshot")
    await until(lambda: "/api/series" in "".join(dashboard.requests[asked:]), 15, "a new history")
    await post(stack, reading(room, co2_ppm=500))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("500")

    async def both_are_drawn() -> bool:
        return await dashboard.measured() == ["400", "500"]

    await until(both_are_drawn, what="both values in the chart")


async def test_a_socket_that_falls_silent_is_said_to_be_stale_within_five_seconds(open_page: Open) -> None:
    door = Door("open")
    dashboard = await open_page(before=door.install)
    await expect(dashboard.pill).to_have_text("Live · WebSocket")
    door.state = "silent"
    await expect(dashboard.pill).not_to_have_text("Live · WebSocket", timeout=6500)


async def test_a_page_that_hears_nothing_says_so_and_blames_no_sensor(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, *[reading(room, 10 - 5 * at, co2_ppm=450) for at in range(3)])
    door = Door("open")

    async def prepare(page: Page) -> None:
        await page.clock.install()
        await door.install(page)

    dashboard = await open_page(before=prepare)
    await expect(dashboard.pill).to_have_text("Live · WebSocket")

    await dashboard.page.route("**/api/poll?*", lambda route: route.abort())
    door.state = "shut"
    await door.cut()
    banner = dashboard.page.get_by_role("alert").filter(has_text="No connection: what you see is from")
    await expect(dashboard.pill).to_contain_text("Offline since", timeout=5000)
    await expect(banner).to_be_visible(timeout=10000)
    await dashboard.page.clock.fast_forward(60_000)
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("Excellent")

    door.state = "open"
    await dashboard.page.evaluate("dispatchEvent(new Event('online'))")
    await expect(dashboard.pill).to_have_text("Live · WebSocket")
    await expect(banner).to_have_count(0)
    dashboard.errors.clear()


async def test_the_pill_shows_the_round_trip_and_its_details(open_page: Open) -> None:
    dashboard = await open_page()
    await expect(dashboard.page.locator(".pill-latency")).to_contain_text("ms")
    await dashboard.page.locator(".pill").click()
    details = dashboard.page.locator("#connection-details")
    await expect(details).to_contain_text("nothing, all is well")
    await dashboard.page.keyboard.press("Escape")
    await expect(details).to_have_count(0)


async def test_the_console_recipe_of_the_older_system_works_verbatim(stack: Stack, open_page: Open) -> None:
    room = new_room()
    dashboard = await open_page()
    await expect(dashboard.pill).to_have_text("Live · WebSocket")
    page = dashboard.page
    assert await page.evaluate("window.wsManager.isConnectionActive()") is True
    await page.evaluate("window.seen = []; window.wsManager.on('measurements', d => window.seen.push(d)); 1")
    await post(stack, reading(room, co2_ppm=640))
    await until(lambda: has_seen(dashboard, 640), what="the reading in the console")

    await page.evaluate("wsManager.disconnect()")
    assert await page.evaluate("window.wsManager.isConnectionActive()") is False
    await expect(dashboard.pill).to_have_text("Disconnected")
    await page.evaluate(
        "window.wsManager.on('connected', () => { window.again = true }); wsManager.connect()"
    )
    await until(lambda: page.evaluate("window.again && window.wsManager.isConnectionActive()"))
    await post(stack, reading(room, co2_ppm=650))
    await until(lambda: has_seen(dashboard, 650), what="the reading after reconnecting")


async def has_seen(dashboard: Dashboard, co2_ppm: float) -> bool:
    seen = await dashboard.page.evaluate("window.seen.map(d => d.values.co2_ppm)")
    return co2_ppm in seen


async def test_disconnect_and_connect_reconnects_for_good(open_page: Open) -> None:
    door = Door("open")
    dashboard = await open_page(before=door.install)
    await expect(dashboard.pill).to_have_text("Live · WebSocket")
    await dashboard.page.evaluate("wsManager.disconnect(); wsManager.connect();")
    await expect(dashboard.pill).to_have_text("Live · WebSocket")
    opened = len(door.sockets)
    await door.cut()
    await until(lambda: len(door.sockets) >= 1, what=f"a socket after the first {opened}")
    await expect(dashboard.pill).to_have_text("Live · WebSocket")


async def test_the_other_older_names_are_there(stack: Stack, open_page: Open) -> None:
    page = (await open_page()).page
    assert await page.evaluate("API_BASE_URL") == stack.url
    assert await page.evaluate("API_ENDPOINTS.websocket") == stack.url.replace("http", "ws") + "/ws"
    assert await page.evaluate("USE_WEBSOCKET") is True
    await page.evaluate("initWebSocketMode()")
    one = {**reading(new_room(), co2_ppm=612), "score": 88, "level": "good", "limiting": "co2_ppm"}
    await page.evaluate("reading => handleWebSocketMeasurement(reading)", one)
    await expect(page.locator(f'.tile[data-room="e2e/{one["room"]}"]')).to_contain_text("612")
    assert (
        await page.evaluate("(wsManager.subscribe(['actions']), wsManager.unsubscribe(['actions']), 1)") == 1
    )


async def test_a_refused_websocket_is_told_to_those_who_listen(open_page: Open) -> None:
    dashboard = await open_page(before=Door("shut").install)
    page = dashboard.page
    await page.evaluate("window.wsManager.on('error', () => { window.failed = true })")
    await until(lambda: page.evaluate("window.failed"), 35, "the event `error`")
