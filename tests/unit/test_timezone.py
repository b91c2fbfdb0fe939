"""Which time zone a machine keeps."""

from pathlib import Path

import pytest

from iaqverse.timezone import machine_zone


@pytest.mark.parametrize(
    ("tz", "name"),
    [
        ("Europe/Paris", "Europe/Paris"),
        (":Asia/Kolkata", "Asia/Kolkata"),
        ("", "UTC"),
        ("CET-1CEST,M3.5.0", None),
    ],
)
def test_tz_names_the_zone_before_any_file(tmp_path: Path, tz: str, name: str | None) -> None:
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/Pacific/Auckland")
    assert machine_zone({"TZ": tz}, tmp_path) == name


def test_a_machine_without_tz_keeps_the_zone_that_it_links_to(tmp_path: Path) -> None:
    zone = tmp_path / "zoneinfo" / "America" / "New_York"
    zone.parent.mkdir(parents=True)
    zone.touch()
    (tmp_path / "localtime").symlink_to(zone)
    (tmp_path / "timezone").write_text("Europe/Berlin\n")
    assert machine_zone({}, tmp_path) == "America/New_York"


def test_a_copied_zone_is_known_by_the_name_beside_it(tmp_path: Path) -> None:
    (tmp_path / "localtime").touch()
    assert machine_zone({}, tmp_path) is None
    (tmp_path / "timezone").write_text("Europe/Berlin\n")
    assert machine_zone({}, tmp_path) == "Europe/Berlin"


def test_a_machine_that_says_nothing_keeps_utc(tmp_path: Path) -> None:
    assert machine_zone({}, tmp_path) == "UTC"
