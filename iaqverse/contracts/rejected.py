"""Readings that were refused, so that a person can see why."""

from typing import ClassVar

from iaqverse.contracts.wire import Instant, Message

KEPT_BYTES = 4096
"""How many of the original bytes are kept."""


class Rejected(Message):
    """A refused reading: by whom, why, and the first 4 KiB of what was sent (undecodable bytes escaped)."""

    schema_name: ClassVar[str] = "rejected/1"

    device: str
    at: Instant
    by: str
    reason: str
    original: str
    bytes_total: int
