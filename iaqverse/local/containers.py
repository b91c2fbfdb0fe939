"""Prepare what containers share: ``python -m iaqverse.local.containers FOLDER JETSTREAM``.

Writes the passwords of the bus and of InfluxDB, once, and the configuration of nats-server into FOLDER, a
volume that the services may read; JETSTREAM is where nats-server's own container has its disk.
``compose.yaml`` runs this before everything else, so nobody has to make secrets by hand, and none has a
default.

Exit status 0: written. 1: the folder cannot be written. 2: ``IAQ_BIND`` opens the system to the network and
``IAQ_OPEN=1`` does not say that this is meant.
"""

import sys
from pathlib import Path

from pydantic import ValidationError

from iaqverse.local import nats
from iaqverse.local.passwords import kept_secret, passwords, write_private
from iaqverse.local.settings import LocalSettings, explain


def main(arguments: list[str]) -> int:
    """Write the files and return the exit status."""
    folder, jetstream = map(Path, arguments)
    try:
        LocalSettings()
    except ValidationError as error:
        print(explain(error), file=sys.stderr)
        return 2
    try:
        write(folder, jetstream)
    except OSError as error:
        print(f"cannot write to {folder}: {error}", file=sys.stderr)
        return 1
    return 0


def write(folder: Path, jetstream: Path) -> None:
    """Write the passwords and ``nats.conf`` to `folder`, readable by their owner alone.

    Raises:
        OSError: If a file cannot be written.
    """
    # All addresses of its container: compose.yaml says which of its ports are published, and where.
    everywhere = nats.Listeners(bind="0.0.0.0")
    write_private(folder / "nats.conf", nats.config(jetstream, passwords(folder), everywhere))
    for name in ("influxdb_password", "influxdb_token"):
        kept_secret(folder / name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
