"""What the InfluxDB engine can do, beside a program that does nothing but post the same bytes."""

import time
from itertools import chain
from pathlib import Path
from typing import Any, Final

import aiohttp
from influxdb_client.client.write.point import Point as ClientPoint

from services.store.engine import Batch, Keep, Point, ReadingRow
from services.store.influx import Address, InfluxEngine, lines
from tests.bench.store import questions
from tests.bench.store.draining import drain
from tests.bench.store.rooms import DEVICES, HOUR_MS, ticks
from tests.support import influxd
from tests.support.influxd import ORG, TOKEN, Influxd

WARM_UP: Final = 20
STARTS: Final = 10


async def influx(folder: Path, now_ms: int, many: int, drained: int, days: int) -> dict[str, float]:
    """Return the figures of InfluxDB: writing, questions, draining."""
    with influxd.running(folder) as server:
        figures = line_protocol(now_ms)
        figures |= await _writing(server, now_ms - 3 * HOUR_MS, many)
        figures |= await _questions(server, now_ms, days)
        settings = {"IAQ_STORE_URL": server.fresh(), "IAQ_STORE_TOKEN": TOKEN, "IAQ_LOG_LEVEL": "warning"}
        figures["influx_drain_per_s"] = await drain(drained, settings)
        return figures


def line_protocol(now_ms: int) -> dict[str, float]:
    """Return how much faster lines are built by hand than with the client library's points."""
    rows = list(chain.from_iterable(ticks(now_ms, 20)))
    for row in rows[:DEVICES]:
        lines.reading(row)  # the beginnings are known then, as they are in a store that runs
    began = time.perf_counter()
    ours = [lines.reading(row) for row in rows]
    took_s = time.perf_counter() - began
    began = time.perf_counter()
    theirs = [_by_client(row) for row in rows]
    their_s = time.perf_counter() - began
    assert len(ours) == len(theirs)
    return {"lp_vs_point": their_s / took_s, "lp_lines_per_s": len(rows) / took_s}


def _by_client(row: ReadingRow) -> bytes:
    point: Any = ClientPoint(lines.READINGS)  # type: ignore[no-untyped-call]
    for name, token in row.place._asdict().items():
        point.tag(name, token)
    point.field("is_late", float(row.is_late))
    for name, value in row.values.items():
        point.field(name, float(value))
    return str(point.time(row.ts_ms, write_precision="ms").to_line_protocol()).encode()


async def _writing(server: Influxd, start_ms: int, many: int) -> dict[str, float]:
    """Write ticks through the engine, then post the same bytes to another bucket with nothing else to do."""
    batches = [
        Batch(rows, (), Point("1", i + 1), rows[0].ts_ms) for i, rows in enumerate(ticks(start_ms, many))
    ]
    engine = InfluxEngine(Address.parse(server.fresh()), TOKEN, Keep())
    await engine.open()
    for batch in batches[:WARM_UP]:
        await engine.write(batch)
    began = time.perf_counter()
    for batch in batches[WARM_UP:]:
        await engine.write(batch)
    ours = (many - WARM_UP) * DEVICES / (time.perf_counter() - began)
    await engine.close()
    other = Address.parse(server.fresh())
    engine = InfluxEngine(other, TOKEN, Keep())
    await engine.open()
    await engine.close()
    bodies = [b"\n".join(map(lines.reading, batch.readings)) for batch in batches]
    url = f"{other.url}/api/v2/write?org={ORG}&bucket={other.bucket}&precision=ms"
    async with aiohttp.ClientSession(headers={"Authorization": f"Token {TOKEN}"}) as session:
        for i, body in enumerate(bodies):
            if i == WARM_UP:
                began = time.perf_counter()
            async with session.post(url, data=body) as answer:
                assert answer.status == 204, await answer.text()
    alone = (many - WARM_UP) * DEVICES / (time.perf_counter() - began)
    return {"influx_rows_per_s": ours, "influx_raw_post_per_s": alone, "influx_vs_raw_post": ours / alone}


async def _questions(server: Influxd, now_ms: int, days: int) -> dict[str, float]:
    engine = InfluxEngine(Address.parse(server.fresh()), TOKEN, Keep())
    await engine.open()
    await questions.fill(engine, now_ms, days)
    while engine.has_due(now_ms):
        await engine.maintain(now_ms, 10)
    asked = await questions.questions(engine, now_ms)
    found = await questions.ask_all(asked)
    found |= await questions.ask_all({"start_ms": lambda: _newest(engine)}, STARTS)
    await engine.close()
    return {f"influx_{name}": ms for name, ms in found.items()}


async def _newest(engine: InfluxEngine) -> int:
    """Ask InfluxDB for what a store has in memory once it has started."""
    return len(await engine.latest())
