"""A real nats-server with the configuration that ``iaqverse up`` gives it."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

from pydantic import SecretStr

from iaqverse.local import nats
from iaqverse.settings import CommonSettings
from tests.support.ports import free_ports
from tests.support.waiting import wait_for

PASSWORDS = nats.Passwords(service="s-secret", operator="o-secret", anonymous="a-secret")


class NatsServer:
    """One nats-server on free ports; it can be killed and started again on the same store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.mqtt_port, self.monitor_port = free_ports(3)
        self.url = f"nats://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self._config = folder / "nats.conf"
        listeners = nats.Listeners("127.0.0.1", self.port, self.mqtt_port, self.monitor_port)
        self._config.write_text(nats.config(folder / "store", PASSWORDS, listeners))

    def start(self) -> None:
        """Start and wait until it takes connections."""
        with (self.folder / "nats.log").open("ab") as output:
            self.process = subprocess.Popen(
                [executable(), "-c", str(self._config)], stdout=output, stderr=output
            )
        wait_for(self._answers, 10, "nats-server listening")

    def kill(self) -> None:
        """End it at once, as by ``kill -9``."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def stop(self) -> None:
        """End it in order."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def settings(self, user: str = "service") -> CommonSettings:
        """Return settings that connect to it as `user`."""
        return CommonSettings(
            nats_url=self.url, nats_user=user, nats_password=SecretStr(getattr(PASSWORDS, user))
        )

    def environment(self) -> dict[str, str]:
        """Return the variables that a service needs to connect to it."""
        return {"IAQ_NATS_URL": self.url, "IAQ_NATS_PASSWORD": PASSWORDS.service}

    def _answers(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError((self.folder / "nats.log").read_text())
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                return connection.recv(4) == b"INFO"
        except OSError:
            return False


def executable() -> str:
    """Return the nats-server that is started."""
    beside = Path(sys.executable).with_name("nats-server")
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if found is None:
        raise RuntimeError("nats-server is missing: run the tests with `make test`")
    return found
