"""The configuration of nats-server on one machine: who may do what, and how safely it writes. Pure.

Three users (docs/OPERATIONS.md says how to be which):

* ``service``: our processes; everything.
* ``operator``: reads streams and consumers and tails; publishes nothing.
* anonymous, whoever names no user: publishes ``iaq.raw.>``, asks services for their state, and hears
  ``live.>``. Devices that come by NATS or MQTT are this user, and so is ``nats sub 'live.>'``.

Only allow-lists: deny-lists had holes in nats-server (its advisories of 2026). NATS does not check
reply addresses, so anonymous can have an acknowledgement stored under a subject of ours; readers skip
what has no known schema header. Services use the inbox prefix ``_INBOX_service``, which nobody else hears.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from iaqverse.contracts import streams, subjects

MOST_FILE_BYTES: Final = 2 * streams.iaq().max_bytes
"""What JetStream may promise to streams: ours at their largest, and MQTT's own five. It takes no space."""
MOST_MEMORY_BYTES: Final = 128 * streams.MIB

OPERATOR_PUBLISHES: Final = (
    "$SRV.>",
    "$JS.API.INFO",
    "$JS.API.STREAM.LIST",
    "$JS.API.STREAM.NAMES",
    "$JS.API.STREAM.INFO.*",
    "$JS.API.CONSUMER.LIST.*",
    "$JS.API.CONSUMER.NAMES.*",
    "$JS.API.CONSUMER.INFO.>",
    "$JS.API.STREAM.MSG.GET.*",
    "$JS.API.DIRECT.GET.>",
)
"""Requests that look and change nothing."""
OPERATOR_HEARS: Final = (f"{subjects.LIVE}.>", "iaq.>", "_INBOX.>")
ANONYMOUS_PUBLISHES: Final = (f"{subjects.RAW}.>", "$SRV.>")
ANONYMOUS_HEARS: Final = (f"{subjects.LIVE}.>", "_INBOX.>")


@dataclass(frozen=True, slots=True)
class Passwords:
    """The passwords of the bus users. Nobody needs anonymous's: who names no user is it."""

    service: str
    operator: str
    anonymous: str


@dataclass(frozen=True, slots=True)
class Listeners:
    """Where nats-server listens. Devices reach `port` and `mqtt_port`; monitoring stays on loopback."""

    bind: str = "127.0.0.1"
    port: int = 4222
    mqtt_port: int = 1883
    monitor_port: int = 8222


def config(store: Path, passwords: Passwords, listeners: Listeners) -> str:
    """Return the text of nats-server's configuration; it holds the passwords, so write it with mode 0600.

    `store` is the folder of JetStream. With a single server nothing but the disk keeps a message, so
    ``sync_interval: always`` has it on the disk before it is acknowledged.

    Raises:
        ValueError: If `store` has a character that can't stand in a quoted string.
    """
    return f"""\
# Written at every start by IAQverse; changes here are lost.
server_name: iaqverse
listen: {_address(listeners.bind, listeners.port)}
http: {_address("127.0.0.1", listeners.monitor_port)}
max_payload: 1MB
ping_interval: "20s"

jetstream {{
  store_dir: {_quoted(str(store))}
  max_file_store: {MOST_FILE_BYTES}
  max_memory_store: {MOST_MEMORY_BYTES}
  sync_interval: always
}}

mqtt {{
  listen: {_address(listeners.bind, listeners.mqtt_port)}
}}

no_auth_user: anonymous
authorization {{
  users: [
    {{ user: service, password: {_quoted(passwords.service)} }}
    {_user("operator", passwords.operator, OPERATOR_PUBLISHES, OPERATOR_HEARS)}
    {_user("anonymous", passwords.anonymous, ANONYMOUS_PUBLISHES, ANONYMOUS_HEARS)}
  ]
}}
"""


def url(bind: str, port: int) -> str:
    """Return the address at which this machine reaches a server that listens on `bind`."""
    return f"nats://{reachable(bind, port)}"


def reachable(bind: str, port: int) -> str:
    """Return ``address:port`` at which this machine reaches what listens on `bind`."""
    address = ip_address(bind)
    if address.is_unspecified:
        return f"127.0.0.1:{port}"
    return _host_port(bind, port)


def _user(name: str, password: str, publishes: Iterable[str], hears: Iterable[str]) -> str:
    return f"""\
{{ user: {name}, password: {_quoted(password)}, permissions: {{
        publish: {{ allow: [{_quoted_list(publishes)}] }}
        subscribe: {{ allow: [{_quoted_list(hears)}] }} }} }}"""


def _quoted_list(subjects_: Iterable[str]) -> str:
    return ", ".join(map(_quoted, subjects_))


def _address(bind: str, port: int) -> str:
    return _quoted(_host_port(bind, port))


def _host_port(bind: str, port: int) -> str:
    return f"[{bind}]:{port}" if ip_address(bind).version == 6 else f"{bind}:{port}"


def _quoted(text: str) -> str:
    if set('"\\\r\n') & set(text):
        raise ValueError(f"{text!r} has a quote, a backslash or a line break in it")
    return f'"{text}"'
