"""The page of alerts and actions, and that of how good the forecasts were."""

import asyncio
import json
import re
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import Dashboard, new_room, post, reading
from tests.support.stack import Stack
from tests.support.waiting import until

LANGUAGES = ("fr", "en", "de", "es", "it")
STEP_S = 30
"""A device is forecast at most this often."""
FIVE_MINUTES_S = 300
ENOUGH = 50
"""Fewer forecasts say nothing yet."""


def entry(dashboard: Dashboard, room: str, words: str) -> Locator:
    """What the page says of a room."""
    named = dashboard.page.locator(".entry", has_text=re.compile(room[-8:], re.IGNORECASE))
    return named.filter(has_text=words)


async def get(stack: Stack, path: str) -> list[dict[str, Any]]:
    """Ask the API for messages."""
    body = await asyncio.to_thread(lambda: urlopen(stack.url + path, timeout=10).read())
    messages: list[dict[str, Any]] = json.loads(body)["messages"]
    return messages


async def test_an_alert_is_acknowledged_and_shows_so_in_another_page_at_once(
    stack: Stack, open_page: Open
) -> None:
    room = new_room()
    here, there = await open_page("/alerts.html"), await open_page(f"/alerts.html?room=e2e/{room}")
    await post(stack, reading(room, co_ppm=40))
    alert = entry(here, room, "carbon monoxide is 40")
    await expect(alert).to_contain_text("Firing", timeout=10_000, ignore_case=True)
    await expect(entry(there, room, "40")).to_contain_text("Firing")
    await alert.get_by_role("button", name="Acknowledge").press("Enter")
    await expect(entry(there, room, "40")).to_contain_text("Acknowledged")
    await expect(alert).to_contain_text("Acknowledged")
    await expect(alert).to_be_focused()

    await alert.get_by_role("button", name="Snooze").press("Enter")
    await alert.get_by_role("button", name="8 hrs").press("Enter")
    await expect(entry(there, room, "40")).to_contain_text("Snoozed until")
    [said] = await get(stack, f"/api/alerts?site=e2e&room={room}")
    assert said["state"] == "snoozed"


async def test_a_done_action_shows_and_a_refusal_is_said_where_it_happened(
    stack: Stack, open_page: Open
) -> None:
    room = new_room()
    dashboard = await open_page(f"/alerts.html?room=e2e/{room}&kind=actions")
    await expect(dashboard.page.get_by_role("heading", name="Nothing matches these filters")).to_be_visible()
    action = entry(dashboard, room, "Open the window")

    async def is_proposed() -> bool:
        await post(stack, reading(room, co2_ppm=1700))
        return await action.count() == 1

    await until(is_proposed, 60, "an action for 1700 ppm")
    await expect(action).to_contain_text("CO₂ is 1,700 ppm, above the limit of 1,500 ppm.")
    await expect(action).to_contain_text(re.compile(r"Expected: CO₂ at .*within about .*Confidence: \d+%"))

    await dashboard.page.route(
        "**/api/actions/**", lambda route: route.fulfill(status=503, json={"detail": "away"})
    )
    await action.get_by_role("button", name="Done").press("Enter")
    await expect(action.get_by_role("alert")).to_have_text("That was not kept: away")
    await expect(action).to_contain_text("Proposed")
    dashboard.errors.clear()

    await dashboard.page.unroute("**/api/actions/**")
    await action.get_by_role("button", name="Done").press("Enter")
    await expect(dashboard.page.locator("section", has=action)).to_have_attribute(
        "aria-labelledby", "items-over"
    )
    await expect(action.get_by_role("button")).to_have_count(0)

    async def is_kept() -> bool:
        said = await get(stack, f"/api/actions?site=e2e&room={room}&start=2026-01-01T00:00:00Z")
        return any(action["state"] == "done" for action in said)

    await until(is_kept, 10, "the done action in the store")
    await dashboard.open(f"/alerts.html?room=e2e/{room}&since=24h")
    await expect(action).to_contain_text("Done")


async def test_filters_are_in_the_address_and_back_returns(stack: Stack, open_page: Open) -> None:
    first, second = new_room(), new_room()
    await post(stack, reading(first, co_ppm=40), reading(second, co_ppm=41))
    dashboard = await open_page("/alerts.html")
    page = dashboard.page
    one, other = entry(dashboard, first, "40"), entry(dashboard, second, "41")
    await expect(one).to_have_count(1, timeout=10_000)
    await expect(other).to_have_count(1)
    await page.get_by_label("Where").select_option(f"e2e/{first}")
    await expect(page).to_have_url(re.compile(rf"\?room=e2e/{first}$"))
    await expect(other).to_have_count(0)
    await page.get_by_label("State").select_option("acknowledged")
    await page.get_by_label("7 d").check()
    await expect(page).to_have_url(re.compile("&state=acknowledged&since=7d$"))
    await expect(one).to_have_count(0)
    await page.go_back()
    await page.go_back()
    await expect(one).to_have_count(1)
    await expect(page.get_by_role("radio", name="Now")).to_be_checked()
    await page.get_by_role("button", name="Clear the filters").click()
    await expect(page).to_have_url(re.compile("/alerts.html$"))
    await expect(other).to_have_count(1)


async def test_a_past_that_cannot_be_loaded_is_said_and_comes_by_itself(open_page: Open) -> None:
    async def fail(page: Page) -> None:
        await page.route("**/api/alerts?*", lambda route: route.fulfill(status=503, json={"detail": "away"}))

    dashboard = await open_page("/alerts.html", before=fail)
    note = dashboard.page.get_by_text("What is over cannot be loaded")
    await expect(note).to_be_visible()
    dashboard.errors.clear()
    await dashboard.page.unroute("**/api/alerts?*")
    await expect(note).to_have_count(0, timeout=10_000)


async def test_the_forecast_is_drawn_beside_the_truth_and_its_table_is_that_of_the_api(
    stack: Stack, open_page: Open
) -> None:
    room = new_room()
    values = [600 + 5 * (at % 7) for at in range(120)]
    count = len(values)
    await post(
        stack,
        *[reading(room, (count - 1 - at) * STEP_S, co2_ppm=value) for at, value in enumerate(values)],
    )

    async def is_scored() -> list[dict[str, Any]]:
        await post(stack, reading(room, co2_ppm=600))
        return await get(stack, f"/api/accuracy?site=e2e&room={room}")

    [accuracy] = await until(is_scored, 60, "the realised error")
    dashboard = await open_page(f"/forecasts.html?room=e2e/{room}&minutes=5")
    page = dashboard.page
    errors = page.locator(".errors tbody").first.locator("tr")
    await expect(errors).to_have_count(len(accuracy["errors"]))
    for at, error in enumerate(accuracy["errors"]):
        cells = await errors.nth(at).locator("th, td").all_inner_texts()
        ahead, mae, no_change, skill, covered, forecasts = cells[1:]
        assert cells[0] == "CO₂"
        assert ahead == f"{error['horizon_s'] // 60} mins"
        assert abs(number(mae) - error["mae"]) <= 0.5
        assert abs(number(no_change) - error["mae_no_change"]) <= 0.5
        assert abs(number(skill) - 100 * error["skill"]) <= 0.5
        assert abs(number(covered) - 100 * error["covered"]) <= 0.5
        assert number(forecasts) == error["count"]

    [few] = [error["count"] for error in accuracy["errors"] if error["horizon_s"] == FIVE_MINUTES_S]
    assert few < ENOUGH
    await expect(page.locator(".verdict")).to_contain_text(f"Only {few} forecasts of this kind")

    made = await get(stack, f"/api/predictions?site=e2e&room={room}&start=2026-01-01T00:00:00Z")
    known = {
        tuple(round(forecast[column][0]) for column in ("median", "low", "high"))
        for forecast in (prediction["forecasts"]["co2_ppm"] for prediction in made)
    }
    await page.locator(".chart-card summary").click()
    drawn = page.locator(".chart-card tbody tr")
    await expect(drawn.nth(1)).to_be_visible()
    rows = [await row.locator("td").all_inner_texts() for row in await drawn.all()]
    assert {tuple(round(number(cell)) for cell in forecast) for *forecast, _ in rows} <= known
    assert {measured for *_, measured in rows} <= {str(value) for value in values}


async def test_errors_are_said_in_plain_words(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=600))
    error = {"quantity": "co2_ppm", "mae": 34.2, "mae_no_change": 51.8, "skill": 0.34, "count": 1440}
    errors = [error | {"horizon_s": 900, "covered": 0.91}, error | {"horizon_s": 3600, "covered": 0.8}]

    async def answer(page: Page) -> None:
        await page.route(
            "**/api/accuracy?*", lambda route: route.fulfill(json={"messages": [{"errors": errors}]})
        )

    dashboard = await open_page(f"/forecasts.html?room=e2e/{room}", before=answer)
    means = dashboard.page.locator(".verdict")
    await expect(means).to_contain_text(
        "The forecast for in 60 minutes was off by 34 ppm on average; assuming no change, by 52 ppm."
    )
    await expect(means).to_contain_text("34% better than assuming no change")
    await expect(means).to_contain_text("90% was promised: it is too narrow.")
    await expect(means).to_contain_text("This rests on 1,440 forecasts.")
    await dashboard.page.get_by_role("radio", name="15 mins").check()
    await expect(dashboard.page).to_have_url(re.compile("&minutes=15$"))
    await expect(means).to_contain_text("91% of what was measured lay within the band, 90% was promised.")
    await dashboard.page.get_by_role("radio", name="30 mins").check()
    await expect(means).to_contain_text("No forecast of this kind has come due")


@pytest.mark.parametrize("path", ["/alerts.html?since=24h", "/forecasts.html"])
@pytest.mark.parametrize("look", [("dark", 1440), ("light", 390)])
async def test_axe_finds_nothing_in_any_language(
    stack: Stack, open_page: Open, axe: str, path: str, look: tuple[str, int]
) -> None:
    await post(stack, reading(new_room(), co_ppm=40, co2_ppm=1300))
    scheme, width = look
    dashboard = await open_page(
        path, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True
    )
    page = dashboard.page
    await page.locator("main .buttons [aria-expanded]").evaluate_all(
        "all => all.slice(0, 1).map(one => one.click())"
    )
    await dashboard.table()
    await page.evaluate(axe)
    for tag in LANGUAGES:
        await page.locator("header select").select_option(tag)
        await expect(page.locator("html")).to_have_attribute("lang", tag)
        overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{tag} is too wide at {width} px"
        text = await page.locator("main").inner_text()
        assert (
            re.findall(r"\b(?:items|state|filter|kind|quality|errors|model|band|change)-[a-z_]+", text) == []
        )
    violations = await page.evaluate(
        "axe.run().then(({violations}) => violations.map(one => [one.id, one.nodes.map(node => node.html)]))"
    )
    assert violations == []


def number(cell: str) -> float:
    """Read a cell: a number, perhaps with a unit."""
    return float(cell.partition("\u00a0")[0].replace(",", "").rstrip("%"))
