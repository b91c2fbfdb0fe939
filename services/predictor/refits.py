"""When sites get their local trees: one at a time, by a process of its own, and who hears of it.

A fit that fails or takes too long is said, counted and tried again later; forecasting does not notice.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog

from iaqverse.asking import Store
from iaqverse.bus import Bus, BusError, RpcError
from services.predictor import measures, schedule
from services.predictor.archive import Unusable
from services.predictor.forecasting import Forecasting
from services.predictor.schedule import DAY_S
from services.predictor.settings import Settings
from services.predictor.site_history import begin_of

log = structlog.get_logger()

FAILED_WAIT_S: Final = 6 * 3600.0
"""Until a site is tried again whose fit failed."""
SAID_BYTES: Final = 2000
"""How much is kept of what a failed fit said last."""


class RefitFailed(Exception):
    """A fit came to nothing; `str()` says why."""


class Refits:
    """Looks now and then which of the sites that are this replica's are due, and has them fitted."""

    def __init__(
        self, bus: Bus, settings: Settings, forecasting: Forecasting, is_mine: Callable[[str], bool]
    ) -> None:
        self._store = Store(bus)
        self._settings = settings
        self._forecasting = forecasting
        self._is_mine = is_mine
        self._not_before_s: dict[str, float] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        """Do so until told to stop; a fit that is under way is killed then."""
        every_s = self._settings.predictor_refit_every_s
        while every_s and not await _is_told(stopping, every_s):
            looking = asyncio.create_task(self._look())
            told = asyncio.create_task(stopping.wait())
            await asyncio.wait([looking, told], return_when=asyncio.FIRST_COMPLETED)
            for task in (looking, told):
                task.cancel()
            with suppress(asyncio.CancelledError):
                await looking

    async def _look(self) -> None:
        """Fit all sites that are due, one after another."""
        try:
            for site, known in (await self._forecasting.sites()).items():
                if not self._is_mine(site):
                    await self._take_up_anothers(site)
                    continue
                now_s = time.time()
                if now_s < self._not_before_s.get(site, 0.0):
                    continue
                first_s = known.first_s if known else await begin_of(self._store, site, now_s)
                fitted_s = known.fitted_s if known else None
                if first_s is not None and schedule.is_due(first_s, fitted_s, now_s):
                    await self._refit(site, first_s)
        except (BusError, RpcError) as error:
            log.warning("site_history_unknown", error=str(error))
        except Exception:
            # Whatever it is, forecasting must go on: the edge of this task is like that of a process.
            log.error("refits_failed", exc_info=True)
            measures.REFIT_FAILURES.inc()

    async def _take_up_anothers(self, site: str) -> None:
        """Forecast a site with what another replica had fitted, if there is anything."""
        with suppress(Unusable):
            await self._forecasting.take_up(site)

    async def _refit(self, site: str, first_s: float) -> None:
        began = time.monotonic()
        log.info("refit_begins", site=site, days=round((time.time() - first_s) / DAY_S, 1))
        try:
            await fitted(site, first_s, self._settings.predictor_refit_longest_s)
            found = await self._forecasting.take_up(site)
        except (RefitFailed, Unusable) as error:
            log.warning("refit_failed", site=site, error=str(error), again_in_s=FAILED_WAIT_S)
            measures.REFIT_FAILURES.inc()
            self._not_before_s[site] = time.time() + FAILED_WAIT_S
        else:
            took_s = time.monotonic() - began
            measures.REFIT_S.observe(took_s)
            log.info("site_refitted", site=site, seconds=round(took_s, 1), examples=dict(found.examples))


async def fitted(site: str, first_s: float, longest_s: float) -> None:
    """Have one site fitted by a process of its own, which is dead when this returns.

    Raises:
        RefitFailed: If that did not succeed, or not within `longest_s`.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.predictor.refitting", site, f"{first_s:.3f}",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(longest_s):
            said = await _said(process)
            status = await process.wait()
    except TimeoutError:
        raise RefitFailed(f"not done after {longest_s:g} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if status:
        raise RefitFailed(said or f"exit status {status}")


async def _said(process: asyncio.subprocess.Process) -> str:
    """Return the last line of what a process said, when it has said all."""
    assert process.stderr is not None
    said = b""
    while part := await process.stderr.read(SAID_BYTES):
        said = (said + part)[-SAID_BYTES:]
    return said.decode(errors="replace").strip().rpartition("\n")[2]


async def _is_told(stopping: asyncio.Event, wait_s: float) -> bool:
    """Wait, but not longer than until told to stop; say whether that was so."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), wait_s)
    return stopping.is_set()
