"""What a client may say, and what it is told when it says something else."""

import msgpack
import pytest

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
