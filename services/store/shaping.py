"""From columns to answers: rows, lines with their silences, scores, readings as they travel."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, Final

from iaqverse.contracts.freshness import FACTOR
from iaqverse.contracts.names import Place
from iaqverse.contracts.profile import Profile
from iaqverse.contracts.quantity import QUANTITIES
from iaqverse.contracts.score import score_values
from iaqverse.contracts.wire import iso_of_ms
from services.store.engine import Chunk, Column, Columns, Spread

SCORE: Final = "score"
"""The pseudo-quantity: the score of what one device measured, or of a bucket's means."""
_DIGITS: Final = 3
"""Decimals of a mean: finer than any sensor."""


def reading(
    place: Place, ts_ms: int, values: dict[str, float], raw: dict[str, float] | None, profile: Profile
) -> dict[str, Any]:
    """Return a kept reading as it travels on the bus; its score is that of its merged values."""
    score = score_values(values, profile)
    message: dict[str, Any] = {
        "device": place.device,
        "site": place.site,
        "room": place.room,
        "ts": iso_of_ms(ts_ms),
        "values": values,
    }
    if raw:
        message["raw"] = raw
    if score is not None:
        message |= {"score": score.score, "level": score.level, "limiting": score.limiting}
    return message


def readings(columns: Columns, profile: Profile) -> list[dict[str, Any]]:
    """Return the rows of one device as readings."""
    raw = columns.raw or [None] * len(columns.ts_ms)
    return [
        reading(columns.place, ts_ms, values, raw[i], profile)
        for i, (ts_ms, values) in enumerate(zip(columns.ts_ms, _values(columns), strict=True))
    ]


def rows(chunk: Chunk) -> dict[str, list[Any]]:
    """Return parallel columns: ``ts_ms``, ``site``, ``room``, ``device``, then a column a quantity."""
    present = {name for columns in chunk.columns for name in columns.spreads}
    answer: dict[str, list[Any]] = {name: [] for name in ("ts_ms", "site", "room", "device")}
    answer |= {name: [] for name in QUANTITIES if name in present}
    for columns in chunk.columns:
        many = len(columns.ts_ms)
        answer["ts_ms"] += columns.ts_ms
        for name, token in zip(("site", "room", "device"), columns.place, strict=True):
            answer[name] += [token] * many
        for name in present:
            spread = columns.spreads.get(name)
            answer[name] += _rounded(spread) if spread is not None else [None] * many
    return answer


def lines(columns: Columns, names: Iterable[str], step_ms: int, profile: Profile) -> list[dict[str, Any]]:
    """Return one line a quantity of a device: where it was measured, with a null row in each silence.

    A silence is longer than three times the median gap, and than a bucket.
    """
    found = []
    for name in names:
        spread = score_spread(columns, profile) if name == SCORE else columns.spreads.get(name)
        if spread is None or all(mean is None for mean in spread.mean):
            continue
        found.append({**columns.place._asdict(), "quantity": name, **_line(columns.ts_ms, spread, step_ms)})
    return found


def score_spread(columns: Columns, profile: Profile) -> Spread:
    """Return the score of each row: that of its means."""
    scores = [score_values(values, profile) for values in _values(columns)]
    mean: Column = [None if score is None else score.score for score in scores]
    counts = [max(counts) for counts in zip(*(s.count for s in columns.spreads.values()), strict=True)]
    return Spread(mean, mean, mean, counts or [0] * len(mean))


def _values(columns: Columns) -> list[dict[str, float]]:
    """Return what was measured, row by row."""
    values: list[dict[str, float]] = [{} for _ in columns.ts_ms]
    for name, spread in columns.spreads.items():
        for row, mean in zip(values, spread.mean, strict=True):
            if mean is not None:
                row[name] = mean
    return values


def _line(ts_ms: Sequence[int], spread: Spread, step_ms: int) -> dict[str, list[Any]]:
    kept = [i for i, mean in enumerate(spread.mean) if mean is not None]
    times = [ts_ms[i] for i in kept]
    mean, least, most = (
        [column[i] for i in kept] for column in (_rounded(spread), spread.least, spread.most)
    )
    line: dict[str, list[Any]] = {"ts_ms": times, "mean": mean, "min": least, "max": most}
    for at, silent_from_ms in reversed(_silences(times, [spread.count[i] for i in kept], step_ms)):
        times.insert(at, silent_from_ms)
        for column in (mean, least, most):
            column.insert(at, None)
    return line


def _silences(times: Sequence[int], counts: Sequence[int], step_ms: int) -> list[tuple[int, int]]:
    """Return where a null row belongs and its instant: one step, or one median gap, after the last row."""
    if len(times) < 2:
        return []
    gaps = [later - earlier for earlier, later in pairwise(times)]
    typical_ms = median(gap / max(count, 1) for gap, count in zip(gaps, counts, strict=False))
    longest_ms = max(FACTOR * typical_ms, step_ms)
    after_ms = step_ms or max(int(typical_ms), 1)
    return [(i + 1, times[i] + after_ms) for i, gap in enumerate(gaps) if gap > longest_ms]


def _rounded(spread: Spread) -> Column:
    """Return the means, rounded; a lone value stays as it was measured."""
    return [
        round(mean, _DIGITS) if mean is not None and count > 1 else mean
        for mean, count in zip(spread.mean, spread.count, strict=True)
    ]
