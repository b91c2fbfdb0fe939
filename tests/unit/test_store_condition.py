"""Whether the store can do its job, and what it says if not."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from services.store.condition import Condition

Usage = namedtuple("Usage", "total used free")


def test_what_is_wrong_is_said_in_one_line_and_nothing_when_nothing_is(tmp_path: Path) -> None:
    condition = Condition(tmp_path, 0.05)
    assert condition.why_not_ready() == "waiting for the message bus and the database"
    condition.starting = None
    assert condition.why_not_ready() is None
    condition.failed("locked")
    condition.is_bus_there = lambda: False
    assert condition.why_not_ready() == "the message bus is away; locked"
    condition.works()
    condition.is_bus_there = lambda: True
    assert condition.why_not_ready() is None


def test_a_nearly_full_disk_is_said_until_there_is_clearly_room_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    condition = Condition(tmp_path / "not yet there", 0.05)
    said = []
    for free in (60, 49, 52, 54, 56, 52):
        usage = Usage(1000, 1000 - free, free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder, usage=usage: usage)
        condition.look_at_disk()
        said.append(condition.disk.is_nearly_full)
    assert said == [False, True, True, True, False, False]
