"""What the predictor keeps for its next start: what was learnt, never readings.

So a file that can't be read or written is said, and that is all."""

from pathlib import Path

import structlog

log = structlog.get_logger()


def read(file: Path) -> bytes | None:
    """Return what is in `file`; None if there is none."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        log.warning("learnt_not_read", file=str(file), error=str(error))
        return None


def write(file: Path, content: bytes) -> None:
    """Put `content` in place of what is in `file`, whole or not at all."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".new")
        beside.write_bytes(content)
        beside.replace(file)
    except OSError as error:
        log.warning("learnt_not_saved", file=str(file), error=str(error))
