"""High contrast: as the system asks for it, as its own colours demand it, or as a person chooses it here."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import new_room, post, reading
from tests.support.stack import Stack

COLOUR = "(element, name) => getComputedStyle(element)[name]"


async def contrast_with_text(page: Page) -> dict[str, Any]:
    """Which of a tile's edge and quiet words are as strong as the text."""
    text = await page.locator("body").evaluate(COLOUR, "color")
    tile = page.locator(".tile:not([aria-current])").first
    return {
        "edge": await tile.evaluate(COLOUR, "borderTopColor") == text,
        "quiet": await tile.locator(".muted").first.evaluate(COLOUR, "color") == text,
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("wish", [{"contrast": "more"}, {"forced_colors": "active"}, {}])
async def test_edges_and_words_are_strong_and_axe_finds_nothing(
    stack: Stack, open_page: Open, axe: str, scheme: str, wish: dict[str, str]
) -> None:
    await post(stack, *[reading(new_room(), co2_ppm=co2_ppm) for co2_ppm in (500, 1300, 3000)])
    dashboard = await open_page(color_scheme=scheme, bypass_csp=True, **wish)
    page = dashboard.page
    if not wish:
        assert await contrast_with_text(page) == {"edge": False, "quiet": False}
        for _ in range(3):
            await page.locator("header .square").click()
        await expect(page.locator("header .square")).to_have_accessible_name("Colours: high contrast")
        await dashboard.open("/")
        await expect(page.locator("html")).to_have_attribute("data-theme", "contrast")
    assert await contrast_with_text(page) == {"edge": True, "quiet": True}
    colours = [
        await page.locator(f".segment input{state} + span").first.evaluate(COLOUR, "backgroundColor")
        for state in (":checked", ":not(:checked)")
    ]
    assert colours[0] != colours[1]
    await page.evaluate(axe)
    violations = await page.evaluate(
        "axe.run().then(({violations}) => violations.map(one => [one.id, one.nodes.map(node => node.html)]))"
    )
    assert violations == []
