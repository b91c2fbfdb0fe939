"""The shapes of readings, and the sentences that refuse what has none."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iaqverse.contracts.quantity import QUANTITIES
from services.ingest.shapes import OLDER_QUANTITIES, Claim, Refusal, read

VALUES = {"co2_ppm": 645, "temperature_c": 22.3}


def refusal(item: object) -> str:
    with pytest.raises(Refusal) as caught:
        read(item)
    return str(caught.value)


def test_the_new_shape_is_read_as_it_is() -> None:
    item = {
        "device": "b1",
        "site": "Maison",
        "room": "Bureau",
        "ts": "2026-11-23T02:00:00Z",
        "values": VALUES,
    }
    assert read(item) == Claim("b1", "Maison", "Bureau", "2026-11-23T02:00:00Z", VALUES, is_older=False)


def test_integers_stay_integers_and_floats_floats() -> None:
    values = read({"device": "b1", "values": {"co2_ppm": 645, "pm25_ugm3": 12.0}}).values
    assert [type(value) for value in values.values()] == [int, float]


def test_only_the_values_are_needed_and_null_is_absent_elsewhere() -> None:
    assert read({"values": VALUES}) == Claim(None, None, None, None, VALUES, is_older=False)
    item = {"device": None, "site": None, "room": None, "ts": None, "values": VALUES}
    assert read(item) == Claim(None, None, None, None, VALUES, is_older=False)


def test_the_older_nested_shape_is_read() -> None:
    item = {
        "sensor_id": "bureau1", "enseigne": "Maison", "salle": "Bureau", "timestamp": "2025-11-19T10:05:00Z",
        "values": {"CO2": 645, "PM25": 12, "TVOC": 210, "Temperature": 22.3, "Humidity": 45},
    }  # fmt: skip
    assert read(item) == Claim(
        "bureau1", "Maison", "Bureau", "2025-11-19T10:05:00Z",
        {"co2_ppm": 645, "pm25_ugm3": 12, "tvoc_ppb": 210, "temperature_c": 22.3, "humidity_pct": 45},
        is_older=True,
    )  # fmt: skip


def test_the_older_flat_shape_is_read_with_any_value_missing() -> None:
    item = {
        "timestamp": "2025-11-19T10:05:00Z", "co2": 645, "pm25": None, "humidity": 45.5,
        "enseigne": "Maison", "salle": "Bureau", "capteur_id": "bureau1",
    }  # fmt: skip
    assert read(item) == Claim(
        "bureau1", "Maison", "Bureau", "2025-11-19T10:05:00Z", {"co2_ppm": 645, "humidity_pct": 45.5},
        is_older=True,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["CO2", "co2", "Co2", "co2_ppm", "CO2_PPM"])
def test_older_readings_name_quantities_in_any_case_or_as_we_do(name: str) -> None:
    assert read({"sensor_id": "b1", "values": {name: 645}}).values == {"co2_ppm": 645}
    assert read({"sensor_id": "b1", name: 645}).values == {"co2_ppm": 645}


def test_a_messagepack_time_is_a_time() -> None:
    at = datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert read({"device": "b1", "ts": at, "values": VALUES}).ts is at


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ([], "a reading is an object such as"),
        ({"device": "b1"}, "values is missing"),
        ({"device": "b1", "values": {}}, "at least one quantity"),
        ({"device": "b1", "values": [645]}, "values must be an object"),
        ({"device": "b1", "values": {"co2_ppm": "x"}}, "must be a number from 0 to 40000 ppm, not 'x'"),
        ({"device": "b1", "values": {"co2_ppm": None}}, "leave it out if it was not measured"),
        ({"device": "b1", "values": {"CO2": 645}}, "the quantity `CO2` is not known: known are co2_ppm,"),
        ({"device": "b1", "colour": 1, "values": VALUES}, "the field `colour` is not known"),
        ({"device": 7, "values": VALUES}, "the name of the device must be text, not 7"),
        ({"device": "b1", "ts": 1790000000, "values": VALUES}, "ISO 8601"),
        ({"sensor_id": "b1", "values": {"CO2": 1, "co2_ppm": 1}}, "co2_ppm is given twice"),
        ({"sensor_id": "b1", "values": {"CO2": None}}, "at least one quantity"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_do(item: object, words: str) -> None:
    assert words in refusal(item)


def test_a_refusal_says_all_but_not_at_length() -> None:
    said = refusal({"device": "b1", "values": dict.fromkeys(QUANTITIES, "x" * 5000)})
    assert said.count(";") == 3
    assert said.endswith(f"and {len(QUANTITIES) - 3} more")
    assert len(said) < 500


@pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=lambda quantity: quantity.name)
def test_the_ends_of_a_range_belong_to_it(quantity: Any) -> None:
    for value in (quantity.lowest, quantity.highest):
        assert read({"values": {quantity.name: value}}).values == {quantity.name: value}
        assert read({"values": {quantity.name: float(value)}}).values == {quantity.name: value}


names = st.sampled_from(
    ["device", "site", "room", "ts", "values", "sensor_id", "enseigne", *QUANTITIES, *OLDER_QUANTITIES, "x"]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=6),
    max_leaves=12,
)


@given(anything)
@settings(max_examples=1000, deadline=None)
def test_anything_is_read_or_refused_with_a_reason(item: object) -> None:
    try:
        claim = read(item)
    except Refusal as refused:
        said = str(refused)
    else:
        said = ""
        assert claim.values
        for name, value in claim.values.items():
            assert QUANTITIES[name].lowest <= value <= QUANTITIES[name].highest
            assert type(value) in (int, float)
    assert said == "" or len(said) > 10
