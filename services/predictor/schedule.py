"""When a site's local trees are fitted: often while its history is short, then weekly. Pure."""

from typing import Final

DAY_S: Final = 86_400.0
AGES_DAYS: Final = (1, 2, 3, 5, 8, 13, 21, 34, 55)
"""How much history a site has at each of its first fits."""
EVERY_DAYS: Final = 7
"""Between two fits after the last of these."""
MOST_DAYS: Final = 60
"""Older history than this is not looked at."""


def fits_by(age_days: float) -> int:
    """Return how many fits a site of this age should have had."""
    later = max(age_days - AGES_DAYS[-1], 0.0) // EVERY_DAYS
    return sum(age <= age_days for age in AGES_DAYS) + int(later)


def is_due(first_s: float, fitted_s: float | None, now_s: float) -> bool:
    """Say whether a site is to be fitted whose history begins at `first_s`; `fitted_s`: the last time."""
    had = 0 if fitted_s is None else fits_by((fitted_s - first_s) / DAY_S)
    return fits_by((now_s - first_s) / DAY_S) > had
