"""Every page of the navigation, found by itself, is for everybody: in each language, theme and width."""

from collections.abc import AsyncIterator
from itertools import product
from typing import Any

import pytest
import pytest_asyncio

from tests.e2e.conftest import Open
from tests.e2e.pages import (
    FRONTEND,
    LANGUAGES,
    PATHS,
    THEMES,
    WIDTHS,
    eventful_room,
    keys_of_words,
    missing_words,
    name_of,
    overflow,
    show_everything,
    speak,
    violations,
)
from tests.support.stack import Stack

Look = tuple[str, int]
"""A theme and a width."""
LOOKS = list(product(THEMES, WIDTHS))
PHONE = 390
KEYS = keys_of_words()
pages = pytest.mark.parametrize("path", PATHS, ids=name_of)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def room(stack: Stack) -> AsyncIterator[str]:
    """A room of which every page has something to say."""
    async with eventful_room(stack) as eventful:
        yield eventful


def options(look: Look) -> dict[str, Any]:
    """How a browser is opened for a look; axe comes past the content security policy."""
    theme, width = look
    return {"color_scheme": theme, "viewport": {"width": width, "height": 900}, "bypass_csp": True}


def test_every_page_that_there_is_is_looked_at() -> None:
    files = {"/" if file.stem == "index" else f"/{file.name}" for file in FRONTEND.glob("*.html")}
    assert set(PATHS) == files


@pages
@pytest.mark.parametrize("theme", THEMES)
async def test_axe_finds_nothing_in_french_on_a_phone(
    open_page: Open, axe: str, room: str, path: str, theme: str
) -> None:
    dashboard = await open_page(f"{path}?room={room}", locale="fr-FR", **options((theme, PHONE)))
    assert await violations(dashboard.page, axe) == []
    await show_everything(dashboard)
    assert await violations(dashboard.page, axe) == []


@pages
async def test_no_language_is_too_wide_for_a_phone_or_lacks_a_word(
    open_page: Open, room: str, path: str
) -> None:
    dashboard = await open_page(f"{path}?room={room}", **options(("light", PHONE)))
    for language in LANGUAGES:
        await speak(dashboard.page, language)
        assert await overflow(dashboard.page) <= 0, f"{language} is too wide"
        await show_everything(dashboard)
        assert await missing_words(dashboard.page, KEYS) == set(), language


@pytest.mark.matrix
@pages
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
async def test_axe_finds_nothing_in_any_look_and_language(
    open_page: Open, axe: str, room: str, path: str, look: Look
) -> None:
    dashboard = await open_page(f"{path}?room={room}", **options(look))
    broken = {}
    for is_open in (False, True):
        if is_open:
            await show_everything(dashboard)
        for language in LANGUAGES:
            await speak(dashboard.page, language)
            assert await overflow(dashboard.page) <= 0, f"{language} is too wide, {is_open=}"
            if found := await violations(dashboard.page, axe):
                broken[language, is_open] = found
    assert broken == {}
