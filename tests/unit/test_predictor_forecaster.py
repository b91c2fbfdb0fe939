"""The whole forecaster: what goes in, what comes out, what it is worth."""

import math
from dataclasses import replace

import numpy as np
import pytest

from iaqverse.contracts.names import Place
from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor import backtest, checkpoint
from services.predictor import forecaster as forecaster_module
from services.predictor.exceedance import LIMITS
from services.predictor.faults import SOUND
from services.predictor.forecast import DeviceForecast
from services.predictor.forecaster import Forecaster
from services.predictor.gate import EXPERTS
from services.predictor.recordings import Recording
from services.predictor.tables import Floats
from services.predictor.trees import Trees

PLACE = Place("maison", "bureau", "bureau1")
START_S = 1_790_000_000.0


def room(days: float, step_s: float, seed: int = 1) -> Recording:
    """A simulated room: people come and go, CO2 follows the mass balance; temperature follows the day."""
    random = np.random.default_rng(seed)
    at_s = START_S + np.arange(0, days * 86_400, step_s)
    hour = at_s / 3600 % 24
    there = ((hour > 8) & (hour < 12)) | ((hour > 13) & (hour < 18))
    co2, level = np.empty(len(at_s)), 450.0
    for i, present in enumerate(there):
        level += (1 - np.exp(-1.5 * step_s / 3600)) * ((1150 if present else 430) - level)
        co2[i] = level
    values = {
        "co2_ppm": np.round(co2 + random.normal(0, 4, len(at_s))),
        "temperature_c": np.round(
            21 + 2 * np.sin(hour / 24 * 2 * np.pi) + random.normal(0, 0.05, len(at_s)), 2
        ),
    }
    return Recording("simulated", PLACE, at_s, values)


def run(recording: Recording, forecaster: Forecaster) -> list[DeviceForecast]:
    made = []
    for at_s, values in recording.readings():
        forecaster.observe(PLACE, at_s, values)
        made += forecaster.advance()
    return made


def part(recording: Recording, chosen: slice) -> Recording:
    values = {q: column[chosen] for q, column in recording.values.items()}
    return Recording(recording.name, recording.place, recording.at_s[chosen], values)


@pytest.fixture(scope="module")
def recording() -> Recording:
    return room(4, 300)


@pytest.fixture(scope="module")
def made(recording: Recording) -> dict[str, Floats]:
    return backtest.forecasts(recording).bands


def test_the_first_reading_is_forecast_not_to_change() -> None:
    forecaster = Forecaster()
    forecaster.observe(PLACE, START_S, {"co2_ppm": 645, "light_lux": 10, "pressure_hpa": 1013})
    (forecast,) = forecaster.advance()
    assert (forecast.place, forecast.made_s) == (PLACE, START_S)
    assert set(forecast.quantities) == {"co2_ppm"}
    co2 = forecast.quantities["co2_ppm"]
    assert co2.median == (645,) * len(HORIZONS_S)
    assert all(low < 645 < high for low, high in zip(co2.low, co2.high, strict=True))
    assert {(above, within_s) for above, within_s, _ in co2.exceedance} == {
        (800, 1800), (800, 3600), (1500, 1800), (1500, 3600),
    }  # fmt: skip


def test_the_limits_whose_chances_are_told_are_those_of_the_room_and_change_nothing_else() -> None:
    usual, other, place = Forecaster(), Forecaster(), Place("maison", "salon", "b1")
    for minute in range(60):
        if minute == 30:
            other.aim(lambda _, room: {"co2_ppm": (700.0, 900.0)} if room == "salon" else LIMITS)
        for forecaster in (usual, other):
            for each in (PLACE, place):
                forecaster.observe(each, START_S + 60 * minute, {"co2_ppm": 600 + 3 * minute})
            found = {forecast.place: forecast.quantities["co2_ppm"] for forecast in forecaster.advance()}
            if forecaster is usual:
                expected = found
        assert found[PLACE] == expected[PLACE]
        assert replace(found[place], exceedance=()) == replace(expected[place], exceedance=())
        assert found[place].limits == ((700, 900) if minute >= 30 else (800, 1500))


def test_forecasts_beat_no_change_and_bands_hold(recording: Recording, made: dict[str, Floats]) -> None:
    cells = backtest.score(recording, backtest.Made(made, {}))
    assert {c.horizon_s for c in cells} == set(HORIZONS_S)
    assert all(c.skill >= -0.01 for c in cells)
    co2 = [c for c in cells if c.quantity == "co2_ppm"]
    assert np.mean([c.skill for c in co2]) > 0.2
    assert all(0.84 <= c.coverage <= 0.96 for c in cells)


def test_forecasts_are_ordered_and_plausible(made: dict[str, Floats]) -> None:
    for quantity, columns in made.items():
        median, low, high = np.moveaxis(columns, 2, 0)
        assert (low <= median).all()
        assert (median <= high).all()
        assert (low >= SOUND[quantity][0]).all()


def test_a_forecast_sees_nothing_later_than_its_own_time(
    recording: Recording, made: dict[str, Floats]
) -> None:
    cut = len(recording.at_s) * 2 // 3
    values = {q: np.concatenate([c[:cut], c[cut:] * 0 + 1]) for q, c in recording.values.items()}
    other = backtest.forecasts(Recording("changed", PLACE, recording.at_s, values))
    for quantity, columns in made.items():
        np.testing.assert_array_equal(columns[:cut], other.bands[quantity][:cut])


def test_realised_accuracy_equals_an_offline_recomputation() -> None:
    recording, forecaster = room(0.9, 300, seed=4), Forecaster()
    made = backtest.forecasts(recording, forecaster)
    now_s = float(recording.at_s[-1])
    (realised,) = forecaster.realised([PLACE], now_s).values()
    cells = {(c.quantity, c.horizon_s): c for c in backtest.score(recording, made)}
    assert len(realised) == len(cells) == 2 * len(HORIZONS_S)
    for r in realised:
        cell = cells[r.quantity, r.horizon_s]
        assert r.count == cell.count
        assert (r.mae, r.mae_no_change, r.covered) == pytest.approx(
            (cell.mae, cell.mae_no_change, cell.coverage), abs=1e-6
        )
        # Without trees that expert said "no change".
        assert r.mae_by_model["trees"] == pytest.approx(cell.mae_no_change, abs=1e-6)
        assert r.mae_by_model.keys() == set(EXPERTS)


def test_a_device_is_forecast_at_most_every_30_seconds() -> None:
    forecaster = Forecaster()
    made = run(room(0.01, 5), forecaster)
    assert np.diff([f.made_s for f in made]).min() == 30
    assert not forecaster.is_behind


def test_a_long_past_is_learnt_from_but_rarely_forecast_from() -> None:
    forecaster, recording = Forecaster(), room(0.1, 60)
    for at_s, values in recording.readings():
        forecaster.observe(PLACE, at_s, values)
    made = []
    while forecaster.is_behind:
        made += forecaster.advance(live_from_s=float(recording.at_s[-1]) - 600)
    assert np.diff([f.made_s for f in made]).tolist()[:5] == [300] * 5
    assert made[-1].made_s == recording.at_s[-1]


def test_readings_worked_through_later_give_the_same_forecasts() -> None:
    recording = room(0.2, 60)
    at_once, later = run(recording, Forecaster()), []
    forecaster = Forecaster()
    for at_s, values in recording.readings():
        forecaster.observe(PLACE, at_s, values)
    while forecaster.is_behind:
        later += forecaster.advance()
    assert at_once == later


def test_a_quantity_that_is_not_sound_is_neither_learnt_from_nor_forecast_until_it_is_again() -> None:
    forecaster = Forecaster()
    forecast = []
    for minute, co2 in enumerate([600.0, 605.0, math.nan, math.nan, 610.0]):
        forecaster.observe(PLACE, START_S + 60 * minute, {"co2_ppm": co2, "temperature_c": 21.0})
        (made,) = forecaster.advance()
        forecast.append(made.quantities.keys())
    both, one = {"co2_ppm", "temperature_c"}, {"temperature_c"}
    assert forecast == [both, both, one, one, both]
    alone = Forecaster()
    alone.observe(PLACE, START_S, {"co2_ppm": math.nan})
    assert alone.advance() == []


def test_late_and_repeated_readings_make_no_forecast() -> None:
    forecaster = Forecaster()
    for minute in (0, 5, 10):
        forecaster.observe(PLACE, START_S + 60 * minute, {"co2_ppm": 600})
    while forecaster.is_behind:
        forecaster.advance()
    for minute in (10, 3, -4000):
        forecaster.observe(PLACE, START_S + 60 * minute, {"co2_ppm": 610})
    while forecaster.is_behind:
        assert forecaster.advance() == []


def test_quantities_may_come_in_turns_and_stop() -> None:
    forecaster, made = Forecaster(), []
    for minute in range(400):
        values = {"co2_ppm": 600.0 + minute} if minute % 2 else {"temperature_c": 20 + minute / 100}
        if minute < 300:
            values["humidity_pct"] = 45.0
        forecaster.observe(PLACE, START_S + 60 * minute, values)
        made += forecaster.advance()
    assert set(made[200].quantities) == {"co2_ppm", "temperature_c", "humidity_pct"}
    assert set(made[-1].quantities) == {"co2_ppm", "temperature_c"}
    (realised,) = forecaster.realised([PLACE], START_S + 400 * 60).values()
    assert {r.quantity for r in realised} == {"co2_ppm", "temperature_c", "humidity_pct"}


def test_constant_values_are_forecast_as_constant() -> None:
    forecaster = Forecaster()
    for minute in range(300):
        forecaster.observe(PLACE, START_S + 60 * minute, {"co2_ppm": 420.0, "pm25_ugm3": 0.0})
        made = forecaster.advance()
    assert made[0].quantities["co2_ppm"].median == (420.0,) * 4
    assert made[0].quantities["pm25_ugm3"].low == (0.0,) * 4


def test_devices_do_not_disturb_each_other() -> None:
    recording = room(0.3, 300)
    alone = run(recording, Forecaster())
    forecaster, together = Forecaster(), []
    noise = np.random.default_rng(8)
    for at_s, values in recording.readings():
        forecaster.observe(Place("other", "room", "x"), at_s, {"co2_ppm": noise.uniform(400, 3000)})
        forecaster.observe(PLACE, at_s, values)
        together += [f for f in forecaster.advance() if f.place == PLACE]
    for one, other in zip(alone, together, strict=True):
        for quantity, forecast in one.quantities.items():
            np.testing.assert_allclose(forecast.median, other.quantities[quantity].median, atol=2e-3)


def test_many_devices_are_forecast_the_same_whatever_threads_share_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recorded = room(0.05, 300)
    made = []
    for together in (1, 4, 100):
        monkeypatch.setattr(forecaster_module, "TOGETHER", together)
        forecaster = Forecaster(Trees.load())
        for at_s, values in recorded.readings():
            for i in range(10):
                forecaster.observe(
                    Place("maison", "bureau", f"d{i}"), at_s, {q: v + i for q, v in values.items()}
                )
        found: list[DeviceForecast] = []
        while forecaster.is_behind:
            found += forecaster.advance()
        made.append(found)
    assert made[0] == made[1] == made[2]
    assert len(made[0]) == 10 * len(recorded.at_s)


def exported(forecaster: Forecaster) -> bytes:
    return checkpoint.encode(checkpoint.export(forecaster, START_S))


def test_after_a_restart_forecasts_are_as_if_there_had_been_none() -> None:
    recording = room(2, 300, seed=2)
    half = len(recording.at_s) // 2
    lasting = Forecaster()
    run(part(recording, slice(half)), lasting)
    restarted = Forecaster()
    assert checkpoint.restore(restarted, exported(lasting)) == START_S
    rest = part(recording, slice(half, None))
    assert run(rest, restarted) == run(rest, lasting)


def test_each_forecast_is_counted_once_also_over_a_restart() -> None:
    recording = room(0.5, 300, seed=2)
    half = len(recording.at_s) // 2
    lasting, restarted = Forecaster(), Forecaster()
    run(part(recording, slice(half)), lasting)
    checkpoint.restore(restarted, exported(lasting))
    run(part(recording, slice(half)), restarted)
    for forecaster in (lasting, restarted):
        run(part(recording, slice(half, None)), forecaster)
    now_s = float(recording.at_s[-1])
    lasted, counted = ([r.count for r in f.realised([PLACE], now_s)[PLACE]] for f in (lasting, restarted))
    assert counted == lasted


@pytest.mark.parametrize("damage", [b"", b"PK nonsense", None])
def test_a_damaged_checkpoint_is_told(damage: bytes | None) -> None:
    forecaster = Forecaster()
    run(room(0.05, 300), forecaster)
    whole = exported(forecaster)
    with pytest.raises(checkpoint.Unusable):
        checkpoint.restore(Forecaster(), whole[: len(whole) // 2] if damage is None else damage)
