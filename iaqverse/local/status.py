"""``iaqverse status``: what ``GET /api/status`` says, for a person."""

from collections.abc import Iterator
from typing import Any

import aiohttp

from iaqverse.local.problems import Problem

TIMEOUT_S = 10.0


async def status(url: str) -> list[str]:
    """Return how the IAQverse at `url` is, line by line.

    Raises:
        Problem: If it does not answer.
    """
    return list(told(await _get(url, "/api/status")))


async def is_demo(url: str) -> bool:
    """Return whether the IAQverse at `url` says that it is a demo.

    Raises:
        Problem: If it does not answer.
    """
    return bool((await _get(url, "/api/snapshot")).get("demo"))


def told(value: Any, indent: str = "") -> Iterator[str]:
    """Yield `value` as indented lines: one a field, lists item by item."""
    fields = value.items() if isinstance(value, dict) else enumerate(value, 1)
    for name, field in fields:
        if isinstance(field, dict | list) and field:
            yield f"{indent}{name}"
            yield from told(field, indent + "  ")
        else:
            yield f"{indent}{name}: {_plain(field)}"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ({}, []):
        return "-"
    return f"{value:g}" if isinstance(value, float) else str(value)


async def _get(url: str, path: str) -> dict[str, Any]:
    try:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(url + path) as answer:
            if answer.status != 200:
                raise Problem(f"{url}{path} answers {answer.status}")
            found: dict[str, Any] = await answer.json()
            return found
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        raise Problem(f"{url} can't be reached ({error or type(error).__name__}): is it running?") from None
