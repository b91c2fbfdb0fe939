"""Several sites, and hundreds of rooms, on one overview."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import Document, Reading, configure, post, reading
from tests.support.stack import Stack

ROOMS = 200
TILES = 24
WORST = 150


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A system of its own: these tests count sites and rooms."""
    running = Stack(tmp_path_factory.mktemp("sites"))
    running.start()
    yield running
    assert running.stop() == 0, running.log.read_text()


def measured(site: str, room: str, co2_ppm: float) -> Reading:
    """A reading of a room of any site."""
    return {**reading(room, co2_ppm=co2_ppm), "site": site}


async def test_one_site_needs_no_choice(stack: Stack, open_page: Open) -> None:
    await post(stack, measured("Maison", "Bureau", 900), measured("Maison", "Salon", 500))
    dashboard = await open_page()
    await expect(dashboard.page.locator(".tile")).to_have_count(2)
    await expect(dashboard.page.get_by_role("group", name="Site")).to_have_count(0)
    await expect(dashboard.page.locator(".tile-site")).to_have_count(0)


async def test_a_site_is_chosen_and_the_address_says_so(stack: Stack, open_page: Open) -> None:
    await post(stack, measured("Annexe", "Hall", 1000), measured("Annexe", "Bureau", 500))
    dashboard = await open_page()
    page, tiles = dashboard.page, dashboard.page.locator(".tile")
    await expect(tiles).to_have_count(4)
    await expect(dashboard.tile("annexe/hall")).to_contain_text("Annexe")
    await expect(page.locator(".headline")).to_contain_text(re.compile("Hall (is fair|needs air)"))

    await page.get_by_label("Maison", exact=True).check()
    await expect(page).to_have_url(re.compile(r"/\?site=maison$"))
    await expect(tiles).to_have_count(2)
    await expect(page.locator(".tile-site")).to_have_count(0)
    await expect(page.locator(".headline")).to_contain_text(
        re.compile(r"Maison.*Bureau \(Maison\) (is fair|needs air)", re.DOTALL)
    )
    await expect(page.locator("#chart-title")).to_contain_text("Bureau (Maison)")

    await page.get_by_label("24 h").check()
    await dashboard.tile("maison/salon").click()
    await expect(page).to_have_url(re.compile(r"\?site=maison&room=maison/salon&quantity=co2_ppm&range=24h$"))
    for _ in range(3):
        await page.go_back()
    await expect(tiles).to_have_count(4)
    await expect(page.get_by_label("All sites", exact=True)).to_be_checked()

    await dashboard.open("/?site=atlantis")
    await expect(tiles).to_have_count(4)


@pytest.mark.parametrize(("scheme", "width"), [("dark", 390), ("light", 1440)])
async def test_two_hundred_rooms_are_found_and_axe_finds_nothing(
    stack: Stack, open_page: Open, axe: str, scheme: str, width: int
) -> None:
    await post(stack, *[measured("Tower", f"Room {at}", 1400 if at == WORST else 500) for at in range(ROOMS)])
    dashboard = await open_page(
        "/?site=tower",
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        bypass_csp=True,
    )
    page = dashboard.page
    await expect(page.locator("main > .tiles .tile")).to_have_count(TILES)
    await expect(page.locator("main > .tiles .tile").first).to_contain_text(f"Room {WORST}")
    rest = page.get_by_role("region", name=f"{ROOMS - TILES} more rooms")
    await expect(rest.get_by_role("listitem")).to_have_count(ROOMS - TILES)
    await rest.locator('[data-room="tower/room-3"]').press("Enter")
    await expect(page.locator("#chart-title")).to_contain_text("Room 3")
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await page.evaluate(axe)
    violations = await page.evaluate(
        "axe.run().then(({violations}) => violations.map(one => [one.id, one.nodes.map(node => node.html)]))"
    )
    assert violations == []


async def test_outdoors_is_shown_as_such_and_rooms_are_offered_in_their_order(
    stack: Stack, open_page: Open
) -> None:
    rooms = {"Yard": 2500, "Attic": 450, "Kitchen": 500, "Bedroom": 550}
    await post(stack, *[measured("House", room, co2_ppm) for room, co2_ppm in rooms.items()])

    def arrange(document: Document) -> None:
        document["rooms"]["house/yard"] = {"name": "Yard", "kind": "outdoor", "order": 9}
        document["rooms"]["house/kitchen"] = {"name": "Kitchen", "order": -1}

    await configure(stack, arrange)
    dashboard = await open_page("/?site=house")
    await expect(dashboard.page.locator(".tile-name > span:first-child")).to_have_text(
        ["Bedroom", "Kitchen", "Attic", "Yard"], use_inner_text=True
    )
    await expect(dashboard.tile("house/yard")).to_contain_text("Outdoors")
    await expect(dashboard.tile("house/yard")).not_to_contain_text("Severe")
    await expect(dashboard.page.locator(".headline")).not_to_contain_text("Yard is")

    await dashboard.open("/room.html?room=house/attic")
    offered = dashboard.page.get_by_label("Other room").locator("option")
    names = [name for name in await offered.all_inner_texts() if name in rooms]
    assert names == ["Kitchen", "Bedroom", "Yard"]
    await dashboard.open("/room.html?room=house/yard")
    await expect(dashboard.page.locator(".room-now")).to_contain_text("Outdoors")
