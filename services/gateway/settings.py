"""What can be set about the gateway."""

from pydantic import Field

from iaqverse.settings import CommonSettings
from services.gateway.hub import Limits

KIB = 1024
MIB = 1024 * 1024


class Settings(CommonSettings):
    """Settings of the gateway, on top of those of every service."""

    open: bool = Field(
        False, description="`1`: yes, anyone on the network of `IAQ_BIND` may read and write everything."
    )
    demo: bool = Field(False, description="`1`: pages say that they show a demo; set by `iaqverse demo`.")
    nats_port: int = Field(
        4222, ge=1, le=65535, description="Port of nats-server for NATS clients: pages name it."
    )
    mqtt_port: int = Field(
        1883, ge=1, le=65535, description="Port of nats-server for MQTT clients: pages name it."
    )
    gateway_sockets: int = Field(10_000, ge=1, description="Most WebSockets of one gateway; more is 503.")
    gateway_sockets_per_address: int = Field(
        1000, ge=1, description="Most WebSockets of one address on one gateway; more is 429."
    )
    gateway_message_bytes: int = Field(
        16 * KIB, ge=KIB, le=48 * KIB, description="Largest message of a WebSocket client; more closes it."
    )
    gateway_messages_per_s: float = Field(
        20, gt=0, description="Messages a second that a WebSocket client may send; more closes it."
    )
    gateway_messages_burst: int = Field(50, ge=1, description="Messages that it may send at once.")
    gateway_subscriptions: int = Field(
        32, ge=1, description="Filters that a WebSocket client may subscribe with; more closes it."
    )
    gateway_first_subscription_s: float = Field(
        10, gt=0, description="Seconds that a WebSocket has to subscribe to something."
    )
    gateway_heartbeat_s: float = Field(
        2, ge=0.1, description="Seconds of silence after which a WebSocket gets a heartbeat."
    )
    gateway_tick_ms_per_client: float = Field(
        0.05, ge=0, description="Milliseconds between two writes to a client, for each client there is."
    )
    gateway_tick_least_ms: float = Field(2, ge=0, description="At least these milliseconds.")
    gateway_tick_most_ms: float = Field(250, ge=0, description="At most these milliseconds.")
    gateway_thin_above_bytes: int = Field(
        64 * KIB,
        ge=KIB,
        description="Unsent bytes above which a client gets only the newest of each measurement.",
    )
    gateway_close_above_bytes: int = Field(
        MIB, ge=KIB, description="Unsent bytes above which a client is closed (4000)."
    )
    gateway_close_after_s: float = Field(
        15, gt=0, description="Seconds that a client may take nothing before it is closed (4000)."
    )
    gateway_unix_sndbuf_bytes: int = Field(
        32 * KIB,
        ge=4 * KIB,
        description="Kernel buffer of a WebSocket over a unix socket; small sees a stall.",
    )
    gateway_notsent_lowat_bytes: int = Field(
        64 * KIB, ge=4 * KIB, description="Unsent bytes that the kernel takes of a WebSocket over TCP."
    )
    gateway_ring_bytes: int = Field(
        64 * MIB, ge=KIB, description="Memory for recent messages, for clients that come back."
    )
    gateway_poll_wait_s: float = Field(
        30, ge=0, le=35, description="Longest `wait` of `/api/poll`; more is 400."
    )
    gateway_query_points: int = Field(
        5000, ge=2, le=5000, description="Most points that `/api/series` may be asked for; more is 400."
    )
    gateway_query_rows: int = Field(
        50_000, ge=1, le=50_000, description="Most rows of one answer of `/api/iaq/data`; more is 400."
    )

    def limits(self) -> Limits:
        """Return the hub's limits."""
        return Limits(
            tick_per_client_s=self.gateway_tick_ms_per_client / 1000,
            tick_least_s=self.gateway_tick_least_ms / 1000,
            tick_most_s=self.gateway_tick_most_ms / 1000,
            thin_above=self.gateway_thin_above_bytes,
            drained_below=self.gateway_thin_above_bytes // 4,
            close_above=self.gateway_close_above_bytes,
            close_after_s=self.gateway_close_after_s,
            heartbeat_s=self.gateway_heartbeat_s,
        )
