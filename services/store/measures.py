"""The store's metrics, for Prometheus."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from iaqverse.metrics import LATENCY_BUCKETS_S

WRITTEN: Final = Counter("iaq_store_written", "Messages that were written", ["kind"])
SKIPPED: Final = Counter("iaq_store_skipped", "Messages that can't be stored", ["reason"])
REFUSED: Final = Counter("iaq_store_refused", "Rows that the database does not take")
AGAIN: Final = Counter("iaq_store_again", "Messages that came again and were stored already")
BATCH: Final = Histogram(
    "iaq_store_batch_messages", "Messages in one transaction", buckets=(1, 3, 10, 30, 100, 300, 1000, 3000)
)
WRITE_S: Final = Histogram("iaq_store_write_seconds", "Time of one transaction", buckets=LATENCY_BUCKETS_S)
FOLD_S: Final = Histogram("iaq_store_fold_seconds", "Time of folding one slice", buckets=LATENCY_BUCKETS_S)
WRITE_FAILURES: Final = Counter("iaq_store_write_failures", "Transactions that failed and were tried again")
LAG: Final = Gauge("iaq_store_lag_messages", "Messages in the stream that are not stored yet")
DISK_FREE: Final = Gauge("iaq_store_disk_free_share", "Share of the disk that is free")
STREAM_FILL: Final = Gauge("iaq_store_stream_fill_share", "Share of the stream's limit that is used")
PURGED: Final = Counter("iaq_store_purges", "Requests to delete stored messages from the stream")
