"""The JetStream streams: what each holds and how it behaves when it is full."""

from dataclasses import dataclass
from typing import Final, Literal

from iaqverse.contracts.subjects import KEPT_KINDS, LIVE, kinds

MIB: Final = 1024 * 1024
GIB: Final = 1024 * MIB


@dataclass(frozen=True, slots=True)
class StreamSpec:
    """The settings of one stream; sizes in bytes, times in seconds.

    `max_bytes` counts uncompressed bytes and is fixed when the stream is created: a later start
    with another value leaves it as it is. All other settings are applied on start.
    """

    name: str
    subjects: tuple[str, ...]
    max_bytes: int
    description: str
    max_age_s: float = 0
    max_msg_size: int = -1
    retention: Literal["limits", "workqueue"] = "limits"
    discard: Literal["new", "old"] = "new"
    republish_to: str | None = None
    is_synced: bool = True
    """False: written asynchronously, for what may be lost when the machine loses power."""


IAQ: Final = "IAQ"
RAW: Final = "IAQ_RAW"
REJECTED: Final = "IAQ_REJECTED"

DERIVED_TTL_S: Final = 7200
"""How long predictions, accuracy and air stay in the stream: a store away for longer loses those."""


def iaq(max_bytes: int = 4 * GIB) -> StreamSpec:
    """Return the stream of everything that is kept; full means refused, never forgotten."""
    return StreamSpec(
        IAQ,
        tuple(kinds(*KEPT_KINDS)),
        max_bytes,
        "Everything that was accepted or derived, until the store has kept it",
        republish_to=f"{LIVE}.>",
    )


def raw() -> StreamSpec:
    """Return the queue of untrusted readings that devices publish directly."""
    return StreamSpec(
        RAW,
        ("iaq.raw.>",),
        512 * MIB,
        "Untrusted readings that devices published, until they are validated",
        max_age_s=24 * 3600,
        max_msg_size=64 * 1024,
        retention="workqueue",
    )


def rejected() -> StreamSpec:
    """Return the stream of refused readings."""
    return StreamSpec(
        REJECTED,
        ("iaq.rejected.>",),
        256 * MIB,
        "Refused readings with the reason",
        max_age_s=30 * 24 * 3600,
        discard="old",
        is_synced=False,
    )
