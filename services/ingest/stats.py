"""What ingest counts: for ``GET /api/ingest/stats`` and for Prometheus."""

from datetime import UTC, datetime
from typing import Any, Final, Literal

from prometheus_client import Counter, Histogram

from iaqverse.contracts.wire import iso_ms
from iaqverse.metrics import LATENCY_BUCKETS_S

Door = Literal["http", "raw"]
Outcome = Literal["accepted", "late", "refused", "unavailable"]

_READINGS: Final = Counter(
    "iaq_ingest_readings", "Readings by door and what came of them", ["door", "outcome"]
)
_UNTOLD: Final = Counter("iaq_ingest_rejections_untold", "Refused readings beyond the rate of iaq.rejected")
_FLIGHT_S: Final = Histogram(
    "iaq_ingest_flight_seconds",
    "From publishing a group of readings to its answer",
    buckets=LATENCY_BUCKETS_S,
)
_FLIGHT_MESSAGES: Final = Histogram(
    "iaq_ingest_flight_messages", "Readings in one group", buckets=(1, 4, 15, 50, 100, 200, 500, 1000)
)


class Stats:
    """Counts since the start of this process."""

    def __init__(self) -> None:
        self._since = datetime.now(UTC)
        self._readings: dict[tuple[Door, Outcome], int] = {}
        self._untold = 0
        self._flights = 0
        self._flown = 0

    def count(self, door: Door, outcome: Outcome, readings: int = 1) -> None:
        """Count readings; nothing for 0 of them."""
        if readings:
            self._readings[door, outcome] = self._readings.get((door, outcome), 0) + readings
            _READINGS.labels(door, outcome).inc(readings)

    def untold(self) -> None:
        """Count a refused reading of which ``iaq.rejected`` is not told."""
        self._untold += 1
        _UNTOLD.inc()

    def flew(self, messages: int, took_s: float) -> None:
        """Count a group of readings that was published, or not acknowledged."""
        self._flights += 1
        self._flown += messages
        _FLIGHT_S.observe(took_s)
        _FLIGHT_MESSAGES.observe(messages)

    def as_json(self) -> dict[str, Any]:
        """Return all counts: by door, and how readings were grouped."""
        doors: dict[str, dict[str, int]] = {"http": {}, "raw": {}}
        for (door, outcome), readings in self._readings.items():
            doors[door][outcome] = readings
        return {
            "since": iso_ms(self._since),
            **{
                door: {"accepted": 0, "late": 0, "refused": 0, "unavailable": 0} | counts
                for door, counts in doors.items()
            },
            "rejections_untold": self._untold,
            "groups": {"count": self._flights, "readings": self._flown},
        }
