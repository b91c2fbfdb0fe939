"""The score of a reading: that of its worst quantity, because a mean would hide a danger.

Per quantity the score is piecewise linear over its bands: 90, 70, 50 and 30 at the four limits;
100 at half the first limit (two-sided: in the middle of the innermost interval); 0 at twice the
fourth (two-sided: beyond the fourth by the distance from the first to the fourth).
It is an index of this instant, not of a day or a year as most of the limits' sources mean it.
"""

from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from math import floor
from typing import Final, Literal, NamedTuple

from iaqverse.contracts.quantity import QUANTITIES, Quantity

Level = Literal["excellent", "good", "fair", "poor", "severe"]

LEVELS: Final[tuple[tuple[int, Level], ...]] = (
    (90, "excellent"), (70, "good"), (50, "fair"), (30, "poor"), (0, "severe"),
)  # fmt: skip
_AT_LIMITS: Final = (90.0, 70.0, 50.0, 30.0)

Anchor = tuple[float, float]


class Score(NamedTuple):
    """A score from 0 to 100, its level, and the quantity that limits it."""

    score: int
    level: Level
    limiting: str


def score_values(values: Mapping[str, float]) -> Score | None:
    """Return the score of what one device measured at one instant.

    `values` maps names of known quantities to values in their units. A quantity that was not
    measured is not scored; None when nothing that was measured has bands.
    """
    worst, limiting = 101, ""
    for name, value in values.items():
        score = score_quantity(name, value)
        if score is not None and (score < worst or (score == worst and _rank(name) < _rank(limiting))):
            worst, limiting = score, name
    return Score(worst, level_of(worst), limiting) if limiting else None


def score_quantity(name: str, value: float) -> int | None:
    """Return the score, 0 to 100, of one value of the quantity `name`; None when it has no bands.

    Raises:
        KeyError: If there is no such quantity.
    """
    corners, scores = _line(name)
    if not corners:
        return None
    after = bisect_left(corners, value)
    if after == 0:
        score = scores[0]
    elif after == len(corners):
        score = scores[-1]
    else:
        x0, x1, y0, y1 = corners[after - 1], corners[after], scores[after - 1], scores[after]
        score = y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return floor(score + 0.5)  # half rounds up


@cache
def level_of(score: int) -> Level:
    """Return the level of `score`: excellent from 90, good from 70, fair from 50, poor from 30."""
    return next(level for least, level in LEVELS if score >= least)


@cache
def _rank(name: str) -> int:
    return list(QUANTITIES).index(name)


@cache
def _line(name: str) -> tuple[list[float], list[float]]:
    """Return the corners of the line: the values, rising, and their scores; nothing without bands."""
    quantity = QUANTITIES[name]
    anchors: tuple[Anchor, ...] = ()
    if quantity.intervals:
        anchors = _two_sided(quantity)
    elif quantity.upper_limits:
        first, fourth = quantity.upper_limits[0], quantity.upper_limits[-1]
        limits = zip(quantity.upper_limits, _AT_LIMITS, strict=True)
        anchors = ((first / 2, 100.0), *limits, (2 * fourth, 0.0))
    return [value for value, _ in anchors], [score for _, score in anchors]


def _two_sided(quantity: Quantity) -> tuple[Anchor, ...]:
    (low, high), (lowest, highest) = quantity.intervals[0], quantity.intervals[-1]
    below = [(interval[0], score) for interval, score in zip(quantity.intervals, _AT_LIMITS, strict=True)]
    above = [(interval[1], score) for interval, score in zip(quantity.intervals, _AT_LIMITS, strict=True)]
    return (
        (lowest - (low - lowest), 0.0),
        *reversed(below),
        ((low + high) / 2, 100.0),
        *above,
        (highest + (highest - high), 0.0),
    )
