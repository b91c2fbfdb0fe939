"""``python -m services.predictor.refitting SITE``: fit one site's local trees, write them and end.

A process of its own, so that it can take its time, be killed, and give its memory back. It ends at the latest
when its standard input does, which is whoever started it.

Exit status 0: written. 1: not, and the last line of standard error says why.
"""

import argparse
import asyncio
import os
import sys
import threading
import time
from collections.abc import Sequence
from typing import Final

from iaqverse import process
from iaqverse.asking import Store
from iaqverse.bus import Bus, BusError, RpcError
from services.predictor.local import folder_of
from services.predictor.schedule import DAY_S, MOST_DAYS
from services.predictor.settings import Settings
from services.predictor.site_history import days_of, means_of
from services.predictor.training.local_fitting import fit_site
from services.predictor.training.sampling import sample
from services.predictor.trees import Trees

YIELDS: Final = 19
"""Everything else goes first."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit a site and return the exit status."""
    parser = argparse.ArgumentParser("python -m services.predictor.refitting")
    parser.add_argument("site")
    parser.add_argument("first_s", type=float, help="when its history begins, in seconds since 1970")
    chosen = parser.parse_args(arguments)
    try:
        asyncio.run(refit(Settings(), chosen.site, chosen.first_s, time.time()))
    except (BusError, RpcError, OSError, ValueError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


async def refit(settings: Settings, site: str, first_s: float, now_s: float) -> None:
    """Fit a site to its history of up to `now_s` and write what came of it.

    Raises:
        BusError, RpcError: If the store does not tell the history.
        OSError: If the trees can't be written.
        ValueError: If the shipped trees, which they are to correct, are unusable.
    """
    trees = Trees.load()
    since_s = max(first_s, now_s - MOST_DAYS * DAY_S)
    async with Bus.connect(settings, "predictor-refitting") as bus:
        store = Store(bus)
        days = await days_of(store, site, since_s, now_s)
        chosen = sample(days, int(now_s // DAY_S))
        found = [await means_of(store, place, since_s, now_s, chosen.step_s) for place in chosen.places]
    local = fit_site(site, [one for one in found if len(one.at_s)], trees, first_s, now_s)
    local.save(folder_of(settings.data_dir / "predictor", site))


def end_with_whoever_started_it() -> None:
    """End this process when its standard input ends, as it does when that one was killed.

    Read by its number: a thread that holds the lock of `sys.stdin` keeps an interpreter from ending.
    """

    def wait() -> None:
        os.read(sys.stdin.fileno(), 1)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    end_with_whoever_started_it()
    process.give_way(YIELDS)
    sys.exit(main())
