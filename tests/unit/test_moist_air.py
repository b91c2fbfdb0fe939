"""How much water air holds."""

import pytest

from iaqverse.moist_air import humidity_of, water_gm3


@pytest.mark.parametrize(("temperature_c", "grams"), [(0.0, 4.85), (20.0, 17.3), (30.0, 30.4)])
def test_saturated_air_holds_what_tables_say(temperature_c: float, grams: float) -> None:
    assert water_gm3(temperature_c, 100.0) == pytest.approx(grams, rel=0.01)


def test_cold_damp_air_is_drier_than_warm_dry_air() -> None:
    assert water_gm3(5.0, 95.0) < water_gm3(22.0, 40.0)


def test_relative_humidity_is_the_inverse() -> None:
    assert humidity_of(22.0, water_gm3(22.0, 45.0)) == pytest.approx(45.0)
