"""The person's view of the whole: ``/api/status`` and ``/ws/stats``."""

import asyncio
import shutil
from typing import Any, Final

import msgpack
import orjson
from aiohttp import web

from iaqverse import __version__
from iaqverse.bus import BusError, RpcError
from iaqverse.contracts import streams
from iaqverse.contracts.subjects import rpc
from iaqverse.contracts.wire import iso_of_ms
from iaqverse.http import json_response
from services.gateway import queries
from services.gateway.clock import now
from services.gateway.parts import Parts
from services.gateway.stats import ANSWERS_S

PING: Final = "$SRV.PING"
STATUS_S: Final = 2.0
_PREFIX: Final = "iaq-"


class Status:
    """Answers how everything is."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [web.get("/api/status", self.status), web.get("/ws/stats", self.stats)]

    async def stats(self, request: web.Request) -> web.Response:
        """Answer the figures of all gateways."""
        queries.known(request.query, ())
        return json_response(await self._parts.stats.add_up(self._parts.bus))

    async def status(self, request: web.Request) -> web.Response:
        """Answer bus fill, store lag, disk, each service, and where devices find the bus.

        What can't be asked is null, with the reason.
        """
        queries.known(request.query, ())
        settings, bus = self._parts.settings, self._parts.bus
        bus_state, services, stats = await asyncio.gather(
            self._bus(), self._services(), self._parts.stats.add_up(bus)
        )
        store = next((one for one in services if one["name"] == "store"), None)
        return json_response(
            {
                "now": iso_of_ms(now().ms),
                "version": __version__,
                "demo": settings.demo,
                "open": settings.open,
                "ports": {"nats": settings.nats_port, "mqtt": settings.mqtt_port},
                "bus": bus_state,
                "store": store["status"] if store else None,
                "disk": self._disk(),
                "services": services,
                "gateways": stats,
                "last_backup_at": (store["status"] or {}).get("last_backup_at") if store else None,
            }
        )

    async def _bus(self) -> dict[str, Any]:
        bus = self._parts.bus
        try:
            async with asyncio.timeout(STATUS_S):
                state = await bus.stream_state(streams.IAQ)
        except (BusError, TimeoutError) as error:
            return {"connected": False, "reason": str(error) or "no answer"}
        return {
            "connected": bus.is_connected,
            "epoch": state.epoch,
            "first_seq": state.first_seq,
            "last_seq": state.last_seq,
            "messages": state.messages,
            "bytes": state.bytes,
            "max_bytes": state.max_bytes,
            "fill": round(state.fill, 4),
        }

    async def _services(self) -> list[dict[str, Any]]:
        """Return every service process that answers, and how its service says it is."""
        bus = self._parts.bus
        try:
            answers = [orjson.loads(answer) for answer in await bus.request_many(PING, wait_s=ANSWERS_S)]
        except BusError:
            return []
        found = sorted(
            (answer for answer in answers if str(answer.get("name", "")).startswith(_PREFIX)),
            key=lambda answer: (answer["name"], answer["id"]),
        )
        names = sorted({answer["name"].removeprefix(_PREFIX) for answer in found})
        said = dict(zip(names, await asyncio.gather(*map(self._status_of, names)), strict=True))
        return [
            {
                "name": (name := answer["name"].removeprefix(_PREFIX)),
                "id": answer["id"],
                "version": answer["version"],
                "status": said[name],
            }
            for answer in found
        ]

    async def _status_of(self, service: str) -> Any:
        """Return what a service says of itself; services answer JSON or MessagePack."""
        try:
            answer = await self._parts.bus.request(rpc(service, "status"), b"{}", STATUS_S)
        except (BusError, RpcError) as error:
            return {"reason": str(error)}
        return orjson.loads(answer) if answer[:1] == b"{" else msgpack.unpackb(answer)

    def _disk(self) -> dict[str, Any] | None:
        try:
            usage = shutil.disk_usage(self._parts.settings.data_dir)
        except OSError:
            return None
        return {"free": usage.free, "total": usage.total, "free_share": round(usage.free / usage.total, 4)}
