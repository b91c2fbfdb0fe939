"""A real InfluxDB 2 on a free port, with everything it keeps in a temporary folder."""

import itertools
import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from tests.support.ports import free_port
from tests.support.waiting import wait_for

ORG: Final = "iaqverse"
TOKEN: Final = "test-token"
_SETUP: Final = MappingProxyType(
    {"username": "admin", "password": "for-tests-only", "org": ORG, "bucket": "first", "token": TOKEN}
)


class Influxd:
    """One InfluxDB; it can be killed and started again on the same folder."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.http = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self._folder = folder
        self._numbers = itertools.count()

    def start(self) -> None:
        """Start and wait until it answers; the first time it is set up."""
        paths = {"bolt-path": "bolt", "engine-path": "engine", "sqlite-path": "sqlite"}
        options = [f"--{name}={self._folder / path}" for name, path in paths.items()]
        options += [f"--http-bind-address=127.0.0.1:{self.port}", "--reporting-disabled", "--log-level=warn"]
        with (self._folder / "influxd.log").open("ab") as output:
            self.process = subprocess.Popen(["influxd", *options], stdout=output, stderr=output)
        wait_for(self._is_up, 60, f"influxd ready; its log: {self._folder / 'influxd.log'}")
        if json.loads(self._get("/api/v2/setup"))["allowed"]:
            self.post("/api/v2/setup", dict(_SETUP))

    def kill(self) -> None:
        """End it at once, as by ``kill -9``."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def fresh(self) -> str:
        """Return the setting of a database that nobody has used yet."""
        return f"influxdb://127.0.0.1:{self.port}/test-{os.getpid()}-{next(self._numbers)}?org={ORG}"

    def get(self, path: str) -> Any:
        """Ask as the administrator; return what is answered."""
        return self.post(path, None)

    def post(self, path: str, body: object) -> Any:
        """Post JSON as the administrator; return what is answered."""
        request = urllib.request.Request(
            self.http + path,
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Token {TOKEN}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def write(self, bucket: str, lines: str) -> None:
        """Write line protocol, with times in milliseconds."""
        url = f"{self.http}/api/v2/write?org={ORG}&bucket={bucket}&precision=ms"
        request = urllib.request.Request(url, lines.encode(), {"Authorization": f"Token {TOKEN}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 204

    def _is_up(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError((self._folder / "influxd.log").read_text())
        try:
            return bool(self._get("/health"))
        except OSError:
            return False

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.http + path, timeout=5) as answer:
            found: bytes = answer.read()
            return found


def is_there() -> bool:
    """Whether there is an InfluxDB to start."""
    return shutil.which("influxd") is not None


@contextmanager
def running(folder: Path) -> Iterator[Influxd]:
    """Start one until the block ends."""
    server = Influxd(folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()
