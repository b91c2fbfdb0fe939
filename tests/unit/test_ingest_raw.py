"""What a raw message says by its subject and its first byte."""

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from iaqverse.bus import Delivery
from iaqverse.contracts.codec import Malformed
from services.ingest.raw import ROUND_BYTES, device_of, items_of, rounds


@pytest.mark.parametrize(
    ("subject", "device"),
    [
        ("iaq.raw.bureau1", "bureau1"),
        ("iaq.raw.Bureau1", "bureau1"),
        ("iaq.raw.maison.bureau1", None),
        ("iaq.raw.a.b.c", None),
    ],
)
def test_the_subject_of_a_raw_message_says_the_device(subject: str, device: str | None) -> None:
    assert device_of(subject) == device


@pytest.mark.parametrize(
    "payload", [b'{"a":1}', b' \n{"a":1}', b'[{"a":1}]', b"\x81\xa1a\x01", b"\x91\x81\xa1a\x01"]
)
def test_raw_bytes_are_json_or_messagepack_as_they_look(payload: bytes) -> None:
    assert items_of(payload, "", 10) == [{"a": 1}]


@pytest.mark.parametrize("payload", [b"", b"[]", b"[1,2,3]", b"hello", b"{", b"\x81\xa1a"])
def test_raw_bytes_that_are_neither_or_too_many_are_refused(payload: bytes) -> None:
    with pytest.raises(Malformed):
        items_of(payload, "", 2)


def test_a_header_that_says_what_the_bytes_are_is_believed() -> None:
    assert items_of(b"123", "application/json", 1) == [123]
    with pytest.raises(Malformed, match="MessagePack"):
        items_of(b'{"a":1}', "application/msgpack", 1)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([10, 20, 30], [[10, 20, 30]]),
        ([ROUND_BYTES, 1], [[ROUND_BYTES], [1]]),
        ([1, ROUND_BYTES], [[1], [ROUND_BYTES]]),
        ([ROUND_BYTES + 1, 5, 6], [[ROUND_BYTES + 1], [5, 6]]),
        ([ROUND_BYTES // 2] * 5, [[ROUND_BYTES // 2] * 2, [ROUND_BYTES // 2] * 2, [ROUND_BYTES // 2]]),
    ],
)
def test_only_as_much_is_worked_on_at_once_as_a_request_may_bring(
    sizes: list[int], expected: list[list[int]]
) -> None:
    reply = "$JS.ACK.IAQ_RAW.ingest.1.1.1.1795400000000000000.0"
    deliveries = [Delivery(Msg(Client(), reply=reply, data=b"x" * size)) for size in sizes]
    assert [[len(one.payload) for one in some] for some in rounds(deliveries)] == expected
