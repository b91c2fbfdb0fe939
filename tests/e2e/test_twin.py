"""The digital twin as it is drawn: in space and from above, and only when something changes."""

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.e2e.chromium import CHROMIUM, FLAGS
from tests.e2e.conftest import Open
from tests.e2e.dashboard import Dashboard, post
from tests.e2e.twin import PATH, configure, frames, label, measured, new_site, until_drawn
from tests.support.stack import Stack

POOR, SEVERE = (0xF2, 0x52, 0x1B), (0xBD, 0x5A, 0xA0)
"""The colours of two levels, as in css/tokens.css."""
LOOK_AT_PIXELS = """async base64 => {
  const image = new Image()
  image.src = `data:image/png;base64,${base64}`
  await image.decode()
  const drawing = new OffscreenCanvas(image.width, image.height).getContext('2d')
  drawing.drawImage(image, 0, 0)
  const {data} = drawing.getImageData(0, 0, image.width, image.height)
  const [colours, luminances] = [{}, []]
  for (let at = 0; at < data.length; at += 4) {
    const [r, g, b] = [data[at], data[at + 1], data[at + 2]]
    const key = `${r},${g},${b}`
    colours[key] = (colours[key] ?? 0) + 1
    luminances.push(0.2126 * r + 0.7152 * g + 0.0722 * b)
  }
  const mean = luminances.reduce((sum, one) => sum + one, 0) / luminances.length
  const variance = luminances.reduce((sum, one) => sum + (one - mean) ** 2, 0) / luminances.length
  return {colours, variance}
}"""


async def look(chromium: Browser, page: Page) -> tuple[dict[str, int], float]:
    """Take a picture of what is drawn in space: each colour's pixels, and the luminance's variance."""
    await until_drawn(page)
    picture = await page.locator("canvas").screenshot()
    reader = await chromium.new_page()
    seen = await reader.evaluate(LOOK_AT_PIXELS, b64encode(picture).decode())
    await reader.close()
    return seen["colours"], seen["variance"]


def count_of(colours: dict[str, int], colour: tuple[int, int, int]) -> int:
    """How many pixels are of that colour, exactly."""
    return colours.get(",".join(map(str, colour)), 0)


async def test_rooms_are_drawn_in_space_in_the_colour_of_their_level(
    stack: Stack, open_page: Open, chromium: Browser
) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=1300), measured(site, "b", co2_ppm=2000))
    warnings: list[str] = []

    async def listen(page: Page) -> None:
        page.on("console", lambda line: warnings.append(line.text) if "THREE" in line.text else None)

    dashboard = await open_page(f"{PATH}?site={site}", before=listen)
    colours, variance = await look(chromium, dashboard.page)
    assert variance > 200, "nothing is drawn"
    assert count_of(colours, POOR) > 2000
    assert count_of(colours, SEVERE) > 2000
    await expect(label(dashboard.page, f"{site}/a")).to_have_text(re.compile("^A: Poor43"))

    before = await frames(dashboard.page)
    await post(stack, measured(site, "a", co2_ppm=2100))
    await until_drawn(dashboard.page, before)
    colours, _ = await look(chromium, dashboard.page)
    assert count_of(colours, POOR) == 0
    assert warnings == []


async def test_nothing_is_drawn_while_nothing_changes(stack: Stack, open_page: Open) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=500))
    page = (await open_page(f"{PATH}?room={site}/a", viewport={"width": 1000, "height": 700})).page
    drawn = await until_drawn(page)
    # The same score again: motion is not wished for, so not even the device is drawn to have been heard of.
    await post(stack, measured(site, "a", co2_ppm=500))
    await page.locator("canvas").hover(position={"x": 20, "y": 20})
    await page.mouse.wheel(0, 100)  # scrolls the page
    await page.evaluate("() => new Promise(done => setTimeout(done, 3000))")
    assert await frames(page) == drawn

    async def wheel_with_control() -> None:
        await page.keyboard.down("Control")
        await page.mouse.wheel(0, 100)
        await page.keyboard.up("Control")

    changes: tuple[Callable[[], Awaitable[None]], ...] = (
        wheel_with_control,
        lambda: label(page, f"{site}/a").press("ArrowLeft"),
        lambda: page.get_by_role("button", name="Zoom in").click(),
        lambda: page.get_by_role("button", name=re.compile("^Colours")).click(),
        lambda: page.set_viewport_size({"width": 1100, "height": 700}),
        lambda: page.get_by_role("button", name="Close").click(),
    )
    for change in changes:
        await change()
        drawn = await until_drawn(page, drawn)
    assert drawn < 60


async def test_a_device_that_is_heard_of_pulses_where_motion_is_welcome(
    stack: Stack, open_page: Open
) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=500))
    page = (await open_page(f"{PATH}?site={site}", reduced_motion="no-preference")).page
    drawn = await until_drawn(page)
    await post(stack, measured(site, "a", co2_ppm=500))
    assert 2 <= await until_drawn(page, drawn) - drawn <= 12


async def test_without_webgl_the_plan_is_shown_and_says_so(stack: Stack) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=1300))
    async with async_playwright() as playwright:
        flags = [flag for flag in FLAGS if "swiftshader" not in flag]
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*flags, "--disable-3d-apis"]
        )
        dashboard = Dashboard(await browser.new_page(locale="en-GB"), stack.url)
        await dashboard.open(f"{PATH}?site={site}")
        page = dashboard.page
        await expect(page.locator(".plan-room.level-poor")).to_be_visible()
        await expect(page.get_by_text("This browser does not draw in 3D")).to_be_visible()
        await expect(page.get_by_label("Plan", exact=True)).to_be_checked()
        await label(page, f"{site}/a").click()
        await expect(page.locator(".twin-card")).to_contain_text("Limited by CO₂ (1,300 ppm)")
        assert dashboard.errors == []
        assert not [url for url in dashboard.requests if "three" in url]
        await browser.close()


async def test_a_lost_context_falls_to_the_plan_and_space_can_be_tried_again(
    stack: Stack, open_page: Open
) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=500))
    page = (await open_page(f"{PATH}?site={site}")).page
    await until_drawn(page)
    await page.evaluate(
        "document.querySelector('canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()"
    )
    await expect(page.locator(".plan-room")).to_be_visible()
    await expect(page.locator("canvas")).to_have_count(0)
    await page.get_by_label("3D", exact=True).check()
    await until_drawn(page)
    await expect(page.locator(".plan-room")).to_have_count(0)


async def test_three_is_loaded_by_no_other_page(stack: Stack, open_page: Open) -> None:
    await post(stack, measured(new_site(), "a", co2_ppm=500))
    for path in ("/", "/devices.html", f"{PATH}?view=plan"):
        dashboard = await open_page(path)
        await dashboard.page.wait_for_load_state("networkidle")
        assert not [url for url in dashboard.requests if "three" in url], path
    dashboard = await open_page(PATH)
    await until_drawn(dashboard.page)
    assert [url for url in dashboard.requests if "three" in url]


async def test_rooms_stand_where_the_configuration_says(stack: Stack, open_page: Open) -> None:
    site = new_site()
    await post(stack, *[measured(site, room, co2_ppm=500) for room in ("a", "b", "c")])
    plans = {
        "a": {"x_m": 0, "y_m": 0, "width_m": 8, "depth_m": 4},
        "b": {"x_m": 8, "y_m": 0, "width_m": 4, "depth_m": 4},
        "c": {"x_m": 0, "y_m": 0, "width_m": 6, "depth_m": 4, "floor": 1},
    }
    rooms = {f"{site}/{room}": {"plan": plan} for room, plan in plans.items()}
    await configure(stack, lambda document: document["rooms"].update(rooms))
    page = (await open_page(f"{PATH}?site={site}&view=plan")).page
    await expect(page.locator(".plan")).to_have_count(2)
    ground = page.locator(".plan", has_text="Floor 0").locator("rect")
    first, second = [await ground.nth(at).bounding_box() for at in (0, 1)]
    assert first is not None
    assert second is not None
    assert first["width"] / second["width"] == pytest.approx(2, abs=0.1)
    assert second["x"] == pytest.approx(first["x"] + first["width"], abs=4)

    await page.get_by_label("Floor 1").check()
    await expect(page).to_have_url(re.compile("floor=1"))
    await expect(page.locator(".twin-label")).to_have_count(1)
    await page.get_by_label("3D", exact=True).check()
    await until_drawn(page)
    await expect(page.locator(".twin-label")).to_have_count(1)


async def test_a_click_on_what_is_drawn_chooses_the_room(stack: Stack, open_page: Open) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=500))
    page = (await open_page(f"{PATH}?site={site}")).page
    await until_drawn(page)
    box = await label(page, f"{site}/a").bounding_box()
    assert box is not None
    await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] + 14)
    await expect(page.locator("#twin-room")).to_contain_text("A")
