"""What the predictor publishes: values to messages. Pure."""

from collections.abc import Iterable

from iaqverse.bus import Outgoing
from iaqverse.contracts import subjects
from iaqverse.contracts.action import Action, Alert
from iaqverse.contracts.module import Air
from iaqverse.contracts.names import Place
from iaqverse.contracts.prediction import (
    HORIZONS_S,
    Accuracy,
    Exceedance,
    Forecast,
    Prediction,
    Reach,
    RealisedError,
)
from iaqverse.contracts.streams import DERIVED_TTL_S
from iaqverse.contracts.wire import from_epoch_ms, iso_ms
from services.predictor.air import AirChange
from services.predictor.exceedance import reaches
from services.predictor.forecast import DeviceForecast, Realised
from services.predictor.intervals import COVERAGE
from services.predictor.learner import MODEL


def prediction(forecast: DeviceForecast) -> Outgoing:
    """Return the message of one forecast. It is made at the time of the reading that it starts from."""
    subject = subjects.of_device(subjects.PREDICTIONS, forecast.place)
    made_at = from_epoch_ms(round(forecast.made_s * 1000))
    message = Prediction(
        **forecast.place._asdict(),
        made_at=made_at,
        model=MODEL,
        forecasts={
            name: Forecast(horizon_s=HORIZONS_S, median=q.median, low=q.low, high=q.high, coverage=COVERAGE)
            for name, q in forecast.quantities.items()
        },
        exceedance={
            name: tuple(Exceedance(above=a, within_s=w, probability=p) for a, w, p in q.exceedance)
            for name, q in forecast.quantities.items()
            if q.exceedance
        },
        reaches={
            name: tuple(Reach(above=above, in_s=in_s) for above, in_s in found)
            for name, q in forecast.quantities.items()
            if q.exceedance and (found := reaches(q.limits, q.now, q.median))
        },
    )
    return Outgoing(
        subject, message.encode(), message.schema_name, f"{subject}/{iso_ms(made_at)}", DERIVED_TTL_S
    )


def accuracy(place: Place, realised: Iterable[Realised], at_s: float) -> Outgoing:
    """Return the message on how well the forecasts for one device did."""
    subject = subjects.of_device(subjects.ACCURACY, place)
    at = from_epoch_ms(round(at_s * 1000))
    errors = tuple(
        RealisedError(
            quantity=r.quantity,
            horizon_s=r.horizon_s,
            count=r.count,
            mae=r.mae,
            mae_no_change=r.mae_no_change,
            skill=1 - r.mae / r.mae_no_change if r.mae_no_change else None,
            covered=r.covered,
            mae_by_model=r.mae_by_model,
        )
        for r in realised
    )
    message = Accuracy(**place._asdict(), at=at, model=MODEL, errors=errors)
    return Outgoing(subject, message.encode(), message.schema_name, f"{subject}/{iso_ms(at)}", DERIVED_TTL_S)


def air(change: AirChange) -> Outgoing:
    """Return the message of a measured air-change rate. It is made at the end of the decay that showed it."""
    subject = subjects.of_room(subjects.AIR, change.site, change.room)
    at = from_epoch_ms(round(change.ended_s * 1000))
    message = Air(
        site=change.site,
        room=change.room,
        at=at,
        air_change_per_h=round(change.per_h, 3),
        quality=round(max(0.0, 1 - change.half_width_per_h / change.per_h), 3),
        half_width_per_h=round(change.half_width_per_h, 3),
        since=from_epoch_ms(round(change.began_s * 1000)),
        amplitude_ppm=round(change.amplitude_ppm),
        count=change.count,
        r2=round(change.r2, 4),
        outdoor_ppm=round(change.outdoor_ppm),
        outdoor="measured" if change.is_outdoor_measured else "assumed",
        window=change.window,
    )
    return Outgoing(subject, message.encode(), message.schema_name, f"{subject}/{iso_ms(at)}", DERIVED_TTL_S)


def state(message: Action | Alert) -> Outgoing:
    """Return the message of the new state of an action or alert."""
    if isinstance(message, Action):
        subject = subjects.of_room(subjects.ACTIONS, message.site, message.room, message.quantity)
    else:
        subject = subjects.of_room(subjects.ALERTS, message.site, message.room, message.rule)
    msg_id = f"{subject}/{iso_ms(message.updated_at)}"
    return Outgoing(subject, message.encode(), message.schema_name, msg_id)
