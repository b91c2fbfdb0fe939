"""Strict JSON and MessagePack: what is ambiguous or hostile is refused, fast ways included."""

import contextlib
import json
import time
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iaqverse.contracts.codec import (
    DEEPEST,
    JSON,
    MSGPACK,
    Malformed,
    decode,
    decode_json,
    decode_msgpack,
    encode_json,
    encode_msgpack,
)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
@settings(max_examples=300, deadline=None)
def test_what_was_encoded_is_decoded(value: Any) -> None:
    assert decode(encode_json(value), JSON) == value
    assert decode(encode_msgpack(value), MSGPACK) == value


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "c", 'q"', "\\", ":,{}"]), SCALARS), min_size=1, max_size=5
    ),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=400, deadline=None)
def test_a_duplicate_key_never_passes_wherever_it_stands(
    members: list[tuple[str, Any]], is_nested: bool, is_spaced: bool
) -> None:
    colon = " : " if is_spaced else ":"
    text = "{" + ",".join(json.dumps(k) + colon + json.dumps(v) for k, v in members) + "}"
    if is_nested:
        text = f'[{{"values":{text}}},{{"values":{{}}}}]'
    if len({key for key, _ in members}) == len(members):
        assert decode_json(text.encode()) == json.loads(text)
    else:
        with pytest.raises(Malformed, match="twice"):
            decode_json(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}',
        '{"a":1,"\\u0061":2}',
        '{"a":"x","a":"\\""}',
        '[{"a":{"b":1,"b":2}}]',
        '{"a":{"b":"c"},"a":"d"}',
        '{"":0,"":0}',
        '{"é":1,"\\u00e9":1}',
    ],
)
def test_a_json_key_that_appears_twice_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="appears twice"):
        decode_json(text.encode())


@pytest.mark.parametrize("encode", [JSON, MSGPACK])
def test_a_key_that_appears_twice_among_very_many_is_found_at_once(encode: str) -> None:
    keys = [f"{number:x}" for number in range(30_000)] + ["x" * 1000] * 2
    payload = (
        ("{" + ",".join(f'"{key}":1' for key in keys) + "}").encode()
        if encode == JSON
        else b"\xdf" + len(keys).to_bytes(4, "big") + b"".join(msgpack.packb(key) + b"\1" for key in keys)
    )
    began = time.process_time()
    with pytest.raises(Malformed, match="appears twice") as refused:
        decode(payload, encode)
    assert time.process_time() - began < 1, "it took seconds when every key was compared with every other"
    assert len(str(refused.value)) < 100


@pytest.mark.parametrize(
    "text", ["18446744073709551616", "-9223372036854775809", "9" * 300, '{"a":[1,-99999999999999999999]}']
)
def test_an_integer_beyond_64_bits_is_refused_not_rounded(text: str) -> None:
    with pytest.raises(Malformed, match="beyond 64 bits"):
        decode_json(text.encode())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18446744073709551615", 2**64 - 1),
        ("-9223372036854775808", -(2**63)),
        ("0.1234567890123456789012", 0.1234567890123456789012),
        ('"1234567890123456789012"', "1234567890123456789012"),
    ],
)
def test_long_numbers_that_fit_are_kept(text: str, value: object) -> None:
    decoded = decode_json(text.encode())
    assert decoded == value
    assert type(decoded) is type(value)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b" ",
        b"{",
        b"{} {}",
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"9" * 400,
        b'"\\ud800"',
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        b"{'a':1}",
        b'{"a":1,}',
        b"// x\n1",
        b'"\x00"',
    ],
)
def test_what_is_not_strict_json_is_refused(payload: bytes) -> None:
    with pytest.raises(Malformed):
        decode_json(payload)


@pytest.mark.parametrize("nest", [lambda v: [v], lambda v: {"a": v}])
def test_nesting_has_a_limit(nest: Any) -> None:
    value: Any = nest(0)
    for _ in range(DEEPEST - 1):
        value = nest(value)
    assert decode_json(encode_json(value)) == decode_msgpack(encode_msgpack(value)) == value
    for decoder, payload in ((decode_json, encode_json), (decode_msgpack, encode_msgpack)):
        with pytest.raises(Malformed, match="nested"):
            decoder(payload(nest(value)))
    with pytest.raises(Malformed):
        decode_json(b"[" * 100_000)
    with pytest.raises(Malformed):
        decode_msgpack(b"\x91" * 100_000)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xc1",
        b"\x82\xa1a\x01\xa1a\x02",  # the key "a" twice
        b"\x81\x01\x01",  # a key that is no text
        b"\x81\xc4\x01a\x01",  # a key of bytes
        b"\xdd\xff\xff\xff\xff",  # claims 4 Gi items
        b"\xc6\xff\xff\xff\xff",  # claims 4 GiB
        b"\xa2\xff\xfe",  # not UTF-8
        b"\x01\x01",  # trailing byte
        msgpack.packb(msgpack.ExtType(5, b"x")),
        b"\xc7\x0c\xff\x00\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff",  # a time in the year 292 billion
    ],
)
def test_what_is_not_plain_messagepack_is_refused(payload: bytes) -> None:
    with pytest.raises(Malformed):
        decode_msgpack(payload)


@given(st.binary(max_size=64))
@settings(max_examples=500, deadline=None)
def test_any_bytes_are_decoded_or_refused(payload: bytes) -> None:
    for decoder in (decode_json, decode_msgpack):
        with contextlib.suppress(Malformed):
            decoder(payload)
