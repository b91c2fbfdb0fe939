"""The shipped trees: one gradient-boosted ensemble a kind of quantity and horizon, for all buildings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor import archive
from services.predictor.archive import Unusable
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
        about, forests = archive.read(folder, COUNT)
        try:
            return cls(forests, Manifest(**about))
        except TypeError as error:
            raise Unusable(f"{folder}: {error}") from error

    @property
    def digest(self) -> str:
        """The digest of their file; empty without one."""
        return self.manifest.sha256 if self.manifest is not None else ""

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
    about = archive.write(folder, forests, COUNT, name=name, made_with=made_with, made_of=tuple(made_of))
    return Manifest(**about)
