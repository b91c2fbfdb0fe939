"""A disk that fills up and empties again."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from iaqverse.disk import Disk


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_full_disk_is_noticed_and_room_again_only_when_there_is_a_little_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, seen = Disk(tmp_path / "not" / "there", 0.05), []
    for free in (60, 51, 49, 52, 54, 56, 49):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: Usage(1000, 1000 - free, free))
        disk.look()
        seen.append(disk.is_nearly_full)
    assert seen == [False, False, True, True, True, False, True]
