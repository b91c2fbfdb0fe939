"""Local trees: one boosted ensemble a site, kind of quantity and horizon, fitted to what happened there.

They say how far the shipped trees are off at that site, at this time of day and when it moves like this. A
site without them is forecast as the shipped trees do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor import archive
from services.predictor.archive import Unusable
from services.predictor.features import DRIVEN
from services.predictor.forest import Forest, Grove
from services.predictor.patterns import LAGS
from services.predictor.tables import Bools, Column, Floats, Ints, Table
from services.predictor.trees import KINDS, LARGEST

COUNT: Final = len(HORIZONS_S) + 1 + len(LAGS) + DRIVEN
"""Number of inputs: few, for a site has few days."""
LARGEST_OFF: Final = 5.0
"""The shipped trees are corrected by no more than so many movements of the series."""
_KINDS: Final = tuple(sorted(set(KINDS.values())))
_NONE: Final = -1


class Seen(NamedTuple):
    """What local trees look at, `[rows, …]`.

    `at_s` `[rows]`; `patterns` and `scale`: see `Patterns.of`; `driven` `[rows, DRIVEN]`: the last of
    `features`; `by_trees` `[rows, horizons]`: what the shipped trees expect, in the quantity's unit.
    """

    at_s: Floats
    patterns: Floats
    scale: Floats
    driven: Floats
    by_trees: Floats

    def only(self, rows: Ints | Bools) -> "Seen":
        """Return some of the rows."""
        return Seen(*(column[rows] for column in self))


def inputs(seen: Seen) -> Floats:
    """Return `[rows, COUNT]`: what the shipped trees expect, the hour, how it moves, and what drives it.

    The hour is that of UTC: a tree does not mind when its day begins, and is fitted again soon after clocks
    change.
    """
    expected = np.clip(seen.by_trees / seen.scale[:, None], -LARGEST, LARGEST)
    hour = seen.at_s % 86_400 / 3600
    found: Floats = np.column_stack([expected, hour, seen.patterns[:, LAGS], seen.driven]).astype(np.float32)
    return found


@dataclass(frozen=True, slots=True)
class LocalTrees:
    """The trees of one site: `forests` by kind of quantity, of those there is enough to learn of.

    `first_s`: when the site's history begins, `fitted_s`: up to when it was learnt from; `examples`: by kind,
    of how many; `corrects`: the digest of the shipped trees that they were fitted beside.
    """

    site: str
    first_s: float
    fitted_s: float
    corrects: str
    made_with: str
    examples: Mapping[str, int]
    forests: Mapping[str, Forest] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path, corrects: str) -> Self:
        """Read the trees of a site from its folder.

        Raises:
            Unusable: If they are not there, not what their manifest says, or made beside other trees.
        """
        about, forests = archive.read(folder, COUNT)
        try:
            kept = ("site", "first_s", "fitted_s", "corrects", "made_with", "examples")
            found = cls(**{name: about[name] for name in kept}, forests=forests)
        except KeyError as error:
            raise Unusable(f"{folder}: the manifest lacks {error}") from error
        if found.site != folder.name:
            raise Unusable(f"{folder}: of the site {found.site}")
        if found.corrects != corrects:
            raise Unusable(f"{folder}: made beside other shipped trees")
        return found

    def save(self, folder: Path) -> None:
        """Write them, readable by `load`.

        Raises:
            OSError: If they can't be written.
        """
        about: dict[str, Any] = {
            "site": self.site,
            "first_s": self.first_s,
            "fitted_s": self.fitted_s,
            "corrects": self.corrects,
            "made_with": self.made_with,
            "examples": dict(self.examples),
        }
        archive.write(folder, self.forests, COUNT, **about)


class Local(Table):
    """The local trees of all sites. Of each series: `site` and `kind`, by number.

    Of a kind of quantity the trees of all sites are walked at once.
    """

    site: Ints
    kind: Ints

    def __init__(self) -> None:
        super().__init__({"site": Column(dtype=np.int64), "kind": Column(dtype=np.int64)})
        self._sites: dict[str, int] = {}
        self._of_sites: dict[str, LocalTrees] = {}
        self._groves: dict[int, tuple[Grove, Ints]] = {}

    def begin(self, series: int, site: str, quantity: str) -> None:
        """Make room for a series."""
        self.reserve(series + 1)
        if site not in self._sites:
            self._sites[site] = len(self._sites)
            self._plant()
        self.site[series] = self._sites[site]
        self.kind[series] = _KINDS.index(KINDS[quantity])

    def use(self, trees: LocalTrees) -> None:
        """Forecast their site with these from now on, instead of those before."""
        self._of_sites[trees.site] = trees
        self._plant()

    def fitted_s(self, series: Ints) -> Floats:
        """Return `[series]`: when the trees of its site were fitted; -inf without any."""
        of_sites = [
            self._of_sites[site].fitted_s if site in self._of_sites else -np.inf for site in self._sites
        ]
        found: Floats = np.array(of_sites)[self.site[series]]
        return found

    def changes(self, series: Ints, seen: Seen) -> Floats:
        """Return the changes `[series, horizons]` that local trees expect, in the unit of each.

        What the shipped ones expect counts where there are no others.
        """
        changes = seen.by_trees.copy()
        for kind, (grove, of_site) in self._groves.items():
            rows = np.flatnonzero(self.kind[series] == kind)
            which = of_site[self.site[series[rows]]]
            rows, which = rows[which != _NONE], which[which != _NONE]
            if len(rows):
                off = grove.predict(inputs(seen.only(rows)), which)
                changes[rows] += np.clip(off, -LARGEST_OFF, LARGEST_OFF) * seen.scale[rows, None]
        return changes

    def _plant(self) -> None:
        """Put the forests of each kind side by side, and note where each site's is."""
        self._groves = {}
        for kind, name in enumerate(_KINDS):
            forests = {site: of.forests[name] for site, of in self._of_sites.items() if name in of.forests}
            if forests:
                place = {site: i for i, site in enumerate(forests)}
                of_site = np.array([place.get(site, _NONE) for site in self._sites], dtype=np.int64)
                self._groves[kind] = Grove.of(list(forests.values())), of_site


def sites_in(folder: Path) -> list[Path]:
    """Return the folders of all sites that have local trees, in the predictor's folder."""
    return sorted(path for path in (folder / "local").glob("*") if path.is_dir())


def folder_of(folder: Path, site: str) -> Path:
    """Return where the trees of a site are, in the predictor's folder."""
    return folder / "local" / site
