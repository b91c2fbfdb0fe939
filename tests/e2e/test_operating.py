"""The pages for devices and for the system: what people say of devices, and how everything is."""

import asyncio
import json
import re
import uuid
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import Dashboard, Document, configure, new_room, post, reading
from tests.support.stack import Stack

LANGUAGES = ("fr", "en", "de", "es", "it")
PATHS = ("/devices.html", "/system.html")
LOOKS: tuple[dict[str, Any], ...] = (
    {"color_scheme": "dark", "viewport": {"width": 1440, "height": 900}},
    {"color_scheme": "light", "viewport": {"width": 390, "height": 900}},
)


async def editor_of(dashboard: Dashboard, room: str) -> tuple[Locator, Locator]:
    """Find the device of a room and open what is said of it; return its row and the editor."""
    page = dashboard.page
    await page.get_by_role("searchbox").fill(room)
    row = page.locator(f'[data-device="e2e/{room}/probe"]')
    await row.get_by_role("button", name="Edit").click()
    return row, page.locator(".device-editor")


async def saved_of(stack: Stack, room: str) -> Document:
    """What the configuration says of the device of a room."""

    def read() -> Document:
        with urlopen(stack.url + "/config", timeout=10) as answer:
            found: Document = json.load(answer)["devices"].get(f"e2e/{room}/probe", {})
            return found

    return await asyncio.to_thread(read)


async def test_a_device_is_renamed_and_calibrated(stack: Stack, open_page: Open) -> None:
    room, name = new_room(), "Desk <b>2</b>"
    await post(stack, reading(room, 60, co2_ppm=600), reading(room, co2_ppm=600))
    dashboard = await open_page("/devices.html")
    row, editor = await editor_of(dashboard, room)
    await expect(editor).to_contain_text("Its own readings say that it is in")
    await expect(editor).to_contain_text("Gaps in the last 24 hours")
    offset = editor.get_by_label("Offset of CO₂ in ppm")
    await offset.fill("fifteen")
    await editor.get_by_role("button", name="Save").click()
    await expect(editor.get_by_role("alert").first).to_have_text("Not a number: CO₂")
    await offset.fill("-15,5")
    await editor.get_by_label("Name").fill(name)
    await editor.get_by_role("button", name="Save").click()
    await expect(editor.get_by_role("status")).to_have_text("Saved.")
    await expect(row.locator(".device-name")).to_have_text(name)
    assert await saved_of(stack, room) == {"name": name, "retired": False, "calibration": {"co2_ppm": -15.5}}

    async with asyncio.timeout(20):
        while "585" not in await row.inner_text():
            await post(stack, reading(room, co2_ppm=600))
            await asyncio.sleep(0.2)
    await expect(editor.locator(".offsets tbody tr")).to_contain_text("600")


async def test_what_somebody_else_saved_is_shown_and_nothing_typed_is_lost(
    stack: Stack, open_page: Open
) -> None:
    room, other = new_room(), new_room()
    await post(stack, reading(room, co2_ppm=600))
    dashboard = await open_page("/devices.html")
    _, editor = await editor_of(dashboard, room)
    name = editor.get_by_label("Name")
    await name.fill("Mine")

    await configure(stack, lambda document: document["devices"].update({f"e2e/{other}/probe": {}}))
    await editor.get_by_role("button", name="Save").click()
    await expect(editor.get_by_role("status")).to_have_text("Saved.")

    theirs = {"name": "Theirs", "calibration": {"co2_ppm": 7}}
    await configure(stack, lambda document: document["devices"].update({f"e2e/{room}/probe": theirs}))
    await name.fill("Mine again")
    await editor.get_by_role("button", name="Save").click()
    await expect(editor).to_contain_text("Theirs: Theirs, CO₂ +7.")
    await expect(name).to_have_value("Mine again")
    await editor.get_by_role("button", name="Save mine").click()
    await expect(editor.get_by_role("status")).to_have_text("Saved.")
    assert (await saved_of(stack, room))["name"] == "Mine again"
    refused = [error for error in dashboard.errors if "412" in error]
    assert len(refused) == 2
    dashboard.errors.clear()


async def test_a_retired_device_is_hidden_and_comes_back(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=600))
    dashboard = await open_page("/devices.html")
    row, editor = await editor_of(dashboard, room)
    await editor.get_by_role("button", name="Retire").click()
    await expect(row).to_have_count(0)
    assert (await saved_of(stack, room))["retired"]
    await dashboard.page.get_by_label("Retired").check()
    await row.get_by_role("button", name="Edit").click()
    await editor.get_by_role("button", name="Bring back").click()
    await expect(row).to_have_count(0)
    await dashboard.page.get_by_label("All").check()
    await expect(row).to_be_visible()


async def test_a_new_device_is_announced_and_placed(stack: Stack, open_page: Open) -> None:
    device, room = f"new-{uuid.uuid4().hex[:8]}", new_room()
    dashboard = await open_page("/devices.html")
    page = dashboard.page
    await page.get_by_label("Device id").fill(device)
    commands = await page.locator(".copyable code").all_inner_texts()
    assert len(commands) == 3
    assert all(device in command for command in commands)
    await expect(page.locator(".commands")).to_contain_text(f":{stack.nats_port} pub")
    await expect(page.locator(".commands")).to_contain_text(f"-p {stack.mqtt_port} ")
    arrival = page.locator(".arrival")
    await expect(arrival).to_contain_text(f"Waiting for the first reading of {device}")
    await page.get_by_role("button", name="Copy: HTTP").click()
    await expect(page.get_by_text("Copied")).to_be_visible()
    await post(stack, {"device": device, "values": {"co2_ppm": 612}})
    await expect(arrival).to_contain_text(f"The first reading of {device} is here (no room yet)")

    await page.get_by_role("searchbox").fill(device)
    await page.get_by_role("button", name="Edit").click()
    await page.locator(".place").get_by_label("Site").fill("e2e")
    await page.locator(".place").get_by_label("Room").fill(room)
    await page.get_by_role("button", name="Place", exact=True).click()
    await expect(page.locator(".device")).to_have_count(0)
    await post(stack, {"device": device, "values": {"co2_ppm": 613}})
    row = page.locator(f'[data-device="e2e/{room}/{device}"]')
    await expect(row).to_contain_text("Live")


async def test_the_system_page_says_how_each_service_is(stack: Stack, open_page: Open) -> None:
    dashboard = await open_page("/system.html")
    page = dashboard.page
    for service in ("nats", "ingest", "store", "predictor", "gateway"):
        await expect(page.locator(f'[data-service="{service}"]')).to_contain_text("Up")
    await expect(page.locator('[data-figure="bus"]')).to_contain_text("GB")
    await expect(page.locator('[data-figure="store"]')).to_contain_text("Database:")
    await expect(page.locator('[data-problem="backup-none"]')).to_contain_text("iaqverse backup")

    await page.route("**/api/status", without_predictor)
    await dashboard.open("/system.html")
    await expect(page.locator('[data-problem="away-predictor"]')).to_contain_text("predictor.log")
    await expect(page.locator('[data-service="predictor"]')).to_contain_text("Away")
    await expect(page.get_by_text("One thing is wrong.")).to_be_visible()

    await page.route("**/api/status", lambda route: route.abort())
    await expect(page.locator('[data-problem="away-nginx"]')).to_be_visible(timeout=15_000)
    await expect(page.get_by_text("No answer: what you see is from")).to_be_visible()
    dashboard.errors.clear()


async def without_predictor(route: Route) -> None:
    """Answer as the system does when its predictor is away."""
    status = await (await route.fetch()).json()
    status["services"] = [one for one in status["services"] if one["name"] != "predictor"]
    await route.fulfill(json=status)


@pytest.mark.parametrize("look", LOOKS, ids=("dark", "narrow"))
@pytest.mark.parametrize("path", PATHS)
async def test_axe_finds_nothing(
    stack: Stack, open_page: Open, axe: str, path: str, look: dict[str, Any]
) -> None:
    room = new_room()
    await post(stack, *[reading(room, age_s, co2_ppm=600) for age_s in (7200, 30, 20, 10, 0)])
    dashboard = await open_page(path, bypass_csp=True, **look)
    if path == "/devices.html":
        _, editor = await editor_of(dashboard, room)
        await expect(editor.locator(".silences")).to_be_visible()
    await dashboard.page.evaluate(axe)
    violations = await dashboard.page.evaluate(
        "axe.run().then(({violations}) => violations.map(one => [one.id, one.nodes.map(node => node.html)]))"
    )
    assert violations == []


@pytest.mark.parametrize("path", PATHS)
async def test_no_language_overflows_or_lacks_a_word(stack: Stack, open_page: Open, path: str) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=600))
    dashboard = await open_page(path, viewport={"width": 390, "height": 900})
    if path == "/devices.html":
        await editor_of(dashboard, room)
    for tag in LANGUAGES:
        await dashboard.page.locator("header select").select_option(tag)
        await expect(dashboard.page.locator("html")).to_have_attribute("lang", tag)
        assert await overflow(dashboard.page) <= 0, f"{tag} is too wide"
        text = await dashboard.page.locator("main").inner_text()
        assert re.findall(r"\b(?:device|filter|column|figure|problem|todo|service)-[a-z_\d]+", text) == []


async def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(await page.evaluate("document.documentElement.scrollWidth - innerWidth"))
