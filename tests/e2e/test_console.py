"""What people of the older system type into the browser's console does what it did, word for word."""

import asyncio

from playwright.async_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import Dashboard, new_room, post, reading
from tests.support.faults import Faults
from tests.support.stack import Stack
from tests.support.waiting import until

LIVE = "Live · WebSocket"


async def live_page(open_page: Open, through: Faults | None = None) -> tuple[Dashboard, Page]:
    dashboard = await open_page(through=through)
    await expect(dashboard.pill).to_have_text(LIVE)
    return dashboard, dashboard.page


async def is_active(page: Page) -> bool:
    return bool(await page.evaluate("window.wsManager.isConnectionActive()"))


async def seen(page: Page) -> list[float]:
    """The values that the console's callback got."""
    values: list[float] = await page.evaluate("window.seen.map(d => d.values.co2_ppm)")
    return values


LISTEN = (
    "window.seen = []; window.see = d => window.seen.push(d); wsManager.on('measurements', window.see); 1"
)


async def test_the_recipe_of_the_older_guide(stack: Stack, open_page: Open) -> None:
    room = new_room()
    dashboard, page = await live_page(open_page)
    assert await is_active(page)
    await page.evaluate("window.seen = []; window.wsManager.on('measurements', d => window.seen.push(d)); 1")
    await post(stack, reading(room, co2_ppm=640))
    await until(lambda: has_seen(page, 640), what="the reading in the console")

    await page.evaluate("wsManager.disconnect()")
    assert not await is_active(page)
    await expect(dashboard.pill).to_have_text("Disconnected")
    await expect(await dashboard.details()).to_contain_text("nothing: disconnected here")
    await page.evaluate(
        "window.wsManager.on('connected', () => { window.again = true }); wsManager.connect()"
    )
    await until(lambda: page.evaluate("window.again && window.wsManager.isConnectionActive()"))
    await post(stack, reading(room, co2_ppm=650))
    await until(lambda: has_seen(page, 650), what="the reading after reconnecting")


async def has_seen(page: Page, co2_ppm: float) -> bool:
    return co2_ppm in await seen(page)


async def test_disconnect_and_connect_reconnects_for_good(faults: Faults, open_page: Open) -> None:
    dashboard, page = await live_page(open_page, faults)
    await page.evaluate("window.times = 0; wsManager.on('connected', () => { window.times += 1 }); 1")
    await until(lambda: connected(page, 1), what="`connected`, for it is")
    await page.evaluate("wsManager.disconnect(); wsManager.connect();")
    await until(lambda: connected(page, 2), what="`connected` again")
    faults.cut()
    await until(lambda: connected(page, 3), what="`connected` by itself")
    faults.cut()
    await until(lambda: connected(page, 4), what="`connected` by itself once more")
    await expect(dashboard.pill).to_have_text(LIVE)


async def connected(page: Page, times: int) -> bool:
    return bool(await page.evaluate("window.times") == times)


async def test_connect_while_something_waits_tries_at_once(faults: Faults, open_page: Open) -> None:
    faults.websockets = "refused"
    dashboard = await open_page(through=faults)
    await expect(dashboard.pill).to_have_text("Live · long polling")
    await until(lambda: has_failed(dashboard, 5), 35, "the fifth refused socket")
    faults.websockets = "pass"
    await dashboard.page.evaluate("wsManager.connect()")
    await expect(dashboard.pill).to_have_text(LIVE, timeout=1000)


async def has_failed(dashboard: Dashboard, times: int) -> bool:
    return sum("WebSocket connection to" in error for error in dashboard.errors) >= times


async def test_a_refused_websocket_is_told_to_those_who_listen(faults: Faults, open_page: Open) -> None:
    faults.websockets = "refused"
    dashboard = await open_page(through=faults)
    page = dashboard.page
    await page.evaluate("window.wsManager.on('error', error => { window.failed = String(error) }); 1")
    await page.evaluate("window.wsManager.on('connected', () => { window.connected = true }); 1")
    failed = await until(lambda: page.evaluate("window.failed"), 35, "the event `error`")
    assert "WebSocket" in failed
    assert not await is_active(page)
    assert await page.evaluate("window.connected") is None
    faults.websockets = "pass"
    await until(lambda: page.evaluate("window.connected"), 35, "the event `connected`")


async def test_a_script_that_connects_whenever_it_is_told_of_an_error_hammers_nobody(
    faults: Faults, open_page: Open
) -> None:
    faults.websockets = "refused"
    dashboard = await open_page(through=faults)
    page = dashboard.page
    await page.evaluate("wsManager.on('error', () => wsManager.connect()); 1")
    dashboard.errors.clear()
    await asyncio.sleep(5)
    assert not await has_failed(dashboard, 60)
    faults.websockets = "pass"
    await expect(dashboard.pill).to_have_text(LIVE, timeout=35_000)


async def test_off_ends_what_on_began(stack: Stack, open_page: Open) -> None:
    room = new_room()
    dashboard, page = await live_page(open_page)
    await page.evaluate(LISTEN)
    await post(stack, reading(room, co2_ppm=640))
    await until(lambda: has_seen(page, 640), what="the reading in the console")
    await page.evaluate("wsManager.off('measurements', window.see)")
    await post(stack, reading(room, co2_ppm=650))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("650")
    assert await seen(page) == [640]


async def test_unsubscribing_takes_nothing_from_the_page(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, 1, co2_ppm=450))
    dashboard, page = await live_page(open_page)
    await page.evaluate("window.all = []; wsManager.on('all', frame => window.all.push(frame.topic)); 1")
    await page.evaluate("wsManager.subscribe(['measurements', 'actions', 'all'])")
    await page.evaluate("wsManager.unsubscribe(['measurements']); wsManager.unsubscribe(['all'])")
    await post(stack, reading(room, co2_ppm=777))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("777")
    assert "measurements" in await page.evaluate("window.all")


async def test_mistakes_in_the_console_do_not_stop_the_page(
    stack: Stack, faults: Faults, open_page: Open
) -> None:
    room = new_room()
    await post(stack, reading(room, 1, co2_ppm=450))
    dashboard, page = await live_page(open_page, faults)
    await page.evaluate("wsManager.on('open', () => 1); wsManager.subscribe(['weather'])")
    await page.evaluate("wsManager.on('measurements', d => d.sensor.value)")
    await post(stack, reading(room, co2_ppm=777))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("777")
    faults.websockets = "refused"
    faults.cut()
    await expect(dashboard.pill).to_have_text("Live · long polling")
    await post(stack, reading(room, co2_ppm=888))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("888")
    assert any("undefined" in error for error in dashboard.errors), "the mistake is said"
    dashboard.errors.clear()


async def test_the_other_older_names_are_there(stack: Stack, open_page: Open) -> None:
    _, page = await live_page(open_page)
    assert await page.evaluate("API_BASE_URL") == stack.url
    assert await page.evaluate("API_BASE_URL === window.location.origin")
    assert await page.evaluate("API_ENDPOINTS.websocket") == stack.url.replace("http", "ws") + "/ws"
    assert await page.evaluate("USE_WEBSOCKET") is True
    await page.evaluate("initWebSocketMode()")
    assert await is_active(page)
    one = {**reading(new_room(), co2_ppm=612), "score": 88, "level": "good", "limiting": "co2_ppm"}
    await page.evaluate("reading => handleWebSocketMeasurement(reading)", one)
    await expect(page.locator(f'.tile[data-room="e2e/{one["room"]}"]')).to_contain_text("612")


async def test_init_websocket_mode_connects_what_was_disconnected(stack: Stack, open_page: Open) -> None:
    room = new_room()
    dashboard, page = await live_page(open_page)
    await page.evaluate("wsManager.disconnect()")
    await expect(dashboard.pill).to_have_text("Disconnected")
    await page.evaluate("initWebSocketMode()")
    await expect(dashboard.pill).to_have_text(LIVE)
    await post(stack, reading(room, co2_ppm=640))
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("640")
