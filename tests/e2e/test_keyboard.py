"""Everything that people come for is done without a pointer, and they always see where they are."""

import csv
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import new_room, post, reading
from tests.e2e.keyboard import FAR, FIELDS, Keyboard
from tests.e2e.pages import PATHS, eventful_room, name_of, show_everything
from tests.support.stack import Stack

LOW = {"viewport": {"width": 1440, "height": 500}}
PHONE = {"viewport": {"width": 390, "height": 700}}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def room(stack: Stack) -> AsyncIterator[str]:
    """A room of which every page has something to say."""
    async with eventful_room(stack) as eventful:
        yield eventful


async def test_from_the_overview_to_the_file_of_a_rooms_chart(
    stack: Stack, open_page: Open, tmp_path: Path
) -> None:
    room = new_room()
    await post(stack, *[reading(room, 40 - 10 * at, co2_ppm=701 + at) for at in range(5)])
    page = (await open_page("/", **LOW)).page
    keyboard = Keyboard(page)
    await keyboard.reach(f'[data-room="e2e/{room}"]')
    await keyboard.press("Enter")
    await expect(page.locator("#chart-title")).to_contain_text(room[-8:])
    await keyboard.reach("a.open")
    await keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(room[-8:])

    await keyboard.reach("input[name=range]")
    await keyboard.press("ArrowRight")
    await expect(page).to_have_url(re.compile("range=1h$"))
    await expect(page.locator(".plot-note")).to_have_count(0)
    await keyboard.reach("button", "Download CSV")
    async with page.expect_download() as download:
        await keyboard.press("Enter")
    await (await download.value).save_as(tmp_path / "shown.csv")
    with (tmp_path / "shown.csv").open(newline="") as file:
        measured = [row["value"] for row in csv.DictReader(file) if row["kind"] == "measured"]
    assert measured == ["701", "702", "703", "704", "705"]

    await keyboard.reach(".plot")
    said = page.locator(".plot-box [aria-live]").first
    for key, value in (("Home", "701"), ("ArrowRight", "702"), ("ArrowLeft", "701")):
        await keyboard.press(key)
        await expect(said).to_contain_text(value)
    await keyboard.press("Escape")
    await expect(page.locator(".tooltip")).to_have_count(0)
    await keyboard.reach("summary")
    await keyboard.press("Enter")
    await expect(page.locator(".chart-card").get_by_role("table")).to_contain_text("705")


async def test_an_alert_is_acknowledged_and_snoozed(stack: Stack, open_page: Open) -> None:
    room = new_room()
    page = (await open_page(f"/alerts.html?room=e2e/{room}&kind=alerts", **LOW)).page
    alert = page.locator(".entry", has_text="carbon monoxide is 40")
    await post(stack, reading(room, co_ppm=40))
    await expect(alert).to_contain_text("Firing", timeout=10_000, ignore_case=True)
    keyboard = Keyboard(page)
    await keyboard.reach("button", "Acknowledge")
    await keyboard.press("Enter")
    await expect(alert).to_contain_text("Acknowledged")
    await expect(alert).to_be_focused()
    await keyboard.reach("button", "Snooze")
    await keyboard.press("Enter")
    await keyboard.reach("button", "8 hrs")
    await keyboard.press("Space")
    await expect(alert).to_contain_text("Snoozed until")
    await expect(alert).to_be_focused()


async def test_an_action_is_done_on_the_overview(open_page: Open, stack: Stack) -> None:
    async with eventful_room(stack) as room:
        page = (await open_page("/", **LOW)).page
        name = page.get_by_text(re.compile(f"Open the window: .*{room[-8:]}"))
        item = page.locator(".item", has=name)
        await expect(item).to_have_count(1)
        keyboard = Keyboard(page)
        await reach_in(keyboard, item, "Why?")
        await keyboard.press("Enter")
        await expect(item.locator(".why")).to_be_visible()
        await reach_in(keyboard, item, "Done", "Shift+Tab")
        await keyboard.press("Enter")
        await expect(item).to_have_count(0)


async def reach_in(keyboard: Keyboard, item: Locator, text: str, key: str = "Tab") -> None:
    """Reach a button of one item."""
    for _ in range(FAR):
        await keyboard.tab(key)
        button = item.get_by_role("button", name=text)
        if await button.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"{text} is not reached")


async def test_a_device_is_renamed(stack: Stack, open_page: Open) -> None:
    room, name = new_room(), "Desk at the window"
    await post(stack, reading(room, co2_ppm=600))
    page = (await open_page("/devices.html", **LOW)).page
    keyboard = Keyboard(page)
    row = page.locator(f'[data-device="e2e/{room}/probe"]')
    await keyboard.reach("input[type=search]")
    await keyboard.write(room)
    await expect(page.locator(".device")).to_have_count(1)
    await keyboard.reach(".device button")
    await keyboard.press("Enter")
    await keyboard.reach("input[name=name]")
    await keyboard.write(name)
    await keyboard.press("Enter")
    await expect(page.locator(".device-editor").get_by_role("status")).to_have_text("Saved.")
    await expect(row.locator(".device-name")).to_have_text(name)
    await keyboard.press("Escape")
    await expect(page.locator(".device-editor")).to_have_count(0)
    await expect(row.get_by_role("button")).to_be_focused()


async def test_language_theme_and_the_connection(open_page: Open) -> None:
    page = (await open_page("/")).page
    keyboard = Keyboard(page)
    await keyboard.reach("button.pill")
    await keyboard.press("Enter")
    details = page.locator("#connection-details")
    await expect(details).to_be_visible()
    await keyboard.reach("#connection-details button", "Reconnect")
    await keyboard.press("Enter")
    await expect(page.locator(".pill-word")).to_have_text("Live · WebSocket")
    await keyboard.press("Escape")
    await expect(details).to_have_count(0)
    await expect(page.locator("button.pill")).to_be_focused()
    await keyboard.reach("header select")
    await keyboard.press("d")
    await expect(page.locator("html")).to_have_attribute("lang", "de")
    await keyboard.reach("header button.square")
    for theme in ("light", "dark"):
        await keyboard.press("Enter")
        await expect(page.locator("html")).to_have_attribute("data-theme", theme)


@pytest.mark.parametrize("path", PATHS, ids=name_of)
async def test_the_first_stop_skips_to_what_the_page_is_for(open_page: Open, room: str, path: str) -> None:
    page = (await open_page(f"{path}?room={room}", **PHONE)).page
    keyboard = Keyboard(page)
    await keyboard.tab()
    await expect(page.locator(".skip")).to_be_focused()
    await keyboard.press("Enter")
    await keyboard.tab()
    assert await page.evaluate("document.activeElement.closest('header') === null")


async def test_the_navigation_leads_to_every_page(open_page: Open) -> None:
    page = (await open_page("/", **LOW)).page
    for path in [*PATHS[1:], PATHS[0]]:
        keyboard = Keyboard(page)
        await keyboard.reach(f'nav a[href="{path}"]')
        await keyboard.press("Enter")
        await expect(page.locator(f'nav a[href="{path}"]')).to_have_attribute("aria-current", "page")
        await expect(page.locator("main [aria-busy]")).to_have_count(0)


@pytest.mark.parametrize(
    "size", [pytest.param(LOW, id="low", marks=pytest.mark.matrix), pytest.param(PHONE, id="phone")]
)
@pytest.mark.parametrize("path", PATHS, ids=name_of)
async def test_no_stop_is_hidden_and_none_keeps_the_focus(
    open_page: Open, room: str, path: str, size: dict[str, object]
) -> None:
    dashboard = await open_page(f"{path}?room={room}", **size)
    await show_everything(dashboard)
    await to_the_beginning(dashboard.page)
    for key in ("Tab", "Shift+Tab"):
        await go_round(Keyboard(dashboard.page), key)


async def to_the_beginning(page: Page) -> None:
    """Begin as somebody who has just come: nothing has the focus."""
    await page.evaluate("document.activeElement?.blur(), scrollTo(0, 0)")


async def go_round(keyboard: Keyboard, key: str) -> None:
    """Go from stop to stop until the page is left."""
    stops: list[int] = []
    while (stop := await keyboard.tab(key)) is not None:
        stops.append(stop.at)
        assert len(stops) < FAR, "there is no way out of the page"
        assert stops[-FIELDS:] != [stop.at] * FIELDS, f"{key} does not leave {stop.what}"
    assert len(set(stops)) > 10
