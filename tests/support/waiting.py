"""Waiting for a condition, with a limit; never for a time that hopes."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, overload

T = TypeVar("T")


def wait_for(condition: Callable[[], T], timeout_s: float = 10.0, what: str = "the condition") -> T:
    """Return the first true value of `condition`, asked again and again.

    Raises:
        TimeoutError: If there is none within `timeout_s` seconds.
    """
    deadline = time.monotonic() + timeout_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come true within {timeout_s} s; last: {value!r}")
        time.sleep(0.02)


@overload
async def until(
    condition: Callable[[], Awaitable[T]], timeout_s: float = 10.0, what: str = "the condition"
) -> T: ...
@overload
async def until(condition: Callable[[], T], timeout_s: float = 10.0, what: str = "the condition") -> T: ...
async def until(
    condition: Callable[[], T | Awaitable[T]], timeout_s: float = 10.0, what: str = "the condition"
) -> T:
    """Return the first true value of `condition`, which may be a coroutine function.

    Raises:
        TimeoutError: If there is none within `timeout_s` seconds.
    """
    deadline = time.monotonic() + timeout_s
    while True:
        value = condition()
        if isinstance(value, Awaitable):
            value = await value
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come true within {timeout_s} s; last: {value!r}")
        await asyncio.sleep(0.02)
