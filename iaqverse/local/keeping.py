"""``iaqverse backup`` and ``restore``: what was measured, and how rooms are set up, in one file."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from iaqverse.bus import BusError, RpcError
from iaqverse.contracts.configuration import BUCKET, KEY
from iaqverse.local.folderlock import locked
from iaqverse.local.problems import Problem
from iaqverse.local.servicedoor import opened
from iaqverse.local.settings import LocalSettings

HOUR_S: Final = 3600.0
LOOK_S: Final = 0.5
MIB: Final = 1024 * 1024
DATABASE: Final = "store.db"
BEFORE: Final = "store.db.before-restore"
_TABLES: Final = frozenset({"meta", "series", "readings"})


async def backup(settings: LocalSettings, target: Path, progress: Callable[[str], None]) -> str:
    """Have the store copy its database to an absolute path while everything runs; return what to say.

    Raises:
        Problem: If that can't be done.
    """
    async with opened(settings) as (bus, store):
        try:
            kept = await bus.bucket(BUCKET).get(KEY)
            configuration = kept[0].decode() if kept is not None else "{}"
            asking = asyncio.create_task(
                store.ask("backup", path=str(target), configuration=configuration, timeout_s=HOUR_S)
            )
            part = target.with_name(f".{target.name}.part")
            while not (await asyncio.wait([asking], timeout=LOOK_S))[0]:
                with suppress(OSError):
                    progress(f"{part.stat().st_size / MIB:,.0f} MiB copied")
            answer = await asking
        except (BusError, RpcError) as error:
            raise Problem(f"no backup was made: {error}") from None
    return f"{answer['path']}: {answer['bytes'] / MIB:,.1f} MiB, complete"


def restore(settings: LocalSettings, source: Path, say: Callable[[str], None], *, demo: bool) -> None:
    """Put a backup in the place of the database, while nothing runs.

    The next start puts the configuration back, and writes again what the stream has had since.

    Raises:
        Problem: If the file is no backup, or something runs.
    """
    folder = settings.folder(demo=demo)
    _check(source)
    with locked(folder, demo=demo, say=say):
        new, present = folder / f".{DATABASE}.new", folder / DATABASE
        try:
            shutil.copyfile(source, new)
            with new.open("rb") as file:
                os.fsync(file.fileno())
            if present.exists():
                with closing(sqlite3.connect(present)) as connection:  # its log goes into it
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                present.replace(folder / BEFORE)
            for rest in ("-wal", "-shm"):
                (folder / f"{DATABASE}{rest}").unlink(missing_ok=True)
            new.replace(present)
        except (OSError, sqlite3.Error) as error:
            new.unlink(missing_ok=True)
            raise Problem(f"{folder} can't be written: {error}") from None
    say(f"restored to {present}; what was there is {BEFORE} beside it, to be deleted when all is well")
    say("start IAQverse: it puts the configuration back and adds what the stream has kept since the backup")


def _check(source: Path) -> None:
    """Check that a file is a whole backup.

    Raises:
        Problem: If it is not.
    """
    if not source.is_file():
        raise Problem(f"there is no file {source}")
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            present = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            if not present >= _TABLES:
                raise Problem(f"{source} is a database, but not one of IAQverse")
            (sound,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        raise Problem(f"{source} is no backup: {error}") from None
    if sound != "ok":
        raise Problem(f"{source} is damaged: {sound}")
