"""Strict JSON and MessagePack: what is ambiguous or hostile is refused, with a reason.

Refused are: duplicate keys, NaN and infinities, lone surrogates, invalid UTF-8, nesting deeper than
16, integers beyond 64 bits, trailing bytes, and MessagePack's extension types except its timestamp.
"""

import json
from datetime import datetime
from typing import Any, Final, NoReturn

import msgpack
import orjson

DEEPEST: Final = 16
JSON: Final = "application/json"
MSGPACK: Final = "application/msgpack"


class Malformed(ValueError):  # noqa: N818 - it is what the bytes are
    """Bytes that can't be read; `str()` says why."""


def decode(payload: bytes, content_type: str = JSON) -> Any:
    """Return what `payload` holds.

    Raises:
        Malformed: If it can't be read without doubt.
    """
    return decode_msgpack(payload) if content_type == MSGPACK else decode_json(payload)


def decode_json(payload: bytes) -> Any:
    """Return the JSON value in `payload` (UTF-8).

    Raises:
        Malformed: If it is not exactly one strict JSON value.
    """
    try:
        orjson.loads(payload)  # strict about UTF-8, surrogates, NaN and nesting, and fast
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not valid JSON: {error.msg} at {error.pos}") from None
    try:
        value = json.loads(payload, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not valid JSON: {error}") from None
    _check_depth(value)
    return value


def decode_msgpack(payload: bytes) -> Any:
    """Return the MessagePack value in `payload`; its timestamps become aware datetimes.

    Raises:
        Malformed: If it is not exactly one plain MessagePack value.
    """
    try:
        value = msgpack.unpackb(
            payload, object_pairs_hook=_unique, ext_hook=_refuse_extension, timestamp=3, raw=False
        )
    except Malformed:
        raise
    except (ValueError, OverflowError, RecursionError, msgpack.exceptions.UnpackException) as error:
        raise Malformed(f"not valid MessagePack: {error or type(error).__name__}") from None
    _check_depth(value)
    return value


def encode_json(value: Any) -> bytes:
    """Return `value` as compact UTF-8 JSON."""
    return orjson.dumps(value)


def encode_msgpack(value: Any) -> bytes:
    """Return `value` as MessagePack."""
    packed: bytes = msgpack.packb(value)
    return packed


def _unique(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Malformed(f"the key {twice!r} appears twice")
    return mapping


def _refuse_constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is not a number")


def _refuse_extension(code: int, _: bytes) -> NoReturn:
    raise Malformed(f"extension type {code} is not understood")


def _check_depth(value: Any, depth: int = 1) -> None:
    if depth > DEEPEST:
        raise Malformed(f"nested deeper than {DEEPEST} levels")
    if isinstance(value, dict):
        children: Any = value.values()
    elif isinstance(value, list):
        children = value
    elif isinstance(value, datetime | str | int | float | bytes) or value is None:
        return
    else:
        raise Malformed(f"{type(value).__name__} is not understood")
    for child in children:
        if isinstance(child, dict | list):
            _check_depth(child, depth + 1)
