"""Days and hours are those of the room's site, wherever the person is who looks at it."""

import csv
import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.async_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.dashboard import Document, Reading, configure, new_room, post, reading
from tests.support.stack import Stack
from tests.support.waiting import until

AUCKLAND = ZoneInfo("Pacific/Auckland")
HOUR_S = 3600
DRAWN_WORDS = """
  window.drawnAt = {};
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...where) {
    window.drawnAt[text] = where[0];
    return fillText.call(this, text, ...where);
  };
"""


async def site_in(stack: Stack, zone: ZoneInfo | None, *ages_s: float) -> tuple[str, str]:
    """Measure in a room of a new site that keeps this zone; return the site and the room."""
    site, room = f"days-{uuid.uuid4().hex[:6]}", new_room()

    def measured(age_s: float) -> Reading:
        return {**reading(room, age_s, co2_ppm=600), "site": site}

    def keep_zone(document: Document) -> None:
        document["sites"].setdefault(site, {})["timezone"] = str(zone) if zone else None

    if ages_s:
        await post(stack, *map(measured, ages_s))
    await configure(stack, keep_zone)
    return site, room


async def table_times(page: Page) -> list[str]:
    """When the first chart's table says that something was measured, newest first."""
    card = page.locator(".chart-card").first
    if await card.locator("details[open]").count() == 0:
        await card.locator("summary").click()
    times: list[str] = await card.locator("tbody tr").evaluate_all(
        "all => all.filter(row => row.cells[1].innerText).map(row => row.cells[0].innerText)"
    )
    return times


async def test_a_room_tells_times_by_the_clock_of_its_site(
    stack: Stack, open_page: Open, tmp_path: Path
) -> None:
    local = datetime.now(AUCKLAND) - timedelta(seconds=20)
    site, room = await site_in(stack, AUCKLAND, 20, 30)
    page = (await open_page(f"/room.html?room={site}/{room}&range=1h")).page
    await expect(page.locator(".chart-card")).to_contain_text("Times in Pacific/Auckland.")

    async def told_by_the_site() -> bool:
        times = await table_times(page)
        return len(times) == 2 and times[0].startswith(f"{local:%-d %b, %H:%M}")

    await until(told_by_the_site, what=f"{local:%-d %b, %H:%M} in the table")

    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download CSV").click()
    await (await download.value).save_as(tmp_path / "shown.csv")
    with (tmp_path / "shown.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            shown = datetime.fromisoformat(row["time_local"])
            assert shown == datetime.fromisoformat(row["time_utc"])
            assert shown.utcoffset() == local.utcoffset()


async def test_days_of_a_chart_begin_at_the_site_s_midnights(stack: Stack, open_page: Open) -> None:
    site, room = await site_in(stack, AUCKLAND, 20)

    async def record(page: Page) -> None:
        await page.add_init_script(DRAWN_WORDS)

    page = (await open_page(f"/?room={site}/{room}&range=7d", before=record)).page
    now = datetime.now(AUCKLAND)
    days = [f"{now - timedelta(days=back):%-d %b}" for back in (3, 2)]

    async def are_drawn() -> bool:
        drawn = await page.evaluate("window.drawnAt")
        return all(word in drawn for word in (*days, "now"))

    await until(are_drawn, what=f"{days} on the axis")
    drawn = await page.evaluate("window.drawnAt")
    day_px = drawn[days[1]] - drawn[days[0]]
    since_midnight = timedelta(days=(drawn["now"] + 6 - drawn[days[1]]) / day_px - 2)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    assert abs(now - midnight - since_midnight) < timedelta(minutes=45)


async def test_a_period_is_typed_by_the_clock_of_the_site(stack: Stack, open_page: Open) -> None:
    site, room = await site_in(stack, AUCKLAND, 2 * HOUR_S)
    page = (await open_page(f"/room.html?room={site}/{room}")).page
    start = (datetime.now(UTC) - timedelta(hours=3)).replace(second=0, microsecond=0)
    await page.get_by_role("button", name="From – to").click()
    await expect(page.locator("#span")).to_contain_text("Times in Pacific/Auckland.")
    for label, at in (("From", start), ("To", start + timedelta(hours=2))):
        field = page.get_by_label(label, exact=True)
        shown = datetime.fromisoformat(await field.input_value()).replace(tzinfo=AUCKLAND)
        assert abs(shown - datetime.now(UTC)) < timedelta(minutes=45)
        await field.fill(f"{at.astimezone(AUCKLAND):%Y-%m-%dT%H:%M}")
    await page.get_by_role("button", name="Show", exact=True).click()
    await expect(page).to_have_url(re.compile(re.escape(f"from={start:%Y-%m-%dT%H:%MZ}")))

    async def is_drawn() -> bool:
        return len(await table_times(page)) == 1

    await until(is_drawn, what="what was measured in that period")


async def test_a_site_without_a_zone_keeps_the_machine_s(stack: Stack, open_page: Open) -> None:
    site, room = await site_in(stack, None, 20)
    path = f"/room.html?room={site}/{room}"
    there = (await open_page(path, timezone_id="Europe/Paris")).page
    await expect(there.locator(".chart-card")).to_contain_text("Times in UTC.")
    here = (await open_page(path, timezone_id="UTC")).page
    await expect(here.locator(".chart-card")).to_contain_text("Bands")
    await expect(here.locator(".zone")).to_have_count(0)


async def test_words_say_the_zone_where_clocks_differ(stack: Stack, open_page: Open) -> None:
    site, room = await site_in(stack, AUCKLAND, 30 * HOUR_S)
    dashboard = await open_page(f"/?room={site}/{room}")
    local = (datetime.now(UTC) - timedelta(hours=30)).astimezone(AUCKLAND)
    said = dashboard.tile(f"{site}/{room}").locator(".tile-reason")
    await expect(said).to_have_text(re.compile(rf"last seen {local:%-d %b}, {local:%H}:\d\d GMT\+1[23]"))


async def test_only_occupied_hours_count_in_a_room_s_day(stack: Stack, open_page: Open) -> None:
    now = datetime.now(UTC)
    noon = ZoneInfo(f"Etc/GMT{now.hour - 12:+d}")  # where it is noon now, so that no day begins meanwhile
    site, room = await site_in(stack, noon)
    ages_s = [60 * minutes for minutes in range(200, 0, -10)]
    readings = [reading(room, age_s, co2_ppm=500 if age_s > HOUR_S else 1000) for age_s in ages_s]
    await post(stack, *[{**one, "site": site} for one in readings])

    async def occupy(*days: int) -> None:
        start, end = (f"{(now + timedelta(minutes=at)).astimezone(noon):%H:%M}" for at in (-100, 2))
        occupied = {"days": days, "start": start, "end": end}
        await configure(
            stack, lambda document: document["rooms"].update({f"{site}/{room}": {"occupied": occupied}})
        )

    await occupy(1, 2, 3, 4, 5, 6, 7)
    dashboard = await open_page(f"/room.html?room={site}/{room}")
    card = dashboard.page.locator(".score-card")
    await expect(card).to_contain_text(
        re.compile(r"Only occupied hours count: Mon–Sun, \d\d:\d\d–\d\d:\d\d\.")
    )
    await expect(card.locator(".share-list")).to_contain_text(
        re.compile(r"Excellent\s(38|39|40|41)%.*Fair\s(57|58|59|60|61)%")
    )

    await occupy((now + timedelta(days=3)).isoweekday())
    await dashboard.open(f"/room.html?room={site}/{room}")
    await expect(card).to_contain_text("Within them nobody was expected here")
    await expect(card.locator(".share-list li")).to_have_count(0)
