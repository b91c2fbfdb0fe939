"""The engine on InfluxDB 2.

====================  ===================================================================
``lines``             PURE: rows as line protocol
``questions``         PURE: InfluxQL
``connection``        requests, and what their failures mean
``buckets``           the buckets, and for how long each keeps what it has
``known``             PURE: which devices, quantities and subjects there are
``reading``           answers
``rollups``           which buckets are to be made anew, and making them
``engine``            all of it behind the interface of an engine
====================  ===================================================================

InfluxDB merges the fields of points with the same tags and instant, which is how readings merge; it has no
transactions. So a batch's data is written first and the point of the stream after it, and what a process that
was killed between the two had written is written again, which changes nothing.
"""

from services.store.influx.connection import Address
from services.store.influx.engine import InfluxEngine

__all__ = ["Address", "InfluxEngine"]
