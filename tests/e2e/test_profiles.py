"""A room has limits of its own: its page shows and scores by them, as soon as somebody chooses them."""

import asyncio
import json
from typing import Any
from urllib.request import Request, urlopen

from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import new_room, post, reading
from tests.support.faults import Faults
from tests.support.stack import Stack

OWN = {"name": "Fresh air", "limits": {"co2_ppm": [450, 550, 650, 900]}}


def edit(stack: Stack, **parts: dict[str, Any]) -> None:
    """Add to the configuration what a person would."""
    with urlopen(stack.url + "/config", timeout=5) as answer:
        document, etag = json.load(answer), answer.headers["ETag"]
    for part, entries in parts.items():
        document[part] |= entries
    headers = {"Content-Type": "application/json", "If-Match": etag}
    body = json.dumps(document).encode()
    urlopen(Request(stack.url + "/config", body, headers, method="PUT"), timeout=5).close()


def chart(page: Page, quantity: str) -> Locator:
    """The chart of a quantity."""
    return page.locator(".chart-card", has=page.locator(f"#chart-{quantity}"))


async def test_a_room_page_follows_the_profile_of_its_room(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, *[reading(room, age_s, co2_ppm=700, temperature_c=22) for age_s in (30, 20, 10, 0)])
    page = (await open_page(f"/room.html?room=e2e/{room}")).page
    score, bands = page.locator(".room-score strong"), chart(page, "co2_ppm")
    await expect(score).to_have_text("80")
    await expect(page.locator(".share-list li").first).to_contain_text("Good")
    await expect(bands).to_contain_text("Bands: HCSP 2022: manage at 800")
    await expect(bands).to_contain_text("(IAQverse)")

    await asyncio.to_thread(edit, stack, profiles={room: OWN}, rooms={f"e2e/{room}": {"profile": room}})
    await expect(score).to_have_text("46")
    await expect(bands).to_contain_text("(Fresh air)")
    await expect(bands).not_to_contain_text("HCSP")
    await expect(page.locator(".score-card")).to_contain_text("Below 550 ppm, CO₂ would be good.")
    await expect(page.locator(".share-list li").first).to_contain_text("Poor", timeout=20_000)

    await asyncio.to_thread(edit, stack, rooms={f"e2e/{room}": {"profile": "uba-2008"}})
    await expect(score).to_have_text("93")
    await expect(bands).to_contain_text("Bands: UBA/IRK 2008")
    await expect(chart(page, "temperature_c")).to_contain_text("Bands: EN 16798-1 category II")
    await expect(page.locator(".share-list li").first).to_contain_text("Excellent", timeout=20_000)


async def test_a_page_that_polls_follows_it_too(stack: Stack, open_page: Open, faults: Faults) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=700))
    faults.websockets = "refused"
    dashboard = await open_page("/", through=faults)
    await expect(dashboard.pill).to_have_text("Live · long polling", timeout=10_000)
    tile = dashboard.tile(f"e2e/{room}").locator(".tile-score")
    await expect(tile).to_contain_text("80")
    await asyncio.to_thread(edit, stack, rooms={f"e2e/{room}": {"profile": "uba-2008"}})
    await post(stack, reading(room, co2_ppm=700))
    await expect(tile).to_contain_text("93")
