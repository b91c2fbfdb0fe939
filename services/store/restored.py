"""After a restore: the configuration that came with the copy goes back to where it is kept."""

import structlog

from iaqverse.bus import Bus
from iaqverse.contracts.configuration import BUCKET, KEY, Configuration
from services.store.engine import Engine

log = structlog.get_logger()


async def put_back_configuration(bus: Bus, engine: Engine) -> None:
    """Write the configuration that a restored copy brought in place of the present one, once.

    Raises:
        BusAway: If the broker is away.
        EngineAway: If the database can't be used.
    """
    found = await engine.restored()
    if found is None:
        return
    document = Configuration.model_validate_json(found)
    await bus.bucket(BUCKET).put(KEY, document.model_dump_json().encode())
    await engine.settle_restored()
    log.info("configuration_restored")
