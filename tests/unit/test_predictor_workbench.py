"""``iaqverse model``: what it writes, and what it says when it can't."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from iaqverse.cli import main as iaqverse
from iaqverse.contracts.names import Place
from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor import recordings
from services.predictor.local import LocalTrees, folder_of
from services.predictor.recordings import Recording
from services.predictor.training import fitting, rooms
from services.predictor.trees import Trees
from services.predictor.workbench import COLUMNS, main

START = datetime(2026, 3, 1, tzinfo=UTC)


def written(path: Path, devices: int = 2, hours: int = 30, step_min: int = 5) -> Path:
    simulated = [rooms.simulated(seed, days=4).values["co2_ppm"] for seed in (1, 3)]
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["ts", "device", "co2_ppm", "temperature_c", "remark"])
        for i in range(hours * 60 // step_min):
            for device in range(devices):
                at = START + timedelta(minutes=i * step_min)
                empty = "" if i % 7 == 3 else simulated[device][i % 250]
                table.writerow([at.isoformat(), f"Room {device}", empty, 20 + device, "x"])
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_backtest_writes_one_row_for_each_forecast(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = written(tmp_path / "a.csv"), tmp_path / "out.csv"
    assert main(["backtest", str(file), "--out", str(out)]) == 0
    found = rows(out)
    assert list(found[0]) == list(COLUMNS)
    assert {row["device"] for row in found} == {"Room 0", "Room 1"}
    assert {int(row["horizon_s"]) for row in found} == set(HORIZONS_S)
    co2 = [row for row in found if row["quantity"] == "co2_ppm" and row["device"] == "Room 0"]
    assert len({row["made_at"] for row in co2}) == 360
    for row in co2:
        assert float(row["low"]) <= float(row["median"]) <= float(row["high"])
        assert 0 <= float(row["p_above_1500_1800s"]) <= float(row["p_above_800_1800s"]) <= 1
    assert all(row["p_above_800_1800s"] == "" for row in found if row["quantity"] == "temperature_c")
    assert "done in" in capsys.readouterr().err


def test_a_row_says_what_was_measured_then_and_nothing_later_changes_it(tmp_path: Path) -> None:
    file, cut = written(tmp_path / "a.csv"), tmp_path / "cut.csv"
    lines = file.read_text().splitlines(keepends=True)
    cut.write_text("".join(lines[: len(lines) // 2]))
    for path in (file, cut):
        assert main(["backtest", str(path), "--out", str(path.with_suffix(".out"))]) == 0
    whole, half = (
        sorted(tuple(row.values()) for row in rows(path.with_suffix(".out"))) for path in (file, cut)
    )
    assert set(half) <= set(whole)
    assert len(half) > 1000
    first = recordings.read(file)[0]
    of_first = {row["made_at"]: float(row["now"]) for row in rows(file.with_suffix(".out"))
                if (row["device"], row["quantity"]) == (first.device, "co2_ppm")}  # fmt: skip
    known = ~np.isnan(first.values["co2_ppm"])
    at = datetime.fromtimestamp(first.at_s[known][5], UTC).isoformat(timespec="milliseconds")
    assert of_first[at.replace("+00:00", "Z")] == first.values["co2_ppm"][known][5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("when,co2\n1,2\n", "needs the columns ts and device"),
        ("ts,device,humid\n2026-01-01T00:00:00Z,a,5\n", "no column is a quantity"),
        ("ts,device,co2_ppm\n2026-01-01T00:00:00,a,5\n", "line 2: '2026-01-01T00:00:00' has no zone"),
        ("ts,device,co2_ppm\nyesterday,a,5\n", "line 2: Invalid isoformat string: 'yesterday'"),
        ("ts,device,co2_ppm\n2026-01-01T00:00:00Z,a,much\n", "line 2: could not convert string to float"),
        ("ts,device,co2_ppm\n", "no reading in it"),
        ("ts,device,co2_ppm\n2026-01-01T00:00:00Z,,5\n", "line 2: no device"),
        ("ts,device,co2_ppm\n0001-01-01T00:00:00Z,a,5\n", "line 2: '0001-01-01T00:00:00Z' lies not between"),
        ("ts,device,co2_ppm\n2026-01-01T00:00:00Z,a,70000\n", "no reading in it"),
    ],
)
def test_a_file_that_can_not_be_understood_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(text)
    assert main(["backtest", str(file), "--out", str(tmp_path / "out.csv")]) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_a_file_in_another_encoding_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("ts,device,co2_ppm\n2026-01-01T00:00:00Z,Büro,5\n".encode("latin-1"))
    assert main(["backtest", str(file), "--out", str(tmp_path / "o.csv")]) == 1
    assert "a.csv: is not UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["uci_x.csv", "livingston_x.csv", "b4b_x.csv"])
def test_a_file_that_only_has_the_name_of_a_published_one_is_read_by_its_columns(
    tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    file.write_text("ts,device,co2_ppm\n2026-01-01T00:00:00Z,a,500\n")
    assert [one.device for one in recordings.read(file)] == ["a"]
    file.write_text("time,co2_ppm\n1,500\n")
    with pytest.raises(ValueError, match="needs the columns ts and device"):
        recordings.read(file)


def test_an_export_can_be_read_and_rooms_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "timestamp,site,room,device,co2_ppm\n"
        "2026-01-01T00:00:00Z,S,A,sensor,500\n"
        "2026-01-01T00:00:00Z,S,B,sensor,2000\n"
    )
    assert [one.device for one in recordings.read(file)] == ["S/A/sensor", "S/B/sensor"]


def test_rows_of_one_instant_are_one_reading_and_the_later_value_counts(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "ts,device,co2_ppm,temperature_c\n"
        "2026-01-01T00:01:00Z,a,600,\n"
        "2026-01-01T00:00:00Z,a,500,\n"
        "2026-01-01T01:00:00+01:00,a,510,20\n"
        "2026-01-01T00:00:00Z,a, ,21\n"
    )
    (one,) = recordings.read(file)
    assert [values for _, values in one.readings()] == [
        {"co2_ppm": 510.0, "temperature_c": 21.0},
        {"co2_ppm": 600.0},
    ]


def test_what_no_sensor_can_report_is_left_out_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "a.csv", devices=1, hours=1)
    file.write_text(file.read_text() + f"{(START + timedelta(hours=2)).isoformat()},Room 0,65535,20,x\n")
    assert main(["backtest", str(file), "--out", str(tmp_path / "o.csv")]) == 0
    assert "a/Room 0: 1 values left out" in capsys.readouterr().err
    assert max(float(row["median"]) for row in rows(tmp_path / "o.csv")) < 10_000


def test_a_quantity_that_is_missing_for_hours_and_a_clock_that_was_not_set_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    lines = ["ts,device,co2_ppm,light_lux"]
    lines += ["1970-01-01T00:00:00Z,a,500,"]
    for minute in range(300):
        at = (START + timedelta(minutes=minute)).isoformat()
        lines.append(f"{at},a,{'' if 60 < minute < 240 else 500 + minute},{minute}")
    file.write_text("\n".join(lines))
    out = tmp_path / "o.csv"
    assert main(["backtest", str(file), "--out", str(out)]) == 0
    made = {row["made_at"] for row in rows(out)}
    assert (START + timedelta(minutes=200)).strftime("%Y-%m-%dT%H:%M:%S.000Z") not in made
    assert (START + timedelta(minutes=299)).strftime("%Y-%m-%dT%H:%M:%S.000Z") in made


def test_a_device_is_forecast_the_same_whoever_else_is_in_the_file(tmp_path: Path) -> None:
    """As long as the devices of a site have no trees in common."""
    together, alone = written(tmp_path / "a.csv"), tmp_path / "b.csv"
    lines = together.read_text().splitlines(keepends=True)
    alone.write_text(lines[0] + "".join(line for line in lines if "Room 1" in line))
    for path in (together, alone):
        assert main(["backtest", str(path), "--out", str(path.with_suffix(".out")), "--no-local"]) == 0
    assert rows(alone.with_suffix(".out")) == [
        row for row in rows(together.with_suffix(".out")) if row["device"] == "Room 1"
    ]


def test_a_recording_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "a.csv", hours=1)
    before = file.read_text()
    assert main(["backtest", str(file), "--out", str(file)]) == 1
    assert "is the recording" in capsys.readouterr().err
    assert file.read_text() == before


@pytest.mark.parametrize(
    ("step_s", "nominal_s"), [(5.02, 5), (59, 60), (60.4, 60), (90, 90), (299, 300), (900, 900)]
)
def test_a_step_is_a_whole_minute_where_it_is_near_one(step_s: float, nominal_s: float) -> None:
    at_s = 1.7e9 + step_s * np.arange(20)
    one = recordings.Recording("r", Place("s", "r", "d"), at_s, {})
    assert one.step_s == nominal_s


def test_a_step_that_no_horizon_is_a_multiple_of_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(written(tmp_path / "a.csv", devices=1, hours=3, step_min=7))]) == 1
    assert "nothing to score" in capsys.readouterr().err


def test_training_on_nothing_or_without_nobody_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", str(tmp_path), "--out", str(tmp_path / "t")]) == 1
    assert "no recordings in" in capsys.readouterr().err
    written(tmp_path / "a.csv", hours=1)
    assert main(["train", str(tmp_path), "--out", str(tmp_path / "t"), "--without", "b"]) == 1
    assert "no recording is called b: a/Room 0, a/Room 1" in capsys.readouterr().err
    assert main(["train", str(tmp_path), "--out", str(tmp_path / "t"), "--rooms", "0"]) == 1
    assert "too few examples of" in capsys.readouterr().err
    assert not (tmp_path / "t").exists()


def test_devices_whose_names_are_alike_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("ts,device,co2_ppm\n" + "".join(
        f"2026-01-01T00:0{i}:00Z,{name},{500 + i}\n" for i in range(5) for name in ("a b", "a-b")
    ))  # fmt: skip
    assert len({one.place for one in recordings.read(file)}) == 2


def test_evaluate_prints_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(written(tmp_path / "a.csv", devices=1))]) == 0
    assert "a/Room 0" in capsys.readouterr().out


def test_list_names_what_is_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    assert "simulated rooms" in capsys.readouterr().out


def test_list_names_what_was_fitted_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for site, corrects in (("maison", Trees.load().digest), ("bureau", "others")):
        LocalTrees(site, 0.0, 86_400.0, corrects, "hands", {"co2": 7}).save(
            folder_of(tmp_path / "predictor", site)
        )
    assert main(["list", "--data", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "local/maison, fitted 1970-01-02T00:00:00.000Z to 1.0 days: 7 examples of co2" in told
    assert "local/bureau: not used:" in told


def test_a_backtest_fits_local_trees_unless_told_not_to(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", devices=1, hours=48)
    assert main(["backtest", str(file), "--out", str(tmp_path / "with")]) == 0
    assert main(["backtest", str(file), "--out", str(tmp_path / "without"), "--no-local"]) == 0
    with_them, without = rows(tmp_path / "with"), rows(tmp_path / "without")
    assert len(with_them) == len(without)
    assert with_them != without


def test_trees_that_are_not_there_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "a.csv", hours=1)
    assert main(["backtest", str(file), "--out", str(tmp_path / "o"), "--trees", str(tmp_path)]) == 1
    assert "trees.json" in capsys.readouterr().err


def test_the_iaqverse_command_hands_it_on(capfd: pytest.CaptureFixture[str]) -> None:
    assert iaqverse(["model", "list"]) == 0
    assert "simulated rooms" in capfd.readouterr().out
    assert iaqverse(["model", "backtest"]) == 2


def _co2_of(simulated: Callable[..., Recording], seed: int, days: int = 7) -> Recording:
    room = simulated(seed, days=days)
    return replace(room, values={"co2_ppm": room.values["co2_ppm"]})


def test_training_leaves_a_recording_out_that_is_to_judge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way with little: two recordings of a day, four simulated rooms' CO2, and few trees."""
    monkeypatch.setattr(fitting, "TREES", 4)
    monkeypatch.setattr(rooms, "simulated", partial(_co2_of, rooms.simulated))
    folder, out = tmp_path / "recordings", tmp_path / "trees"
    folder.mkdir()
    for name in ("one", "two"):
        written(folder / f"{name}.csv", devices=1, hours=48)
    assert main(["train", str(folder), "--rooms", "4", "--out", str(out), "--without", "two"]) == 0
    manifest = Trees.load(out).manifest
    assert manifest is not None
    assert manifest.made_of == ("one/Room 0", "4 simulated rooms")
