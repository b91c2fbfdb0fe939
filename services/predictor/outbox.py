"""Changed actions and alerts on their way to the bus: none is lost while the bus is away, in order."""

import asyncio

import structlog

from iaqverse.bus import Bus, BusAway, BusError, BusFull, Outgoing
from services.predictor import measures

log = structlog.get_logger()


class Outbox:
    """Holds what changed until the stream has it. What is never to be taken is dropped and said.

    A process that ends before leaves it behind; the next one decides anew.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._waiting: list[Outgoing] = []
        self._sending = asyncio.Lock()

    def put(self, message: Outgoing) -> None:
        """Queue a message."""
        self._waiting.append(message)

    async def send(self) -> bool:
        """Send what is queued, in order; False if some of it must wait for the bus."""
        async with self._sending:
            while self._waiting:
                if not await self._send_one(self._waiting[0]):
                    return False
                self._waiting.pop(0)
        return True

    async def _send_one(self, message: Outgoing) -> bool:
        try:
            await self._bus.publish(message)
        except (BusAway, BusFull) as error:
            log.debug("state_waits", subject=message.subject, error=str(error))
            return False
        except BusError as error:
            log.error("state_refused", subject=message.subject, error=str(error))
        else:
            measures.PUBLISHED.labels(message.schema.partition("/")[0]).inc()
            log.info("state_published", subject=message.subject, msg_id=message.msg_id)
        return True
