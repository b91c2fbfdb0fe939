"""The predictor's metrics, for Prometheus."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from iaqverse.metrics import LATENCY_BUCKETS_S

TAKEN: Final = Counter("iaq_predictor_taken", "Messages that were taken", ["kind"])
SKIPPED: Final = Counter("iaq_predictor_skipped", "Messages without a known schema, or that can't be read")
PUBLISHED: Final = Counter("iaq_predictor_published", "Messages that were published", ["kind"])
NOT_PUBLISHED: Final = Counter("iaq_predictor_not_published", "Forecasts the bus did not take")
LOOK_S: Final = Histogram(
    "iaq_predictor_look_seconds", "Time to learn and forecast once", buckets=LATENCY_BUCKETS_S
)
DEVICES: Final = Gauge("iaq_predictor_devices", "Devices that are forecast")
FAILURES: Final = Counter("iaq_predictor_failures", "Times that forecasting failed and began again")
PARTITIONS: Final = Gauge("iaq_predictor_partitions", "Of 32 parts of the rooms, those that are looked after")
WAITING: Final = Gauge("iaq_predictor_waiting_readings", "Readings that wait to be looked at")
REFIT_S: Final = Histogram(
    "iaq_predictor_refit_seconds", "Time to fit a site's local trees", buckets=(5, 10, 30, 60, 120, 300, 900)
)
REFIT_FAILURES: Final = Counter("iaq_predictor_refit_failures", "Fits of local trees that came to nothing")
