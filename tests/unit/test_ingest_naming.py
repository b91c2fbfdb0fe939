"""Display names go into the configuration once, and not without end."""

import pytest

from iaqverse.contracts.configuration import Configuration
from iaqverse.contracts.names import Place
from services.ingest import naming
from services.ingest.naming import with_all
from services.ingest.places import Names


def test_display_names_are_learnt_once_and_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naming, "MOST_NAMES", 5)
    names = {Names(Place("maison", "bureau", f"d{i}"), "Maison", "Bureau", f"D {i}") for i in range(9)}
    named = with_all(names, Configuration())
    assert named.sites["maison"].name == "Maison"
    assert len(named.devices) == 3
    again = with_all({Names(Place("maison", "bureau", "d1"), "MAISON", "BUREAU", "dd")}, named)
    assert again == named


def test_made_up_places_of_one_device_do_not_fill_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naming, "MOST_NAMES", 10)
    names = {Names(Place(f"s-{i}", f"r-{i}", "d"), f"S {i}", f"R {i}", "d") for i in range(100)}
    named = with_all(names, Configuration())
    assert len(named.sites) + len(named.rooms) <= 12
