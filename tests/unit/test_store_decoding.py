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


@pytest.mark.parametrize(
    ("number", "stored"), [(b"NaN", None), (b"1e400", None), (b"9" * 26, 1e26), (b"-" + b"9" * 19, -1e19)]
)
def test_no_number_of_a_reading_can_stop_a_database(number: bytes, stored: float | None) -> None:
    payload = _golden("reading").replace(b'"co2_ppm":645', b'"co2_ppm":' + number)
    decoded = decode([_delivery("iaq.readings.maison.bureau.bureau1", payload, "reading/1")])
    assert [row.values["co2_ppm"] for row in decoded.readings] == ([] if stored is None else [stored])
    assert len(decoded.skipped) == (stored is None)
    assert all(type(row.values["co2_ppm"]) is float for row in decoded.readings)


@pytest.mark.parametrize(
    "ts", [b"0001-01-01T00:00:00+14:00", b"1899-12-31T23:59:59Z", b"9999-12-31T23:59:59-14:00"]
)
def test_no_time_of_a_reading_is_one_that_cannot_be_told(ts: bytes) -> None:
    payload = _golden("reading").replace(b"2026-11-23T02:00:00.000Z", ts)
    assert payload != _golden("reading")
    assert decode([_delivery("iaq.readings.maison.bureau.bureau1", payload, "reading/1")]).skipped


def test_a_reading_on_a_subject_that_names_no_device_is_skipped() -> None:
    decoded = decode([_delivery("iaq.readings.maison.bureau", _golden("reading"), "reading/1")])
    assert decoded.skipped[0].reason == "subject"


def test_the_order_of_the_stream_stays() -> None:
    deliveries = [
        _delivery("iaq.readings.maison.bureau.bureau1", _golden("reading"), "reading/1", seq=seq)
        for seq in (3, 4, 5)
    ]
    assert len(decode(deliveries).readings) == 3
