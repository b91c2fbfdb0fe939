"""Forecasts, and how well past ones did."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from iaqverse.contracts.names import Place
from iaqverse.contracts.wire import Instant, Message

HORIZONS_S = (300, 900, 1800, 3600)
"""How far ahead forecasts are made, in seconds."""


class Forecast(BaseModel):
    """One quantity's forecast: parallel columns, in the quantity's unit, one entry a horizon."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    horizon_s: tuple[int, ...]
    median: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    coverage: float
    """The share of truths that the band from `low` to `high` is meant to hold."""


class Exceedance(BaseModel):
    """How probable it is that a quantity passes `above` (in its unit) within `within_s` seconds."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    above: float
    within_s: int
    probability: float


class Reach(BaseModel):
    """When the median passes `above` (in the quantity's unit): in `in_s` seconds from when it was made."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    above: float
    in_s: int


class Prediction(Message):
    """The forecast of one device, made at one instant."""

    schema_name: ClassVar[str] = "prediction/1"

    device: str
    site: str
    room: str
    made_at: Instant
    model: str
    forecasts: dict[str, Forecast]
    exceedance: dict[str, tuple[Exceedance, ...]] = {}
    reaches: dict[str, tuple[Reach, ...]] = {}
    """Of limits that are not passed yet; without a quantity that reaches none within the last horizon."""

    @property
    def place(self) -> Place:
        """Where and what the device is."""
        return Place(self.site, self.room, self.device)


class RealisedError(BaseModel):
    """Realised error of one quantity at one horizon, over the last `count` scored forecasts.

    `mae` and `mae_no_change` are mean absolute errors in the quantity's unit, of the forecast and
    of "no change"; `skill` = 1 - mae / mae_no_change (None when that is zero); `covered` the share
    of truths inside the band. `mae_by_model` has the error that each of the models would have made that the
    forecast was mixed from.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    quantity: str
    horizon_s: int
    count: int
    mae: float
    mae_no_change: float
    skill: float | None
    covered: float
    mae_by_model: dict[str, float] = {}


class Accuracy(Message):
    """How well the forecasts for one device did."""

    schema_name: ClassVar[str] = "accuracy/1"

    device: str
    site: str
    room: str
    at: Instant
    model: str
    errors: tuple[RealisedError, ...]

    @property
    def place(self) -> Place:
        """Where and what the device is."""
        return Place(self.site, self.room, self.device)
