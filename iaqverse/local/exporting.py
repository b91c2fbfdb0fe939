"""``iaqverse export``: what was measured, as a CSV file."""

from collections.abc import Callable, Mapping
from typing import IO, Final

import aiohttp

from iaqverse.local.problems import Problem

MIB: Final = 1024 * 1024


async def export(url: str, query: Mapping[str, str], out: IO[bytes], progress: Callable[[str], None]) -> int:
    """Write ``GET /api/export.csv`` of a running IAQverse to `out`; return how many bytes.

    Raises:
        Problem: If it refuses, or the file breaks off.
    """
    total = 0
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=60)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{url}/api/export.csv", params=query) as answer,
        ):
            if answer.status != 200:
                raise Problem(f"{url} answered {answer.status}: {(await answer.text())[:300]}")
            async for part in answer.content.iter_chunked(MIB):
                out.write(part)
                total += len(part)
                progress(f"{total / MIB:,.1f} MiB")
            step_s = answer.headers.get("Iaq-Step", "0")
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Problem(f"{url}: {error or type(error).__name__}; what was written is not complete") from None
    if step_s not in ("0", query.get("step", "0")):
        progress(f"means of {step_s} s: of so long ago nothing finer is kept\n")
    return total
