"""What runs on one machine, in which order, on which ports. Pure: settings and folders in, a plan out."""

import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from iaqverse.contracts import streams
from iaqverse.local import nats
from iaqverse.local.settings import LocalSettings

LOOPBACK: Final = "127.0.0.1"
LONGEST_SOCKET_PATH: Final = 100
"""Bytes: the system's limit is 107 (104 on macOS), its final NUL included."""
BUS_UNWELL_S: Final = 15.0
"""A nats-server that met a full disk keeps its write error when there is room again: a start heals it."""
_SERVICES: Final = ("ingest", "store", "predictor", "gateway")
"""In the order of their ports."""
_BEHIND_NGINX: Final = frozenset({"ingest", "gateway"})


@dataclass(frozen=True, slots=True)
class Process:
    """One process to keep running.

    Attributes:
        name: Unique; also the name of its log file.
        argv: The command.
        env: Variables on top of the supervisor's own.
        ready_url: Answers 200 when the process can do its job; None: as soon as it runs.
        after: Names of processes that must have been ready before it starts, and that outlive it.
        stop_signal: Tells it to finish what it began and leave.
        unwell_s: Once it was ready, it is started again when it was not for this long; None: never.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    ready_url: str | None = None
    after: tuple[str, ...] = ()
    stop_signal: signal.Signals = signal.SIGTERM
    unwell_s: float | None = None


@dataclass(frozen=True, slots=True)
class Port:
    """A TCP port that must be free at the start, and the variable that moves it."""

    address: str
    number: int
    variable: str


@dataclass(frozen=True, slots=True)
class Folders:
    """Where things are. All absolute; `sockets` is short enough for unix sockets."""

    checkout: Path
    data: Path
    sockets: Path

    @property
    def run(self) -> Path:
        """What is written anew at every start."""
        return self.data / "run"

    @property
    def passwords(self) -> Path:
        """One file a bus user, mode 0600."""
        return self.data / "passwords"

    @property
    def logs(self) -> Path:
        """One file a process."""
        return self.data / "logs"

    @property
    def jetstream(self) -> Path:
        """The streams."""
        return self.data / "nats"

    @property
    def nats_config(self) -> Path:
        """The configuration that nats-server is started with."""
        return self.run / "nats.conf"

    @property
    def nginx(self) -> Path:
        """Configuration, pid and temporary files of nginx."""
        return self.run / "nginx"

    @property
    def pages(self) -> Path:
        """The built dashboard."""
        return self.checkout / "frontend" / "dist"


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine offers: the programs that are started, and room."""

    python: str
    nats_server: str
    nginx: tuple[str, ...]
    """nginx with its arguments."""
    stream_bytes: int
    """How large the stream ``IAQ`` may become if it is created now."""


def processes(settings: LocalSettings, folders: Folders, machine: Machine, *, demo: bool) -> list[Process]:
    """Return what is to run, in the order in which it is started; it is stopped the other way round."""
    front = nats.reachable(settings.bind, settings.port)
    bus = Process(
        "nats",
        (machine.nats_server, "-c", str(folders.nats_config)),
        ready_url=f"http://{LOOPBACK}:{settings.nats_monitor_port}/healthz",
        unwell_s=BUS_UNWELL_S,
    )
    services = list(_services(settings, folders, machine, demo=demo))
    proxy = Process("nginx", machine.nginx, ready_url=f"http://{front}/", stop_signal=signal.SIGQUIT)
    plan = [bus, *services, proxy]
    if demo:
        argv = (machine.python, "-m", "iaqverse.local.devices", f"http://{front}")
        env = {
            "IAQ_NATS_URL": nats.url(settings.bind, settings.nats_port),
            "IAQ_DATA_DIR": str(folders.data),
        }
        plan.append(Process("devices", argv, env, after=tuple(process.name for process in plan)))
    return plan


def ports(settings: LocalSettings) -> list[Port]:
    """Return every port that the plan needs."""
    return [
        Port(settings.bind, settings.port, "IAQ_PORT"),
        Port(settings.bind, settings.nats_port, "IAQ_NATS_PORT"),
        Port(settings.bind, settings.mqtt_port, "IAQ_MQTT_PORT"),
        Port(LOOPBACK, settings.nats_monitor_port, "IAQ_NATS_MONITOR_PORT"),
        *(Port(LOOPBACK, service_port(settings, *each), "IAQ_SERVICE_PORT") for each in _workers(settings)),
    ]


def sockets(settings: LocalSettings, folders: Folders, service: str) -> list[Path]:
    """Return the unix sockets on which nginx finds the processes of `service`."""
    return [_socket(folders, name, worker) for name, worker in _workers(settings) if name == service]


def service_port(settings: LocalSettings, service: str, worker: int) -> int:
    """Return the operators' port of the worker with this number (from 1) of `service`."""
    return settings.service_port + _SERVICES.index(service) + 10 * (worker - 1)


def sockets_folder(data: Path, temporary: Path) -> Path:
    """Return the folder for unix sockets: in the data folder, or `temporary` if that lies too deep."""
    folder = data / "run"
    longest = len(str(folder / "gateway-16.sock").encode())
    return folder if longest <= LONGEST_SOCKET_PATH else temporary


def stream_bytes(free_bytes: int, most_bytes: int) -> int:
    """Return the size for a new stream ``IAQ``: a quarter of the free disk, within 1 MiB and `most_bytes`."""
    return max(min(free_bytes // 4, most_bytes), streams.MIB)


def page_url(settings: LocalSettings) -> str:
    """Return the address that a person opens."""
    host = nats.reachable(settings.bind, settings.port)
    return f"http://{host.replace(LOOPBACK, 'localhost')}"


def _workers(settings: LocalSettings) -> Iterator[tuple[str, int]]:
    counts = {
        "ingest": settings.ingest_workers,
        "predictor": settings.predictor_workers,
        "gateway": settings.gateway_workers,
    }
    for service in _SERVICES:
        for worker in range(1, counts.get(service, 1) + 1):
            yield service, worker


def _services(
    settings: LocalSettings, folders: Folders, machine: Machine, *, demo: bool
) -> Iterator[Process]:
    shared = {
        "IAQ_NATS_URL": nats.url(settings.bind, settings.nats_port),
        "IAQ_NATS_USER": "service",
        "IAQ_NATS_PASSWORD_FILE": str(folders.passwords / "service"),
        "IAQ_STREAM_MAX_BYTES": str(machine.stream_bytes),
        "IAQ_DATA_DIR": str(folders.data),
        "IAQ_HTTP_HOST": LOOPBACK,
        "IAQ_OPEN": str(int(settings.is_exposed)),
        "IAQ_DEMO": str(int(demo)),
    }
    for service, worker in _workers(settings):
        port = service_port(settings, service, worker)
        env = shared | {"IAQ_HTTP_PORT": str(port)}
        if service in _BEHIND_NGINX:
            env["IAQ_UNIX_SOCKET"] = str(_socket(folders, service, worker))
        yield Process(
            service if worker == 1 else f"{service}-{worker}",
            (machine.python, "-m", f"services.{service}"),
            env,
            ready_url=f"http://{LOOPBACK}:{port}/ready",
            after=("nats",),
        )


def _socket(folders: Folders, service: str, worker: int) -> Path:
    return folders.sockets / f"{service}-{worker}.sock"
