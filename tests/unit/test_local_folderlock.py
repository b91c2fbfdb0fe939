import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from iaqverse.local.folderlock import FolderTaken, holder, locked

HOLD = """
import pathlib, sys
from iaqverse.local.folderlock import locked
with locked(pathlib.Path(sys.argv[1]), demo=False, say=print):
    print("held", flush=True)
    sys.stdin.read()
"""


def silent(_: str) -> None:
    """Nobody listens."""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the folder until its input ends."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_second_start_on_the_same_folder_says_who_has_it(
    tmp_path: Path, held: subprocess.Popen[bytes]
) -> None:
    with (
        pytest.raises(FolderTaken, match=rf"already runs on .* \(process {held.pid}\)"),
        ExitStack() as stack,
    ):
        stack.enter_context(locked(tmp_path, demo=False, say=silent))


def test_a_killed_start_does_not_keep_the_folder(tmp_path: Path, held: subprocess.Popen[bytes]) -> None:
    held.kill()
    held.wait()
    with locked(tmp_path, demo=False, say=silent):
        assert holder(tmp_path) == os.getpid()


def test_demo_data_and_real_data_never_share_a_folder(tmp_path: Path) -> None:
    with locked(tmp_path, demo=True, say=silent):
        pass
    with pytest.raises(FolderTaken, match="holds demo data"), locked(tmp_path, demo=False, say=silent):
        pass


def test_nobody_holds_a_folder_that_was_left(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("999999999\n")
    assert holder(tmp_path) is None
    assert holder(tmp_path / "missing") is None


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(FolderTaken, match="can't be written"),
        locked(tmp_path / "file", demo=False, say=silent),
    ):
        pass
