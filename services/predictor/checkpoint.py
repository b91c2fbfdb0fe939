"""What a forecaster has learnt, as bytes, so that a restart keeps models, gates and bands.

A NumPy archive without pickled objects: reading one runs no code. Windows and waiting forecasts are
not in it: they are made again from the readings.
"""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Final

import numpy as np

from iaqverse.contracts.names import Place
from services.predictor.features import CHARACTER
from services.predictor.forecaster import Forecaster
from services.predictor.learner import MODEL

_SERIES: Final = "series"


class Unusable(ValueError):
    """A checkpoint that can't be read or is of another version; `str()` says why."""


def export(forecaster: Forecaster, is_meant: Callable[[str, str], bool] = lambda _site, _room: True) -> bytes:
    """Return what `forecaster` has learnt of the rooms (site, room) that are meant; about 25 kB a series."""
    named = [
        (row, place, quantity)
        for row, (place, quantity) in enumerate(forecaster.series_names())
        if is_meant(place.site, place.room)
    ]
    rows = np.array([row for row, _, _ in named], dtype=np.int64)
    arrays = {
        f"{table}.{column}": values
        for table, content in forecaster.learner.tables().items()
        for column, values in content.export(rows).items()
    }
    described = json.dumps({"model": MODEL, "series": [[*place, quantity] for _, place, quantity in named]})
    file = io.BytesIO()
    np.savez(file, **{_SERIES: np.frombuffer(described.encode(), dtype=np.uint8)}, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def restore(forecaster: Forecaster, exported: bytes) -> int:
    """Let `forecaster` know what an exported one had learnt; return how many series that are.

    Series that are not forecast any more are left out.

    Raises:
        Unusable: If it can't be read or is of another model; nothing is taken of it then.
    """
    try:
        with np.load(io.BytesIO(exported), allow_pickle=False) as archive:
            arrays = dict(archive)
        described = json.loads(arrays.pop(_SERIES).tobytes())
        _check_model(described["model"])
        exports = {
            table: {n.removeprefix(f"{table}."): a for n, a in arrays.items() if n.startswith(f"{table}.")}
            for table in forecaster.learner.tables()
        }
        for table, content in forecaster.learner.tables().items():
            content.check(exports[table], len(described["series"]))
        known = [(i, *name) for i, name in enumerate(described["series"]) if name[3] in CHARACTER]
        taken = np.array([i for i, *_ in known], dtype=np.int64)
        rows = np.array([forecaster.adopt(Place(*place), q) for _, *place, q in known], dtype=np.int64)
        for table, content in forecaster.learner.tables().items():
            content.restore(rows, exports[table], taken)
    except (ValueError, KeyError, IndexError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise Unusable(f"{type(error).__name__}: {error}") from error
    return len(rows)


def _check_model(model: str) -> None:
    if model != MODEL:
        raise ValueError(f"made by {model}, this is {MODEL}")
