"""``iaqverse model``: try the forecasts on recordings, and train what the project ships.

Exit status 0: done. 1: a file or folder can't be used, and standard error says why. 2: wrong usage.
"""

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

from iaqverse.contracts.prediction import HORIZONS_S
from iaqverse.contracts.wire import from_epoch_ms, iso_ms
from services.predictor import backtest, recordings
from services.predictor.archive import Unusable
from services.predictor.forecast import DeviceForecast
from services.predictor.forecaster import Forecaster
from services.predictor.local import LocalTrees, sites_in
from services.predictor.recordings import Recording
from services.predictor.schedule import DAY_S
from services.predictor.settings import Settings
from services.predictor.trees import SHIPPED, Trees

ABOVE: Final = tuple((limit, 1800) for limit in (800.0, 1500.0))
"""Of CO2: the limits and times whose chances a backtest writes."""
COLUMNS: Final = (
    "made_at", "device", "quantity", "horizon_s", "median", "low", "high", "now",
    *(f"p_above_{limit:.0f}_{within_s}s" for limit, within_s in ABOVE),
)  # fmt: skip
SAY_EVERY_S: Final = 0.5

BACKTEST: Final = (
    "FILE is CSV with the columns ts (ISO 8601 with zone), device, and quantities, such as co2_ppm; empty is "
    "not measured. All devices are gone through as live: no forecast sees anything later than its own time, "
    "and a device is forecast at most every 30 s. One row for each forecast comes out."
)
EVALUATE: Final = "Of what the trees were made, as `list` tells it, they know more than of other rooms."
TRAIN: Final = (
    "Learns from the recordings in a folder and from simulated rooms, and writes trees.npz and trees.json. "
    "The shipped ones are made so with --out services/predictor/shipped."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        chosen.run(chosen)
    except (OSError, ValueError, csv.Error) as error:
        print(f"iaqverse model: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("iaqverse model", description="Try the forecasts, train their trees.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[Any], None], text: str, more: str = "") -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=more or text)
        command.set_defaults(run=run)
        return command

    command = add("backtest", _backtest, "forecast from the readings of a recording, one by one", BACKTEST)
    command.add_argument("file", type=Path, metavar="FILE.csv")
    command.add_argument("--out", type=Path, required=True, metavar="forecasts.csv", help="where they go")
    _add_trees(command)
    _add_without_local(command)
    command = add("evaluate", _evaluate, "print error, skill and coverage for recordings", EVALUATE)
    command.add_argument("path", type=Path, metavar="FILE.csv|FOLDER")
    _add_trees(command)
    _add_without_local(command)
    command = add("train", _train, "make trees, as the project ships them", TRAIN)
    command.add_argument("folder", type=Path, metavar="RECORDINGS", help="a folder with CSV files")
    command.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where they go")
    command.add_argument("--rooms", type=int, default=200, metavar="N", help="simulated rooms (default 200)")
    command.add_argument(
        "--without", metavar="NAME", help="leave a recording or a whole file out, to judge with it afterwards"
    )
    command = add("list", _list, "say which trees are shipped, and which were fitted here")
    command.add_argument(
        "--data", type=Path, metavar="FOLDER", help="the data folder to look into (default: IAQ_DATA_DIR's)"
    )
    return parser


def _add_trees(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--trees", type=Path, default=SHIPPED, metavar="FOLDER", help="other trees than the shipped ones"
    )


def _add_without_local(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--no-local", action="store_true", help="fit no local trees as history collects: faster"
    )


def _backtest(chosen: argparse.Namespace) -> None:
    if chosen.out.exists() and chosen.out.samefile(chosen.file):
        raise ValueError(f"{chosen.out} is the recording: write the forecasts elsewhere")
    found = recordings.read(chosen.file)
    _say_left_out(found)
    trees = Trees.load(chosen.trees)
    forecaster = Forecaster(trees)
    refits = None if chosen.no_local else _refits(forecaster, trees)
    progress = _Progress(f"{chosen.file.name}: {sum(len(one.at_s) for one in found)} readings")
    names = {one.place: one.device for one in found}
    count = 0
    unfinished = chosen.out.with_name(f"{chosen.out.name}.unfinished")
    with unfinished.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for forecast in backtest.replay(found, forecaster, progress.tell, refits):
            rows = list(_rows(names[forecast.place], forecast))
            table.writerows(rows)
            count += len(rows)
    unfinished.replace(chosen.out)
    progress.end(f"{count} forecasts written to {chosen.out}")


def _refits(forecaster: Forecaster, trees: Trees) -> backtest.Refits:
    from services.predictor.training.replaying import Replayed  # noqa: PLC0415 - scikit-learn takes seconds

    return Replayed(forecaster, trees)


def _say_left_out(found: Iterable[Recording]) -> None:
    for one in found:
        if one.left_out:
            print(f"{one.name}: {one.left_out} values left out that no sensor can report", file=sys.stderr)


def _rows(device: str, forecast: DeviceForecast) -> Iterator[list[object]]:
    made_at = iso_ms(from_epoch_ms(round(forecast.made_s * 1000)))
    for quantity, of_one in forecast.quantities.items():
        chances = {(above, within_s): chance for above, within_s, chance in of_one.exceedance}
        told = [chances.get(asked, "") if quantity == "co2_ppm" else "" for asked in ABOVE]
        for horizon_s, *band in zip(HORIZONS_S, of_one.median, of_one.low, of_one.high, strict=True):
            yield [made_at, device, quantity, horizon_s, *band, of_one.now, *told]


def _evaluate(chosen: argparse.Namespace) -> None:
    found = recordings.load(chosen.path) if chosen.path.is_dir() else recordings.read(chosen.path)
    if not found:
        raise ValueError(f"no recordings in {chosen.path}")
    _say_left_out(found)
    Trees.load(chosen.trees)
    progress = _Progress(f"{len(found)} recordings")
    cells: list[backtest.Cell] = []
    with ProcessPoolExecutor() as workers:
        each = workers.map(evaluated, found, [chosen.trees] * len(found), [not chosen.no_local] * len(found))
        for i, of_one in enumerate(each):
            cells += of_one
            progress.tell((i + 1) / len(found))
    progress.end()
    if not cells:
        raise ValueError(
            "nothing to score: no quantity that is forecast, or no horizon is a multiple of the step, "
            + ", ".join(sorted({f"{one.step_s:g} s" for one in found}))
        )
    print(table(cells))


def evaluated(recording: Recording, folder: Path, has_local: bool) -> list[backtest.Cell]:
    """Return how well the forecasts for one recording did with these trees, and with local ones or not."""
    trees = Trees.load(folder)
    forecaster = Forecaster(trees)
    refits = _refits(forecaster, trees) if has_local else None
    return backtest.score(recording, backtest.forecasts(recording, forecaster, refits))


def table(cells: Iterable[backtest.Cell]) -> str:
    """Return the cells for people."""
    head = f"{'recording':24}{'quantity':15}{'horizon':>8}{'count':>8}{'no change':>11}{'error':>10}"
    head += f"{'skill':>8}{'coverage':>10}{'band':>9}"
    lines = [
        f"{c.recording:24}{c.quantity:15}{c.horizon_s // 60:>4} min{c.count:>8}{c.mae_no_change:>11.3f}"
        f"{c.mae:>10.3f}{c.skill:>+8.1%}{c.coverage:>10.1%}{c.width:>9.2f}"
        for c in cells
    ]
    foot = (
        "skill: 1 - error / error of saying that nothing changes; coverage of the 90 % band; band: its width"
    )
    return "\n".join([head, *lines, foot])


def _train(chosen: argparse.Namespace) -> None:
    from services.predictor.training import making  # noqa: PLC0415 - scikit-learn takes seconds

    found = recordings.load(chosen.folder)
    if not found:
        raise ValueError(f"no recordings in {chosen.folder}")
    others = [one for one in found if chosen.without not in (one.name, one.name.partition("/")[0])]
    if chosen.without and len(others) == len(found):
        raise ValueError(f"no recording is called {chosen.without}: {', '.join(one.name for one in found)}")
    progress = _Progress("examples, then trees")
    manifest = making.make(others, chosen.rooms, chosen.out, progress.tell)
    progress.end(f"{manifest.name} written to {chosen.out}")


def _list(chosen: argparse.Namespace) -> None:
    trees = Trees.load()
    if trees.manifest is not None:
        print(f"{trees.manifest.name}, made with {trees.manifest.made_with}, sha256 {trees.digest[:12]}")
        print("\n".join(f"  {one}" for one in trees.manifest.made_of))
    folder = (chosen.data or Settings().data_dir) / "predictor"
    for of_site in sites_in(folder):
        try:
            print(_told(LocalTrees.load(of_site, trees.digest)))
        except Unusable as error:
            print(f"local/{of_site.name}: not used: {error}")


def _told(local: LocalTrees) -> str:
    """Return what local trees were fitted to, for people."""
    days = (local.fitted_s - local.first_s) / DAY_S
    counts = ", ".join(f"{count} examples of {kind}" for kind, count in sorted(local.examples.items()))
    fitted_at = iso_ms(from_epoch_ms(round(local.fitted_s * 1000)))
    return f"local/{local.site}, fitted {fitted_at} to {days:.1f} days: {counts or 'too few examples'}"


class _Progress:
    """One line on a terminal that is written again; elsewhere a line now and then."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._is_terminal = sys.stderr.isatty()
        self._began_s = self._said_s = time.monotonic()

    def tell(self, share: float) -> None:
        """Say how much is done, at most twice a second."""
        now_s = time.monotonic()
        if now_s - self._said_s < (SAY_EVERY_S if self._is_terminal else 20 * SAY_EVERY_S):
            return
        self._said_s = now_s
        left_s = (now_s - self._began_s) * (1 - share) / max(share, 1e-3)
        line = f"{self._text}: {share:4.0%}, {left_s:.0f} s left"
        print(f"\r{line}   " if self._is_terminal else line, end="" if self._is_terminal else "\n",
              file=sys.stderr, flush=True)  # fmt: skip

    def end(self, text: str = "") -> None:
        """Say that it is done."""
        took = f"{self._text}: done in {time.monotonic() - self._began_s:.0f} s"
        print(("\r" if self._is_terminal else "") + ", ".join(filter(None, [took, text])), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
