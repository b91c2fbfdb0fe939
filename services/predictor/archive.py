"""Forests in files: arrays of numbers in a NumPy archive, and beside it a manifest with its digest.

The archive holds no pickled objects: reading one runs no code.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.forest import Forest

MANIFEST: Final = "trees.json"
ARCHIVE: Final = "trees.npz"
_STORED: Final = {"feature": np.uint8, "most": np.float64, "left": np.int32, "value": np.float32}
"""How nodes are stored; in memory they are what numpy indexes with fastest."""


class Unusable(ValueError):
    """Trees that can't be read, or were made for something else; `str()` says why."""


def read(folder: Path, inputs: int) -> tuple[dict[str, Any], dict[str, Forest]]:
    """Return the manifest and the forests by kind of quantity.

    Raises:
        Unusable: If they are not there, not what their manifest says, or made for other inputs than so many.
    """
    try:
        manifest = dict(json.loads((folder / MANIFEST).read_text(), object_hook=_frozen))
        data = (folder / ARCHIVE).read_bytes()
        digest, made_for = manifest["sha256"], (manifest["inputs"], manifest["horizons_s"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Unusable(f"{folder}: {error}") from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise Unusable(f"{folder}: {ARCHIVE} is not the file that {MANIFEST} tells of")
    if made_for != (inputs, HORIZONS_S):
        raise Unusable(f"{folder}: made for another version")
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            return manifest, _forests(dict(archive), inputs)
    except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise Unusable(f"{folder}: {error}") from error


def write(folder: Path, forests: Mapping[str, Forest], inputs: int, **about: Any) -> dict[str, Any]:
    """Write forests and their manifest, readable by `read`; return what the manifest holds.

    Raises:
        OSError: If they can't be written.
    """
    columns = [field.name for field in fields(Forest)]
    arrays = {
        f"{kind}.{column}": np.asarray(getattr(forest, column), dtype=_STORED.get(column))
        for kind, forest in forests.items()
        for column in columns
    }
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    data = file.getvalue()
    made = {"inputs": inputs, "horizons_s": HORIZONS_S, "sha256": hashlib.sha256(data).hexdigest()}
    manifest = about | made
    folder.mkdir(parents=True, exist_ok=True)
    written = {ARCHIVE: data, MANIFEST: f"{json.dumps(manifest, indent=2)}\n".encode()}
    for name, content in written.items():
        (folder / f"{name}.new").write_bytes(content)
    for name in written:
        (folder / f"{name}.new").replace(folder / name)
    return manifest


def _forests(arrays: Mapping[str, Any], inputs: int) -> dict[str, Forest]:
    kinds = {name.partition(".")[0] for name in arrays}
    return {
        kind: _forest({f.name: arrays[f"{kind}.{f.name}"] for f in fields(Forest)}, inputs) for kind in kinds
    }


def _forest(columns: Mapping[str, Any], inputs: int) -> Forest:
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
        or not 0 <= forest.feature.min() <= forest.feature.max() < 2 * inputs
    ):
        raise ValueError("a node leads nowhere")
    return forest


def _frozen(manifest: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in manifest.items()}
