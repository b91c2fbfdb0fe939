"""``iaqverse context``: the operator's way in for the ``nats`` command-line tool."""

import os
import pwd
from collections.abc import Mapping
from pathlib import Path

import orjson

from iaqverse.local import nats
from iaqverse.local.folderlock import holder
from iaqverse.local.passwords import write_private
from iaqverse.local.problems import Problem
from iaqverse.local.settings import LocalSettings

NAME = "iaqverse"


def write_context(settings: LocalSettings, environment: Mapping[str, str]) -> list[str]:
    """Write the context with mode 0600 and return the lines that say what to type.

    Raises:
        Problem: If there is no data folder with a password yet.
    """
    password = data_folder(settings) / "passwords" / "operator"
    if not password.exists():
        raise Problem(f"there is no operator's password yet ({password}): start IAQverse once")
    folder = _folder(environment)
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "description": "IAQverse on this machine: looks, changes nothing",
        "url": nats.url(settings.bind, settings.nats_port),
        "user": "operator",
        "password": password.read_text().strip(),
        "inbox_prefix": "_INBOX",
    }
    path = folder / f"{NAME}.json"
    write_private(path, orjson.dumps(content, option=orjson.OPT_INDENT_2).decode())
    return [
        f"written: {path}",
        f"nats --context {NAME} stream report",
        f"nats --context {NAME} consumer report IAQ",
        f"nats --context {NAME} sub 'live.>'",
        "nats service ls",
    ]


def data_folder(settings: LocalSettings) -> Path:
    """Return the data folder that is meant: the one chosen, else the one in use, else the real one."""
    folders = [settings.folder(demo=False), settings.folder(demo=True)]
    return next((folder for folder in folders if holder(folder) is not None), folders[0])


def _folder(environment: Mapping[str, str]) -> Path:
    """Return where the tool keeps its contexts: it asks for XDG_CONFIG_HOME, never for HOME."""
    chosen = environment.get("XDG_CONFIG_HOME")
    parent = Path(chosen) if chosen else Path(pwd.getpwuid(os.getuid()).pw_dir) / ".config"
    return parent / "nats" / "context"
