"""The shapes that people of the older system rely on, made from ours."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from iaqverse.contracts.configuration import Configuration
from iaqverse.contracts.profile import Profile
from iaqverse.contracts.quantity import QUANTITIES
from iaqverse.contracts.score import Level, score_values
from iaqverse.contracts.wire import iso_of_ms

OLDER_NAMES: Final[Mapping[str, str]] = {
    "co2": "co2_ppm",
    "pm25": "pm25_ugm3",
    "tvoc": "tvoc_ppb",
    "temperature": "temperature_c",
    "humidity": "humidity_pct",
}
OLDER_LEVELS: Final[Mapping[Level, str]] = {
    "excellent": "excellent",
    "good": "good",
    "fair": "moderate",
    "poor": "poor",
    "severe": "very_poor",
}
FORECAST_S: Final = 1800
"""The older forecast was for half an hour."""


def site_name(configuration: Configuration, site: str) -> str:
    """Return the name of a site as people know it."""
    known = configuration.sites.get(site)
    return known.name if known is not None and known.name else site


def room_name(configuration: Configuration, site: str, room: str) -> str:
    """Return the name of a room as people know it."""
    known = configuration.rooms.get(f"{site}/{room}")
    return known.name if known is not None and known.name else room


def rows(columns: Mapping[str, list[Any]], configuration: Configuration) -> list[dict[str, Any]]:
    """Return the store's columns as older rows; a row's score is that of all its values."""
    measured = [name for name in QUANTITIES if name in columns]
    nothing = [None] * len(columns["ts_ms"])
    older = {name: columns.get(quantity, nothing) for name, quantity in OLDER_NAMES.items()}
    found = []
    for i, ts_ms in enumerate(columns["ts_ms"]):
        site, room = columns["site"][i], columns["room"][i]
        values = {q: columns[q][i] for q in measured if columns[q][i] is not None}
        score = score_values(values, configuration.profile_of(site, room))
        found.append(
            {
                "timestamp": iso_of_ms(ts_ms),
                "sensor_id": columns["device"][i],
                "enseigne": site_name(configuration, site),
                "salle": room_name(configuration, site, room),
                **{name: column[i] for name, column in older.items()},
                "global_score": score.score if score else None,
                "global_level": OLDER_LEVELS[score.level] if score else None,
            }
        )
    return found


def forecast_values(prediction: Mapping[str, Any], now: Mapping[str, float]) -> dict[str, float]:
    """Return what is forecast for half an hour ahead; what is not forecast stays as it is `now`."""
    values = dict(now)
    for quantity, forecast in prediction["forecasts"].items():
        for horizon_s, median in zip(forecast["horizon_s"], forecast["median"], strict=True):
            if horizon_s == FORECAST_S:
                values[quantity] = median
    return values


def predicted_score(values: Mapping[str, float], profile: Profile) -> dict[str, Any]:
    """Return the older members of a forecast score."""
    known = {name: value for name, value in values.items() if name in QUANTITIES}
    score = score_values(known, profile)
    return {
        "predicted_score": score.score if score else None,
        "predicted_level": OLDER_LEVELS[score.level] if score else None,
        "forecast_minutes": FORECAST_S // 60,
        "predictions": {
            name: values[quantity] for name, quantity in OLDER_NAMES.items() if quantity in values
        },
    }


def preventive_actions(
    actions: Iterable[Mapping[str, Any]], configuration: Configuration
) -> list[dict[str, Any]]:
    """Return open actions as the older page lists them."""
    older_of = {quantity: name for name, quantity in OLDER_NAMES.items()}
    return [
        {
            "id": action["id"],
            "enseigne": site_name(configuration, action["site"]),
            "salle": room_name(configuration, action["site"], action["room"]),
            "parameter": older_of.get(action["quantity"], action["quantity"]),
            "action": action["advice"],
            "reason": action["because"],
            "probability": action["confidence"],
            "status": action["state"],
            "timestamp": action["raised_at"],
        }
        for action in actions
    ]
