"""The gateway's own figures for Prometheus."""

from collections.abc import Iterator

from prometheus_client import Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from iaqverse.metrics import LATENCY_BUCKETS_S
from services.gateway.hub import Hub
from services.gateway.live import Live

CLOSED = Counter("iaq_gateway_closed", "Sockets that were closed, by reason", ["reason"])
STARTS = Counter("iaq_gateway_subscriptions", "Subscriptions by how they began", ["start"])
POLLS = Counter("iaq_gateway_polls", "Long polls that were answered")
FLUSH = Histogram(
    "iaq_gateway_flush_messages",
    "Messages in one write to a client",
    buckets=(1, 2, 5, 10, 20, 50, 100, 1000),
)
LATENCY = Histogram(
    "iaq_gateway_publish_to_write_seconds",
    "From the stream's time stamp to the write, of the oldest message in a write",
    buckets=LATENCY_BUCKETS_S,
)


def written(messages: int, waited_ms: int) -> None:
    """Note one flush of a group; see `Hub`."""
    FLUSH.observe(messages)
    LATENCY.observe(max(waited_ms, 0) / 1000)


class HubCollector(Collector):
    """Reads the hub when it is asked, so that nothing is counted twice on the way of a message."""

    def __init__(self, hub: Hub, live: Live) -> None:
        self._hub = hub
        self._live = live

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges and counters of the hub and of the stream."""
        hub, counts = self._hub, self._hub.counts
        for name, text, value in (
            ("iaq_gateway_clients", "Clients, WebSocket and long polling", len(hub.clients)),
            ("iaq_gateway_groups", "Groups of clients with equal subscriptions", len(hub.groups)),
            ("iaq_gateway_lagging", "Clients that are behind", hub.behind),
            ("iaq_gateway_subjects", "Subjects whose newest message is known", len(hub.values)),
            ("iaq_gateway_ring_messages", "Recent messages that can be replayed", len(hub.ring)),
            ("iaq_gateway_sequence", "Up to where the stream was handed out", hub.point.seq),
        ):
            yield GaugeMetricFamily(name, text, value)
        for name, text, count in (
            ("iaq_gateway_deliveries", "Messages handed to clients", counts.deliveries),
            ("iaq_gateway_bytes", "Bytes handed to clients", counts.bytes),
            ("iaq_gateway_writes", "Writes to clients", counts.writes),
            ("iaq_gateway_conflated", "Messages that slow clients did not get one by one", counts.conflated),
            ("iaq_gateway_skipped", "Messages that were not ours", self._live.skipped),
            (
                "iaq_gateway_repaired",
                "Messages that were fetched because they had not come",
                self._live.repaired,
            ),
        ):
            yield CounterMetricFamily(name, text, count)
