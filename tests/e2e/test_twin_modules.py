"""What rooms are fitted with: asked for, reported, seen by everybody."""

import asyncio

from playwright.async_api import Route, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import post
from tests.e2e.twin import PATH, configure, fit, measured, new_site, report, switch
from tests.support.stack import Stack


async def test_a_switch_is_seen_in_another_browser_at_once(stack: Stack, open_page: Open) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=500))
    await fit(stack, f"{site}/a", window1="window", ventilation1="ventilation")
    path = f"{PATH}?view=plan&room={site}/a"
    mine, theirs = (await open_page(path)).page, (await open_page(path)).page
    key = f"{site}/a/window1"
    await expect(switch(theirs, key)).to_contain_text("Nobody has said how it is.")
    await switch(mine, key).get_by_role("button", name="open").click()
    for page in (mine, theirs):
        await expect(switch(page, key).locator("[aria-pressed=true]")).to_have_text("open", timeout=2000)
        await expect(page.locator(f'[data-module="{key}"]')).to_have_attribute("data-strength", "2")
    await expect(switch(theirs, key)).to_contain_text("As somebody said.")
    other = f"{site}/a/ventilation1"
    await switch(theirs, other).get_by_role("button", name="low").click()
    await expect(switch(mine, other).locator("[aria-pressed=true]")).to_have_text("low")

    later = (await open_page(path)).page
    await expect(switch(later, key).locator("[aria-pressed=true]")).to_have_text("open")
    await expect(switch(later, other).locator("[aria-pressed=true]")).to_have_text("low")


async def test_what_a_device_reports_holds_over_what_was_asked_for(stack: Stack, open_page: Open) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=500))
    await report(stack, site, "a", "closed")
    page = (await open_page(f"{PATH}?view=plan&room={site}/a")).page
    window = switch(page, f"{site}/a/window1")
    await expect(window).to_contain_text("Reported by the device.")
    await window.get_by_role("button", name="open").click()
    await expect(window).to_contain_text("Asked for: open")
    await expect(window).to_contain_text("Reported: closed.")
    await expect(window.locator("[aria-pressed=true]")).to_have_text("closed")
    await page.reload()
    await expect(window).to_contain_text("Asked for: open")
    await report(stack, site, "a", "open")
    await expect(window).to_contain_text("Reported by the device.")
    await expect(window.locator("[aria-pressed=true]")).to_have_text("open")


async def test_a_command_that_cannot_be_kept_is_taken_back(stack: Stack, open_page: Open) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=500))
    await fit(stack, f"{site}/a", radiator1="radiator")
    dashboard = await open_page(f"{PATH}?view=plan&room={site}/a")
    page, key = dashboard.page, f"{site}/a/radiator1"
    answer = asyncio.Event()

    async def refuse(route: Route) -> None:
        await answer.wait()
        await route.fulfill(status=503, json={"detail": "the bus is away"})

    await page.route("**/api/modules/**", refuse)
    await switch(page, key).get_by_role("button", name="on").click()
    await expect(switch(page, key).locator("[aria-pressed=true]")).to_have_text("on")
    answer.set()
    await expect(switch(page, key).get_by_role("alert")).to_have_text("That was not sent: the bus is away")
    await expect(switch(page, key).locator("[aria-pressed=true]")).to_have_count(0)
    dashboard.errors.clear()


async def test_a_module_is_added_where_it_is_seen(stack: Stack, open_page: Open) -> None:
    site = new_site()
    await post(stack, measured(site, "a", co2_ppm=500))
    dashboard = await open_page(f"{PATH}?view=plan&room={site}/a")
    page = dashboard.page
    await expect(page.get_by_text("No window, door or unit is known here yet.")).to_be_visible()
    await configure(stack, lambda document: document["sites"].update({f"{site}-other": {}}))
    await page.get_by_text("Add a window, door or unit").click()
    await page.get_by_label("Kind").select_option("door")
    await page.get_by_label("Name (may be empty)").fill("To the <b>yard</b>")
    await page.get_by_role("button", name="Add", exact=True).click()
    door = switch(page, f"{site}/a/door1")
    await expect(door.locator("legend")).to_have_text("To the <b>yard</b>")
    await door.get_by_role("button", name="closed").click()
    await expect(page.locator(f'[data-module="{site}/a/door1"]')).to_have_attribute("data-strength", "0")
    assert all("412" in error for error in dashboard.errors)  # somebody had saved meanwhile
    dashboard.errors.clear()
