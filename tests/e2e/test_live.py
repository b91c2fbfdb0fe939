"""What is posted is seen: at once, once, and without a gap between history and live."""

import asyncio

from playwright.async_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import Reading, new_room, post, reading
from tests.support.stack import Stack
from tests.support.waiting import until

PICTURE = "canvas => canvas.toDataURL()"


async def test_a_posted_reading_moves_its_tile_and_the_chart(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, 5, co2_ppm=450))
    dashboard = await open_page(f"/?room=e2e/{room}&quantity=co2_ppm")
    tile = dashboard.tile(f"e2e/{room}")
    await expect(tile).to_contain_text("Excellent")
    await until(dashboard.measured, what="a drawn value")
    before = await dashboard.page.locator(".plot canvas").screenshot()

    await post(stack, reading(room, co2_ppm=1400))

    await expect(tile).to_contain_text("1,400")
    await expect(tile).to_contain_text("Poor")
    await expect(tile).to_contain_text("Limited by CO₂ (1,400 ppm)")

    async def is_drawn() -> bool:
        return await dashboard.measured() == ["450", "1,400"]

    await until(is_drawn, what="both values in the chart")
    assert await dashboard.page.locator(".plot canvas").screenshot() != before


async def test_history_meets_live_without_a_gap_or_a_double(stack: Stack, open_page: Open) -> None:
    room = new_room()
    values = list(range(400, 520))

    async def send() -> None:
        for value in values:
            await post(stack, reading(room, co2_ppm=value))
            await asyncio.sleep(0.05)

    sending = asyncio.create_task(send())
    await asyncio.sleep(1)
    dashboard = await open_page(f"/?room=e2e/{room}&quantity=co2_ppm")
    await sending

    async def last_is_drawn() -> bool:
        return (await dashboard.measured())[-1:] == ["519"]

    await until(last_is_drawn, what="the last reading in the chart")
    assert await dashboard.measured() == [str(value) for value in values]


async def test_a_late_reading_takes_its_place_in_the_chart(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, 700, co2_ppm=400), reading(room, co2_ppm=420))
    dashboard = await open_page(f"/?room=e2e/{room}&quantity=co2_ppm")
    await expect(dashboard.pill).to_have_text("Live · WebSocket")
    await post(stack, reading(room, 350, co2_ppm=410))

    async def is_drawn() -> bool:
        return await dashboard.measured() == ["400", "410", "420"]

    await until(is_drawn, 20, "the late reading between the others")
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("420")


async def test_a_quantity_that_comes_in_two_messages_for_one_instant_is_one_reading(
    stack: Stack, open_page: Open
) -> None:
    room = new_room()
    whole = reading(room, co2_ppm=500)
    dashboard = await open_page()
    await post(stack, whole)
    await post(stack, {**whole, "values": {"temperature_c": 31}})
    tile = dashboard.tile(f"e2e/{room}")
    await expect(tile).to_contain_text("31.0")
    await expect(tile).to_contain_text("500")
    await expect(tile).to_contain_text("Limited by temperature")


async def test_a_chart_out_of_sight_rests_until_it_is_seen(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, *[reading(room, age_s, co2_ppm=500, humidity_pct=40) for age_s in (20, 15, 10)])
    page = (await open_page(f"/room.html?room=e2e/{room}", viewport={"width": 390, "height": 400})).page
    chart = page.locator(".chart-card", has=page.locator("#chart-humidity_pct"))
    canvas = chart.locator("canvas")
    await expect(chart.locator(".plot-note")).to_have_count(0)
    await expect(canvas).not_to_be_in_viewport()
    before = await canvas.evaluate(PICTURE)

    await post(stack, reading(room, humidity_pct=70))
    await expect(chart.locator(".value-now")).to_contain_text("70")
    assert await canvas.evaluate(PICTURE) == before
    await canvas.scroll_into_view_if_needed()

    async def is_drawn() -> bool:
        return bool(await canvas.evaluate(PICTURE) != before)

    await until(is_drawn, what="what came meanwhile")


async def test_nothing_is_fetched_while_the_websocket_works(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=450))
    dashboard = await open_page(f"/?room=e2e/{room}&quantity=co2_ppm")
    await expect(dashboard.pill).to_have_text("Live · WebSocket")
    await until(dashboard.measured, what="a drawn value")
    loaded = len(dashboard.requests)
    for value in range(451, 471):
        await post(stack, reading(room, co2_ppm=value))
        await asyncio.sleep(0.25)
    await expect(dashboard.tile(f"e2e/{room}")).to_contain_text("470")
    assert dashboard.requests[loaded:] == []


async def test_a_hostile_name_is_only_text(stack: Stack, open_page: Open) -> None:
    name = f"<img src=x onerror=alert(1)> {new_room()[-4:]}"
    await post(stack, {**reading("", co2_ppm=700), "room": name, "device": "<b>x</b>"})
    dashboard = await open_page()
    await expect(dashboard.page.get_by_text(name).first).to_be_visible()
    assert await dashboard.page.locator("img").count() == 0


async def test_a_device_that_falls_silent_is_shown_as_offline(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, *[reading(room, 140 - 5 * at, co2_ppm=450) for at in range(5)])
    dashboard = await open_page()
    tile = dashboard.tile(f"e2e/{room}")
    await expect(tile).to_contain_text("Offline")
    await expect(tile).to_contain_text("No data for 2 minutes")
    await expect(tile).not_to_contain_text("/100")
    await post(stack, reading(room, co2_ppm=460))
    await expect(tile).to_contain_text("Excellent")


async def test_an_unassigned_device_is_placed_in_a_room(stack: Stack, open_page: Open) -> None:
    device, room = new_room(), new_room()
    nameless: Reading = {"device": device, "values": {"co2_ppm": 555}}
    await post(stack, nameless)
    dashboard = await open_page()
    form = dashboard.page.locator("form.place", has_text=device)
    await form.get_by_label("Site").fill("E2E")
    await form.get_by_label("Room").fill(room)
    await form.get_by_role("button", name="Place").click()
    await expect(form).to_have_count(0)
    await until(lambda: post_and_look(stack, nameless, dashboard.page, room), 15, "the placed device's tile")


async def post_and_look(stack: Stack, nameless: Reading, page: Page, room: str) -> bool:
    await post(stack, nameless)
    return await page.locator(f'.tile[data-room="e2e/{room}"]', has_text="555").count() == 1
