"""A site's history, from the store."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from iaqverse.asking import Store
from iaqverse.contracts.names import Place
from services.predictor.recordings import Recording
from services.predictor.schedule import DAY_S, MOST_DAYS

NAMES: Final = ("ts_ms", "site", "room", "device")


async def days_of(store: Store, site: str, since_s: float, now_s: float) -> dict[Place, int]:
    """Return on how many days of a span each device of a site was heard of.

    Raises:
        BusAway, RpcError: If the store does not answer.
    """
    days: dict[Place, int] = defaultdict(int)
    wanted = {"start_ms": int(since_s * 1000), "end_ms": int(now_s * 1000), "step_s": int(DAY_S)}
    async for page in store.pages("rows", site=site, **wanted):
        columns = page["columns"]
        for place in zip(*(columns[name] for name in NAMES[1:]), strict=True):
            days[Place(*place)] += 1
    return dict(days)


async def begin_of(store: Store, site: str, now_s: float) -> float | None:
    """Return in which hour the part of a site's history begins that trees are fitted to; None without any.

    Raises:
        BusAway, RpcError: If the store does not answer.
    """
    day_s = await _first(store, site, now_s - MOST_DAYS * DAY_S, now_s, DAY_S)
    return None if day_s is None else await _first(store, site, day_s, day_s + DAY_S, 3600)


async def _first(store: Store, site: str, since_s: float, until_s: float, step_s: float) -> float | None:
    """Return the first step of a span of which there is something."""
    first_ms: int | None = None
    wanted = {"start_ms": int(since_s * 1000), "end_ms": int(until_s * 1000), "step_s": int(step_s)}
    async for page in store.pages("rows", site=site, **wanted):
        times = page["columns"]["ts_ms"]
        first_ms = min(times if first_ms is None else [first_ms, *times], default=None)
    return None if first_ms is None else first_ms / 1000


async def means_of(store: Store, place: Place, since_s: float, now_s: float, step_s: int) -> Recording:
    """Return a device's means over steps, each at its middle; of a past kept less finely, over longer ones.

    Raises:
        BusAway, RpcError: If the store does not answer.
    """
    at_s: list[float] = []
    parts: list[dict[str, Any]] = []
    wanted = {"start_ms": int(since_s * 1000), "end_ms": int(now_s * 1000), "step_s": step_s}
    async for page in store.pages("rows", **place._asdict(), **wanted):
        at_s += [ms / 1000 + page["step_s"] / 2 for ms in page["columns"]["ts_ms"]]
        parts.append(page["columns"])
    names = sorted({name for columns in parts for name in columns}.difference(NAMES))
    return Recording(str(place), place, np.array(at_s), {name: _column(parts, name) for name in names})


def _column(parts: Sequence[dict[str, Any]], name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a quantity over all pages; NaN where not measured, also on pages without it."""
    return np.concatenate(
        [np.array(part.get(name, [None] * len(part["ts_ms"])), dtype=np.float64) for part in parts]
    )
