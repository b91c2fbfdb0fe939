"""A copy of the whole file, made while it is in use; and whether a file is sound.

The copy is a database like any other, with the configuration of rooms and devices beside what was measured.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from services.store.engine import EngineAway, Unsupported

CONFIGURATION = "configuration"
"""The key in `meta`: in a copy always, in a file that is used only between a restore and the next start."""
MOST_PROBLEMS = 20


def copy(path: Path, target: Path, configuration: str) -> int:
    """Copy the database to `target`, which must not be there yet; return its size in bytes.

    It is complete as soon as it has its name, and lasts.

    Raises:
        Unsupported: If `target` is there already.
        EngineAway: If it can't be written.
    """
    if target.exists():
        raise Unsupported(f"{target} is there already")
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        with closing(_read_only(path)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (CONFIGURATION, configuration))
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(target)
        _sync_folder(target.parent)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise EngineAway(f"{target}: {error}") from error
    return target.stat().st_size


def problems(path: Path) -> list[str]:
    """Return what is wrong with the file, nothing if it is sound; reads all of it.

    Raises:
        EngineAway: If it can't be read.
    """
    try:
        with closing(_read_only(path)) as connection:
            found = connection.execute(f"PRAGMA integrity_check({MOST_PROBLEMS})").fetchall()
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise EngineAway(f"{path}: {error}") from error
        return [str(error)]
    return [line for (line,) in found if line != "ok"]


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=5)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
