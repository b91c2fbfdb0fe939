"""The shipped trees: what they look at, how they are read, that they know something."""

import dataclasses
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor import backtest, trees
from services.predictor.archive import Unusable
from services.predictor.features import CHARACTER
from services.predictor.forecaster import Forecaster
from services.predictor.history import History
from services.predictor.patterns import BESIDE, COUNT, LEVELS, Patterns
from services.predictor.tables import Floats
from services.predictor.training import rooms
from services.predictor.training.examples import examples
from services.predictor.training.fitting import fit
from services.predictor.training.flattening import flattened
from services.predictor.trees import SHIPPED, Trees
from services.predictor.view import View

ONE = np.array([0])
NOBODY = np.full((1, len(BESIDE)), -1)


def patterns(values: Floats, step_s: float = 60.0) -> tuple[Floats, Floats]:
    history, known = History(), Patterns()
    known.begin(0, "co2_ppm")
    for i, value in enumerate(values.tolist()):
        history.add(0, 1.7e9 + i * step_s, value)
    return known.of(ONE, View.of(history, ONE), history, NOBODY)


class TestPatterns:
    def test_every_quantity_that_is_forecast_has_its_own(self) -> None:
        assert LEVELS.keys() == trees.KINDS.keys() == CHARACTER.keys()

    def test_a_room_that_swings_ten_times_as_much_looks_the_same(self) -> None:
        wave = np.sin(np.arange(1440) / 60) + 0.1 * np.cos(np.arange(1440) / 7)
        (small, of_small), (large, of_large) = patterns(600 + 100 * wave), patterns(600 + 1000 * wave)
        assert of_large / of_small == pytest.approx(10, rel=0.2)
        shape = slice(0, 20)
        ratio = (of_large / of_small / 10)[0]
        np.testing.assert_allclose(small[0, shape], large[0, shape] * ratio, rtol=1e-3, atol=1e-3)

    def test_what_is_unknown_is_not_a_number_and_nothing_is_infinite(self) -> None:
        inputs, scale = patterns(np.array([800.0]))
        assert np.isnan(inputs).any()
        assert not np.isinf(inputs).any()
        assert scale[0] > 0
        assert inputs.shape == (1, COUNT)

    def test_a_flat_series_still_has_a_scale(self) -> None:
        _, scale = patterns(np.full(1440, 420.0))
        assert scale[0] >= CHARACTER["co2_ppm"].resolution / 2


@pytest.mark.parametrize("rows", [1, 7, 1000])
def test_a_forest_says_what_scikit_learn_says(rows: int) -> None:
    random = np.random.default_rng(0)
    inputs = random.normal(size=(400, 6))
    inputs[random.random(inputs.shape) < 0.1] = np.nan
    regressors = [
        HistGradientBoostingRegressor(max_iter=20, random_state=i).fit(
            inputs, np.nan_to_num(inputs[:, i]) * 2 + np.nan_to_num(inputs[:, 5])
        )
        for i in range(4)
    ]
    asked = random.normal(size=(rows, 6)).astype(np.float32)
    asked[:, 2] = np.nan
    expected = np.column_stack([one.predict(asked) for one in regressors])
    np.testing.assert_allclose(flattened(regressors).predict(asked), expected, rtol=0, atol=1e-12)


class TestShipped:
    def test_they_can_be_read_and_know_every_kind(self) -> None:
        rows = len(trees.KINDS)
        inputs = np.zeros((rows, COUNT), dtype=np.float32)
        inputs[:, :10] = 3.0  # it has risen all the time
        changes = Trees.load().changes(list(trees.KINDS), inputs, np.ones(rows))
        assert changes.shape == (rows, len(HORIZONS_S))
        assert (np.abs(changes).sum(axis=1) > 0).all()

    def test_they_forecast_a_room_they_never_saw(self) -> None:
        """From the first reading on, without anything learnt there: seeds that training never takes."""
        skills = []
        for seed in range(100_000, 100_004):
            (co2,) = [e for e in examples([rooms.simulated(seed, days=3)], 900) if e.quantity == "co2_ppm"]
            told = Trees.load().changes(["co2_ppm"] * len(co2.scale), co2.inputs, co2.scale)
            for horizon in (2, 3):
                known = ~np.isnan(co2.changes[:, horizon])
                error = np.abs(co2.changes[known, horizon] - told[known, horizon]).mean()
                skills.append(1 - error / np.abs(co2.changes[known, horizon]).mean())
        assert np.mean(skills) > 0.1

    def test_a_device_that_is_new_gains_by_them(self) -> None:
        with_them: list[float] = []
        without: list[float] = []
        for seed in (100_004, 100_005):
            recording = rooms.simulated(seed, days=3)
            only = dataclasses.replace(recording, values={"co2_ppm": recording.values["co2_ppm"]})
            for skills, forecaster in ((with_them, Forecaster(Trees.load())), (without, Forecaster())):
                skills += [cell.skill for cell in backtest.score(only, backtest.forecasts(only, forecaster))]
        assert np.mean(with_them) > np.mean(without) + 0.01

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return Path(shutil.copytree(SHIPPED, tmp_path / "shipped"))

    def edit(self, folder: Path, **changed: object) -> None:
        path = folder / "trees.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changed))

    def test_a_missing_file_is_told(self, folder: Path) -> None:
        (folder / "trees.npz").unlink()
        with pytest.raises(Unusable, match=r"trees\.npz"):
            Trees.load(folder)

    def test_another_file_than_the_manifest_tells_of_is_refused(self, folder: Path) -> None:
        with (folder / "trees.npz").open("ab") as file:
            file.write(b"x")
        with pytest.raises(Unusable, match="is not the file"):
            Trees.load(folder)

    @pytest.mark.parametrize("changed", [{"horizons_s": [60]}, {"inputs": 3}])
    def test_trees_for_something_else_are_refused(self, folder: Path, changed: dict[str, object]) -> None:
        self.edit(folder, **changed)
        with pytest.raises(Unusable, match="made for"):
            Trees.load(folder)

    @pytest.mark.parametrize("damage", ["nonsense", "pickled", "astray", "lacking"])
    def test_a_damaged_file_is_told_and_runs_no_code(self, folder: Path, damage: str) -> None:
        with np.load(folder / "trees.npz") as archive:
            arrays = dict(archive)
        if damage == "pickled":
            arrays["co2.value"] = np.array([Runs()], dtype=object)
        if damage == "astray":
            arrays["co2.left"][0] = len(arrays["co2.left"]) + 5
        if damage == "lacking":
            del arrays["co2.roots"]
        np.savez(folder / "trees.npz", **arrays)
        if damage == "nonsense":
            (folder / "trees.npz").write_bytes(b"PK nonsense")
        self.edit(folder, sha256=hashlib.sha256((folder / "trees.npz").read_bytes()).hexdigest())
        with pytest.raises(Unusable):
            Trees.load(folder)


class Runs:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return pytest.fail, ("code of a file was run",)


class TestTraining:
    def test_equal_seeds_give_equal_rooms(self) -> None:
        one, same, other = rooms.simulated(3, days=2), rooms.simulated(3, days=2), rooms.simulated(4, days=2)
        np.testing.assert_array_equal(one.values["co2_ppm"], same.values["co2_ppm"])
        assert one.name != other.name

    @pytest.mark.parametrize("seed", range(12))
    def test_a_simulated_room_is_plausible(self, seed: int) -> None:
        recording = rooms.simulated(seed, days=3)
        assert (np.diff(recording.at_s) > 0).all()
        co2 = recording.values["co2_ppm"]
        assert 350 < co2.min() < co2.max() < 15_000
        assert all(np.isfinite(values).all() for values in recording.values.values())

    def test_an_example_sees_nothing_later_than_itself(self) -> None:
        recording = rooms.simulated(1, days=2)
        cut = len(recording.at_s) * 2 // 3
        changed = dataclasses.replace(
            recording,
            values={q: np.concatenate([v[:cut], v[cut:] * 0 + 1]) for q, v in recording.values.items()},
        )
        for one, other in zip(examples([recording], 600), examples([changed], 600), strict=True):
            before = one.at_s < recording.at_s[cut]
            np.testing.assert_array_equal(one.inputs[before], other.inputs[before])

    def test_examples_of_many_recordings_are_as_far_apart_as_asked_for(self) -> None:
        found = examples([rooms.simulated(seed, days=1) for seed in range(3)], 3600)
        assert len({one.recording for one in found}) == 3
        for one in found:
            assert np.diff(one.at_s).min() >= 3600
            assert len(one.at_s) >= 6

    def test_too_few_examples_make_no_trees(self) -> None:
        assert fit(examples([rooms.simulated(0, days=1)], 3600), 0) is None


def test_what_is_written_names_what_it_was_made_of(tmp_path: Path) -> None:
    made = trees.save({}, tmp_path, name="trees/9", made_with="hands", made_of=["a", "b"])
    assert Trees.load(tmp_path).manifest == made
