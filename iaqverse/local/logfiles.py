"""One log file a process, written by the process itself and kept bounded from outside."""

import asyncio
import contextlib
import shutil
from pathlib import Path
from typing import IO, Final

MOST_BYTES: Final = 16 * 1024 * 1024
"""A file larger than this becomes ``<name>.log.1``, of which there is one."""
LOOK_S: Final = 10.0


def opened(path: Path) -> IO[bytes]:
    """Open `path` so that everything is written at its end, even after it was emptied."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("ab")


async def keep_bounded(folder: Path) -> None:
    """Bound the log files in `folder` for ever."""
    while True:
        bound_all(folder)
        await asyncio.sleep(LOOK_S)


def bound_all(folder: Path) -> None:
    """Bound every log file in `folder`; on a full disk there is nothing to be done."""
    for path in folder.glob("*.log"):
        with contextlib.suppress(OSError):
            bound(path)


def bound(path: Path, most_bytes: int = MOST_BYTES) -> None:
    """Copy `path` aside and empty it if it is too large. What is written in between may be lost."""
    if path.stat().st_size > most_bytes:
        shutil.copyfile(path, path.with_name(f"{path.name}.1"))
        with path.open("r+b") as file:
            file.truncate(0)


def last_line(path: Path) -> str:
    """Return the last line of `path` that says something."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        lines = [line.strip() for line in file.read().decode(errors="replace").splitlines()]
        return next((line for line in reversed(lines) if line), "it said nothing")
    return "it said nothing"
