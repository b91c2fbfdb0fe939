"""What a client may say, and what it is told when it says something else."""

from contextlib import suppress

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaqverse.contracts import frames
from iaqverse.contracts.kinds import TOPICS
from services.gateway.subscriptions import (
    NOTHING,
    Filter,
    Ping,
    Point,
    Refused,
    Subscribe,
    Unsubscribe,
    read_point,
    read_request,
    with_subscription,
    without_subscription,
)

ALL = frozenset(TOPICS)


@pytest.mark.parametrize(
    ("message", "request_"),
    [
        ('{"type":"ping"}', Ping(None)),
        ('{"type":"ping","t":[1]}', Ping([1])),
        (
            '{"type":"subscribe","topics":["measurements","predictions"]}',
            Subscribe(frozenset({"measurements", "predictions"}), Filter()),
        ),
        ('{"type":"subscribe","topics":["all"]}', Subscribe(ALL, Filter())),
        (
            '{"type":"subscribe","topics":["alerts"],"site":"Maison","room":"Salle à manger","device":"d1"}',
            Subscribe(frozenset({"alerts"}), Filter("maison", "salle-a-manger", "d1")),
        ),
        (
            '{"type":"subscribe","topics":["alerts"],"since":{"epoch":"7","seq":12}}',
            Subscribe(frozenset({"alerts"}), Filter(), Point("7", 12)),
        ),
        (
            '{"type":"unsubscribe","topics":["alerts"],"room":"bureau"}',
            Unsubscribe(frozenset({"alerts"}), Filter(room="bureau")),
        ),
        (msgpack.packb({"type": "ping", "t": 5}), Ping(5)),
    ],
)
def test_a_request_is_read(message: str | bytes, request_: object) -> None:
    assert read_request(message) == request_


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("", "malformed"),
        ("{", "malformed"),
        ("[]", "malformed"),
        ("NaN", "malformed"),
        (b"\xc1", "malformed"),
        (b"\x92", "malformed"),
        (msgpack.packb({"type": "ping", "t": b"bytes"}), "malformed"),
        (msgpack.packb({"type": "ping", "t": [msgpack.Timestamp(1)]}), "malformed"),
        ("{}", "unknown_type"),
        ('{"type":["ping"]}', "unknown_type"),
        ('{"type":"publish"}', "unknown_type"),
        ('{"type":"subscribe"}', "unknown_topic"),
        ('{"type":"subscribe","topics":[]}', "unknown_topic"),
        ('{"type":"subscribe","topics":"measurements"}', "unknown_topic"),
        ('{"type":"subscribe","topics":[["measurements"]]}', "unknown_topic"),
        ('{"type":"subscribe","topics":["weather"]}', "unknown_topic"),
        ('{"type":"subscribe","topics":["all"],"room":7}', "bad_filter"),
        ('{"type":"subscribe","topics":["all"],"room":" "}', "bad_filter"),
        ('{"type":"subscribe","topics":["all"],"room":["a"]}', "bad_filter"),
        ('{"type":"subscribe","topics":["all"],"since":7}', "bad_since"),
        ('{"type":"subscribe","topics":["all"],"since":{"epoch":"7","seq":-1}}', "bad_since"),
        ('{"type":"subscribe","topics":["all"],"since":{"epoch":"7","seq":true}}', "bad_since"),
        ('{"type":"subscribe","topics":["all"],"since":{"epoch":7,"seq":1}}', "bad_since"),
    ],
)
def test_what_can_not_be_followed_is_refused_with_a_code(message: str | bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_request(message)
    assert refused.value.code == code


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=20)
    | st.sampled_from(
        ["ping", "subscribe", "all", "measurements", msgpack.Timestamp(2**33), msgpack.ExtType(5, b"")]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
messages = st.dictionaries(
    st.sampled_from(["type", "t", "topics", "site", "room", "device", "since"]), values, max_size=7
)


@given(messages, st.sampled_from([None, "ping", "subscribe", "unsubscribe"]))
def test_whatever_comes_is_followed_or_refused_and_every_ping_can_be_answered(
    message: dict[str, object], type_: str | None
) -> None:
    if type_ is not None:
        message = message | {"type": type_}
    try:
        request = read_request(msgpack.packb(message))
    except Refused:
        return
    if isinstance(request, Ping):
        frames.pong(request.t)


@given(st.binary(max_size=60))
def test_any_bytes_are_followed_or_refused(message: bytes) -> None:
    with suppress(Refused):
        read_request(message)


def test_topics_of_one_filter_add_up() -> None:
    interest = with_subscription(NOTHING, Subscribe(frozenset({"alerts"}), Filter()))
    interest = with_subscription(interest, Subscribe(frozenset({"actions"}), Filter()))
    assert interest == {(Filter(), frozenset({"alerts", "actions"}))}


def test_unsubscribing_without_a_filter_means_everywhere() -> None:
    interest = with_subscription(NOTHING, Subscribe(ALL, Filter(room="bureau")))
    interest = with_subscription(interest, Subscribe(frozenset({"alerts"}), Filter()))
    left = without_subscription(interest, Unsubscribe(frozenset({"alerts"}), Filter()))
    assert left == {(Filter(room="bureau"), ALL - {"alerts"})}


def test_unsubscribing_with_a_filter_means_that_filter() -> None:
    interest = with_subscription(NOTHING, Subscribe(ALL, Filter(room="bureau")))
    assert without_subscription(interest, Unsubscribe(ALL, Filter(room="salon"))) == interest
    assert without_subscription(interest, Unsubscribe(ALL, Filter(room="bureau"))) == NOTHING


@pytest.mark.parametrize("text", ["", "7", "7:", ":7", "7:-1", "7:1.0", "7:" + "9" * 20, "7:²"])
def test_what_is_no_point_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_point(text)


def test_a_point_is_an_epoch_and_a_sequence() -> None:
    assert read_point("1790:12") == Point("1790", 12)
    assert str(Point("1790", 12)) == "1790:12"
