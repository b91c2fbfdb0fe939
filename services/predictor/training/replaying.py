"""Local trees in a backtest: fitted at the same ages as live, from what was measured before."""

from array import array
from collections.abc import Mapping
from typing import Final

import numpy as np

from iaqverse.contracts.names import Place
from services.predictor import schedule
from services.predictor.forecaster import Forecaster
from services.predictor.recordings import Recording
from services.predictor.schedule import DAY_S, MOST_DAYS
from services.predictor.training.local_fitting import fit_site
from services.predictor.training.sampling import means, sample
from services.predictor.trees import Trees

_NAN: Final = float("nan")


class Replayed:
    """Keeps what was replayed and, when a site's next fit is due, gives its trees to the forecaster."""

    def __init__(self, forecaster: Forecaster, trees: Trees) -> None:
        self._forecaster = forecaster
        self._trees = trees
        self._sites: dict[str, _Site] = {}

    def observe(self, place: Place, at_s: float, values: Mapping[str, float]) -> None:
        """Keep a reading."""
        site = self._sites.get(place.site)
        if site is None:
            site = self._sites[place.site] = _Site(at_s)
        site.rows.setdefault(place, _Rows()).add(at_s, values)

    def review(self, now_s: float) -> None:
        """Fit what is due before any reading of `now_s` is seen."""
        for name, site in self._sites.items():
            if now_s >= site.next_look_s:
                site.next_look_s = now_s + DAY_S / 24
                if schedule.is_due(site.first_s, site.fitted_s, now_s):
                    site.fitted_s = now_s
                    found = site.recordings(now_s)
                    self._forecaster.local.use(fit_site(name, found, self._trees, site.first_s, now_s))


class _Site:
    """A site's readings so far, and when it was last fitted."""

    def __init__(self, first_s: float) -> None:
        self.first_s = first_s
        self.fitted_s: float | None = None
        self.next_look_s = first_s
        self.rows: dict[Place, _Rows] = {}

    def recordings(self, now_s: float) -> list[Recording]:
        since_s = now_s - MOST_DAYS * DAY_S
        days = {place: rows.days(since_s) for place, rows in self.rows.items()}
        chosen = sample({place: count for place, count in days.items() if count}, int(now_s // DAY_S))
        return [means(self.rows[place].recording(place, since_s), chosen.step_s) for place in chosen.places]


class _Rows:
    """A device's readings by time; NaN where not measured."""

    def __init__(self) -> None:
        self._at_s = array("d")
        self._values: dict[str, array[float]] = {}

    def add(self, at_s: float, values: Mapping[str, float]) -> None:
        for quantity in values.keys() - self._values.keys():
            self._values[quantity] = array("d", [_NAN]) * len(self._at_s)
        self._at_s.append(at_s)
        for quantity, column in self._values.items():
            column.append(values.get(quantity, _NAN))

    def days(self, since_s: float) -> int:
        at_s = np.array(self._at_s)
        return len(np.unique(at_s[at_s >= since_s] // DAY_S))

    def recording(self, place: Place, since_s: float) -> Recording:
        at_s = np.array(self._at_s)
        recent = at_s >= since_s
        values = {quantity: np.array(column)[recent] for quantity, column in self._values.items()}
        return Recording(str(place), place, at_s[recent], values)
