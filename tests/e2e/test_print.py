"""A printed page: what was measured, on light paper, without anything that can only be pressed."""

import re

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import new_room, post, reading
from tests.support.stack import Stack
from tests.support.waiting import until

CONTROLS = "button, select, input, textarea, summary, header.bar, nav, .skip"
A4_PX = ViewportSize(width=718, height=1000)
RECORD_INK = """
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (...words) {
    window.ink = this.fillStyle;
    return fillText.apply(this, words);
  };
"""


@pytest.mark.parametrize(
    ("path", "charts"), [("/?range=24h&", 1), ("/room.html?range=24h&", 2), ("/alerts.html?since=24h&", 0)]
)
async def test_a_page_is_printed_light_and_without_controls(
    stack: Stack, open_page: Open, path: str, charts: int
) -> None:
    room = new_room()
    await post(stack, *[reading(room, 10 - 5 * at, co2_ppm=700 + at, temperature_c=21) for at in range(3)])
    dashboard = await open_page(f"{path}room=e2e/{room}", color_scheme="dark")
    page = dashboard.page
    await expect(page.locator("canvas")).to_have_count(charts)
    if charts:
        await until(dashboard.measured if charts == 1 else dashboard.table, what="an open table")

    await page.set_viewport_size(A4_PX)
    await page.emulate_media(media="print")
    await expect(page.locator(CONTROLS).filter(visible=True)).to_have_count(0)
    head = page.locator(".print-head")
    await expect(head).to_be_visible()
    await expect(head).to_contain_text(
        re.compile(r"\d+ \w+, \d\d:\d\d:\d\d – .*Printed \d+ \w+, \d\d:\d\d:\d\d")
    )
    assert await page.locator("body").evaluate("body => getComputedStyle(body).color") == "rgb(15, 23, 42)"
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for card in await page.locator(".card").all():
        assert await card.evaluate("card => getComputedStyle(card).breakInside") == "avoid"
    for at in range(charts):
        await expect(page.locator("canvas").nth(at)).to_be_visible()
        await expect(page.locator("tbody").nth(at)).to_be_visible()
    assert len(await page.pdf(format="A4")) > 10_000


async def test_a_chart_is_drawn_in_the_colours_of_paper(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, *[reading(room, 10 - 5 * at, co2_ppm=700 + at) for at in range(3)])

    async def record(page: Page) -> None:
        await page.add_init_script(RECORD_INK)

    page = (await open_page(f"/?room=e2e/{room}", before=record, color_scheme="dark")).page
    await page.wait_for_function("window.ink === '#9fb0c6'")
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert await page.evaluate("window.ink") == "#475569"
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert await page.evaluate("window.ink") == "#9fb0c6"
