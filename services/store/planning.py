"""How fine an answer is, and how long one part of it may be."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from services.store.engine import Level

MOST_POINTS: Final = 5_000
MOST_ROWS: Final = 50_000
CHUNK_BYTES: Final = 256 * 1024
"""What one part of an answer may have: a quarter of what the bus takes as one message."""
FEWEST_POINTS: Final = 2

STEPS_S: Final = (
    1, 2, 5, 10, 15, 30,
    60, 120, 300, 600, 900, 1800,
    3600, 7200, 10_800, 21_600, 43_200,
    86_400, 172_800, 604_800, 1_209_600, 2_592_000,
)  # fmt: skip
"""Steps that people can read off an axis."""

_HEAD_BYTES: Final = 1024
_NUMBER_BYTES: Final = 9
_STRING_HEAD_BYTES: Final = 2


class Plan(NamedTuple):
    """Buckets of `step_ms`, made from `level`; readings as they came when `step_ms` is 0."""

    step_ms: int
    level: Level


def plan(step_ms: int, start_ms: int, kept_from: Callable[[Level], int]) -> Plan:
    """Return how to answer from `start_ms` on: from the coarsest level that the step allows.

    The step is widened where what is finer is no longer kept, and where it is not a multiple of it then.
    """
    kept = [level for level in Level if kept_from(level) <= start_ms] or [Level.HOUR]
    finest = kept[0]
    if not finest:
        fitting = [level for level in kept if level and step_ms and step_ms % level == 0]
        return Plan(step_ms, max(fitting, default=Level.RAW))
    wide_ms = max(-(-step_ms // finest), 1) * finest
    return Plan(wide_ms, max(level for level in kept if wide_ms % level == 0))


def step_for(start_ms: int, end_ms: int, points: int) -> int:
    """Return the least readable step, in seconds, with at most `points` buckets over a span.

    `points` is at least 2: two buckets suffice for any span.
    """
    for step_s in STEPS_S:
        if _buckets(start_ms, end_ms, step_s) <= points:
            return step_s
    step_s = STEPS_S[-1]
    while _buckets(start_ms, end_ms, step_s) > points:
        step_s *= 2
    return step_s


def _buckets(start_ms: int, end_ms: int, step_s: int) -> int:
    step_ms = step_s * 1000
    return (end_ms - 1) // step_ms - start_ms // step_ms + 1


def rows_a_chunk(quantities: int, longest_names: Sequence[str]) -> int:
    """Return how many rows of `quantities` columns and these names fit into one part, as MessagePack."""
    names_bytes = sum(len(name) + _STRING_HEAD_BYTES for name in longest_names)
    return (CHUNK_BYTES - _HEAD_BYTES) // (_NUMBER_BYTES * (1 + quantities) + names_bytes)
