"""Rows as line protocol: what would change its meaning is escaped, and what can't be escaped is refused."""

import math

import pytest

from iaqverse.contracts.names import Place
from services.store.engine import MessageRow, ReadingRow
from services.store.influx import lines
from services.store.influx.lines import Unwritable

BUREAU = Place("maison", "bureau", "bureau1")
START = "readings,site=maison,room=bureau,device=bureau1"


def _message(payload: bytes, rest: str = "co2_ppm", message_id: str = "") -> MessageRow:
    return MessageRow("actions", "maison", "bureau", rest, 7, message_id, payload)


@pytest.mark.parametrize(
    ("name", "written"),
    [("bureau1", "bureau1"), ("a b", r"a\ b"), ("a,b=c", r"a\,b\=c"), (r"a\b", r"a\b"), ('é"🏠', 'é"🏠')],
)
def test_a_name_is_escaped_as_a_tag(name: str, written: str) -> None:
    assert lines.tag(name) == written
    assert lines.are_tags(name)


@pytest.mark.parametrize("name", ["a\nb co2_ppm=1", "a\r", "\x00", "tab\t", "\x7f", "ends\\"])
def test_a_name_that_would_end_its_line_is_refused(name: str) -> None:
    with pytest.raises(Unwritable):
        lines.tag(name)
    assert not lines.are_tags("bureau", name)


@pytest.mark.parametrize(
    ("value", "written"), [('a "b"', r'"a \"b\""'), ("\\", r'"\\"'), ('\\"', r'"\\\""'), ("a\nb", '"a\nb"')]
)
def test_a_text_is_escaped_as_a_field(value: str, written: str) -> None:
    assert lines.text(value) == written


def test_every_value_of_a_reading_is_a_float() -> None:
    row = ReadingRow(BUREAU, 7, {"co2_ppm": 645, "temperature_c": 22.3, "occupancy": True})
    assert lines.reading(row).decode() == (
        f"{START} is_late=0.0,co2_ppm=645.0,temperature_c=22.3,occupancy=1.0 7"
    )


def test_what_is_no_finite_number_or_no_quantity_is_left_out() -> None:
    row = ReadingRow(BUREAU, 7, {"co2_ppm": math.nan, "noise_dba": math.inf, "a b=1": 1}, is_late=True)
    assert lines.reading(row).decode() == f"{START} is_late=1.0 7"


def test_what_was_sent_is_written_again_where_a_device_ever_sent_something_else() -> None:
    row = ReadingRow(BUREAU, 7, {"co2_ppm": 633, "noise_dba": 40}, {"co2_ppm": 645})
    assert lines.reading(row, ["co2_ppm", "noise_dba"]).decode() == (
        f"{START} is_late=0.0,co2_ppm=633.0,noise_dba=40.0,raw_co2_ppm=645.0,raw_noise_dba=40.0 7"
    )


def test_a_message_is_one_text_and_an_id_that_is_missing_no_tag() -> None:
    assert lines.message(_message(b'{"a":1}')).decode() == (
        r'actions,site=maison,room=bureau,rest=co2_ppm payload="{\"a\":1}" 7'
    )
    assert ",id=maison.1 " in lines.message(_message(b"{}", message_id="maison.1")).decode()


@pytest.mark.parametrize("row", [_message(b"\xff"), _message(b"{}", rest="a\nb v=1"), _message(b"{}", "a\\")])
def test_a_message_that_lines_cannot_carry_is_refused(row: MessageRow) -> None:
    with pytest.raises(Unwritable):
        lines.message(row)
