"""``iaqverse model``: what it writes, and what it says when it can't."""

import csv
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from iaqverse.cli import main as iaqverse
from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor import recordings
from services.predictor.training import rooms
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


def test_trees_that_are_not_there_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "a.csv", hours=1)
    assert main(["backtest", str(file), "--out", str(tmp_path / "o"), "--trees", str(tmp_path)]) == 1
    assert "trees.json" in capsys.readouterr().err


def test_the_iaqverse_command_hands_it_on(capfd: pytest.CaptureFixture[str]) -> None:
    assert iaqverse(["model", "list"]) == 0
    assert "simulated rooms" in capfd.readouterr().out
    assert iaqverse(["model", "backtest"]) == 2


def test_training_leaves_a_recording_out_that_is_to_judge(tmp_path: Path) -> None:
    """The whole way, with very little: two recordings of a day and no simulated room."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    for name in ("one", "two"):
        written(folder / f"{name}.csv", devices=1, hours=72, step_min=5)
    done = subprocess.run(
        [sys.executable, "-m", "services.predictor.workbench", "train", str(folder), "--rooms", "2",
         "--out", str(tmp_path / "trees"), "--without", "two/Room 0"],
        capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert '"one/Room 0"' in (tmp_path / "trees" / "trees.json").read_text()
    assert "two" not in (tmp_path / "trees" / "trees.json").read_text()
