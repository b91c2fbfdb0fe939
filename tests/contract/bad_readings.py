"""The bad readings of ``bad_readings.toml``, as the bytes that are sent."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgpack

from iaqverse.contracts.codec import JSON, MSGPACK

DEVICE: Final = "bureau1"
_CASES: Final[dict[str, dict[str, str]]] = tomllib.loads(
    Path(__file__).with_name("bad_readings.toml").read_text(encoding="utf-8")
)
_IN_HEXADECIMAL: Final = {"bytes": JSON, "msgpack": MSGPACK}
_REPEATED: Final = re.compile(r"@(\d+)\*([^@]+)@")
_SHIFTED: Final = re.compile(r"@([+-]\d+)m([+-]\d\d:\d\d)?@")


class Bad(NamedTuple):
    """A bad reading."""

    name: str
    content_type: str
    text: str

    @property
    def payload(self) -> bytes:
        """The bytes to send now."""
        text = _REPEATED.sub(lambda match: match[2] * int(match[1]), self.text)
        text = _SHIFTED.sub(_shifted, text).replace("@date@", datetime.now(UTC).date().isoformat())
        if self.name.startswith("as MessagePack: "):
            packed: bytes = msgpack.packb(_plain(text))
            return packed
        return bytes.fromhex(text) if self._is_in_hexadecimal else text.encode()

    @property
    def _is_in_hexadecimal(self) -> bool:
        return any(self.name in _CASES[section] for section in _IN_HEXADECIMAL)


def cases(*but: str) -> list[Bad]:
    """Return all bad readings except those of the sections `but`."""
    return [case for section in _CASES if section not in but for case in _of(section)]


def _of(section: str) -> Iterator[Bad]:
    for name, text in _CASES[section].items():
        case = Bad(name, _IN_HEXADECIMAL.get(section, JSON), text)
        yield case
        if section not in _IN_HEXADECIMAL and _can_be_packed(text):
            yield Bad(f"as MessagePack: {name}", MSGPACK, text)


def _can_be_packed(text: str) -> bool:
    """Whether the case is about what is said, not about how JSON says it."""
    try:
        msgpack.packb(_plain(_SHIFTED.sub("x", text)))
    except (ValueError, OverflowError, RecursionError):
        return False
    return True


def _plain(text: str) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a key twice")
        return dict(pairs)

    return json.loads(text, object_pairs_hook=unique)


def _shifted(match: re.Match[str]) -> str:
    zone = datetime.strptime(match[2], "%z").tzinfo if match[2] else timezone(timedelta())
    return (datetime.now(UTC) + timedelta(minutes=int(match[1]))).astimezone(zone).isoformat()
