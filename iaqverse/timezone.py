"""The time zone that this machine keeps, by the name that browsers know too."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ETC: Final = Path("/etc")


def machine_zone(environment: Mapping[str, str] = os.environ, etc: Path = ETC) -> str | None:
    """Return its IANA name, as `TZ` or the files in `etc` say it.

    None if it has no name: a rule in `TZ`, a file that nobody knows.
    """
    name = environment["TZ"].removeprefix(":") if "TZ" in environment else _named_in(etc)
    try:
        return ZoneInfo(name or "UTC").key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _named_in(etc: Path) -> str:
    """Return what a machine keeps without `TZ`: linked into the database, else named in a file, else UTC."""
    local = etc / "localtime"
    if not local.exists():
        return ""
    linked = str(local.resolve()).partition("/zoneinfo/")[2]
    named = etc / "timezone"
    return linked or (named.read_text().strip() if named.exists() else "?")
