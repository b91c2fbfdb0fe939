"""Recordings: what is read, and how forecasts for them are scored."""

from pathlib import Path

import numpy as np
import pytest

from iaqverse.contracts.names import Place
from services.predictor import backtest, recordings

ROOT = Path(__file__).parents[2]


def test_columns_are_known_by_their_names_and_devices_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "rooms.csv").write_text(
        "ts,device,co2_ppm,remark,temperature_c\n"
        "2026-01-01T00:01:00+01:00,a,500,x,20.5\n"
        "2026-01-01T00:00:00+01:00,a,,y,20\n"
        "2025-12-31T23:00:00Z,b,600,,\n"
    )
    a, b = recordings.load(tmp_path)
    assert (a.name, b.name) == ("rooms/a", "rooms/b")
    assert list(a.readings()) == [
        (1_767_222_000.0, {"temperature_c": 20.0}),
        (1_767_222_060.0, {"co2_ppm": 500.0, "temperature_c": 20.5}),
    ]
    assert list(b.values) == ["co2_ppm"]


def test_a_file_of_an_unknown_layout_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("when,co2\n1,2\n")
    with pytest.raises(ValueError, match=r"x\.csv: needs the columns ts and device"):
        recordings.load(tmp_path)


def test_the_sample_that_is_shipped_can_be_read() -> None:
    steps = {r.name: r.step_s for r in recordings.load(ROOT / "iaqverse" / "local" / "sample")}
    assert sorted(steps.values()) == [60.0, 600.0, 900.0]


def test_no_forecast_for_the_sample_is_worse_than_no_change() -> None:
    for recording in recordings.load(ROOT / "iaqverse" / "local" / "sample"):
        if recording.step_s >= 600:
            cells = backtest.score(recording, backtest.forecasts(recording))
            assert min(c.skill for c in cells) >= -0.01


def test_a_cell_exists_only_where_the_horizon_is_a_multiple_of_the_step() -> None:
    at_s = np.arange(50) * 900.0
    recording = recordings.Recording("r", Place("s", "r", "d"), at_s, {"co2_ppm": 500 + at_s / 900})
    made = np.repeat(np.array([[[500.0, 400.0, 600.0]]]), 50, axis=0).repeat(4, axis=1)
    cells = backtest.score(recording, backtest.Made({"co2_ppm": made}, {}))
    assert [c.horizon_s for c in cells] == [900, 1800, 3600]
    assert [c.count for c in cells] == [49, 48, 46]
    assert cells[0].mae_no_change == 1.0


def test_a_gap_has_no_truth() -> None:
    at_s = np.concatenate([np.arange(10) * 60.0, 36_000 + np.arange(10) * 60.0])
    recording = recordings.Recording("r", Place("s", "r", "d"), at_s, {"co2_ppm": at_s})
    cells = backtest.score(recording, backtest.Made({"co2_ppm": np.zeros((20, 4, 3))}, {}))
    assert [(c.horizon_s, c.count) for c in cells] == [(300, 10)]
