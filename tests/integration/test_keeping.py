"""Backup and restore, import and export, as an operator types them, on a whole running system."""

import csv
import json
import os
import urllib.request
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest

from iaqverse import cli
from iaqverse.contracts.wire import iso_ms
from services.store.influx import Address
from tests.support.influxd import ORG, TOKEN, Influxd
from tests.support.stack import Stack
from tests.support.waiting import wait_for

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A system that is started once and may be ended and started again."""
    running = Stack(tmp_path_factory.mktemp("keeping"))
    running.start()
    yield running
    assert running.stop() == 0


class Done(NamedTuple):
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


def _run(system: Stack, *arguments: str) -> Done:
    """Run a command of ``iaqverse``, in this process: starting another takes longer than all that it does."""
    with (
        patch.dict(os.environ, system.environment),
        redirect_stdout(StringIO()) as out,
        redirect_stderr(StringIO()) as err,
    ):
        return Done(cli.main(arguments), out.getvalue(), err.getvalue())


def _said(system: Stack, *arguments: str) -> str:
    done = _run(system, *arguments)
    assert done.status == 0, done.err
    return done.out


def _json(system: Stack, path: str, body: object = None, method: str | None = None, **headers: str) -> Any:
    request = urllib.request.Request(
        system.url + path,
        None if body is None else json.dumps(body).encode(),
        {"Content-Type": "application/json", **headers},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def _rename_building(system: Stack, name: str) -> None:
    with urllib.request.urlopen(f"{system.url}/config", timeout=10) as answer:
        document, revision = json.loads(answer.read()), answer.headers["ETag"]
    document["building"]["name"] = name
    _json(system, "/config", document, "PUT", **{"If-Match": revision})


def _post(system: Stack, room: str, at: datetime, co2_ppm: float) -> None:
    reading = {
        "site": "maison",
        "room": room,
        "device": "d1",
        "ts": iso_ms(at),
        "values": {"co2_ppm": co2_ppm},
    }
    _json(system, "/api/ingest", reading)


def _kept(system: Stack, room: str, hours: int = 24, step: str = "") -> list[float]:
    step = f"&step={step}" if step else ""
    return [row["co2"] for row in _json(system, f"/api/iaq/data?site=maison&room={room}&hours={hours}{step}")]


def test_what_was_backed_up_is_there_after_a_restore_and_so_is_what_came_since(
    system: Stack, tmp_path: Path
) -> None:
    _post(system, "backup", NOW, 600)
    wait_for(lambda: _kept(system, "backup") == [600], 10, "the first reading kept")
    _rename_building(system, "School")
    copy = tmp_path / "copy.db"
    assert "complete" in _said(system, "backup", str(copy))
    assert _json(system, "/api/status")["last_backup_at"] is not None
    assert _run(system, "backup", str(copy)).status == 1  # never over another one
    _rename_building(system, "Office")
    _post(system, "backup", NOW + timedelta(seconds=1), 700)
    wait_for(lambda: _kept(system, "backup") == [600, 700], 10, "the second reading kept")
    refused = _run(system, "restore", str(copy))
    assert (refused.status, "already runs" in refused.err) == (1, True)
    assert system.stop() == 0
    assert "restored" in _said(system, "restore", str(copy))
    system.start()
    wait_for(lambda: _kept(system, "backup") == [600, 700], 10, "what the stream still had written again")
    wait_for(lambda: _json(system, "/config")["building"]["name"] == "School", 15, "the configuration back")


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0 but broken" * 100])
def test_what_is_no_backup_is_not_restored(system: Stack, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file.db"
    file.write_bytes(content)
    done = _run(system, "restore", str(file))
    assert done.status == 1
    assert done.err.count("\n") == 1
    assert str(file) in done.err


def test_a_backup_into_no_folder_is_one_clear_line(system: Stack, tmp_path: Path) -> None:
    done = _run(system, "backup", str(tmp_path / "nowhere" / "copy.db"))
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "folder" in done.err


def _write(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_history_is_imported_young_readings_as_they_are_and_old_ones_as_means(
    system: Stack, tmp_path: Path
) -> None:
    hour = NOW.replace(minute=0, second=0)
    young = [(hour - timedelta(hours=3) + timedelta(minutes=i), 400 + i) for i in range(60)]
    old = [(at - timedelta(days=90), value) for at, value in young]
    rows = [
        {
            "Timestamp": iso_ms(at),
            "enseigne": "Maison",
            "salle": "Import",
            "capteur_id": "d1",
            "CO2": value,
            "x": 1,
        }
        for at, value in old + young
    ]
    file = _write(tmp_path / "history.csv", rows)
    dry = _said(system, "import", str(file), "--dry-run")
    assert "120 readings of 1 devices" in dry
    assert "mean nothing here: x" in dry
    assert _kept(system, "import", 24) == []
    for _ in range(2):
        assert "120 readings" in _said(system, "import", str(file))
    assert _kept(system, "import", 24) == [400 + i for i in range(60)]
    means = _kept(system, "import", 91 * 24, "1h")
    assert means == [pytest.approx(429.5)] * 2


def test_an_export_can_be_imported_elsewhere(system: Stack, tmp_path: Path) -> None:
    for i in range(5):
        _post(system, "export", NOW - timedelta(minutes=i), 500 + i)
    wait_for(lambda: len(_kept(system, "export")) == 5, 10, "all kept")
    file = tmp_path / "export.csv"
    _said(system, "export", "--room", "export", "--output", str(file))
    text = file.read_text()
    assert text.splitlines()[0].startswith("timestamp,site,room,device,co2_ppm")
    file.write_text(text.replace(",export,", ",elsewhere,"))
    assert "5 readings" in _said(system, "import", str(file))
    assert _kept(system, "elsewhere") == _kept(system, "export")


def test_a_file_that_cannot_be_imported_says_where_and_why(system: Stack, tmp_path: Path) -> None:
    row = {"ts": iso_ms(NOW), "device": "d1", "room": "bad", "site": "maison", "co2_ppm": "many"}
    done = _run(system, "import", str(_write(tmp_path / "bad.csv", [row])))
    assert (done.status, "line 2" in done.err) == (1, True)
    del row["site"]
    done = _run(system, "import", str(_write(tmp_path / "bad.csv", [row])))
    assert (done.status, "--site" in done.err) == (1, True)
    done = _run(system, "import", str(_write(tmp_path / "bad.csv", [{"a": 1}])))
    assert (done.status, "--column" in done.err) == (1, True)


OLDER = "capteurs,enseigne=Maison,salle=Older,sensor_id=d1"


def test_the_bucket_of_the_older_program_is_imported_and_goes_on_where_it_was_broken_off(
    system: Stack, influx: Influxd, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN)
    bucket = Address.parse(influx.fresh()).bucket
    org_id = influx.get(f"/api/v2/orgs?org={ORG}")["orgs"][0]["id"]
    influx.post("/api/v2/buckets", {"orgID": org_id, "name": bucket, "retentionRules": []})
    first = NOW.replace(minute=0, second=0) - timedelta(hours=5)
    at_ms = [int((first + timedelta(minutes=20 * i)).timestamp() * 1000) for i in range(12)]
    lines = [f'{OLDER} CO2={400 + i},Temperature=21.5,global_level="good" {ms}' for i, ms in enumerate(at_ms)]
    influx.write(bucket, "\n".join(lines))
    source = ("import", "--influx", influx.http, "--bucket", bucket, "--token-file", str(token))
    dry = _said(system, *source, "--dry-run")
    assert "12 readings of 1 devices" in dry
    assert "mean nothing here: global_level" in dry
    assert _kept(system, "older") == []
    lost = "capteurs,salle=Older,sensor_id=lost"
    influx.write(bucket, f"{OLDER} CO2=1 {at_ms[6] + 1}\n{lost} CO2=1 {at_ms[6] + 2}")
    broken = _run(system, *source)
    assert broken.status == 1
    assert "place" in broken.err
    assert _kept(system, "older") == [400 + i for i in range(6)]
    span = {"start": "1970-01-01T00:00:00Z", "stop": "2200-01-01T00:00:00Z"}
    influx.post(f"/api/v2/delete?org={ORG}&bucket={bucket}", {**span, "predicate": 'sensor_id="lost"'})
    assert "7 readings" in _said(system, *source)  # not the first six again
    assert len(_kept(system, "older")) == 13


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "CSV file, or --influx"),
        (("--influx", "http://127.0.0.1:1"), "--bucket"),
        (("--influx", "http://127.0.0.1:1", "--bucket", "b"), "no answer from http://127.0.0.1:1"),
    ],
)
def test_what_is_missing_for_an_import_is_said(system: Stack, arguments: tuple[str, ...], said: str) -> None:
    done = _run(system, "import", *arguments)
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert said in done.err
