"""The whole system as a person starts it: ``iaqverse up`` on free ports and a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from iaqverse.settings import CommonSettings
from tests.support.ports import free_ports
from tests.support.service import CHECKOUT
from tests.support.waiting import wait_for


class Stack:
    """One running system."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        ports = free_ports(4)
        self.port, self.nats_port, self.mqtt_port, monitor_port = ports
        service_port = _block_of_ports()
        self.url = f"http://127.0.0.1:{self.port}"
        self.nats_url = f"nats://127.0.0.1:{self.nats_port}"
        self.log = folder / "up.log"
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("IAQ_")},
            "IAQ_PORT": str(self.port),
            "IAQ_NATS_PORT": str(self.nats_port),
            "IAQ_MQTT_PORT": str(self.mqtt_port),
            "IAQ_NATS_MONITOR_PORT": str(monitor_port),
            "IAQ_SERVICE_PORT": str(service_port),
            "IAQ_DATA_DIR": str(folder / "data"),
            "TZ": "UTC",
            **settings,
        }
        self.service_port = service_port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, command: str = "up", timeout_s: float = 60.0) -> None:
        """Start it and wait until the page answers."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "iaqverse", command],
                cwd=CHECKOUT, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            )  # fmt: skip
        wait_for(self._answers, timeout_s, f"the page; see {self.log}")

    def bus_settings(self) -> CommonSettings:
        """Return settings that connect to its bus as its services do."""
        password = self.folder / "data" / "passwords" / "service"
        return CommonSettings(nats_url=self.nats_url, nats_user="service", nats_password_file=password)

    def stop(self) -> int:
        """End it as Ctrl-C does and return its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)

    def _answers(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError(f"iaqverse ended with {self.process.returncode}:\n{self.log.read_text()}")
        return self._status("/api/snapshot") == 200 and self._status("/") == 200 and self._takes_readings()

    def _takes_readings(self) -> bool:
        return self._status("/api/ingest/stats") == 200

    def _status(self, path: str) -> int:
        try:
            with urlopen(self.url + path, timeout=2) as answer:
                return int(answer.status)
        except (URLError, OSError):
            return 0


def _block_of_ports() -> int:
    """Return the first of a block of ports that nobody uses: services take some of the next twenty."""
    return free_ports(1)[0]
