"""The digital twin is for everybody: keyboard, screen reader, five languages, two themes, any width."""

import re
from itertools import product
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Route, expect

from iaqverse.contracts.module import ModuleKind
from tests.e2e.conftest import Open
from tests.e2e.dashboard import post
from tests.e2e.twin import PATH, fit, label, measured, new_site, report, switch, until_drawn
from tests.support.stack import Stack

LANGUAGES = ("fr", "en", "de", "es", "it")
AXE = """axe.run().then(
  ({violations}) => violations.map(one => [one.id, one.nodes.map(node => node.html)])
)"""


async def test_a_room_is_chosen_and_left_by_keyboard_and_back_returns(stack: Stack, open_page: Open) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=1300), measured(site, "b", co2_ppm=500))
    await fit(stack, f"{site}/a", window1="window")
    page = (await open_page(f"{PATH}?site={site}")).page
    drawn = await until_drawn(page)

    async def tab_to(what: Locator) -> None:
        for _ in range(60):
            if await what.evaluate("one => one === document.activeElement"):
                return
            await page.keyboard.press("Tab")
        raise AssertionError("not reached by Tab")

    first, second = label(page, f"{site}/a"), label(page, f"{site}/b")
    await tab_to(first)
    await expect(first).to_have_accessible_name("A : Poor 43 of 100. Limited by CO₂ (1,300 ppm)")
    for key in ("ArrowLeft", "ArrowUp", "+", "-", "0"):
        await page.keyboard.press(key)
        drawn = await until_drawn(page, drawn)
    await tab_to(second)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(f"room={site}/b$"))
    await expect(page.locator("#twin-room")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(second).to_be_focused()
    await expect(page).not_to_have_url(re.compile("room="))

    await first.press("Enter")
    opening = switch(page, f"{site}/a/window1").get_by_role("button", name="open")
    await tab_to(opening)
    await page.keyboard.press("Space")
    await expect(opening).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("link", name="Charts and forecasts")).to_have_attribute(
        "href", f"/room.html?room={site}/a"
    )
    await page.go_back()
    await expect(page.locator("#twin-room")).to_have_count(0)
    await page.go_back()
    await expect(page.locator("#twin-room")).to_contain_text("B")


@pytest.mark.parametrize(("scheme", "width"), list(product(("dark", "light"), (1440, 390))))
async def test_axe_finds_nothing(stack: Stack, open_page: Open, axe: str, scheme: str, width: int) -> None:
    site = new_site()
    levels = [measured(site, f"room-{ppm}", co2_ppm=ppm) for ppm in (450, 700, 1000, 1400, 2500)]
    await post(stack, *levels, measured(site, "silent", 4 * 3600, co2_ppm=500))
    await fit(stack, f"{site}/room-450", window1="window", radiator1="radiator")
    await report(stack, site, "room-450", "closed")
    look: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    for view in ("", "&view=plan"):
        page = (await open_page(f"{PATH}?room={site}/room-450{view}", bypass_csp=True, **look)).page
        if not view:
            await until_drawn(page)
        await page.get_by_text("Add a window, door or unit").click()
        await switch(page, f"{site}/room-450/window1").get_by_role("button", name="open").click()
        await page.evaluate(axe)
        violations = await page.evaluate(AXE)
        assert violations == []


@pytest.mark.parametrize("width", [1440, 390])
async def test_no_language_overflows_or_lacks_a_word(stack: Stack, open_page: Open, width: int) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=1300))
    kinds: tuple[ModuleKind, ...] = ("window", "door", "ventilation", "radiator", "purifier")
    await fit(stack, f"{site}/a", **{f"{kind}1": kind for kind in kinds})
    await report(stack, site, "a", "closed")
    page = (await open_page(f"{PATH}?room={site}/a", viewport={"width": width, "height": 900})).page
    await switch(page, f"{site}/a/window1").get_by_role("button", name="open").click()
    for tag in LANGUAGES:
        await page.locator("header select").select_option(tag)
        await expect(page.locator("html")).to_have_attribute("lang", tag)
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, tag
        text = await page.locator("body").inner_text()
        assert re.findall(r"\b(?:twin|module|opening|running|move|page)-[a-z_\d]+", text) == []


@pytest.mark.parametrize("width", [1440, 390])
async def test_the_layout_does_not_shift_while_loading(stack: Stack, open_page: Open, width: int) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=500))
    page = (await open_page(f"{PATH}?site={site}", viewport={"width": width, "height": 844})).page
    await until_drawn(page)
    shift = await page.evaluate(
        """() => new Promise(resolve => new PerformanceObserver(list => resolve(
             list.getEntries().filter(one => !one.hadRecentInput).reduce((sum, one) => sum + one.value, 0)
           )).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => resolve(0), 500))"""
    )
    assert shift <= 0.02


async def test_without_rooms_it_says_how_to_begin_and_with_an_unknown_one_what_there_is(
    stack: Stack, open_page: Open
) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=500))

    async def nothing(page: Page) -> None:
        async def empty(route: Route) -> None:
            snapshot = await (await route.fetch()).json()
            await route.fulfill(json={**snapshot, "devices": [], "modules": [], "config": {}})

        await page.route("**/api/snapshot", empty)
        await page.route("**/ws*", lambda route: route.abort())

    dashboard = await open_page(PATH, before=nothing)
    await expect(dashboard.page.locator(".empty")).to_contain_text("curl")
    dashboard.errors.clear()
    page = (await open_page(f"{PATH}?site={site}&room={site}/zzz")).page
    await expect(page.locator(".twin-card").get_by_role("alert")).to_contain_text(f"{site}/zzz")
