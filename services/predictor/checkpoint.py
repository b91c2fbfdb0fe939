"""What a forecaster knows, as bytes: models, gates and bands, windows, and the forecasts that wait.

With it and the readings since, one that begins anew goes on as if it had never ended. A NumPy archive without
pickled objects: reading one runs no code.
"""

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from iaqverse.contracts.names import Place
from services.predictor.features import CHARACTER
from services.predictor.forecaster import Forecaster
from services.predictor.learner import MODEL
from services.predictor.tables import Ints

_DESCRIBED: Final = "described"
_WINDOWS: Final = "windows"


Export = dict[str, NDArray[Any]]


class Unusable(ValueError):
    """A checkpoint that can't be read or is of another version; `str()` says why."""


def export(
    forecaster: Forecaster, at_s: float, is_meant: Callable[[str, str], bool] = lambda _site, _room: True
) -> Export:
    """Return what `forecaster` knows of the rooms (site, room) that are meant, at `at_s`.

    About 70 kB a series.
    """
    series = [named for named in forecaster.series_names() if is_meant(named[1].site, named[1].room)]
    windows = [named for named in forecaster.row_names() if is_meant(named[1].site, named[1].room)]
    arrays = {
        f"{table}.{column}": values
        for table, content in forecaster.tables().items()
        for column, values in content.export(_rows(series)).items()
    }
    arrays |= {f"{_WINDOWS}.{c}": v for c, v in forecaster.history.export(_rows(windows)).items()}
    described = {
        "model": MODEL,
        "at_s": at_s,
        "series": [[*place, quantity] for _, place, quantity in series],
        "windows": [[*place, quantity] for _, place, quantity in windows],
        "origins": [
            [*place, origin_s]
            for place, origin_s in forecaster.origins()
            if is_meant(place.site, place.room) and isfinite(origin_s)
        ],
    }
    arrays[_DESCRIBED] = np.frombuffer(json.dumps(described).encode(), dtype=np.uint8)
    return arrays


def encode(exported: Export, *, in_a_hurry: bool = False) -> bytes:
    """Return an export as bytes; compressed unless in a hurry: for 1000 devices that takes seconds."""
    file = io.BytesIO()
    save = np.savez if in_a_hurry else np.savez_compressed
    save(file, **exported)  # type: ignore[arg-type]
    return file.getvalue()


def restore(forecaster: Forecaster, exported: bytes) -> float:
    """Let `forecaster` know what an exported one knew; return at which time that was.

    Series that are not forecast any more are left out.

    Raises:
        Unusable: If it can't be read or is of another model; nothing is taken of it then.
    """
    try:
        with np.load(io.BytesIO(exported), allow_pickle=False) as archive:
            arrays = dict(archive)
        described = json.loads(arrays.pop(_DESCRIBED).tobytes())
        _check_model(described["model"])
        tables = forecaster.tables()
        exports = {name: _columns(arrays, name) for name in (*tables, _WINDOWS)}
        for name, table in tables.items():
            table.check(exports[name], len(described["series"]))
        forecaster.history.check(exports[_WINDOWS], len(described["windows"]))
        last_s = exports[_WINDOWS]["last_s"].tolist()
        at_s = float(described["at_s"])
        origins = [(Place(*place), float(origin_s)) for *place, origin_s in described["origins"]]
    except (ValueError, KeyError, IndexError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise Unusable(f"{type(error).__name__}: {error}") from error
    series = [(i, *name) for i, name in enumerate(described["series"]) if name[3] in CHARACTER]
    rows = np.array([forecaster.adopt(Place(*place), q) for _, *place, q in series], dtype=np.int64)
    for name, table in tables.items():
        table.restore(rows, exports[name], np.array([i for i, *_ in series], dtype=np.int64))
    windows = [
        (i, forecaster.adopt_row(Place(*place), quantity, last_s[i]))
        for i, (*place, quantity) in enumerate(described["windows"])
    ]
    kept = [(i, row) for i, row in windows if row >= 0]
    forecaster.history.restore(
        np.array([row for _, row in kept], dtype=np.int64),
        exports[_WINDOWS],
        np.array([i for i, _ in kept], dtype=np.int64),
    )
    for place, origin_s in origins:
        forecaster.go_on_from(place, origin_s)
    return at_s


def _rows(named: Sequence[tuple[int, Place, str]]) -> Ints:
    return np.array([row for row, _, _ in named], dtype=np.int64)


def _columns(arrays: Mapping[str, NDArray[Any]], table: str) -> dict[str, NDArray[Any]]:
    return {n.removeprefix(f"{table}."): a for n, a in arrays.items() if n.startswith(f"{table}.")}


def _check_model(model: str) -> None:
    if model != MODEL:
        raise ValueError(f"made by {model}, this is {MODEL}")
