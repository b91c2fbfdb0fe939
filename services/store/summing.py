"""One bucket of several finer ones."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

PARTS: Final = 4
"""What is kept of a quantity in a bucket: how many, sum, least, most."""


def whole(parts: Iterable[tuple[Any, ...]], width: int) -> Iterator[Any]:
    """Yield mean, least, most and count of each quantity of one bucket."""
    total: list[Any] = [None] * (PARTS * width)
    for part in parts:
        for i in range(0, len(total), PARTS):
            many, summed, least, most = part[i : i + PARTS]
            if many and total[i]:
                total[i] += many
                total[i + 1] += summed
                total[i + 2] = min(total[i + 2], least)
                total[i + 3] = max(total[i + 3], most)
            elif many:
                total[i : i + PARTS] = many, summed, least, most
    for i in range(0, len(total), PARTS):
        many, summed, least, most = total[i : i + PARTS]
        yield from (summed / many if many else None, least, most, many or 0)
