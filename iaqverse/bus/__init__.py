"""All NATS I/O: connect, publish, consume, request, and the traps of the client library in one place."""

from iaqverse.bus.connection import Bus
from iaqverse.bus.errors import BusAway, BusError, BusFull, BusRefused, Conflict, RpcError
from iaqverse.bus.keyvalue import Bucket
from iaqverse.bus.messages import Delivery, Outgoing, Stored, StreamState

__all__ = [
    "Bucket",
    "Bus",
    "BusAway",
    "BusError",
    "BusFull",
    "BusRefused",
    "Conflict",
    "Delivery",
    "Outgoing",
    "RpcError",
    "Stored",
    "StreamState",
]
