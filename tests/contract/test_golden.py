"""Golden files: every kind of message stays readable, byte for byte as it was written."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iaqverse.contracts.action import Action, Alert, Because, Feedback
from iaqverse.contracts.kinds import MESSAGE_OF_KIND
from iaqverse.contracts.module import Air, Module
from iaqverse.contracts.prediction import Accuracy, Exceedance, Forecast, Prediction, Reach, RealisedError
from iaqverse.contracts.reading import Reading
from iaqverse.contracts.rejected import Rejected
from iaqverse.contracts.wire import Message

GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
PLACE = {"device": "bureau1", "site": "maison", "room": "bureau"}
ROOM = {"site": "maison", "room": "bureau"}

MESSAGES: dict[str, Message] = {
    "reading": Reading(
        **PLACE,
        ts=AT,
        values={
            "co2_ppm": 645,
            "pm25_ugm3": 12.0,
            "tvoc_ppb": 210,
            "temperature_c": 22.3,
            "humidity_pct": 45.0,
        },
        score=71,
        level="good",
        limiting="tvoc_ppb",
    ),
    "reading-calibrated": Reading(
        **PLACE,
        ts=AT,
        values={"co2_ppm": 633.0},
        raw={"co2_ppm": 645},
        score=87,
        level="good",
        limiting="co2_ppm",
    ),
    "prediction": Prediction(
        **PLACE,
        made_at=AT,
        model="stack/1",
        forecasts={
            "co2_ppm": Forecast(
                horizon_s=(300, 900, 1800, 3600),
                median=(660.0, 690.5, 740.0, 820.0),
                low=(640.0, 650.0, 660.0, 680.0),
                high=(680.0, 730.0, 830.0, 990.0),
                coverage=0.9,
            )
        },
        exceedance={"co2_ppm": (Exceedance(above=800, within_s=1800, probability=0.31),)},
        reaches={"co2_ppm": (Reach(above=800, in_s=3150),)},
    ),
    "accuracy": Accuracy(
        **PLACE,
        at=AT,
        model="stack/1",
        errors=(
            RealisedError(
                quantity="co2_ppm",
                horizon_s=900,
                count=96,
                mae=18.2,
                mae_no_change=22.9,
                skill=0.205,
                covered=0.91,
                mae_by_model={"online-10": 19.0, "online-100": 18.7, "trees": 18.9},
            ),
        ),
    ),
    "action": Action(
        id="maison.bureau.co2_ppm.1795399200000",
        **ROOM,
        quantity="co2_ppm",
        state="proposed",
        advice="open_window",
        because=Because(
            key="co2_forecast_above",
            arguments={"limit": 800, "value": 760, "forecast": 880, "within_s": 1800},
        ),
        expected={
            "co2_ppm": 800,
            "within_s": 600,
            "low_s": 300,
            "high_s": 1200,
            "basis": "estimate",
            "note": "outdoor_unknown",
        },
        confidence=0.7,
        raised_at=AT,
        updated_at=AT,
        expires_at=datetime(2026, 11, 23, 3, tzinfo=UTC),
    ),
    "alert": Alert(
        id="maison.bureau.offline--bureau1.1795399200000",
        **ROOM,
        rule="offline--bureau1",
        state="firing",
        because=Because(
            key="device_offline", arguments={"device": "bureau1", "last_seen_at": "2026-11-23T01:58:00.000Z"}
        ),
        raised_at=AT,
        updated_at=AT,
    ),
    "feedback": Feedback(
        id="maison.bureau.co2_ppm.1795399200000", verb="snooze", at=AT, by="Ana", minutes=30
    ),
    "module": Module(**ROOM, module="window1", kind="window", state="open", at=AT),
    "module_asked": Module(
        **ROOM, module="window1", kind="window", state="open", asked=True, by="Ana", at=AT
    ),
    "air": Air(
        **ROOM,
        at=AT,
        air_change_per_h=1.8,
        quality=0.8,
        half_width_per_h=0.36,
        since=datetime(2026, 11, 23, 1, 24, tzinfo=UTC),
        amplitude_ppm=420,
        count=36,
        r2=0.993,
        outdoor_ppm=431,
        outdoor="measured",
        window="closed",
    ),
    "rejected": Rejected(
        device="bureau1",
        at=AT,
        by="http",
        reason="co2_ppm: 99999 is above what a sensor can report (40000 ppm)",
        original='{"device":"bureau1"}',
        bytes_total=20,
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_written_as_it_always_was(name: str) -> None:
    assert MESSAGES[name].encode() == (GOLDEN / f"{name}.json").read_bytes().rstrip(b"\n")


@pytest.mark.parametrize("name", MESSAGES)
def test_a_golden_file_is_read_back_as_the_same_message(name: str) -> None:
    assert type(MESSAGES[name]).decode((GOLDEN / f"{name}.json").read_bytes()) == MESSAGES[name]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_field_that_a_newer_writer_added_is_ignored(name: str) -> None:
    newer = {**json.loads((GOLDEN / f"{name}.json").read_bytes()), "added_later": {"x": 1}}
    assert type(MESSAGES[name]).decode(json.dumps(newer).encode()) == MESSAGES[name]


def test_an_air_change_of_before_is_read() -> None:
    before = {**ROOM, "at": "2026-11-23T02:00:00.000Z", "air_change_per_h": 1.8, "quality": 0.8}
    assert Air.decode(json.dumps(before).encode()) == Air(**ROOM, at=AT, air_change_per_h=1.8, quality=0.8)


def test_a_module_of_before_is_read_as_reported() -> None:
    before = {**ROOM, "module": "w", "kind": "window", "state": "open", "at": "2026-11-23T02:00:00.000Z"}
    assert not Module.decode(json.dumps(before).encode()).asked


def test_every_kind_on_the_bus_has_a_golden_file() -> None:
    assert {*MESSAGE_OF_KIND.values(), Rejected} == {type(message) for message in MESSAGES.values()}
