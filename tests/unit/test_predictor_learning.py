"""Models, gate, bands, chances, accuracy: each by itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.accuracy import Accuracy
from services.predictor.exceedance import LIMITS, exceedance, probability_above, reaches
from services.predictor.gate import BUDGET, EXPERTS, Gate
from services.predictor.intervals import LEVELS, Quantiles, band
from services.predictor.model import OnlineRidge
from services.predictor.tables import Column, Table
from services.predictor.waiting import SLOTS, Due, Waiting

ONE = np.array([0])


def test_a_table_keeps_its_rows_when_it_grows() -> None:
    table = Table({"x": Column((2,), 7.0)})
    table.x[3] = [1, 2]  # type: ignore[attr-defined]
    table.reserve(1000)
    assert table.export(np.arange(5))["x"].tolist() == [[7, 7]] * 3 + [[1, 2], [7, 7]]


def test_a_model_finds_a_straight_line() -> None:
    random = np.random.default_rng(0)
    model = OnlineRidge(1, 3, (0.1,))
    truth = np.array([0.5, -2.0, 3.0])
    for step in range(400):
        inputs = np.array([[1.0, *random.normal(size=2)]])
        model.learn(
            ONE, ONE, inputs=inputs, truths=inputs @ truth, weight=np.ones(1), elapsed_s=np.array([60.0])
        )
        model.solve(ONE, np.array([60.0 * step]), np.array([0.01]), 10)
    np.testing.assert_allclose(model.weights[0, 0, 0], truth, atol=0.02)
    np.testing.assert_allclose(model.predict(ONE, np.array([[1.0, 1.0, 1.0]]))[0, 0, 0], 1.5, atol=0.05)


def test_a_feature_that_never_moves_gets_no_weight() -> None:
    model = OnlineRidge(1, 2, (10.0,))
    for step in range(50):
        inputs = np.array([[1.0, 1e-7 * step]])
        model.learn(ONE, ONE, inputs=inputs, truths=np.ones(1), weight=np.ones(1), elapsed_s=np.array([60.0]))
    model.solve(ONE, np.array([1e4]), np.array([0.1]), 10)
    assert abs(model.weights[0, 0, 0, 1]) < 1e-3


def test_no_more_series_are_solved_at_once_than_allowed_and_none_is_forgotten() -> None:
    model = OnlineRidge(1, 2, (1.0,))
    rows = np.arange(10)
    for tick in range(3):
        model.solve(rows, np.full(10, 10.0 + tick), np.ones(10), 4)
    assert (model.solved_s[:10] >= 10).all()


class TestGate:
    def learn(self, gate: Gate, change: float, expert: float, published: float) -> None:
        gate.learn(
            ONE,
            ONE,
            losses=np.array([[abs(change), *[abs(change - expert)] * len(EXPERTS)]]),
            lost=np.array([abs(change - published)]),
            typical=np.array([10.0]),
            elapsed_s=np.array([60.0]),
        )

    def mixed(self, gate: Gate, expert: float, staked: float = 0.0) -> float:
        changes = np.full((1, len(HORIZONS_S), len(EXPERTS)), expert)
        return float(gate.mix(ONE, changes, np.full((1, len(HORIZONS_S)), staked))[0, 0])

    def test_a_new_series_says_that_nothing_changes(self) -> None:
        assert self.mixed(Gate(), 20.0) == 0.0

    def test_an_expert_that_is_right_is_believed(self) -> None:
        gate = Gate()
        for _ in range(500):
            self.learn(gate, 10.0, 10.0, self.mixed(gate, 10.0))
        assert self.mixed(gate, 10.0) > 9.5

    def test_an_expert_that_turns_wrong_is_left_soon_and_believed_again_later(self) -> None:
        gate = Gate()
        for right in [True] * 500 + [False] * 10:
            self.learn(gate, 10.0 if right else -10.0, 10.0, 10.0)
        assert self.mixed(gate, 10.0) < 1.0
        for _ in range(20):
            self.learn(gate, 10.0, 10.0, 10.0)
        assert self.mixed(gate, 10.0) > 9.0

    @given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=300))
    def test_whatever_happens_it_never_loses_more_than_its_budget(
        self, story: list[tuple[float, float]]
    ) -> None:
        gate, lost, no_change = Gate(), 0.0, 0.0
        waiting: list[tuple[float, float, float]] = []
        for change, expert in story:
            published = self.mixed(gate, expert, sum(abs(p) for _, _, p in waiting))
            waiting.append((change, expert, published))
            if len(waiting) > 12:
                true, said, dared = waiting.pop(0)
                self.learn(gate, true, said, dared)
                lost, no_change = lost + abs(true - dared), no_change + abs(true)
                assert lost <= (1 + BUDGET) * no_change * 1.001 + 1e-6


def test_bands_hold_what_they_promise_though_the_errors_change() -> None:
    random = np.random.default_rng(5)
    quantiles, inside = Quantiles(), []
    for step in range(6000):
        error = random.standard_t(3) * (1 if step < 3000 else 4)
        low, *_, high = quantiles.of(ONE)[0, 0]
        inside.append(low <= error <= high)
        quantiles.learn(ONE, ONE, np.array([error]), np.ones(1))
    assert 0.88 <= np.mean(inside) <= 0.92


def test_a_band_is_ordered_and_physically_possible() -> None:
    quantiles = np.broadcast_to(np.linspace(-5, 5, len(LEVELS)), (1, 2, len(LEVELS)))
    low, high = band(
        np.array([[3.0, 99.0]]), np.full((1, 2), 10.0), quantiles, np.array([[0.0]]), np.array([[100.0]])
    )
    assert low.tolist() == [[0.0, 49.0]]
    assert high.tolist() == [[53.0, 100.0]]


def test_chances_fall_with_the_limit_and_rise_with_the_time() -> None:
    random = np.random.default_rng(7)
    quantiles = np.sort(random.normal(size=(50, 2, len(LEVELS))), axis=2)
    centre = random.uniform(400, 1600, size=(50, 2))
    limits = np.arange(300.0, 3000.0, 50.0)
    chances = exceedance(limits, centre, random.uniform(1, 300, size=(50, 2)), quantiles)
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (np.diff(chances, axis=1) <= 1e-12).all()
    assert (np.diff(chances, axis=2) >= 0).all()


def test_a_chance_is_read_from_the_quantiles() -> None:
    quantiles = np.broadcast_to(np.arange(len(LEVELS)) * 1.0, (3, len(LEVELS)))
    at = probability_above(np.array([0.0, 5.0, 10.0]), quantiles)
    np.testing.assert_allclose(at, [0.95, 0.5, 0.05])


def test_accuracy_counts_a_day() -> None:
    accuracy = Accuracy()
    made_s = np.array([1_000_000 * 3600.0])

    def add(hours: float, error: float, is_covered: bool) -> None:
        due = Due(ONE, ONE, ONE + 1, made_s + hours * 3600 - HORIZONS_S[1])
        accuracy.add(
            due,
            errors=np.array([error]),
            no_change=np.array([8.0]),
            covered=np.array([is_covered]),
            of_experts=np.full((1, len(EXPERTS)), 5.0),
        )

    add(0, 100.0, False)
    for hour in range(1, 25):
        add(hour, -4.0, hour % 4 != 0)
    count, mae, no_change, covered, *of_experts = accuracy.over_the_day(ONE, made_s[0] + 24 * 3600)[0, 1]
    assert (count, mae, no_change, covered) == (24, 4.0, 8.0, 0.75)
    assert of_experts == [5.0] * len(EXPERTS)
    assert np.isnan(accuracy.over_the_day(ONE, made_s[0])[0, 0, 1])


def test_a_forecast_that_is_never_told_gives_way_and_frees_its_stake() -> None:
    waiting = Waiting()
    horizons = len(HORIZONS_S)
    for i in range(3 * SLOTS):
        waiting.put(
            ONE, made_s=np.array([i * 1.0]), now=np.array([10.0]), median=np.full((1, horizons), 12.0)
        )
    np.testing.assert_allclose(waiting.staked[0], 2.0 * SLOTS)
    taken = 0
    while due := waiting.take(ONE, np.array([1e9]), np.array([1e9]), np.array([30.0])):
        taken += len(due)
    assert taken == SLOTS * horizons
    np.testing.assert_allclose(waiting.staked[0], 0.0)


@pytest.mark.parametrize(
    ("last_s", "newest_s", "is_due"), [(299, 299, False), (300, 300, True), (200, 331, True)]
)
def test_a_forecast_is_due_when_its_truth_can_be_told(last_s: float, newest_s: float, is_due: bool) -> None:
    waiting = Waiting()
    waiting.put(ONE, made_s=np.zeros(1))
    due = waiting.take(ONE, np.array([last_s]), np.array([newest_s]), np.array([30.0]))
    assert due.horizon.tolist() == ([0] if is_due else [])


@pytest.mark.parametrize(
    ("now", "median", "expected"),
    [
        (645.0, (660.0, 690.5, 740.0, 820.0), [(800.0, 3150)]),
        (700.0, (900.0, 1000.0, 1400.0, 1600.0), [(800.0, 150), (1500.0, 2700)]),
        (850.0, (900.0, 1000.0, 1400.0, 1500.0), []),
        (800.0, (801.0, 802.0, 803.0, 700.0), [(800.0, 0)]),
        (700.0, (900.0, 600.0, 500.0, 500.0), [(800.0, 150)]),
        (700.0, (600.0, 500.0, 450.0, 420.0), []),
    ],
)
def test_a_forecast_says_when_a_limit_is_passed(
    now: float, median: tuple[float, ...], expected: list[tuple[float, int]]
) -> None:
    assert reaches(LIMITS["co2_ppm"], now, median) == expected
    assert reaches((), now, median) == []
