"""Line protocol, built by hand: a tenth of the time that the client library's points take.

Every number is a float: one whole number would make a field of integers, which takes no other value any more.
https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import isfinite
from typing import Final

from iaqverse.contracts.names import Place
from iaqverse.contracts.quantity import QUANTITIES
from services.store.engine import MessageRow, ReadingRow

READINGS: Final = "readings"
RAW: Final = "raw_"
"""Before the name of a quantity: what the device sent, where it differs."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_IN_TAG: Final = re.compile(r"([,= ])")


class Unwritable(ValueError):
    """A name or a text that line protocol can't carry."""


def tag(value: str) -> str:
    """Return a name as the value of a tag.

    Raises:
        Unwritable: If it is empty, has control characters, or ends with a backslash.
    """
    if not value or _CONTROL.search(value) or value.endswith("\\"):
        raise Unwritable(f"{value!r} can't be a tag")
    return _IN_TAG.sub(r"\\\1", value)


def are_tags(*values: str) -> bool:
    """Whether these can be the values of tags; an empty one is left out."""
    return not any(value and (_CONTROL.search(value) or value.endswith("\\")) for value in values)


def text(value: str) -> str:
    """Return a string as the value of a field."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def head(measurement: str, **tags: str) -> str:
    """Return what a line begins with; a tag without a value is left out."""
    return ",".join((measurement, *(f"{name}={tag(value)}" for name, value in tags.items() if value)))


@lru_cache(maxsize=65_536)
def of_place(measurement: str, place: Place) -> str:
    """Return what the lines of a device begin with."""
    return head(measurement, site=place.site, room=place.room, device=place.device)


def line(start: str, fields: Mapping[str, float | str], at_ms: int) -> bytes:
    """Return one line; what is no finite number is left out."""
    kept = (
        f"{name}={text(value) if isinstance(value, str) else repr(float(value))}"
        for name, value in fields.items()
        if isinstance(value, str) or isfinite(value)
    )
    return f"{start} {','.join(kept)} {at_ms}".encode()


def reading(row: ReadingRow, calibrated: Iterable[str] = ()) -> bytes:
    """Return a reading as a line.

    `calibrated`: of which quantities the device ever sent something else. Of those the sent value is written
    each time, for nothing can take back the one that an earlier message for the same instant had.
    """
    place, at_ms, values, raw, is_late = row
    fields = [f"is_late={float(is_late)}"]
    fields += [f"{q}={float(v)!r}" for q, v in values.items() if q in QUANTITIES and isfinite(v)]
    if calibrated:
        sent = {**{q: values[q] for q in calibrated if q in values}, **(raw or {})}
        fields += [f"{RAW}{q}={float(v)!r}" for q, v in sent.items() if q in QUANTITIES and isfinite(v)]
    return f"{of_place(READINGS, place)} {','.join(fields)} {at_ms}".encode()


def message(row: MessageRow) -> bytes:
    """Return a derived message as a line."""
    start = head(row.kind, site=row.site, room=row.room, rest=row.rest, id=row.id)
    try:
        payload = row.payload.decode()
    except UnicodeDecodeError as error:
        raise Unwritable(str(error)) from None
    return line(start, {"payload": payload}, row.at_ms)
