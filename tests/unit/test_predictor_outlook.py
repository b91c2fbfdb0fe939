"""How a quantity is in a room, now and within half an hour."""

from itertools import product

import pytest

from iaqverse.contracts.names import Place
from services.predictor.forecast import DeviceForecast, QuantityForecast
from services.predictor.limits import ACTION_LIMITS
from services.predictor.outlook import Outlook, is_calm, outlook


def device(name: str, quantity: str, forecast: QuantityForecast) -> DeviceForecast:
    return DeviceForecast(Place("maison", "bureau", name), 0, {quantity: forecast})


def co2(name: str, now: float, chance: float) -> DeviceForecast:
    exceedance = ((800, 1800, chance), (800, 3600, 1.0), (1500, 1800, 0.0), (1500, 3600, 0.0))
    rising = (now + 10, now + 20, now + 30, now + 400)
    return device(name, "co2_ppm", QuantityForecast(now, rising, rising, rising, exceedance))


def banded(now: float, median: float, half_width: float) -> QuantityForecast:
    low, high = median - half_width, median + half_width
    return QuantityForecast(now, (now, now, median, median), (now, now, low, low), (now, now, high, high), ())


def test_the_outlook_of_a_room_is_that_of_its_worst_device() -> None:
    devices = [co2("a", 700, 0.6), co2("b", 720, 0.2)]
    assert outlook("maison", "bureau", "co2_ppm", "above", devices) == Outlook(
        "maison", "bureau", "co2_ppm", "above", 720, 750, {800: 0.6, 1500: 0.0}, 120.0
    )
    assert outlook("maison", "bureau", "co2_ppm", "above", []) is None


def test_too_low_is_the_other_way_round() -> None:
    devices = [
        device("a", "humidity_pct", banded(34, 31, 3)),
        device("b", "humidity_pct", banded(33, 29, 3)),
    ]
    found = outlook("maison", "bureau", "humidity_pct", "below", devices)
    assert found is not None
    assert (found.value, found.forecast, found.worst, found.limit) == (33, 29, 29, 30)
    assert found.chances[30] > 0.5 > found.chances[20]


@pytest.mark.parametrize(
    ("median", "chance"), [(60.0, 0.5), (57.0, 0.05), (63.0, 0.95), (50.0, 0.0), (70.0, 1.0)]
)
def test_where_no_exceedance_is_forecast_the_chance_follows_from_the_band(
    median: float, chance: float
) -> None:
    found = outlook(
        "maison", "bureau", "humidity_pct", "above", [device("a", "humidity_pct", banded(50, median, 3))]
    )
    assert found is not None
    assert found.chances[60] == pytest.approx(chance, abs=0.001)


@pytest.mark.parametrize(
    ("quantity", "above", "below"),
    [
        ("co2_ppm", (800, 1500), ()),
        ("pm25_ugm3", (15, 35.4), ()),
        ("pm10_ugm3", (45, 154), ()),
        ("tvoc_ppb", (220, 660), ()),
        ("tvoc_ugm3", (1000, 3000), ()),
        ("voc_index", (150, 250), ()),
        ("humidity_pct", (60, 70), (30, 20)),
        ("temperature_c", (27, 30), (18, 16)),
    ],
)
def test_limits_are_those_of_the_bands(
    quantity: str, above: tuple[float, ...], below: tuple[float, ...]
) -> None:
    assert (ACTION_LIMITS[quantity].above, ACTION_LIMITS[quantity].below) == (above, below)


@pytest.mark.parametrize("quantity", ["humidity_pct", "temperature_c", "pm10_ugm3", "co2_ppm"])
def test_what_looks_calm_at_a_glance_is_calm(quantity: str) -> None:
    """Whatever passes a limit, or may, is not; and there is something that is."""
    limits, calm = ACTION_LIMITS[quantity], 0
    reach = 1.3 * limits.above[0]
    for now, median, half_width in product(
        (reach * i / 40 for i in range(41)), (reach * i / 40 for i in range(41)), (0.0, reach / 20, reach / 4)
    ):
        devices = [device("a", quantity, banded(now, median, half_width))]
        sides = [outlook("maison", "bureau", quantity, side, devices) for side in ("above", "below")]
        if is_calm(quantity, devices):
            calm += 1
            assert all(found is None or found.limit is None for found in sides)
    assert calm > 100


def test_a_chance_that_is_forecast_is_not_overlooked() -> None:
    assert not is_calm("co2_ppm", [co2("a", 700, 0.6)])
    assert is_calm("co2_ppm", [co2("a", 700, 0.4)])
