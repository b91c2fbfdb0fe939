"""One IAQverse a data folder, and demo data apart from real data."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from iaqverse.local.problems import Problem

WAIT_S: Final = 15.0
"""For how long the processes of a killed start may still be ending."""


class FolderTaken(Problem):
    """The data folder can't be used; the message is for a person."""


@contextmanager
def locked(folder: Path, *, demo: bool, say: Callable[[str], None]) -> Iterator[int]:
    """Hold `folder` until the block ends; yields the descriptor that holds the lock.

    Raises:
        FolderTaken: If another start holds it, it has data of the other kind, or it can't be written.
    """
    with _opened(folder) as file:
        _take(file.fileno(), folder, say)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        _check_kind(folder, demo=demo)
        yield file.fileno()


def holder(folder: Path) -> int | None:
    """Return the process id of the IAQverse that runs on `folder`, None if there is none."""
    try:
        pid = int((folder / "lock").read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


def _opened(folder: Path) -> IO[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / "lock").open("a+")
    except OSError as error:
        raise FolderTaken(f"the data folder {folder} can't be written: {error.strerror}") from None


def _take(descriptor: int, folder: Path, say: Callable[[str], None]) -> None:
    deadline_s = time.monotonic() + WAIT_S
    waiting = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = holder(folder)
            if pid is not None or time.monotonic() > deadline_s:
                who = f"process {pid}" if pid is not None else "another process"
                raise FolderTaken(
                    f"IAQverse already runs on {folder} ({who}): end that, or choose another IAQ_DATA_DIR"
                ) from None
            if not waiting:
                say("waiting for the processes of a start that was killed")
                waiting = True
            time.sleep(0.2)
        else:
            return


def _check_kind(folder: Path, *, demo: bool) -> None:
    wanted = "demo" if demo else "real"
    kind = folder / "kind"
    if not kind.exists():
        kind.write_text(wanted + "\n")
    found = kind.read_text().strip()
    if found != wanted:
        raise FolderTaken(f"{folder} holds {found} data, not {wanted} data: choose another IAQ_DATA_DIR")
