"""Which engine keeps everything: what `IAQ_STORE_URL` says."""

from services.store.engine import Engine
from services.store.settings import Settings
from services.store.sqlite import SqliteEngine


def engine_for(settings: Settings, mark_every_ms: int) -> Engine:
    """Return the engine, not opened yet.

    Raises:
        ValueError: If the address of InfluxDB can't be read.
        OSError: If its token can't be read.
    """
    if not settings.is_influx:
        return SqliteEngine(settings.database(), settings.keep(), mark_every_ms=mark_every_ms)
    from services.store.influx import Address, InfluxEngine  # noqa: PLC0415 (a second of start without it)

    address = Address.parse(settings.store_url)
    return InfluxEngine(address, settings.token(), settings.keep(), mark_every_ms=mark_every_ms)
