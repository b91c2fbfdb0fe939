"""One bucket of several finer ones."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

PARTS: Final = 4
"""What is kept of a quantity in a bucket: how many, sum, least, most."""


def summed(parts: Iterable[Sequence[Any]], width: int) -> list[Any]:
    """Return how many, sum, least and most of each of `width` quantities over all parts."""
    total: list[Any] = [None] * (PARTS * width)
    for part in parts:
        for i in range(0, len(total), PARTS):
            many, of_all, least, most = part[i : i + PARTS]
            if many and total[i]:
                total[i] += many
                total[i + 1] += of_all
                total[i + 2] = min(total[i + 2], least)
                total[i + 3] = max(total[i + 3], most)
            elif many:
                total[i : i + PARTS] = many, of_all, least, most
    return total


def whole(parts: Iterable[Sequence[Any]], width: int) -> Iterator[Any]:
    """Yield mean, least, most and count of each quantity over all parts."""
    total = summed(parts, width)
    for i in range(0, len(total), PARTS):
        many, of_all, least, most = total[i : i + PARTS]
        yield from (of_all / many if many else None, least, most, many or 0)
