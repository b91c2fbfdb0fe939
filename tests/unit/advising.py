"""Rooms to advise, for tests: forecasts of devices, and what is measured in a room and outdoors."""

from datetime import UTC, datetime, timedelta

from iaqverse.contracts.action import Action
from iaqverse.contracts.names import Place
from services.predictor.effect import Room
from services.predictor.forecast import DeviceForecast, QuantityForecast
from services.predictor.limits import ACTION_LIMITS, Side
from services.predictor.outlook import Outlook
from services.predictor.present import Present

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def seen(
    quantity: str,
    value: float,
    *chances: float,
    forecast: float | None = None,
    side: Side = "above",
    change_per_h: float = 0.0,
) -> Outlook:
    """What is seen of a quantity; `chances` of passing its limits are 0 where they are not given."""
    limits = ACTION_LIMITS[quantity].of(side)
    of_limits = dict(zip(limits, (*chances, 0.0, 0.0), strict=False))
    soon = value if forecast is None else forecast
    return Outlook("maison", "bureau", quantity, side, value, soon, of_limits, change_per_h)


def air(value: float, of_800: float = 0.0, of_1500: float = 0.0, forecast: float | None = None) -> Outlook:
    return seen("co2_ppm", value, of_800, of_1500, forecast=forecast)


def room(outdoors: Present | None = None, water_gm3: float | None = None, **indoors: float) -> Room:
    return Room(Present(indoors, water_gm3), outdoors)


def outside(water_gm3: float | None = None, **values: float) -> Present:
    return Present(values, water_gm3)


def measuring(room_: str, at: datetime, device: str = "device", **values: float) -> DeviceForecast:
    """A device that measures this and will go on doing so."""
    quantities = {q: QuantityForecast(v, (v,) * 4, (v,) * 4, (v,) * 4, ()) for q, v in values.items()}
    return DeviceForecast(Place("maison", room_, device), at.timestamp(), quantities)


def changed(action: Action | None) -> Action:
    assert action is not None
    return action
