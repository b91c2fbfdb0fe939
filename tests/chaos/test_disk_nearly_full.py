"""The disk nearly full: readings are refused before anything breaks, and taken again when there is room."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.ledger import Ledger
from tests.chaos.story import busy, flowing
from tests.chaos.system import System
from tests.support.waiting import until

DISK = "128m"
LEAST_FREE = 0.05
NOTICES_S = 10.0


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small file system of its own."""
    folder = tmp_path_factory.mktemp("disk")
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small disk can be mounted by root on Linux only")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if mounted.returncode != 0:
        pytest.skip(f"a small disk can't be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture(scope="module")
def settings(disk: Path) -> dict[str, str]:
    return {"IAQ_DATA_DIR": str(disk / "data")}


async def test_a_nearly_full_disk_refuses_with_503_and_room_is_noticed(
    system: System, ledger: Ledger, disk: Path
) -> None:
    filler = disk / "filler"
    async with busy(system, ledger, "disk") as work:
        _fill(disk, filler)
        await until(lambda: work.load.answers["503"] >= 5, NOTICES_S, "readings refused")
        filler.unlink()
        took_s = await flowing(work, time.monotonic(), NOTICES_S)
        print(f"disk: flowing again {took_s:.2f} s after there was room")
    system.assert_that_nothing_ended()


def _fill(disk: Path, filler: Path) -> None:
    """Leave half of what must stay free."""
    usage = shutil.disk_usage(disk)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, usage.free - int(usage.total * LEAST_FREE / 2))
