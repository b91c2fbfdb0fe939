"""The proxy on one machine: what its configuration is made of, and how nginx is started with it.

The templates of ``proxy/`` serve the nginx wheel and the official image alike. The image replaces their
``${IAQ_…}`` by itself from the environment of ``compose.yaml``; here `variables` computes the same names
and `render` replaces them. Whole lines are variables where the two ways differ (servers, resolver, user).
"""

import grp
import os
import pwd
import re
import resource
import sys
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_VARIABLE = re.compile(r"\$\{(IAQ_[A-Z0-9_]+)\}")
_HOST = re.compile(r"(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?")
_UNQUOTABLE = frozenset("\"'\\$\r\n")
"""What would end or change a quoted string of nginx: never part of a path of ours."""

_SOCKET_PATH_BYTES = 103 if sys.platform == "darwin" else 107
"""The longest path of a unix socket (``sun_path`` less its final NUL)."""

_MOST_FILES = 65_535
_MOST_CONNECTIONS = 16_384  # of one worker, 7 MB of memory
_MOST_WORKERS = 4  # one serves tens of thousands of requests a second: the services need the cores


class Limits(BaseSettings):
    """What one address may ask of the proxy; past each it answers 429, past the body size 413."""

    model_config = SettingsConfigDict(env_prefix="IAQ_LIMIT_", frozen=True)

    ingest_rate: int = Field(default=5000, ge=1, description="Requests a second on the routes of ingest.")
    ingest_burst: int = Field(
        default=1000, ge=1, description="Requests above that rate that are answered at once."
    )
    read_rate: int = Field(default=100, ge=1, description="Requests a second on all other routes.")
    read_burst: int = Field(
        default=200, ge=1, description="Requests above that rate that are answered at once."
    )
    upgrade_rate: int = Field(default=200, ge=1, description="New WebSockets a second.")
    upgrade_burst: int = Field(
        default=200, ge=1, description="New WebSockets above that rate that are taken at once."
    )
    sockets: int = Field(default=1000, ge=1, description="Open WebSockets.")
    body_bytes: int = Field(default=262_144, ge=1024, description="Bytes of a request's body.")


class ProxyConfigurationError(ValueError):
    """The proxy cannot be configured so; the message names the variable or the value."""


def variables(
    *,
    bind: str,
    port: int,
    ingest_sockets: Iterable[Path],
    gateway_sockets: Iterable[Path],
    pages: Path,
    run: Path,
    hosts: Iterable[str] = (),
    access_log: str = "/dev/stdout",
    limits: Limits | None = None,
) -> dict[str, str]:
    """Return every variable of the templates for one machine.

    `bind` is an address literal (``::`` takes IPv4 too), `hosts` are names served besides localhost,
    ``*.local`` and address literals, `run` is an existing writable folder for the pid and for passing
    files. `access_log` must be a pipe or a file: standard output that is a socket cannot be reopened.

    Raises:
        ProxyConfigurationError: If a value cannot stand in the configuration.
    """
    files = _open_files()
    listen, listen_options = _listen(bind, port)
    values = {
        "IAQ_PROXY_USER": _user(),
        "IAQ_PROXY_WORKERS": str(min(os.cpu_count() or 1, _MOST_WORKERS)),
        "IAQ_PROXY_FILES": str(files),
        "IAQ_PROXY_CONNECTIONS": str(min(files - 64, _MOST_CONNECTIONS)),
        "IAQ_PROXY_RUN": _path(run),
        "IAQ_PROXY_PAGES": _path(pages),
        "IAQ_PROXY_ACCESS_LOG": _path(Path(access_log)),
        "IAQ_PROXY_LISTEN": listen,
        "IAQ_PROXY_LISTEN_OPTIONS": listen_options,
        "IAQ_PROXY_HOSTS": " ".join(_host(name) for name in hosts),
        "IAQ_PROXY_RESOLVER": "",
        "IAQ_PROXY_INGEST_SERVERS": _servers("ingest", ingest_sockets),
        "IAQ_PROXY_GATEWAY_SERVERS": _servers("gateway", gateway_sockets),
    }
    for name, value in (limits or Limits()).model_dump().items():
        values[f"IAQ_LIMIT_{name.upper()}"] = str(value)
    return values


def render(template_dir: Path, out_dir: Path, variables: Mapping[str, str]) -> Path:
    """Write each ``<name>.template`` of `template_dir` as ``<name>`` to `out_dir`; return the main file.

    Replaces ``${IAQ_…}`` only, as the image's own start script is told to.

    Raises:
        ProxyConfigurationError: If a template uses a variable that is not in `variables`.
        OSError: If a file cannot be read or written.
    """

    def value(match: re.Match[str]) -> str:
        try:
            return variables[match[1]]
        except KeyError:
            raise ProxyConfigurationError(f"{match[1]} of the proxy configuration is not set") from None

    rendered = {
        path.stem: _VARIABLE.sub(value, path.read_text(encoding="utf-8"))
        for path in sorted(template_dir.glob("*.template"))
    }
    out_dir.mkdir(parents=True, exist_ok=True)
    for name, text in rendered.items():
        (out_dir / name).write_text(text, encoding="utf-8")
    return out_dir / "nginx.conf"


def command(nginx: str, configuration: Path) -> list[str]:
    """Return the argument vector that runs `configuration` in the foreground, logging to standard error.

    SIGQUIT lets requests and sockets finish (at most 8 s), SIGTERM does not, SIGHUP reads the files anew.
    Workers outlive a killed master and keep the port: start it in a process group of its own, and kill
    the group when the master has died.
    """
    return [nginx, "-p", str(configuration.parent), "-e", "stderr", "-c", str(configuration)]


def _user() -> str:
    """Keep workers with the master's user: nginx would make them `nobody`, who may not open our sockets.

    Without root the workers are the master's anyway, and the directive would only be warned about.
    """
    if os.geteuid() != 0:
        return ""
    return f"user {pwd.getpwuid(0).pw_name} {grp.getgrgid(os.getegid()).gr_name};"


def _open_files() -> int:
    """Return how many files a worker may open: what the machine grants without root, up to a limit."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)


def _listen(bind: str, port: int) -> tuple[str, str]:
    """Return the address of ``listen`` and its options."""
    try:
        address = ip_address(bind)
    except ValueError:
        raise ProxyConfigurationError(
            f"IAQ_BIND must be an address such as 127.0.0.1, not {bind!r}"
        ) from None
    if address.version == 4:
        return f"{address}:{port}", ""
    return f"[{address}]:{port}", "ipv6only=off" if address.is_unspecified else ""


def _host(name: str) -> str:
    if not _HOST.fullmatch(name):
        raise ProxyConfigurationError(f"IAQ_HOSTS has {name!r}, which is not a host name")
    return name.lower()


def _path(path: Path) -> str:
    text = str(path.absolute())
    if _UNQUOTABLE & set(text):
        raise ProxyConfigurationError(
            f"the proxy cannot use the path {text!r}: it has a quote, $ or \\ in it"
        )
    return text


def _servers(upstream: str, sockets: Iterable[Path]) -> str:
    """Return the server lines of an upstream, one a unix socket."""
    paths = [_path(socket) for socket in sockets]
    if not paths:
        raise ProxyConfigurationError(f"the upstream {upstream} needs at least one socket")
    for path in paths:
        if len(os.fsencode(path)) > _SOCKET_PATH_BYTES:
            raise ProxyConfigurationError(
                f"the socket path {path} has more than {_SOCKET_PATH_BYTES} bytes: shorten IAQ_DATA_DIR"
            )
    return "\n    ".join(f'server "unix:{path}" max_fails=0;' for path in paths)
