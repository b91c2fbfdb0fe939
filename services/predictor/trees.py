"""The shipped trees: one gradient-boosted ensemble a kind of quantity and horizon, for all buildings.

They are arrays of numbers in a NumPy archive without pickled objects: reading one runs no code.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.forest import Forest
from services.predictor.patterns import COUNT
from services.predictor.tables import Floats

SHIPPED: Final = Path(__file__).parent / "shipped"
KINDS: Final[Mapping[str, str]] = {
    "co2_ppm": "co2",
    "pm25_ugm3": "particles",
    "pm10_ugm3": "particles",
    "tvoc_ppb": "voc",
    "tvoc_ugm3": "voc",
    "voc_index": "voc",
    "temperature_c": "temperature",
    "humidity_pct": "humidity",
}
"""Quantities of a kind move alike, and share their trees."""
LARGEST: Final = 30.0
"""No forecast goes farther than so many movements of the series."""
_STORED: Final = {"feature": np.uint8, "most": np.float64, "left": np.int32, "value": np.float32}
"""How nodes are stored; in memory they are what numpy indexes with fastest."""


class Unusable(ValueError):
    """Trees that can't be read, or were made for something else; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands beside the trees: what made them, of what, and the digest of their file."""

    name: str
    made_with: str
    inputs: int
    horizons_s: tuple[int, ...]
    made_of: tuple[str, ...]
    sha256: str


class Trees:
    """Changes over each horizon, from patterns. Without forests it expects no change of anything."""

    def __init__(self, forests: Mapping[str, Forest] | None = None, manifest: Manifest | None = None) -> None:
        self._forests = forests or {}
        self.manifest = manifest

    @classmethod
    def load(cls, folder: Path = SHIPPED) -> Self:
        """Read trees from a folder.

        Raises:
            Unusable: If they are not there, not what their manifest says, or made for other inputs.
        """
        try:
            manifest = Manifest(**json.loads((folder / "trees.json").read_text(), object_hook=_frozen))
            data = (folder / "trees.npz").read_bytes()
        except (OSError, ValueError, TypeError) as error:
            raise Unusable(f"{folder}: {error}") from error
        if hashlib.sha256(data).hexdigest() != manifest.sha256:
            raise Unusable(f"{folder}: trees.npz is not the file that trees.json tells of")
        if (manifest.inputs, manifest.horizons_s) != (COUNT, HORIZONS_S):
            raise Unusable(f"{folder}: made for another version: train them again, or use the shipped ones")
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as archive:
                return cls(_forests(dict(archive)), manifest)
        except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise Unusable(f"{folder}: {error}") from error

    def changes(self, quantities: Sequence[str], inputs: Floats, scale: Floats) -> Floats:
        """Return `[series, horizons]`, in the unit of each; 0 of quantities that no tree knows.

        `inputs` `[series, COUNT]` and `scale` `[series]`: see `Patterns.of`.
        """
        changes = np.zeros((len(quantities), len(HORIZONS_S)))
        kinds = np.array([KINDS[quantity] for quantity in quantities])
        for kind, forest in self._forests.items():
            rows = np.flatnonzero(kinds == kind)
            if len(rows):
                told = forest.predict(inputs[rows])
                changes[rows] = np.clip(told, -LARGEST, LARGEST) * scale[rows, None]
        return changes


def save(
    forests: Mapping[str, Forest], folder: Path, *, name: str, made_with: str, made_of: Sequence[str]
) -> Manifest:
    """Write trees and their manifest, readable by `Trees.load`."""
    columns = [field.name for field in fields(Forest)]
    arrays = {
        f"{kind}.{column}": np.asarray(getattr(forest, column), dtype=_STORED.get(column))
        for kind, forest in forests.items()
        for column in columns
    }
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    data = file.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    manifest = Manifest(name, made_with, COUNT, HORIZONS_S, tuple(made_of), digest)
    folder.mkdir(parents=True, exist_ok=True)
    written = {"trees.npz": data, "trees.json": f"{json.dumps(asdict(manifest), indent=2)}\n".encode()}
    for file_name, content in written.items():
        (folder / f"{file_name}.new").write_bytes(content)
    for file_name in written:
        (folder / f"{file_name}.new").replace(folder / file_name)
    return manifest


def _forests(arrays: Mapping[str, Any]) -> dict[str, Forest]:
    kinds = {name.partition(".")[0] for name in arrays}
    return {kind: _forest({f.name: arrays[f"{kind}.{f.name}"] for f in fields(Forest)}) for kind in kinds}


def _forest(columns: Mapping[str, Any]) -> Forest:
    """Return a forest in the types that numpy indexes with fastest.

    Raises:
        ValueError: If a node leads nowhere.
    """
    wide = {
        name: column.astype(np.int64 if column.dtype.kind in "iu" else np.float64)
        for name, column in columns.items()
        if name != "depth"
    }
    forest = Forest(**wide, depth=int(columns["depth"]))
    nodes = len(forest.value)
    lengths = {len(column) for column in (forest.feature, forest.most, forest.left, forest.value)}
    if (
        lengths != {nodes}
        or forest.roots.ndim != 2
        or not len(forest.roots) == len(forest.begin) == len(HORIZONS_S)
    ):
        raise ValueError("its columns do not fit each other")
    is_leaf = forest.left == np.arange(nodes)
    reached = np.concatenate([forest.left, forest.left[~is_leaf] + 1, forest.roots.ravel()])
    if (
        reached.min() < 0
        or reached.max() >= nodes
        or not 0 <= forest.feature.min() <= forest.feature.max() < 2 * COUNT
    ):
        raise ValueError("a node leads nowhere")
    return forest


def _frozen(manifest: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in manifest.items()}
