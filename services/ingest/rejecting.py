"""What is said on ``iaq.rejected.<device>`` of refused readings, and how often."""

from datetime import datetime
from typing import Final

import orjson

from iaqverse.contracts.rejected import KEPT_BYTES, Rejected

PER_DEVICE: Final = 10
"""Rejections a second of one device that are told."""
IN_ALL: Final = 200
"""Rejections a second of all devices together: names are easily made up."""


class Budget:
    """How many rejections may still be told, by the second. Holds at most `IN_ALL` devices."""

    def __init__(self) -> None:
        self._second = 0
        self._told: dict[str, int] = {}
        self._in_all = 0

    def take(self, device: str, now_s: float) -> bool:
        """Whether one more of `device` may be told in the second of `now_s`."""
        if int(now_s) != self._second:
            self._second, self._told, self._in_all = int(now_s), {}, 0
        told = self._told.get(device, 0)
        if told >= PER_DEVICE or self._in_all >= IN_ALL:
            return False
        self._told[device] = told + 1
        self._in_all += 1
        return True


def rejection(device: str, door: str, reason: str, original: object, at: datetime) -> Rejected:
    """Return the message about a refused reading: the bytes that came, or what they were decoded to."""
    if not isinstance(original, bytes):
        original = orjson.dumps(original, default=repr)
    return Rejected(
        device=device,
        at=at,
        by=door,
        reason=reason,
        original=original[:KEPT_BYTES].decode("utf-8", "backslashreplace"),
        bytes_total=len(original),
    )
