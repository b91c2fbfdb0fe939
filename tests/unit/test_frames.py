"""Frames to browsers."""

import json

from iaqverse.contracts import frames
from iaqverse.contracts.names import Place


def test_a_topic_frame_carries_the_bus_s_own_bytes() -> None:
    payload = b'{"device":"bureau1","values":{"co2_ppm":645}}'
    frame = frames.topic_frame("measurements", 1234, payload, b'"fresh_s":15.0,')
    assert payload in frame
    assert json.loads(frame) == {
        "topic": "measurements",
        "seq": 1234,
        "fresh_s": 15.0,
        "data": json.loads(payload),
    }


def test_control_frames_name_their_type_first() -> None:
    assert frames.heartbeat(7) == b'{"type":"heartbeat","seq":7}'
    assert json.loads(frames.late(7, Place("a", "b", "c"), "x", "y")) == {
        "seq": 7,
        "type": "late", "site": "a", "room": "b", "device": "c", "from": "x", "to": "y",
    }  # fmt: skip
