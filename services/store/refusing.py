"""What is said on ``iaq.rejected.<device>`` of what a database does not take."""

from datetime import UTC, datetime

import orjson

from iaqverse.contracts.rejected import KEPT_BYTES, Rejected
from iaqverse.contracts.wire import iso_of_ms
from services.store.engine import ReadingRow, Refused


def rejection(refused: Refused) -> Rejected:
    """Return the message about a refused row: what it says, and why it is refused."""
    row = refused.row
    if isinstance(row, ReadingRow):
        device = row.place.device
        ts = iso_of_ms(row.ts_ms)
        original = orjson.dumps({**row.place._asdict(), "ts": ts, "values": dict(row.values)})
    else:
        device, original = row.room, row.payload
    return Rejected(
        device=device,
        at=datetime.now(UTC),
        by="store",
        reason=refused.reason[:1000],
        original=original[:KEPT_BYTES].decode("utf-8", "backslashreplace"),
        bytes_total=len(original),
    )
