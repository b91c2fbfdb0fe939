"""A screen on a wall: what is shown stays, nothing can be touched."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import new_room, post, reading
from tests.support.service import CHECKOUT
from tests.support.stack import Stack

CONTROLS = "button, select, input, textarea, summary, header, nav, .skip"
PATHS = [
    path
    for path in ("/", "/room.html", "/digital-twin.html")
    if (CHECKOUT / "frontend" / (path[1:] or "index.html")).exists()
]
RECORD_WAKE_LOCKS = """
  window.locks = [];
  navigator.wakeLock.request = async kind => { window.locks.push(kind); };
"""


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_is_there_to_be_touched(stack: Stack, open_page: Open, axe: str, path: str) -> None:
    room = new_room()
    await post(stack, *[reading(room, 10 - 5 * at, co2_ppm=1300) for at in range(3)])
    dashboard = await open_page(f"{path}?room=e2e/{room}&kiosk=1", bypass_csp=True)
    page = dashboard.page
    await expect(page.get_by_role("main")).to_contain_text(room[-8:])
    await expect(page.locator(CONTROLS).filter(visible=True)).to_have_count(0)
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await page.evaluate(axe)
    violations = await page.evaluate(
        "axe.run().then(({violations}) => violations.map(one => [one.id, one.nodes.map(node => node.html)]))"
    )
    assert violations == []


async def test_it_stays_so_whatever_is_shown(stack: Stack, open_page: Open) -> None:
    first, second = new_room(), new_room()
    await post(stack, reading(first, co2_ppm=500), reading(second, co2_ppm=600))
    dashboard = await open_page(f"/?room=e2e/{first}&range=24h&kiosk=1")
    await dashboard.tile(f"e2e/{second}").click()
    await expect(dashboard.page).to_have_url(
        re.compile(rf"\?room=e2e/{second}&quantity=co2_ppm&range=24h&kiosk=1$")
    )
    await expect(dashboard.page.locator("#chart-title")).to_contain_text(second[-8:])
    await dashboard.page.go_back()
    await expect(dashboard.page.locator("#chart-title")).to_contain_text(first[-8:])
    await dashboard.open(f"/room.html?room=e2e/none-{first}&kiosk=1")
    await dashboard.page.locator(f'a[href*="{first}"]').click()
    await expect(dashboard.page).to_have_url(re.compile(r"kiosk=1$"))


async def test_the_screen_is_kept_awake_and_words_are_larger(stack: Stack, open_page: Open) -> None:
    async def record(page: Page) -> None:
        await page.add_init_script(RECORD_WAKE_LOCKS)

    await post(stack, reading(new_room(), co2_ppm=500))
    kiosk = (await open_page("/?kiosk=1", before=record)).page
    await kiosk.wait_for_function("window.locks.includes('screen')")
    page = (await open_page("/", before=record)).page
    heights = [
        await one.locator("h1").evaluate("one => one.getBoundingClientRect().height") for one in (kiosk, page)
    ]
    assert heights[0] > 1.2 * heights[1]
    assert await page.evaluate("window.locks") == []
