"""The page is for everybody: keyboard, screen reader, five languages, two themes, any width."""

import re
from itertools import product

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import new_room, post, reading
from tests.support.stack import Stack
from tests.support.waiting import until

LANGUAGES = ("fr", "en", "de", "es", "it")
WIDTHS = (1440, 390)


@pytest.mark.parametrize(("scheme", "width"), list(product(("dark", "light"), WIDTHS)))
async def test_axe_finds_nothing(stack: Stack, open_page: Open, axe: str, scheme: str, width: int) -> None:
    await post(stack, reading(new_room(), co2_ppm=1300), reading(new_room(), 600, co2_ppm=500))
    await post(stack, {"device": new_room(), "values": {"co2_ppm": 500}})
    dashboard = await open_page(
        color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True, locale="fr-FR"
    )
    await dashboard.table()
    await dashboard.page.locator(".pill").click()
    await dashboard.page.evaluate(axe)
    violations = await dashboard.page.evaluate(
        "axe.run().then(({violations}) => violations.map(one => [one.id, one.nodes.map(node => node.html)]))"
    )
    assert violations == []


@pytest.mark.parametrize("width", WIDTHS)
async def test_no_language_overflows_or_lacks_a_word(stack: Stack, open_page: Open, width: int) -> None:
    await post(stack, reading(new_room(), co2_ppm=1300))
    dashboard = await open_page(viewport={"width": width, "height": 900})
    for tag in LANGUAGES:
        await dashboard.page.locator("header select").select_option(tag)
        await expect(dashboard.page.locator("html")).to_have_attribute("lang", tag)
        overflow = await dashboard.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{tag} is too wide at {width} px"
        text = await dashboard.page.locator("body").inner_text()
        assert re.findall(r"\b(?:tile|chart|level|connection|headline|quantity|short)-[a-z_\d]+", text) == []


async def test_language_and_theme_are_remembered(open_page: Open) -> None:
    dashboard = await open_page()
    await dashboard.page.locator("header select").select_option("it")
    await dashboard.page.locator("header .square").click()
    await expect(dashboard.page.locator("html")).to_have_attribute("data-theme", "light")
    await dashboard.open("/")
    await expect(dashboard.page.locator("html")).to_have_attribute("data-theme", "light")
    await expect(dashboard.page.get_by_role("heading", name="Che cosa fare ora")).to_be_visible()


async def test_the_address_says_what_is_shown_and_back_returns(stack: Stack, open_page: Open) -> None:
    first, second = new_room(), new_room()
    await post(stack, reading(first, co2_ppm=500, temperature_c=21), reading(second, co2_ppm=600))
    dashboard = await open_page(f"/?room=e2e/{first}&quantity=temperature_c")
    page = dashboard.page
    title = page.locator("#chart-title")
    await expect(title).to_contain_text("Temperature")
    await dashboard.tile(f"e2e/{second}").click()
    await expect(page).to_have_url(re.compile(f"room=e2e/{second}&quantity=co2_ppm$"))
    await expect(title).to_contain_text(second[-8:])
    await page.get_by_label("24 h").check()
    await expect(page).to_have_url(re.compile("range=24h$"))
    await page.go_back()
    await page.go_back()
    await expect(title).to_contain_text("Temperature")
    await expect(page.get_by_label("Live", exact=True)).to_be_checked()


async def test_the_chart_is_read_by_keyboard(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, *[reading(room, 50 - 10 * at, co2_ppm=501 + at) for at in range(5)])
    dashboard = await open_page(f"/?room=e2e/{room}&quantity=co2_ppm")
    await until(dashboard.measured, what="a drawn value")
    plot, said = dashboard.page.locator(".plot"), dashboard.page.locator(".plot-box [aria-live]")
    await plot.focus()
    for key, value in [("Home", "501"), ("ArrowRight", "502"), ("PageDown", ""), ("Home", "501")]:
        await plot.press(key)
        await expect(said).to_contain_text(value)
    await expect(dashboard.page.locator(".tooltip")).to_be_visible()


async def test_everything_is_reached_by_keyboard(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=500))
    dashboard = await open_page()
    page = dashboard.page
    reached = set()
    for _ in range(200):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.className || document.activeElement.tagName"))
    text = " ".join(reached)
    for what in ("skip", "brand", "pill", "control", "tile", "plot", "SUMMARY", "INPUT"):
        assert what in text, f"{what} is not reached by Tab: {text}"


async def test_the_layout_does_not_shift_while_loading(stack: Stack, open_page: Open) -> None:
    await post(stack, reading(new_room(), co2_ppm=500))
    dashboard = await open_page("/", viewport={"width": 390, "height": 844})
    await until(dashboard.measured, what="a drawn value")
    shift = await dashboard.page.evaluate(
        """() => new Promise(resolve => new PerformanceObserver(list => resolve(
             list.getEntries().filter(one => !one.hadRecentInput).reduce((sum, one) => sum + one.value, 0)
           )).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => resolve(0), 500))"""
    )
    assert shift <= 0.02


async def test_an_action_is_done_and_a_refusal_is_taken_back(stack: Stack, open_page: Open) -> None:
    room = new_room()
    dashboard = await open_page(f"/?room=e2e/{room}")
    item = dashboard.page.locator(".item", has_text=re.compile(f"Open the window: .*{room[-8:]}"))

    async def is_proposed() -> bool:
        await post(stack, reading(room, co2_ppm=1700))
        return await item.count() == 1

    await until(is_proposed, 60, "an action for 1700 ppm")
    await item.get_by_role("button", name="Why?").click()
    await expect(item.locator(".why")).to_contain_text("CO₂ is 1,700 ppm")

    await dashboard.page.route(
        "**/api/actions/**", lambda route: route.fulfill(status=503, json={"detail": "away"})
    )
    await item.get_by_role("button", name="Done").click()
    await expect(dashboard.page.get_by_text("That was not kept: away")).to_be_visible()
    await expect(item).to_have_count(1)

    await dashboard.page.unroute("**/api/actions/**")
    await item.get_by_role("button", name="Done").click()
    await expect(dashboard.page.get_by_text("That was not kept")).to_have_count(0)
    await expect(item).to_have_count(0)
    dashboard.errors.clear()
    await dashboard.open("/")
    await expect(item).to_have_count(0)
