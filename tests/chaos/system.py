"""The whole system with a hand on each of its processes."""

import csv
import io
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from iaqverse.contracts.names import Place
from iaqverse.contracts.quantity import QUANTITIES
from tests.chaos.ledger import Row, identity
from tests.chaos.load import SITE
from tests.support.stack import Stack
from tests.support.waiting import wait_for

SERVICES: Final = ("ingest", "store", "predictor", "gateway")
PROCESSES: Final = ("nats", *SERVICES, "nginx")
_COMMANDS: Final = {"nats": "nats-server", "nginx": "nginx"} | {name: f"services.{name}" for name in SERVICES}


class System(Stack):
    """`Stack`, whose processes can be found, stopped and killed by name."""

    def pid(self, name: str) -> int | None:
        """Return the process id of `name` now, None while it does not run."""
        assert self.process is not None
        for pid, command in _children(self.process.pid):
            if _COMMANDS[name] in command:
                return pid
        return None

    def signal(self, name: str, number: signal.Signals) -> int:
        """Send a signal to the process and return its process id."""
        pid = wait_for(lambda: self.pid(name), 10, f"{name} running")
        assert pid is not None
        os.kill(pid, number)
        return pid

    def is_ready(self, name: str) -> bool:
        """Whether the process can do its job now."""
        return _status(self._ready_url(name)) == 200

    def unready(self) -> list[str]:
        """Return the names of the processes that can't do their job now."""
        return [name for name in PROCESSES if not self.is_ready(name)]

    def ended_with(self, name: str, since: int) -> str | None:
        """Return how `name` ended, as the supervisor said after that many characters of its log."""
        found = re.search(rf"\b{name} ended \(([^)]*)\)", self.said()[since:])
        return found[1] if found else None

    def assert_that_nothing_ended(self) -> None:
        """Fail, with the end of its log, if any process ended since the start."""
        found = re.search(r"(\S+) ended \(", self.said())
        assert found is None, f"{self.said()}\n{self.log_of(found[1])[-3000:]}"

    def said(self) -> str:
        """Return what the supervisor said so far."""
        return self.log.read_text()

    def log_of(self, name: str) -> str:
        """Return the log of one process."""
        return (self.folder / "data" / "logs" / f"{name}.log").read_text()

    def metrics(self, service: str) -> str:
        """Return the metrics of a service."""
        with urlopen(f"{self._operators_url(service)}/metrics", timeout=5) as answer:
            return str(answer.read().decode())

    def stored(self) -> list[Row]:
        """Return every reading of the chaos devices that the store has, through the door for people."""
        with urlopen(f"{self.url}/api/export.csv?site={SITE}&start=-24h", timeout=60) as answer:
            return list(_rows(answer.read().decode()))

    def _ready_url(self, name: str) -> str:
        if name == "nginx":
            return f"{self.url}/"
        if name == "nats":
            return f"http://127.0.0.1:{self.environment['IAQ_NATS_MONITOR_PORT']}/healthz"
        return f"{self._operators_url(name)}/ready"

    def _operators_url(self, service: str) -> str:
        return f"http://127.0.0.1:{self.service_port + SERVICES.index(service)}"


def is_alive(pid: int) -> bool:
    """Whether this process still exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _rows(text: str) -> Iterator[Row]:
    for line in csv.DictReader(io.StringIO(text)):
        place = Place(line["site"], line["room"], line["device"])
        values = {name: float(line[name]) for name in QUANTITIES if line.get(name)}
        yield Row(identity(place, datetime.fromisoformat(line["timestamp"])), values)


def _status(url: str) -> int:
    try:
        with urlopen(url, timeout=2) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except (URLError, OSError):
        return 0


def _children(parent: int) -> Iterator[tuple[int, str]]:
    """Yield the processes that `parent` started, with their command lines."""
    if not Path("/proc/self/stat").exists():
        yield from _children_by_ps(parent)
        return
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The name of the program stands in parentheses and may have any character in it.
            state, ppid = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if int(ppid) == parent and state != "Z":
            yield int(folder.name), command


def _children_by_ps(parent: int) -> Iterator[tuple[int, str]]:
    listed = subprocess.run(
        ["ps", "-axo", "pid=,ppid=,command="], capture_output=True, text=True, check=True
    ).stdout
    for line in listed.splitlines():
        pid, ppid, command = line.split(None, 2)
        if int(ppid) == parent:
            yield int(pid), command


def seconds_since(start_s: float) -> float:
    """Return the seconds since `start_s` of `time.monotonic`."""
    return time.monotonic() - start_s
