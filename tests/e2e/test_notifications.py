"""Alerts that begin while nobody looks at the page are announced, to whoever asked for it."""

import re
from typing import Any

from playwright.async_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import new_room, post, reading
from tests.support.stack import Stack
from tests.support.waiting import until

ANSWERING = """
  window.notices = [];
  window.Notification = class {
    static permission = sessionStorage.getItem("permission") ?? "default";
    static async requestPermission() {
      sessionStorage.setItem("permission", "%s");
      return (window.Notification.permission = "%s");
    }
    constructor(title, options) {
      this.said = { title, ...options, isClosed: false };
      window.notices.push(this.said);
    }
    close() { this.said.isClosed = true; }
  };
  Object.defineProperty(Document.prototype, "hidden", { get: () => window.isAway === true });
"""


async def granting(page: Page) -> None:
    """A person who says yes, and notices that are written down: this browser can't show them."""
    await page.context.grant_permissions(["notifications"])
    await page.add_init_script(ANSWERING % ("granted", "granted"))


async def refusing(page: Page) -> None:
    """A person who says no."""
    await page.add_init_script(ANSWERING % ("denied", "denied"))


async def notices(page: Page, room: str) -> list[dict[str, Any]]:
    """What was announced of a room."""
    said: list[dict[str, Any]] = await page.evaluate("window.notices")
    return [one for one in said if room[-8:] in one["title"]]


async def test_an_alert_is_announced_once_while_the_tab_is_hidden_and_taken_back(
    stack: Stack, open_page: Open
) -> None:
    seen, unseen = new_room(), new_room()
    await post(stack, reading(seen, co2_ppm=500), reading(unseen, co2_ppm=500))
    dashboard = await open_page("/alerts.html", before=granting)
    page = dashboard.page
    button = page.get_by_role("button", name="Notify me of alerts")
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(".notices")).to_contain_text("alerts that begin are announced")

    await post(stack, reading(seen, co_ppm=40))
    await expect(page.locator(".entry", has_text=re.compile(seen[-8:], re.IGNORECASE))).to_have_count(1)
    assert await notices(page, seen) == []

    await dashboard.open("/")  # it is remembered, and on every page
    await page.evaluate("window.isAway = true")
    for value in (40, 41):
        await post(stack, reading(unseen, co_ppm=value))

    async def is_announced() -> bool:
        return len(await notices(page, unseen)) > 0

    await until(is_announced, 10, "a notice")
    [notice] = await notices(page, unseen)
    assert "carbon monoxide is 4" in notice["body"].lower()
    assert notice["tag"].startswith(f"e2e.{unseen}.")
    assert not notice["isClosed"]
    assert await notices(page, seen) == []

    await page.evaluate("window.isAway = false")
    item = page.locator(".alert", has_text=re.compile(unseen[-8:], re.IGNORECASE))
    await item.get_by_role("button", name="Acknowledge").click()

    async def is_closed() -> bool:
        return [one["isClosed"] for one in await notices(page, unseen)] == [True]

    await until(is_closed, 10, "the notice to be taken back")


async def test_a_refusal_is_explained(open_page: Open) -> None:
    dashboard = await open_page("/", before=refusing)
    details = await dashboard.details()
    await details.get_by_role("button", name="Notify me of alerts").click()
    await expect(details).to_contain_text("This browser was told to allow no notifications here")
    await expect(details.get_by_role("button", name="Notify me of alerts")).to_have_count(0)


async def test_an_address_without_https_is_told_what_is_missing(open_page: Open) -> None:
    async def insecure(page: Page) -> None:
        await page.add_init_script("Object.defineProperty(window, 'isSecureContext', { get: () => false })")

    details = await (await open_page("/", before=insecure)).details()
    await expect(details).to_contain_text("Notifications need https")


async def test_nobody_is_told_who_did_not_ask(stack: Stack, open_page: Open) -> None:
    room = new_room()
    page = (await open_page("/", before=granting)).page
    await page.evaluate("window.isAway = true")
    await post(stack, reading(room, co_ppm=40))
    await expect(page.locator(".alert", has_text=re.compile(room[-8:], re.IGNORECASE))).to_have_count(1)
    assert await notices(page, room) == []
