"""A room's page: all that was measured in it, over any time, beside other rooms, and why it has its score."""

import asyncio
import csv
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from playwright.async_api import Locator, Page, expect

from iaqverse.bus import Bus
from iaqverse.contracts.action import Alert, Because
from services.predictor import messages
from tests.e2e.conftest import Open
from tests.e2e.dashboard import Dashboard, new_room, post, reading
from tests.support.stack import Stack
from tests.support.waiting import until

LANGUAGES = ("fr", "en", "de", "es", "it")
MINUTE_S = 60
HOUR_S = 3600


def chart(page: Page, quantity: str) -> Locator:
    """The chart of a quantity."""
    return page.locator(".chart-card", has=page.locator(f"#chart-{quantity}"))


async def rows(page: Page, quantity: str) -> list[list[str]]:
    """What a chart's table says, oldest first, without its times."""
    table = chart(page, quantity)
    if await table.locator("details[open]").count() == 0:
        await table.locator("summary").click()
    cells: list[list[str]] = await table.locator("tbody tr").evaluate_all(
        "all => all.map(row => [...row.cells].slice(1).map(cell => cell.innerText))"
    )
    return cells[::-1]


async def measured(page: Page, quantity: str) -> list[str]:
    """The values of the first line of a chart, nothing where it has a gap; its forecast left out."""
    return [value for value, *_, high in await rows(page, quantity) if value or not high]


async def drawn(page: Page, quantity: str, *values: str) -> None:
    """Wait until a chart draws exactly this."""

    async def is_drawn() -> bool:
        return await measured(page, quantity) == list(values)

    await until(is_drawn, 10, f"{values} in the chart of {quantity}")


def alerts_of(stack: Stack, room: str) -> list[object]:
    """What the store has of a room's alerts."""
    start = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds").replace("+00:00", "Z")
    with urlopen(f"{stack.url}/api/alerts?site=e2e&room={room}&start={start}", timeout=5) as answer:
        found: list[object] = json.load(answer)["messages"]
        return found


async def test_the_overview_leads_to_a_room_with_all_its_quantities(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(
        stack,
        *[
            reading(room, 20 - 5 * at, co2_ppm=900 + at, temperature_c=21, pressure_hpa=1013)
            for at in range(3)
        ],
    )
    dashboard = await open_page(f"/?room=e2e/{room}&range=1h")
    await dashboard.page.get_by_role("link", name="Open the room").click()
    page = dashboard.page
    await expect(page).to_have_url(re.compile(rf"/room\.html\?room=e2e/{room}&range=1h$"))
    await expect(page.get_by_role("heading", level=1)).to_contain_text(room[-8:])
    await expect(page.locator(".chart-card h2")).to_have_text(
        [re.compile("CO₂ ppm"), re.compile("Temperature °C"), re.compile("Pressure hPa")]
    )
    await drawn(page, "co2_ppm", "900", "901", "902")
    await drawn(page, "temperature_c", "21.0", "21.0", "21.0")
    await expect(chart(page, "co2_ppm")).to_contain_text("Bands: HCSP 2022")
    await expect(chart(page, "pressure_hpa")).not_to_contain_text("Bands")

    await post(stack, reading(room, co2_ppm=950))
    await drawn(page, "co2_ppm", "900", "901", "902", "950")


async def test_a_score_explains_itself(stack: Stack, open_page: Open) -> None:
    room = new_room()
    ages_s = [minutes * MINUTE_S for minutes in range(200, 0, -10)]
    await post(stack, *[reading(room, age_s, co2_ppm=500 if age_s > HOUR_S else 1000) for age_s in ages_s])
    await post(stack, reading(room, co2_ppm=1000, temperature_c=22))
    page = (await open_page(f"/room.html?room=e2e/{room}")).page
    card = page.locator(".score-card")
    await expect(card.locator("tbody tr")).to_have_text(
        [re.compile(r"CO₂\s*1,000\sppm\s*Fair\s*−40"), re.compile(r"Temperature\s*22\.0\s°C\s*Excellent\s*0")]
    )
    await expect(card).to_contain_text("Below 800 ppm, CO₂ would be good.")
    await expect(card.locator(".share-list li")).to_have_text(["Excellent 10%", "Fair 4%", "Offline 86%"])
    await card.get_by_role("link", name="CO₂").click()
    await expect(page.locator("#chart-co2_ppm")).to_be_in_viewport()


async def test_one_cursor_reads_all_charts_and_the_keyboard_moves_it(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(
        stack, *[reading(room, 50 - 10 * at, co2_ppm=501 + at, temperature_c=20 + at) for at in range(5)]
    )
    page = (await open_page(f"/room.html?room=e2e/{room}")).page
    await drawn(page, "temperature_c", "20.0", "21.0", "22.0", "23.0", "24.0")
    plot = chart(page, "co2_ppm").locator(".plot")
    await plot.focus()
    for key, co2, temperature in (
        ("Home", "501 ppm", "20.0 °C"),
        ("ArrowRight", "502 ppm", "21.0 °C"),
        ("PageUp", "501 ppm", "20.0 °C"),
    ):
        await plot.press(key)
        said = chart(page, "co2_ppm").locator("[aria-live]")
        await expect(said).to_contain_text(co2.replace(" ", "\u00a0"))
        await expect(chart(page, "temperature_c").locator(".tooltip")).to_contain_text(
            temperature.replace(" ", "\u00a0")
        )
        await expect(chart(page, "temperature_c").locator("[aria-live]")).to_be_empty()
    await plot.press("Escape")
    await expect(page.locator(".tooltip")).to_have_count(0)

    await chart(page, "temperature_c").locator(".u-over").hover()
    await expect(page.locator(".tooltip")).to_have_count(2)
    await page.locator("h1").hover()
    await expect(page.locator(".tooltip")).to_have_count(0)


async def test_a_silence_is_a_gap(stack: Stack, open_page: Open) -> None:
    room = new_room()
    ages_s = (15 * MINUTE_S + 10, 15 * MINUTE_S + 5, 15 * MINUTE_S, 5, 0)
    await post(stack, *[reading(room, age_s, co2_ppm=600 + at) for at, age_s in enumerate(ages_s)])
    page = (await open_page(f"/room.html?room=e2e/{room}")).page
    await drawn(page, "co2_ppm", "600", "601", "602", "", "603", "604")


async def test_an_alert_that_is_over_is_still_seen_where_it_was(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, 5, co2_ppm=500))
    now = datetime.now(UTC)
    alert = Alert(
        id="co2_high--d1",
        site="e2e",
        room=room,
        rule="co2_high",
        because=Because(
            key="quantity_above", arguments={"quantity": "co2_ppm", "limit": 1200, "value": 1300}
        ),
        state="resolved",
        raised_at=now - timedelta(minutes=20),
        updated_at=now - timedelta(minutes=10),
    )
    async with Bus.connect(stack.bus_settings(), "test") as bus:
        await bus.publish(messages.state(alert))
    await until(lambda: asyncio.to_thread(alerts_of, stack, room), 10, "the alert in the store")
    page = (await open_page(f"/room.html?room=e2e/{room}", timezone_id="UTC")).page
    span = " to ".join(f"{at:%H:%M}" for at in (alert.raised_at, alert.updated_at))
    await expect(chart(page, "co2_ppm").locator(".alert-span")).to_have_text(f"Alert from {span}")


async def test_the_csv_file_holds_exactly_what_is_shown(
    stack: Stack, open_page: Open, tmp_path: Path
) -> None:
    room, other = new_room(), new_room()
    await post(
        stack,
        reading(room, 2 * HOUR_S, co2_ppm=400),
        *[reading(room, 30 - 10 * at, co2_ppm=700 + at, pm25_ugm3=4.26) for at in range(3)],
        reading(other, 20, co2_ppm=800),
        reading(other, 10, co2_ppm=810),
    )
    page = (await open_page(f"/room.html?room=e2e/{room}&range=1h&compare=e2e/{other}")).page
    await drawn(page, "pm25_ugm3", "4.3", "4.3", "4.3")

    async def other_is_drawn() -> bool:
        return [cells[1] for cells in await rows(page, "co2_ppm") if cells[1]] == ["800", "810"]

    await until(other_is_drawn, what="the other room's line")
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download CSV").click()
    saved = await download.value
    assert re.fullmatch(rf"iaqverse-e2e-{room}-[\dT-]+Z\.csv", saved.suggested_filename)
    await saved.save_as(tmp_path / "shown.csv")
    with (tmp_path / "shown.csv").open(newline="") as file:
        lines = [row for row in csv.DictReader(file) if row["kind"] == "measured"]
    assert [(row["room"], row["device"], row["quantity"], row["unit"], row["value"]) for row in lines] == [
        *[(room, "probe", "co2_ppm", "ppm", str(700 + at)) for at in range(3)],
        *[(other, "probe", "co2_ppm", "ppm", value) for value in ("800", "810")],
        *[(room, "probe", "pm25_ugm3", "µg/m³", "4.26")] * 3,
    ]
    for row in lines:
        assert datetime.fromisoformat(row["time_utc"]) == datetime.fromisoformat(row["time_local"])


async def test_rooms_are_compared_and_the_address_says_so(stack: Stack, open_page: Open) -> None:
    room, other = new_room(), new_room()
    for name, value in ((room, 500), (other, 600)):
        await post(stack, *[reading(name, 20 - 5 * at, co2_ppm=value + at) for at in range(4)])
    dashboard = await open_page(f"/room.html?room=e2e/{room}")
    page = dashboard.page
    await drawn(page, "co2_ppm", "500", "501", "502", "503")
    await page.get_by_label("Other room").select_option(f"e2e/{other}")
    await page.get_by_role("button", name="Compare", exact=True).click()
    await expect(page).to_have_url(re.compile(rf"room=e2e/{room}&compare=e2e/{other}$"))

    async def both_are_drawn() -> bool:
        found = await rows(page, "co2_ppm")
        return [[cells[at] for cells in found if cells[at]] for at in (0, 1)] == [
            ["500", "501", "502", "503"],
            ["600", "601", "602", "603"],
        ]

    await until(both_are_drawn, what="both rooms in one chart")
    legend = chart(page, "co2_ppm").locator(".legend .key").filter(has_not_text="Forecast")
    await expect(legend).to_have_text([re.compile(room[-8:]), re.compile(other[-8:])])
    strokes = await legend.locator("path").evaluate_all(
        "all => all.map(one => [getComputedStyle(one).stroke, getComputedStyle(one).strokeDasharray])"
    )
    assert strokes[0][0] != strokes[1][0]
    assert strokes[0][1] != strokes[1][1]

    await page.reload()
    await expect(legend).to_have_count(2)
    await page.get_by_role("button", name=f"No longer compare with {other[:1].upper()}").click()
    await expect(legend).to_have_text(["Measured"])
    await page.go_back()
    await expect(legend).to_have_count(2)


async def test_any_period_is_chosen_by_its_ends(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, *[reading(room, hours * HOUR_S + 5, co2_ppm=400 + hours) for hours in range(5)])
    page = (await open_page(f"/room.html?room=e2e/{room}", timezone_id="UTC")).page
    now = datetime.now(UTC)
    start, end = ((now - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M") for hours in (3.5, 1.5))
    await page.get_by_role("button", name="From – to").click()
    for label, value in (("From", end), ("To", start)):
        await page.get_by_label(label, exact=True).fill(value)
    await page.get_by_role("button", name="Show", exact=True).click()
    await expect(page.get_by_text("The end must be after the beginning.")).to_be_visible()

    for label, value in (("From", start), ("To", end)):
        await page.get_by_label(label, exact=True).fill(value)
    await page.get_by_role("button", name="Show", exact=True).click()
    query = parse_qs(urlsplit(page.url).query)
    assert (query["from"], query["to"]) == ([f"{start}Z"], [f"{end}Z"])

    async def is_drawn() -> bool:
        return [value for value in await measured(page, "co2_ppm") if value] == ["403", "402"]

    await until(is_drawn, what="what was measured in that time")
    await post(stack, reading(room, co2_ppm=999))
    await expect(page.locator(".value-now")).to_contain_text("999")
    assert await is_drawn()
    await page.get_by_label("Live", exact=True).check()
    await expect(page).to_have_url(re.compile(rf"room=e2e/{room}$"))
    await page.go_back()
    await until(is_drawn, what="that time again")


async def test_names_are_only_text(stack: Stack, open_page: Open) -> None:
    name = f"<img src=x onerror=alert(1)> {new_room()[-4:]}"
    await post(stack, {**reading("", co2_ppm=700), "room": name, "device": "<b>x</b>"})
    dashboard = await open_page()
    key = await dashboard.page.locator(".tile", has_text=name).get_attribute("data-room")
    await dashboard.open(f"/room.html?room={key}&compare=e2e/<i>x</i>")
    await expect(dashboard.page.get_by_role("heading", level=1)).to_contain_text(name)
    await dashboard.open("/room.html?room=e2e/<img src=x onerror=alert(1)>")
    await expect(dashboard.page.get_by_role("heading", level=1)).to_contain_text("There is no room e2e/<img")
    assert await dashboard.page.locator("img").count() == 0


async def test_a_room_that_is_not_there_leads_to_those_that_are(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=700))
    page = (await open_page("/room.html?room=e2e/nowhere")).page
    await page.locator(f'a[href="/room.html?room=e2e/{room}"]').click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(room[-8:])


async def test_the_rooms_page_shows_a_room_and_says_which(stack: Stack, open_page: Open) -> None:
    await post(stack, reading(new_room(), co2_ppm=700))
    page = (await open_page()).page
    await page.get_by_role("navigation").get_by_role("link", name="Rooms").click()
    await expect(page).to_have_url(re.compile(r"/room\.html\?room=[a-z0-9/-]+$"))
    await page.go_back()
    await expect(page.get_by_role("navigation").get_by_role("link", name="Overview")).to_have_attribute(
        "aria-current", "page"
    )


async def test_a_history_that_cannot_be_had_is_asked_for_again(stack: Stack, open_page: Open) -> None:
    room = new_room()
    await post(stack, reading(room, co2_ppm=700))

    async def refuse(page: Page) -> None:
        await page.route("**/api/series?*", lambda route: route.fulfill(status=400, json={"detail": "no"}))

    dashboard = await open_page(f"/room.html?room=e2e/{room}", before=refuse)
    note = chart(dashboard.page, "co2_ppm").get_by_role("alert")
    await expect(note).to_contain_text("The history cannot be loaded.")
    await dashboard.page.unroute("**/api/series?*")
    await note.get_by_role("button", name="Try again").click()
    await drawn(dashboard.page, "co2_ppm", "700")
    dashboard.errors.clear()


async def test_a_room_is_found_and_read_by_keyboard_alone(stack: Stack, open_page: Open) -> None:
    room, other = new_room(), new_room()
    await post(stack, reading(room, co2_ppm=700), reading(other, co2_ppm=600))
    dashboard = await open_page(f"/?room=e2e/{room}")
    page = dashboard.page
    await tab_to(page, "a.open")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"room\.html"))
    await expect(chart(page, "co2_ppm")).to_be_visible()
    await tab_to(page, "input[name=range]")
    await page.keyboard.press("ArrowRight")
    await expect(page).to_have_url(re.compile("range=1h"))
    await tab_to(page, ".pickers select")
    await page.keyboard.type(f"Room {other[5:]}")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(rf"compare=e2e/{other}"))
    await tab_to(page, ".plot")
    await page.keyboard.press("End")
    await expect(chart(page, "co2_ppm").locator("[aria-live]")).not_to_be_empty()
    await tab_to(page, "summary")
    await page.keyboard.press("Enter")
    await expect(chart(page, "co2_ppm").get_by_role("table")).to_be_visible()


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something of this kind has the focus."""
    for _ in range(250):
        await page.keyboard.press("Tab")
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by Tab")


@pytest.mark.parametrize(("scheme", "width"), [("dark", 390), ("light", 1440)])
async def test_axe_finds_nothing_in_any_language(
    stack: Stack, open_page: Open, axe: str, scheme: str, width: int
) -> None:
    room, other = new_room(), new_room()
    await post(stack, *[reading(room, 10 - 5 * at, co2_ppm=1300, pressure_hpa=1013) for at in range(3)])
    await post(stack, reading(other, co2_ppm=600))
    path = f"/room.html?room=e2e/{room}&compare=e2e/{other}&from=2026-01-01T00:00Z&to=2099-01-01T00:00Z"
    dashboard: Dashboard = await open_page(
        path, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True
    )
    page = dashboard.page
    await rows(page, "co2_ppm")
    await chart(page, "co2_ppm").locator(".plot").press("Home")
    await page.evaluate(axe)
    for tag in LANGUAGES:
        await page.locator("header select").select_option(tag)
        await expect(page.locator("html")).to_have_attribute("lang", tag)
        overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{tag} is too wide at {width} px"
        text = await page.locator("body").inner_text()
        assert re.findall(r"\b(?:chart|level|page|quantity|room|score|span)-[a-z_]+", text) == []
    violations = await page.evaluate(
        "axe.run().then(({violations}) => violations.map(one => [one.id, one.nodes.map(node => node.html)]))"
    )
    assert violations == []
