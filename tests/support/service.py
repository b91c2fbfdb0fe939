"""A service as a process of its own, as the supervisor starts it."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.support.ports import free_port
from tests.support.waiting import wait_for

CHECKOUT = Path(__file__).parents[2]


class ServiceProcess:
    """``python -m services.<name>`` with its own TCP port; use it in a ``with`` block."""

    def __init__(self, name: str, environment: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"{name}-{self.port}.log"
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("IAQ_")},
            "IAQ_HTTP_PORT": str(self.port),
            "IAQ_DATA_DIR": str(folder),
            "IAQ_LOG_FORMAT": "json",
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, timeout_s: float = 20.0) -> None:
        """Start it and wait until it is ready."""
        self.launch()
        wait_for(self.is_ready, timeout_s, f"{self.name} ready; its log: {self.log}")

    def launch(self) -> None:
        """Start it without waiting."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", f"services.{self.name}"],
                cwd=CHECKOUT, env=self._environment, stdout=output, stderr=output,
            )  # fmt: skip

    def is_ready(self) -> bool:
        """Whether ``/ready`` answers 200 now; raises when the process has ended."""
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError(f"{self.name} ended with {self.process.returncode}:\n{self.log.read_text()}")
        return self.status("/ready") == 200

    def status(self, path: str) -> int:
        """Return the status of a GET, 0 when nothing answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=2) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def answer(self, path: str) -> str:
        """Return the text of a GET, whatever its status; empty when nothing answers."""
        try:
            return self.text(path)
        except urllib.error.HTTPError as error:
            return error.read().decode()
        except OSError:
            return ""

    def get(self, path: str) -> Any:
        """Return the JSON that a GET answers."""
        return json.loads(self.text(path))

    def text(self, path: str) -> str:
        """Return the text that a GET answers."""
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return str(answer.read().decode())

    def kill(self) -> None:
        """End it at once, as by ``kill -9``."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def stop(self, timeout_s: float = 12.0) -> int:
        """Ask it to end (SIGTERM) and return its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout_s)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            started = time.monotonic()
            self.process.terminate()
            try:
                self.process.wait(12)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
                raise AssertionError(
                    f"{self.name} did not end {time.monotonic() - started:.0f} s after SIGTERM"
                ) from None
