"""The document that people edit."""

import pytest
from pydantic import ValidationError

from iaqverse.contracts.configuration import Configuration
from iaqverse.contracts.names import Place

PLACE = Place("maison", "salle-a-manger", "sonde-1")


def test_an_empty_document_is_valid() -> None:
    assert Configuration.model_validate_json("{}") == Configuration()


@pytest.mark.parametrize(
    "document",
    [
        {"sites": {"Not A Token": {}}},
        {"rooms": {"maison/": {}}},
        {"rooms": {"maison": {}}},
        {"devices": {"maison/bureau": {}}},
        {"places": {"maison/bureau1": "maison/bureau"}},
        {"places": {"bureau1": "maison"}},
        {"places": {"bureau1": "Maison/Bureau"}},
        {"places": {"bureau1": "maison/bureau/x"}},
        {"places": {"bureau1": "a b\r\nPUB iaq.alerts.a.b 0\r\n\r\n/bureau"}},
        {"devices": {"a/b/c": {"calibration": {"co2_ppm": float("nan")}}}},
        {"devices": {"a/b/c": {"calibration": {"co2_ppm": float("inf")}}}},
        {"sites": {"maison": {"timezone": "Mars/Olympus"}}},
        {"sites": {"maison": {"timezone": "../../etc/passwd"}}},
        {"devices": {"a/b/c": {"calibration": {"co2": 5}}}},
        {"rooms": {"maison/bureau": {"kind": "spaceship"}}},
        {"rooms": {"maison/bureau": {"plan": {"x_m": 0, "y_m": 0, "width_m": 0, "depth_m": 3}}}},
        {"rooms": {"maison/bureau": {"occupied": {"days": [], "start": "08:00", "end": "18:00"}}}},
        {"rooms": {"maison/bureau": {"occupied": {"days": [8], "start": "08:00", "end": "18:00"}}}},
        {"rooms": {"maison/bureau": {"occupied": {"days": [1], "start": "18:00", "end": "08:00"}}}},
        {"rooms": {"maison/bureau": {"occupied": {"days": [1], "start": "08:00", "end": "25:00"}}}},
        {"modules": {"maison/bureau/window": {}}},
        {"modules": {"maison/bureau": {"kind": "window"}}},
        {"building": {"name": ""}},
        {"unknown": 1},
    ],
)
def test_a_document_that_makes_no_sense_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Configuration.model_validate(document)


def test_what_a_room_is_like_is_read_back_as_it_was_written() -> None:
    room = {
        "name": "Office",
        "kind": "office",
        "order": 2,
        "plan": {"x_m": 0.0, "y_m": 4.5, "width_m": 5.0, "depth_m": 3.0, "floor": 1},
        "occupied": {"days": [1, 5], "start": "08:00", "end": "24:00"},
        "profile": None,
    }
    document = Configuration.model_validate({"rooms": {"maison/bureau": room}})
    assert document.model_dump(mode="json")["rooms"]["maison/bureau"] == room


def test_names_as_first_sent_are_kept_and_never_overwritten() -> None:
    first = Configuration().with_names(PLACE, "Maison", "Salle à manger", "sonde-1")
    assert first.sites["maison"].name == "Maison"
    assert first.rooms["maison/salle-a-manger"].name == "Salle à manger"
    assert first.devices == {}, "a name that equals its token says nothing"
    assert first.with_names(PLACE, "MAISON", "salle A manger", "sonde-1") == first


def test_a_name_that_cannot_be_shown_is_left_out() -> None:
    assert Configuration().with_names(PLACE, "Mai\x00son", " ", "x").sites == {}


def test_a_device_without_a_place_gets_the_one_that_was_given_to_it() -> None:
    document = Configuration(places={"sonde-1": "maison/bureau"})
    assert document.place_of("sonde-1") == ("maison", "bureau")
    assert document.place_of("other") is None
