"""From the bus to what the store writes."""

from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from iaqverse.bus import Delivery
from iaqverse.contracts.names import Place
from services.store.decoding import decode
from services.store.engine import MESSAGE_KINDS

GOLDEN = Path(__file__).parents[1] / "contract" / "golden"


def _delivery(subject: str, payload: bytes, schema: str | None, seq: int = 7) -> Delivery:
    reply = f"$JS.ACK.IAQ.store.1.{seq}.{seq}.1795400000000000000.0"
    headers = {"Iaq-Schema": schema} if schema else None
    return Delivery(Msg(Client(), subject=subject, reply=reply, data=payload, headers=headers))


def _golden(name: str) -> bytes:
    return (GOLDEN / f"{name}.json").read_bytes()


def test_a_reading_becomes_a_row() -> None:
    subject = "iaq.readings.maison.bureau.bureau1"
    decoded = decode([_delivery(subject, _golden("reading"), "reading/1")])
    (row,) = decoded.readings
    assert (row.place, row.is_late, row.raw) == (Place("maison", "bureau", "bureau1"), False, None)
    assert row.values["co2_ppm"] == 645
    assert row.ts_ms == 1_795_399_200_000


def test_the_subject_says_who_the_device_is() -> None:
    decoded = decode([_delivery("iaq.late.a.b.c", _golden("reading-calibrated"), "reading/1")])
    (row,) = decoded.readings
    assert (row.place, row.is_late) == (Place("a", "b", "c"), True)
    assert row.raw


@pytest.mark.parametrize(
    ("kind", "name", "has_id"),
    [
        ("predictions", "prediction", False),
        ("accuracy", "accuracy", False),
        ("actions", "action", True),
        ("alerts", "alert", True),
        ("air", "air", False),
        ("modules", "module", False),
        ("feedback", "feedback", True),
    ],
)
def test_a_derived_message_is_kept_as_it_came(kind: str, name: str, has_id: bool) -> None:
    subject = f"iaq.{kind}.maison.bureau.x.y"
    decoded = decode([_delivery(subject, _golden(name), f"{name}/1")])
    (row,) = decoded.messages
    assert (row.kind, row.subject, row.rest, row.payload) == (kind, subject, "x.y", _golden(name))
    assert bool(row.id) == has_id
    assert row.at_ms > 1_700_000_000_000
    assert kind in MESSAGE_KINDS


@pytest.mark.parametrize(
    ("subject", "payload", "schema", "reason"),
    [
        ("iaq.readings.maison.bureau.bureau1", b"{}", None, "schema"),
        ("iaq.readings.maison.bureau.bureau1", b"{}", "reading/2", "schema"),
        ("iaq.readings.maison.bureau.bureau1", b"{}", "alert/1", "schema"),
        ("iaq.readings.maison.bureau.bureau1", b'{"stream":"IAQ","seq":1}', "reading/1", "undecodable"),
        ("iaq.readings.maison.bureau.bureau1", b"\xff", "reading/1", "undecodable"),
        ("iaq.readings.maison.bureau", b"{}", "reading/1", "undecodable"),
        ("iaq.wishes.maison.bureau.bureau1", b"{}", "reading/1", "subject"),
    ],
)
def test_what_is_not_known_is_skipped_with_the_reason(
    subject: str, payload: bytes, schema: str | None, reason: str
) -> None:
    decoded = decode([_delivery(subject, payload, schema)])
    assert [(one.subject, one.seq, one.reason) for one in decoded.skipped] == [(subject, 7, reason)]
    assert not decoded.readings
    assert not decoded.messages


def test_a_reading_on_a_subject_that_names_no_device_is_skipped() -> None:
    decoded = decode([_delivery("iaq.readings.maison.bureau", _golden("reading"), "reading/1")])
    assert decoded.skipped[0].reason == "subject"


def test_the_order_of_the_stream_stays() -> None:
    deliveries = [
        _delivery("iaq.readings.maison.bureau.bureau1", _golden("reading"), "reading/1", seq=seq)
        for seq in (3, 4, 5)
    ]
    assert len(decode(deliveries).readings) == 3
