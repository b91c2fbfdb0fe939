"""Strict JSON and MessagePack: what is ambiguous or hostile is refused, with a reason.

Refused are: duplicate keys, NaN and infinities, lone surrogates, invalid UTF-8, nesting deeper than
16, integers beyond 64 bits, trailing bytes, and MessagePack's extension types except its timestamp.
"""

import json
from collections import Counter
from typing import Any, Final, NoReturn

import msgpack
import orjson

DEEPEST: Final = 16
JSON: Final = "application/json"
MSGPACK: Final = "application/msgpack"

_DIGITS_AS_ZEROS: Final = bytes.maketrans(b"123456789", b"000000000")
_NINETEEN_DIGITS: Final = b"0" * 19
_INTEGERS: Final = range(-(2**63), 2**64)
_SHOWN: Final = 40
"""Characters of a key that a reason shows."""


class Malformed(ValueError):
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
        value = orjson.loads(payload)  # strict about UTF-8, surrogates, NaN and infinities, and fast
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not valid JSON: {error.msg} at {error.pos}") from None
    _check_depth(value)
    return value if _is_what_was_written(value, payload) else _decode_json_slowly(payload)


def _is_what_was_written(value: Any, payload: bytes) -> bool:
    """Whether it is certain that no duplicate key was dropped from `value`, nor an integer rounded.

    Without a backslash in `payload` each key and each string has exactly two quotes, there and in
    `value` written again; a key that was dropped is missing there. orjson makes a float of an integer
    beyond 64 bits, which has at least 19 digits.
    """
    return (
        b"\\" not in payload
        and orjson.dumps(value).count(b'"') == payload.count(b'"')
        and _NINETEEN_DIGITS not in payload.translate(_DIGITS_AS_ZEROS)
    )


def _decode_json_slowly(payload: bytes) -> Any:
    try:
        return json.loads(payload, object_pairs_hook=_unique, parse_int=_integer)
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not valid JSON: {error}") from None


def decode_msgpack(payload: bytes) -> Any:
    """Return the MessagePack value in `payload`; its timestamps become aware datetimes.

    Raises:
        Malformed: If it is not exactly one plain MessagePack value.
    """
    try:
        value = msgpack.unpackb(
            payload, object_pairs_hook=_unique_texts, ext_hook=_refuse_extension, timestamp=3, raw=False
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
    mapping = dict(pairs)  # the keys are texts or bytes
    if len(mapping) != len(pairs):
        ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        raise Malformed(f"the key {twice[:_SHOWN]!r} appears twice")
    return mapping


def _unique_texts(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    mapping = _unique(pairs)
    for key in mapping:
        if key.__class__ is not str:
            raise Malformed(f"the key {key[:_SHOWN]!r} is not text")
    return mapping


def _integer(digits: str) -> int:
    value = int(digits) if len(digits) <= 20 else 2**64
    if value not in _INTEGERS:
        raise Malformed(f"the integer {digits[:24]} is beyond 64 bits")
    return value


def _refuse_extension(code: int, _: bytes) -> NoReturn:
    raise Malformed(f"extension type {code} is not understood")


def _check_depth(value: Any, depth: int = 1) -> None:
    """Raise Malformed if dicts and lists are nested deeper than `DEEPEST`."""
    if depth > DEEPEST:
        raise Malformed(f"nested deeper than {DEEPEST} levels")
    kind = value.__class__
    for child in value.values() if kind is dict else value if kind is list else ():
        if child.__class__ is dict or child.__class__ is list:
            _check_depth(child, depth + 1)
