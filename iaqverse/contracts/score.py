"""The score of a reading: that of its worst quantity, because a mean would hide a danger.

Per quantity the score is piecewise linear over its bands: 90, 70, 50 and 30 at the four limits;
100 at half the first limit (two-sided: in the middle of the innermost interval); 0 at twice the
fourth (two-sided: beyond the fourth by the distance from the first to the fourth).
It is an index of this instant, not of a day or a year as most of the limits' sources mean it.
"""

from bisect import bisect_left
from collections.abc import Mapping
from functools import cache, lru_cache
from math import floor
from typing import Final, Literal, NamedTuple

from iaqverse.contracts.profile import DEFAULT, Bands, Profile
from iaqverse.contracts.quantity import QUANTITIES, Interval

Level = Literal["excellent", "good", "fair", "poor", "severe"]

LEVELS: Final[tuple[tuple[int, Level], ...]] = (
    (90, "excellent"), (70, "good"), (50, "fair"), (30, "poor"), (0, "severe"),
)  # fmt: skip
_AT_LIMITS: Final = (90.0, 70.0, 50.0, 30.0)
REMEMBERED: Final = 4096
"""Bands whose line is kept; those of a configuration that is no more go by themselves."""

Anchor = tuple[float, float]


class Score(NamedTuple):
    """A score from 0 to 100, its level, and the quantity that limits it."""

    score: int
    level: Level
    limiting: str


def score_values(values: Mapping[str, float], profile: Profile = DEFAULT) -> Score | None:
    """Return the score, by the bands of `profile`, of what one device measured at one instant.

    `values` maps names of known quantities to values in their units. A quantity that was not
    measured is not scored; None when nothing that was measured has bands.
    """
    worst, limiting = 101, ""
    for name, value in values.items():
        score = score_quantity(name, value, profile)
        if score is not None and (score < worst or (score == worst and _rank(name) < _rank(limiting))):
            worst, limiting = score, name
    return Score(worst, level_of(worst), limiting) if limiting else None


def score_quantity(name: str, value: float, profile: Profile = DEFAULT) -> int | None:
    """Return the score, 0 to 100, of one value of the quantity `name`; None when it has no bands.

    Raises:
        KeyError: If there is no such quantity.
    """
    bands = profile.bands.get(name)
    if bands is None:
        QUANTITIES[name]  # a misspelt name must not pass for one without bands
        return None
    return score_by(bands, value)


def score_by(bands: Bands, value: float) -> int:
    """Return the score, 0 to 100, of a value by its quantity's bands."""
    corners, scores = _line(bands)
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


@lru_cache(maxsize=REMEMBERED)
def _line(bands: Bands) -> tuple[list[float], list[float]]:
    """Return the corners of the line: the values, rising, and their scores."""
    if bands.intervals:
        anchors = _two_sided(bands.intervals)
    else:
        limits = bands.upper_limits
        anchors = ((limits[0] / 2, 100.0), *zip(limits, _AT_LIMITS, strict=True), (2 * limits[-1], 0.0))
    return [value for value, _ in anchors], [score for _, score in anchors]


def _two_sided(intervals: tuple[Interval, ...]) -> tuple[Anchor, ...]:
    (low, high), (lowest, highest) = intervals[0], intervals[-1]
    below = [(interval[0], score) for interval, score in zip(intervals, _AT_LIMITS, strict=True)]
    above = [(interval[1], score) for interval, score in zip(intervals, _AT_LIMITS, strict=True)]
    return (
        (lowest - (low - lowest), 0.0),
        *reversed(below),
        ((low + high) / 2, 100.0),
        *above,
        (highest + (highest - high), 0.0),
    )
