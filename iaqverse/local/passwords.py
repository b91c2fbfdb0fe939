"""The bus users' passwords: generated once for a data folder, readable by their owner alone."""

import os
import secrets
from pathlib import Path

from iaqverse.local.nats import Passwords


def passwords(folder: Path) -> Passwords:
    """Return the passwords kept in `folder`, made first if they are not there yet."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Passwords(
        service=kept_secret(folder / "service"),
        operator=kept_secret(folder / "operator"),
        anonymous=secrets.token_urlsafe(32),
    )


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path` so that only the owner can read it, at no moment anyone else."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


def kept_secret(path: Path) -> str:
    """Return the secret in a file, made first if it is not there yet."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        password = secrets.token_urlsafe(32)
        write_private(path, password + "\n")
        return password
