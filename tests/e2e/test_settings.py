"""The settings page: what everybody shares is edited and nobody's work is lost; what one browser prefers."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import Dashboard, new_room, post, reading
from tests.support.stack import Stack
from tests.support.waiting import until

LOOKS = [
    pytest.param(
        {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}, id=f"{scheme}-{width}"
    )
    for scheme in ("light", "dark")
    for width in (1440, 390)
]

Document = dict[str, Any]


async def open_room(open_page: Open, room: str, **options: Any) -> tuple[Dashboard, Locator]:
    """Open the settings of one room; return the page and the room's part of it."""
    dashboard = await open_page(f"/settings.html?room=e2e/{room}", **options)
    return dashboard, dashboard.page.locator(".room-editor")


async def save(page: Page, said: str | re.Pattern[str] = re.compile(r"^Saved[.,]")) -> None:
    """Save and wait for what is said of it; ingest may have learnt a name meanwhile, which is joined."""
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(state_of(page)).to_have_text(said)


def state_of(page: Page) -> Locator:
    """What the page says of the changes."""
    return page.locator(".save-words [role=status]")


async def configuration(stack: Stack) -> Document:
    """The document as it is saved."""
    return (await asyncio.to_thread(_read, stack.url + "/config"))[0]


async def edit_elsewhere(stack: Stack, change: Callable[[Document], None]) -> None:
    """Change the configuration as another person does."""
    await asyncio.to_thread(_edit, stack.url + "/config", change)


def _read(url: str) -> tuple[Document, str]:
    with urlopen(url, timeout=10) as answer:
        return json.load(answer), answer.headers["ETag"]


def _edit(url: str, change: Callable[[Document], None]) -> None:
    document, revision = _read(url)
    change(document)
    headers = {"Content-Type": "application/json", "If-Match": revision}
    with urlopen(Request(url, json.dumps(document).encode(), headers, method="PUT"), timeout=10) as answer:
        assert answer.status == 200


def named(room: str, **fields: Any) -> Callable[[Document], None]:
    """What another person does to a room."""
    return lambda document: document["rooms"].setdefault(f"e2e/{room}", {}).update(fields)


async def without_live_news(page: Page) -> None:
    """Let a page hear of others' changes only when it saves."""

    async def answer(route: Route) -> None:
        response = await route.fetch()
        await route.fulfill(json={**await response.json(), "revision": 10**9})

    await page.route("**/api/snapshot", answer)


async def test_a_change_survives_a_reload_and_is_seen_on_other_pages(stack: Stack, open_page: Open) -> None:
    room, name = new_room(), "Attic <b>1</b>"
    await post(stack, reading(room, co2_ppm=600))
    elsewhere = await open_page(f"/room.html?room=e2e/{room}")
    dashboard, editor = await open_room(open_page, room)
    page = dashboard.page
    await editor.get_by_label("Name").first.fill(name)
    await editor.get_by_label("Kind").first.select_option("bedroom")
    await page.get_by_label("Time zone").fill("UTC")
    await expect(state_of(page)).to_have_text("3 changes are not saved yet.")

    await page.reload()
    await expect(editor.get_by_label("Name").first).to_have_value(name)
    await expect(state_of(page)).to_have_text("3 changes are not saved yet.")
    await page.get_by_label("Time zone").fill("")
    await expect(state_of(page)).to_have_text("2 changes are not saved yet.")
    await save(page)
    await expect(elsewhere.page.locator("h1")).to_contain_text(name, timeout=20_000)

    await page.reload()
    await expect(editor.get_by_label("Name").first).to_have_value(name)
    await expect(editor.get_by_label("Kind").first).to_have_value("bedroom")
    await expect(state_of(page)).to_have_text("")


async def test_what_two_people_changed_in_one_field_is_shown_and_chosen(
    stack: Stack, open_page: Open
) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=600))
    dashboard, editor = await open_room(open_page, room, before=without_live_news)
    page = dashboard.page
    await editor.get_by_label("Name").first.fill("Mine")
    await edit_elsewhere(stack, named(room, name="Theirs"))
    await page.get_by_role("button", name="Save", exact=True).click()
    conflicts = page.locator("#conflicts")
    await expect(conflicts).to_contain_text("Mine (E2e): Name")
    await expect(conflicts.get_by_role("button")).to_have_text(["Keep mine: Mine", "Take theirs: Theirs"])
    await expect(conflicts).to_be_focused()
    assert (await configuration(stack))["rooms"][f"e2e/{room}"]["name"] == "Theirs"

    await conflicts.get_by_role("button", name="Keep mine").click()
    await expect(conflicts).to_have_count(0)
    await expect(page.locator(".save-bar")).to_be_focused()
    await save(page)
    assert (await configuration(stack))["rooms"][f"e2e/{room}"]["name"] == "Mine"
    await page.unroute_all(behavior="wait")
    dashboard.errors.clear()


async def test_a_conflict_is_known_before_anything_is_saved(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=600))
    dashboard, editor = await open_room(open_page, room)
    page = dashboard.page
    await editor.get_by_label("Name").first.fill("Mine")
    await edit_elsewhere(stack, named(room, name="Theirs"))
    await expect(page.locator("#conflicts")).to_contain_text("Take theirs: Theirs", timeout=20_000)
    await page.get_by_role("button", name="Take theirs").click()
    await expect(editor.get_by_label("Name").first).to_have_value("Theirs")
    await expect(state_of(page)).to_have_text("")


async def test_what_somebody_else_changed_elsewhere_is_joined(stack: Stack, open_page: Open) -> None:
    room, other = new_room(), new_room()
    await post(stack, reading(room, co2_ppm=600), reading(other, co2_ppm=600))
    dashboard, editor = await open_room(open_page, room, before=without_live_news)
    page = dashboard.page
    await editor.get_by_label("Name").first.fill("Mine")

    def change(document: Document) -> None:
        named(room, kind="office")(document)
        named(other, name="Theirs")(document)

    await edit_elsewhere(stack, change)
    await save(page, "Saved, together with what somebody else changed meanwhile.")
    await expect(editor.get_by_label("Kind").first).to_have_value("office")
    rooms = (await configuration(stack))["rooms"]
    assert (rooms[f"e2e/{room}"]["name"], rooms[f"e2e/{room}"]["kind"]) == ("Mine", "office")
    assert rooms[f"e2e/{other}"]["name"] == "Theirs"
    await page.unroute_all(behavior="wait")
    dashboard.errors.clear()


async def test_an_unknown_time_zone_is_refused_beside_its_field(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=600))
    dashboard, _ = await open_room(open_page, room)
    page = dashboard.page
    zone = page.get_by_label("Time zone")
    await zone.fill("Mars/Base")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator(".field", has=zone)).to_contain_text("unknown time zone 'Mars/Base'")
    await expect(zone).to_have_attribute("aria-invalid", "true")
    await expect(zone).to_have_value("Mars/Base")
    await expect(page.locator(".save-bar [role=alert]")).to_contain_text("E2e: Time zone:")
    assert await page.locator("#time-zones option").count() > 300

    await zone.fill("Asia/Kathmandu")
    await expect(page.locator(".field", has=zone)).to_contain_text("there now")
    await save(page)
    assert (await configuration(stack))["sites"]["e2e"]["timezone"] == "Asia/Kathmandu"
    await zone.fill("")
    await save(page)
    assert (await configuration(stack))["sites"]["e2e"]["timezone"] is None
    dashboard.errors.clear()


async def test_occupied_hours_are_set_until_midnight_and_taken_away(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=600))
    dashboard, editor = await open_room(open_page, room)
    page = dashboard.page
    await editor.get_by_text("At these hours").click()
    await editor.get_by_label("Saturday").check()
    await editor.get_by_label("Monday").uncheck()
    await editor.get_by_label("From", exact=True).fill("19:30")
    await expect(editor.locator(".wrong")).to_have_text("The end must be after the beginning.")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(state_of(page)).to_have_text("Something above can’t be saved like that.")
    await editor.get_by_label("Until").fill("00:00")
    await save(page)
    saved = (await configuration(stack))["rooms"][f"e2e/{room}"]["occupied"]
    assert (sorted(saved["days"]), saved["start"], saved["end"]) == ([2, 3, 4, 5, 6], "19:30", "24:00")
    await editor.get_by_text("Always").click()
    await save(page)
    assert (await configuration(stack))["rooms"][f"e2e/{room}"]["occupied"] is None


async def test_a_room_is_moved_on_the_plan_by_keys_by_dragging_and_in_numbers(
    stack: Stack, open_page: Open
) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=600))
    place = {"x_m": 1, "y_m": 1, "width_m": 4, "depth_m": 3, "floor": 9}
    await edit_elsewhere(stack, named(room, plan=place))
    dashboard, editor = await open_room(open_page, room)
    page = dashboard.page
    drawn = page.locator(f'.plan-room[data-room="e2e/{room}"]')
    await drawn.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowDown"):
        await page.keyboard.press(key)
    await expect(page.get_by_text(f"{room.capitalize().replace('-', ' ')}: 2 m from left")).to_have_count(1)
    await expect(editor.get_by_label("From left")).to_have_value("2")
    await editor.get_by_label("Width").fill("5,5")
    await editor.get_by_label("Depth").fill("wide")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(editor.get_by_label("Depth")).to_be_focused()
    await expect(editor.get_by_text("A number from 0.1 to 1,000.")).to_be_visible()
    await editor.get_by_label("Depth").fill("3.5")
    await save(page)
    plan = (await configuration(stack))["rooms"][f"e2e/{room}"]["plan"]
    assert plan == {"x_m": 2, "y_m": 0.5, "width_m": 5.5, "depth_m": 3.5, "floor": 9}

    await drawn.evaluate("room => room.scrollIntoView({block: 'center'})")
    box = await drawn.locator("rect").bounding_box()
    assert box is not None
    metre_px = box["width"] / 5.5
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await page.mouse.move(*middle)
    await page.mouse.down()
    await page.mouse.move(middle[0] + 1.1 * metre_px, middle[1] + 0.6 * metre_px, steps=5)
    await page.mouse.up()
    await expect(editor.get_by_label("From left")).to_have_value("3")
    await expect(editor.get_by_label("From top")).to_have_value("1")
    await editor.get_by_text("laid out by itself").click()
    await save(page)
    assert (await configuration(stack))["rooms"][f"e2e/{room}"]["plan"] is None


async def test_a_new_room_is_added_fitted_out_and_removed(stack: Stack, open_page: Open) -> None:
    room = new_room()
    dashboard = await open_page("/settings.html")
    page = dashboard.page
    form = page.locator(".new-room")
    await form.get_by_label("Site").fill("Annexe")
    await form.get_by_label("Room").fill(f"Été {room}")
    await form.get_by_role("button", name="Add").click()
    key = f"annexe/ete-{room}"
    await expect(page).to_have_url(re.compile(f"room={key}$"))
    editor = page.locator(".room-editor")
    await expect(editor.get_by_label("Name").first).to_have_value(f"Été {room}")

    for kind in ("window", "window", "radiator"):
        await editor.locator(".adding select").select_option(kind)
        await editor.get_by_role("button", name="Add").click()
    await editor.get_by_role("button", name="Remove Window 1").click()
    await page.locator(f'[data-module="{key}/window-2"]').get_by_label("Name").fill("South")
    await save(page)
    saved = await configuration(stack)
    assert {module: part for module, part in saved["modules"].items() if module.startswith(f"{key}/")} == {
        f"{key}/window-2": {"name": "South", "kind": "window"},
        f"{key}/radiator-1": {"name": None, "kind": "radiator"},
    }
    await page.get_by_role("button", name="Remove this room").click()
    await save(page)
    saved = await configuration(stack)
    assert key not in saved["rooms"]
    assert not [module for module in saved["modules"] if module.startswith(f"{key}/")]


async def test_a_profile_is_copied_changed_and_holds_in_a_room(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=600, temperature_c=22))
    dashboard, editor = await open_room(open_page, room)
    page = dashboard.page
    await page.get_by_label("Look at").select_option("uba-2008")
    co2 = page.locator('.limits [data-quantity="co2_ppm"]')
    await expect(co2).to_contain_text("UBA/IRK 2008")
    await expect(co2.get_by_role("textbox")).to_have_count(0)
    await page.get_by_role("button", name="Copy into an own profile").click()
    name = page.locator("#limits").get_by_label("Name")
    await expect(name).to_have_value("Copy of UBA 2008")
    await name.fill("Strict")
    for level, limit in zip(("Excellent", "Good", "Fair", "Poor"), (100, 200, 300, 250), strict=True):
        await co2.get_by_label(f"CO₂, {level} up to").fill(str(limit))
    await expect(page.locator("#limits .wrong")).to_contain_text("Each limit must be above the one before")
    await co2.get_by_label("CO₂, Poor up to").fill("400")
    await page.get_by_role("button", name="Change Temperature").click()
    await page.get_by_label("Temperature, Excellent from").fill("20,5")
    await editor.get_by_label("Thresholds").select_option("own-1")
    await page.get_by_role("button", name="Change Carbon monoxide").click()
    await page.get_by_label("Carbon monoxide, Excellent up to").fill("5")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator("#limits .wrong")).to_contain_text("it kills, so no limit may be laxer")
    await page.get_by_role("button", name="As by default: Carbon monoxide").click()
    await save(page)
    saved = await configuration(stack)
    assert saved["profiles"]["own-1"] == {
        "name": "Strict",
        "limits": {
            "co2_ppm": [100, 200, 300, 400],
            "temperature_c": [[20.5, 24], [19, 26], [18, 27], [16, 30]],
        },
    }
    await dashboard.open(f"/room.html?room=e2e/{room}")
    await expect(page.locator(".room-now .chip")).to_contain_text("Severe")

    await dashboard.open("/settings.html")
    await page.get_by_label("Look at").select_option("own-1")
    await page.get_by_role("button", name="Delete this profile").click()
    await save(page)
    saved = await configuration(stack)
    assert (saved["profiles"], saved["rooms"][f"e2e/{room}"]["profile"]) == ({}, None)
    dashboard.errors.clear()


async def test_while_the_gateway_is_away_the_draft_stays(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=600))
    dashboard, editor = await open_room(open_page, room)
    page = dashboard.page
    await editor.get_by_label("Name").first.fill("Mine")

    async def away(route: Route) -> None:
        if route.request.method == "PUT":
            await route.fulfill(status=503, json={"detail": "the message bus is away"})
        else:
            await route.continue_()

    await page.route("**/config", away)
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("That was not saved: the message bus is away")
    await expect(editor.get_by_label("Name").first).to_have_value("Mine")
    await page.unroute("**/config")
    await save(page)
    assert (await configuration(stack))["rooms"][f"e2e/{room}"]["name"] == "Mine"
    dashboard.errors.clear()


async def test_everything_is_done_by_keyboard_alone(stack: Stack, open_page: Open) -> None:
    site, (room, other) = new_room(), sorted((new_room(), new_room()))
    await post(stack, *[{**reading(one, co2_ppm=600), "site": site} for one in (room, other)])
    dashboard = await open_page(f"/settings.html?site={site}")
    page = dashboard.page
    keys = page.keyboard

    async def tab_to(target: Locator) -> None:
        async def is_there() -> bool:
            await keys.press("Tab")
            return bool(await target.evaluate("one => one === document.activeElement"))

        await until(is_there, 30, "Tab reaches it")

    row = page.locator(f'.rooms-in-order [data-room="{site}/{other}"]')
    await tab_to(row.locator(".room-name"))
    await keys.press("Enter")
    await expect(page.locator(".room-editor")).to_be_visible()
    await tab_to(row.locator('[data-by="-1"]'))
    before = await page.locator(".rooms-in-order > li").evaluate_all(
        "all => all.map(one => one.dataset.room)"
    )
    await keys.press("Enter")
    await expect(row.locator('[data-by="-1"], [data-by="1"]').and_(page.locator(":focus"))).to_have_count(1)
    after = await page.locator(".rooms-in-order > li").evaluate_all("all => all.map(one => one.dataset.room)")
    assert after.index(f"{site}/{other}") == before.index(f"{site}/{other}") - 1
    name = page.locator(".room-editor").get_by_label("Name").first
    await tab_to(name)
    await keys.type("Moved up")
    await tab_to(page.locator(f'.plan-room[data-room="{site}/{other}"]'))
    await keys.press("ArrowLeft")
    await tab_to(page.get_by_role("button", name="Save", exact=True))
    await keys.press("Enter")
    await expect(state_of(page)).to_have_text("Saved.")
    rooms = (await configuration(stack))["rooms"]
    assert rooms[f"{site}/{other}"]["name"] == "Moved up"
    assert rooms[f"{site}/{other}"]["order"] == after.index(f"{site}/{other}") + 1
    assert rooms[f"{site}/{other}"]["plan"] is not None


async def test_the_address_says_which_room_is_open_and_back_closes_it(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=600))
    dashboard = await open_page("/settings.html?site=e2e")
    page = dashboard.page
    await page.locator(f'.rooms-in-order [data-room="e2e/{room}"] .room-name').click()
    await expect(page).to_have_url(re.compile(rf"\?room=e2e/{room}$"))
    await page.go_back()
    await expect(page.locator(".room-editor")).to_have_count(0)
    await page.go_forward()
    await expect(page.locator(".room-editor")).to_be_visible()


async def test_temperatures_are_shown_in_the_chosen_unit_everywhere(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, *[reading(room, age_s, temperature_c=20, co2_ppm=600) for age_s in (30, 20, 10, 0)])
    dashboard = await open_page("/settings.html")
    page = dashboard.page
    await page.get_by_text("°F").click()
    await page.get_by_role("button", name="Copy into an own profile").click()
    await page.get_by_role("button", name="Change Temperature").click()
    lowest = page.get_by_label("Temperature, Excellent from")
    await expect(lowest).to_have_value("68")
    await lowest.fill("69.1")
    await page.get_by_label("Temperature, Excellent up to").fill("warm")
    await expect(lowest).to_have_value("69.1")
    await page.get_by_role("button", name="Discard").click()
    await expect(lowest).to_have_count(0)
    await dashboard.open(f"/?room=e2e/{room}&quantity=temperature_c")
    tile = dashboard.tile(f"e2e/{room}")
    await expect(tile).to_contain_text("68.0")
    await expect(tile).to_contain_text("°F")
    await expect(page.locator("#chart-title")).to_contain_text("°F")
    await until(dashboard.measured, what="a drawn value")
    assert set(await dashboard.measured()) == {"68.0"}

    await dashboard.open(f"/room.html?room=e2e/{room}")
    await expect(page.locator(".score-card")).to_contain_text("68.0\u00a0°F")
    assert "°C" not in await page.locator("main").inner_text()

    await dashboard.open("/devices.html")
    await page.get_by_role("searchbox").fill(room)
    await page.locator(f'[data-device="e2e/{room}/probe"]').get_by_role("button", name="Edit").click()
    editor = page.locator(".device-editor")
    offset = page.get_by_label("Offset of Temperature in °F")
    await offset.fill("0.9")
    await expect(editor.locator("tr", has=offset)).to_contain_text("68.9\u00a0°F")
    await editor.get_by_role("button", name="Save").click()
    await expect(editor.get_by_role("status").first).to_have_text("Saved.")
    saved = (await configuration(stack))["devices"][f"e2e/{room}/probe"]["calibration"]
    assert saved == {"temperature_c": 0.5}


async def test_without_any_room_the_page_says_how_to_begin(open_page: Open) -> None:
    async def emptied(page: Page) -> None:
        async def answer(route: Route) -> None:
            snapshot = await (await route.fetch()).json()
            config = {**snapshot["config"], "sites": {}, "rooms": {}}
            await route.fulfill(json={**snapshot, "config": config, "devices": []})

        await page.route("**/api/snapshot", answer)

    dashboard = await open_page("/settings.html", before=emptied)
    await expect(dashboard.page.get_by_text("No room yet. Add one below")).to_be_visible()
    await expect(dashboard.page.locator(".new-room")).to_be_visible()
    await dashboard.page.unroute_all(behavior="wait")


@pytest.mark.parametrize("look", LOOKS)
async def test_axe_finds_nothing(stack: Stack, open_page: Open, axe: str, look: dict[str, Any]) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=600))
    await edit_elsewhere(
        stack, lambda document: document["modules"].update({f"e2e/{room}/w-1": {"kind": "door"}})
    )
    dashboard, editor = await open_room(open_page, room, bypass_csp=True, **look)
    page = dashboard.page
    await editor.get_by_text("At these hours").click()
    await editor.get_by_text("Here", exact=True).click()
    await editor.get_by_label("Depth").fill("wide")
    await page.get_by_role("button", name="Copy into an own profile").click()
    await page.get_by_role("button", name="Change Temperature").click()
    await editor.get_by_label("Name").first.fill("Mine")
    await edit_elsewhere(stack, named(room, name="Theirs"))
    await expect(page.locator("#conflicts")).to_be_visible(timeout=20_000)
    await page.evaluate(axe)
    violations = await page.evaluate(
        "axe.run().then(({violations}) => violations.map(one => [one.id, one.nodes.map(node => node.html)]))"
    )
    assert violations == []
