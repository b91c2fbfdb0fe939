"""A real Chromium; every page must end without an error and without a request to anywhere else."""

import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.e2e.chromium import CHROMIUM, FLAGS
from tests.e2e.dashboard import Dashboard
from tests.support.faults import Faults
from tests.support.service import CHECKOUT
from tests.support.stack import Stack

OF_THE_NETWORK = ("WebSocket connection to", "Failed to load resource")
"""What Chromium itself says on the console of a network that fails, as it was told to."""
MISSING = "NO CHROMIUM ON PATH: THE BROWSER TESTS DID NOT RUN (on Debian: apt install chromium)"

Open = Callable[..., Awaitable[Dashboard]]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Everything here drives a browser, in one event loop that it shares; the matrix only when asked for."""
    if "matrix" not in config.option.markexpr:
        config.hook.pytest_deselected(items=[item for item in items if "matrix" in item.keywords])
        items[:] = [item for item in items if "matrix" not in item.keywords]
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            if iscoroutinefunction(getattr(item, "obj", None)):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(MISSING))


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Without Chromium all skips are one and the same, so that they are one loud line."""
    report = yield
    if report.skipped and CHROMIUM is None:
        report.longrepr = (__file__, 1, f"Skipped: {MISSING}")
        report.keywords = {}  # by which some would be counted apart
    return report


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def faults(stack: Stack) -> AsyncIterator[Faults]:
    """A network before the system that fails on command; `open_page` goes through it when it is told so."""
    async with Faults.before(stack.port) as standing:
        yield standing


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(chromium: Browser, stack: Stack) -> AsyncIterator[Open]:
    """Open the dashboard: ``await open_page("/?range=1h", through=faults, before=route, **options)``."""
    opened: list[Dashboard] = []

    async def open_one(
        path: str = "/",
        *,
        through: Faults | None = None,
        before: Callable[[Page], Awaitable[None]] | None = None,
        **options: Any,
    ) -> Dashboard:
        context = await chromium.new_context(
            **{"locale": "en-GB", "timezone_id": "Europe/Paris", "reduced_motion": "reduce", **options}
        )
        dashboard = Dashboard(await context.new_page(), through.url if through else stack.url)
        opened.append(dashboard)
        if before is not None:
            await before(dashboard.page)
        await dashboard.open(path)
        return dashboard

    yield open_one
    for dashboard in opened:
        await dashboard.page.context.close()
    for dashboard in opened:
        is_failing = dashboard.url != stack.url
        assert [e for e in dashboard.errors if not (is_failing and e.startswith(OF_THE_NETWORK))] == []
        asked = {urlsplit(url).netloc for url in dashboard.requests}
        assert asked == {urlsplit(dashboard.url).netloc}, "a page asked somebody else"


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's script."""
    subprocess.run([sys.executable, "frontend/build.py", "tools"], cwd=CHECKOUT, check=True)
    return (CHECKOUT / "frontend/node_modules/axe-core/axe.min.js").read_text()
