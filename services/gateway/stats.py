"""A gateway's own figures, and those of all gateways together."""

import os
import time
from typing import Any, Final

import orjson

from iaqverse.bus import Bus, BusError
from iaqverse.contracts.subjects import rpc
from services.gateway.hub import Hub
from services.gateway.sockets import Sockets

STATS: Final = rpc("gateway", "stats")
ANSWERS_S: Final = 0.3
"""How long the answers of several processes are waited for."""
_SUMMED: Final = ("sockets", "polls", "clients", "groups", "lagging", "deliveries", "bytes", "conflated")


class Stats:
    """This gateway's own figures; `add_up` asks all gateways."""

    def __init__(self, hub: Hub, sockets: Sockets) -> None:
        self._hub = hub
        self._sockets = sockets
        self._began_s = time.monotonic()

    def own(self) -> dict[str, Any]:
        """Return this gateway's figures."""
        hub, counts = self._hub, self._hub.counts
        return {
            "gateway": f"{os.uname().nodename}-{os.getpid()}",
            "up_s": round(time.monotonic() - self._began_s, 1),
            "epoch": hub.point.epoch,
            "seq": hub.point.seq,
            "tick_ms": round(hub.tick_s * 1000, 3),
            "sockets": len(self._sockets),
            "polls": max(len(hub.clients) - len(self._sockets), 0),  # a socket that closes is no client
            "clients": len(hub.clients),
            "groups": len(hub.groups),
            "lagging": hub.behind,
            "deliveries": counts.deliveries,
            "bytes": counts.bytes,
            "conflated": counts.conflated,
        }

    def encoded(self) -> bytes:
        """Return this gateway's figures for another one."""
        return orjson.dumps(self.own())

    async def add_up(self, bus: Bus) -> dict[str, Any]:
        """Return the figures of all gateways, summed and one by one; while the bus is away, only our own."""
        try:
            found = [orjson.loads(answer) for answer in await bus.request_many(STATS, wait_s=ANSWERS_S)]
        except BusError:
            found = []
        found = sorted(found or [self.own()], key=lambda one: str(one["gateway"]))
        return {**{name: sum(one[name] for one in found) for name in _SUMMED}, "gateways": found}
