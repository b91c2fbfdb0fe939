"""Local trees: when they are fitted, to what, what they gain, and that bad ones cost little."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

from iaqverse.contracts.names import Place
from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor import backtest, gate, local, probation
from services.predictor.archive import Unusable
from services.predictor.features import DRIVEN
from services.predictor.forecaster import Forecaster
from services.predictor.forest import Forest, Grove
from services.predictor.gate import EXPERTS, Gate
from services.predictor.local import COUNT, Local, LocalTrees, Seen
from services.predictor.patterns import COUNT as PATTERNS
from services.predictor.patterns import LAGS, NEAR_LAGS_MIN
from services.predictor.recordings import Recording
from services.predictor.schedule import AGES_DAYS, DAY_S, MOST_DAYS, is_due
from services.predictor.tables import Floats
from services.predictor.training.examples import examples
from services.predictor.training.flattening import flattened
from services.predictor.training.local_fitting import MOST_EXAMPLES, fit_site
from services.predictor.training.replaying import Replayed
from services.predictor.training.sampling import MOST_ROWS, means, sample
from services.predictor.trees import Trees

FIRST_S = 1.7e9
DAYS = 7
"""How long the class room is watched: local trees are fitted four times."""
ONE = np.array([0])


def constant(change: float) -> Forest:
    """A forest that always says the same, of every horizon."""
    nothing = np.zeros(1, dtype=np.int64)
    horizons = len(HORIZONS_S)
    roots = np.zeros((horizons, 1), dtype=np.int64)
    return Forest(nothing, np.array([np.inf]), nothing, np.zeros(1), roots, np.full(horizons, change), 0)


def seen(by_trees: Floats, scale: Floats) -> Seen:
    rows = len(scale)
    return Seen(np.full(rows, FIRST_S), np.zeros((rows, PATTERNS)), scale, np.zeros((rows, DRIVEN)), by_trees)


def made(site: str, forests: dict[str, Forest], corrects: str = "") -> LocalTrees:
    return LocalTrees(site, FIRST_S, FIRST_S + DAY_S, corrects, "hands", {}, forests)


def class_room(days: int, seed: int = 0, step_min: int = 5) -> Recording:
    """CO2 that rises at 8 h and falls at 10 h, every day, out of the blue: only the clock tells."""
    random = np.random.default_rng(seed)
    minutes = np.arange(0, days * 1440, step_min)
    is_in = (minutes % 1440 // 60 >= 8) & (minutes % 1440 // 60 < 10)
    co2, level = np.empty(len(minutes)), 450.0
    for i, busy in enumerate(is_in.tolist()):
        level += ((1100 if busy else 450) - level) * step_min / 40
        co2[i] = level
    at_s = FIRST_S // DAY_S * DAY_S + 60.0 * minutes
    values = {"co2_ppm": np.round(co2 + random.normal(scale=3, size=len(minutes)))}
    return Recording("class", Place("school", "class", "sensor"), at_s, values)


class TestSchedule:
    def test_a_young_site_is_fitted_often_and_an_old_one_weekly(self) -> None:
        fits, fitted_s = [], None
        for hour in range(90 * 24):
            now_s = FIRST_S + hour * 3600
            if is_due(FIRST_S, fitted_s, now_s):
                fitted_s = now_s
                fits.append(hour / 24)
        assert fits == [*AGES_DAYS, 62, 69, 76, 83]

    def test_a_site_that_was_away_is_fitted_once(self) -> None:
        assert is_due(FIRST_S, None, FIRST_S + 30 * DAY_S)
        assert not is_due(FIRST_S, FIRST_S + 30 * DAY_S, FIRST_S + 31 * DAY_S)
        assert is_due(FIRST_S, FIRST_S + 30 * DAY_S, FIRST_S + 34 * DAY_S)


class TestSample:
    def test_a_small_site_is_looked_at_by_the_minute(self) -> None:
        found = sample({Place("s", "r", f"d{i}"): MOST_DAYS for i in range(5)}, 1)
        assert (found.step_s, len(found.places)) == (60, 5)

    @pytest.mark.parametrize("devices", [6, 25, 500])
    def test_a_large_one_coarsely_and_of_as_many_devices_as_may_be(self, devices: int) -> None:
        days = {Place("s", "r", f"d{i}"): MOST_DAYS for i in range(devices)}
        found = sample(days, 1)
        assert found.step_s == 300
        assert len(found.places) == min(devices, MOST_ROWS // (288 * MOST_DAYS))
        assert (sample(days, 2) != found) == (devices == 500) or devices < 500

    def test_means_are_those_of_each_step_at_its_middle(self) -> None:
        values = {"co2_ppm": np.array([500.0, 510.0, np.nan, 600.0]), "light_lux": np.array([1.0, 2, 3, 4])}
        found = means(Recording("r", Place("s", "r", "d"), np.array([60.0, 90, 119, 600]), values), 60)
        assert found.at_s.tolist() == [90, 630]
        assert found.values["co2_ppm"].tolist() == [505, 600]
        assert found.values["light_lux"].tolist() == [2, 4]


class TestGrove:
    def regressors(self, trees: int, seed: int) -> list[HistGradientBoostingRegressor]:
        random = np.random.default_rng(seed)
        inputs = random.normal(size=(300, 3))
        inputs[random.random(inputs.shape) < 0.1] = np.nan
        targets = np.nan_to_num(inputs) * random.normal(size=3)
        return [
            HistGradientBoostingRegressor(max_iter=trees, random_state=1).fit(inputs, target)
            for target in targets.T
        ]

    def test_each_row_is_told_what_its_forest_says(self) -> None:
        sites = [self.regressors(trees, seed) for seed, trees in enumerate((5, 9, 2))]
        grove = Grove.of([flattened(one) for one in sites])
        random = np.random.default_rng(9)
        asked = random.normal(size=(700, 3)).astype(np.float32)
        asked[:, 1] = np.nan
        which = random.integers(0, 3, 700)
        of_each = np.stack([np.column_stack([r.predict(asked) for r in one]) for one in sites])
        expected = of_each[which, np.arange(700)]
        np.testing.assert_allclose(grove.predict(asked, which), expected, rtol=0, atol=1e-12)

    def test_a_horizon_of_which_nothing_is_known_is_zero(self) -> None:
        known = self.regressors(4, 1)[0]
        asked = np.random.default_rng(2).normal(size=(50, 3))
        told = flattened([None, known, None]).predict(asked)
        np.testing.assert_allclose(
            told, np.column_stack([asked[:, 0] * 0, known.predict(asked), asked[:, 0] * 0])
        )


class TestLocal:
    def test_only_the_site_and_kind_that_has_trees_is_told_something_else(self) -> None:
        known = Local()
        for series, (site, quantity) in enumerate(
            [("a", "co2_ppm"), ("b", "co2_ppm"), ("a", "temperature_c"), ("c", "co2_ppm")]
        ):
            known.begin(series, site, quantity)
        known.use(made("a", {"co2": constant(1)}))
        known.use(made("b", {"co2": constant(2), "temperature": constant(9)}))
        by_trees = np.arange(16.0).reshape(4, 4)
        scale = np.array([10.0, 10, 1, 1])
        told = known.changes(np.arange(4), seen(by_trees, scale))
        np.testing.assert_allclose(told - by_trees, np.repeat([[10.0], [20], [0], [0]], 4, axis=1))
        known.use(made("a", {}))
        assert (known.changes(ONE, seen(by_trees[:1], scale[:1])) == by_trees[0]).all()

    def test_its_trees_are_the_same_when_they_were_written_and_read(self, tmp_path: Path) -> None:
        trees = made("maison", {"co2": constant(1)}, "abc")
        trees.save(tmp_path / "maison")
        found = LocalTrees.load(tmp_path / "maison", "abc")
        assert replace(found, forests={}) == replace(trees, forests={})
        assert found.forests["co2"].begin.tolist() == [1, 1, 1, 1]

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"inputs": COUNT + 1}, "made for another version"),
            ({"sha256": "0"}, "is not the file"),
            ({"site": "bureau"}, "of the site bureau"),
            ({"corrects": "def"}, "beside other shipped trees"),
        ],
    )
    def test_what_does_not_fit_is_refused(
        self, changed: dict[str, object], said: str, tmp_path: Path
    ) -> None:
        folder = tmp_path / "maison"
        made("maison", {"co2": constant(1)}, "abc").save(folder)
        manifest = folder / "trees.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | changed))
        with pytest.raises(Unusable, match=said):
            LocalTrees.load(folder, "abc")

    def test_a_damaged_file_is_refused(self, tmp_path: Path) -> None:
        made("maison", {"co2": constant(1)}).save(tmp_path / "maison")
        file = tmp_path / "maison" / "trees.npz"
        file.write_bytes(file.read_bytes()[:-20])
        with pytest.raises(Unusable, match="is not the file"):
            LocalTrees.load(tmp_path / "maison", "")


def skills(recording: Recording, forecaster: Forecaster, refits: backtest.Refits | None) -> list[float]:
    """Return the skill at each horizon after the first four days."""
    forecasts = backtest.forecasts(recording, forecaster, refits)
    late = recording.at_s >= recording.at_s[0] + 4 * DAY_S
    bands = {q: np.where(late[:, None, None], band, np.nan) for q, band in forecasts.bands.items()}
    return [cell.skill for cell in backtest.score(recording, backtest.Made(bands, {}))]


@cache
def without_any() -> list[float]:
    """Return the skills in the class room without local trees."""
    return skills(class_room(DAYS), Forecaster(Trees.load()), None)


def test_a_site_with_a_daily_pattern_gains_by_its_own_trees() -> None:
    trees = Trees.load()
    forecaster = Forecaster(trees)
    with_them = skills(class_room(DAYS), forecaster, Replayed(forecaster, trees))
    assert np.mean(with_them) > np.mean(without_any())
    assert min(np.subtract(with_them, without_any())) > -0.005


def test_the_trees_of_a_site_know_its_day_better_than_the_shipped_ones() -> None:
    whole, trees = class_room(10), Trees.load()
    known = whole.at_s < whole.at_s[0] + 7 * DAY_S
    week = replace(whole, at_s=whole.at_s[known], values={q: v[known] for q, v in whole.values.items()})
    site = Local()
    site.begin(0, "school", "co2_ppm")
    site.use(fit_site("school", [week], trees, whole.at_s[0], week.at_s[-1]))
    (one,) = examples([whole], 300)
    one_seen = Seen(
        one.at_s, one.inputs, one.scale, one.driven,
        trees.changes(["co2_ppm"] * len(one.at_s), one.inputs, one.scale),
    )  # fmt: skip
    later = one.at_s > week.at_s[-1]
    by_site = site.changes(np.zeros(len(one.at_s), dtype=np.int64), one_seen)
    for horizon in (2, 3):
        true = one.changes[later, horizon]
        errors, shipped = (
            np.nanmean(np.abs(true - by[later, horizon])) for by in (by_site, one_seen.by_trees)
        )
        assert errors < 0.9 * shipped


class Poisoned:
    """Gives a site trees that are wrong, when it is a day old."""

    def __init__(self, forecaster: Forecaster, change: float) -> None:
        self._forecaster = forecaster
        self._first_s: float | None = None
        self._trees = made("school", {"co2": constant(change)})

    def observe(self, place: Place, *_: object) -> None:
        """Nothing is learnt."""

    def review(self, now_s: float) -> None:
        """Have them used."""
        self._first_s = self._first_s or now_s
        if now_s >= self._first_s + DAY_S:
            self._forecaster.local.use(self._trees)


def test_trees_that_are_wrong_soon_cost_next_to_nothing() -> None:
    bad = Forecaster(Trees.load())
    with_them = skills(class_room(DAYS), bad, Poisoned(bad, -20.0))
    assert min(np.subtract(with_them, without_any())) > -0.01
    is_out = bad.learner.probation.behind[0] > probation.LIMIT
    weights = bad.learner.gate.weights[0, :, 1 + EXPERTS.index("local")]
    assert (is_out | (weights < 0.02)).all()
    assert is_out.any()


def test_a_site_without_local_trees_is_forecast_as_if_there_were_no_such_thing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recording, trees = class_room(2), Trees.load()
    as_it_is = backtest.forecasts(recording, Forecaster(trees)).bands["co2_ppm"]
    monkeypatch.setattr(gate, "PRIOR_TREES", gate.PRIOR_TREES + gate.PRIOR_LOCAL)
    monkeypatch.setattr(gate, "PRIOR_LOCAL", 0.0)
    assert Gate().weights[0, 0, -1] == 0
    without = backtest.forecasts(recording, Forecaster(trees)).bands["co2_ppm"]
    np.testing.assert_allclose(as_it_is, without, rtol=0, atol=0.0011)


def test_a_backtest_learns_from_nothing_later() -> None:
    whole, trees = class_room(3), Trees.load()
    cut = len(whole.at_s) * 7 // 10
    half = replace(whole, at_s=whole.at_s[:cut], values={q: v[:cut] for q, v in whole.values.items()})
    found = []
    for recording in (whole, half):
        forecaster = Forecaster(trees)
        found.append(backtest.forecasts(recording, forecaster, Replayed(forecaster, trees)).bands["co2_ppm"])
    np.testing.assert_array_equal(found[0][:cut], found[1])


def test_too_little_history_makes_no_trees_and_an_unknown_kind_some() -> None:
    trees = Trees()
    few = class_room(1)
    few = replace(few, at_s=few.at_s[:20], values={"co2_ppm": few.values["co2_ppm"][:20]})
    assert fit_site("school", [few], trees, FIRST_S, FIRST_S + DAY_S).forests == {}
    assert fit_site("school", [], trees, FIRST_S, FIRST_S + DAY_S).forests == {}
    assert fit_site("school", [class_room(2)], trees, FIRST_S, FIRST_S + DAY_S).forests.keys() == {"co2"}


def test_a_large_site_has_no_more_examples_than_a_fit_takes() -> None:
    devices = [
        replace(class_room(9, seed, step_min=1), place=Place("s", "r", f"d{seed}")) for seed in range(4)
    ]
    found = fit_site("school", devices, Trees(), FIRST_S, FIRST_S + DAY_S)
    assert 0.8 * MOST_EXAMPLES < found.examples["co2"] <= 1.02 * MOST_EXAMPLES


def test_inputs_are_few_and_in_what_a_series_moves() -> None:
    asked = seen(np.full((2, 4), 20.0), np.array([10.0, 20.0]))._replace(at_s=np.array([0, 93_600]))
    told = local.inputs(asked)
    assert told.shape == (2, COUNT)
    assert told[:, :5].tolist() == [[2, 2, 2, 2, 0], [1, 1, 1, 1, 2]]
    assert NEAR_LAGS_MIN[LAGS].tolist() == [5, 20, 45]
