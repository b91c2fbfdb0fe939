"""Sensors over a restart: what of the past is sound."""

from pathlib import Path

import numpy as np

from iaqverse.contracts.names import Place
from services.predictor.partitions import partition_of
from services.predictor.rebuilding import Observed, Past
from services.predictor.sensors import Sensors

PLACE = Place("maison", "bureau", "bureau1")
START_S = 1_790_000_000.0


async def test_the_past_after_a_restart_has_nothing_of_what_is_out_of_range_or_stuck(tmp_path: Path) -> None:
    before, random = Sensors(tmp_path), np.random.default_rng(1)
    minutes = 60 * np.arange(3 * 1440)
    for at_s in (START_S + minutes).tolist():
        is_stuck = at_s > START_S + 66 * 3600
        co2_ppm = 612.0 if is_stuck else round(random.normal(600, 5))
        list(before.sound(Observed(PLACE, at_s, {"co2_ppm": co2_ppm, "humidity_pct": 40 + random.normal()})))
    assert [fault.kind for fault in before.faults(at_s)] == ["stuck"]
    await before.save([partition_of(PLACE.site, PLACE.room)])

    after = Sensors(tmp_path)
    await after.restore([partition_of(PLACE.site, PLACE.room)])
    past = Past(
        START_S + np.array([65.0, 71, 72, 72.1]) * 3600,
        {
            "co2_ppm": np.array([605.0, 612, 612, 612]),
            "humidity_pct": np.array([40.0, -999, np.nan, 41]),
            "light_lux": np.array([1.0, 2, 3, 4]),
        },
    )
    sound = after.sound_past(PLACE, past).values
    np.testing.assert_array_equal(sound["co2_ppm"], [605, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(sound["humidity_pct"], [40, np.nan, np.nan, 41])
    np.testing.assert_array_equal(sound["light_lux"], [1, 2, 3, 4])
