"""Sensors that are faulty, as their readings show; what is unsound in those is kept from the forecasts. Pure.

==========  ======================================================  ========================================
range       a value that no air has (`SOUND`)                       it is kept away
stuck       the same value for longer than it lately was            all, until it moves
spike       one reading far from those before and the one after     it is kept away, if it was a leap
step        a sudden change between two flatter stretches; it stays all, for `LASTS_S`; then it is believed
dropout     a quantity that its device does not send any more       nothing comes
==========  ======================================================  ========================================

What several quantities of a device do at once, air does: somebody opened a window. A value that leaps is kept
back until the next one tells whether it was a spike. Alerts on limits look at every value all the same: a
danger must not be taken for a fault.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, nan
from typing import Final, Literal, get_args

import orjson

from iaqverse.contracts.names import Place
from services.predictor.features import CHARACTER
from services.predictor.trace import Trace

Kind = Literal["range", "stuck", "spike", "step", "dropout"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

SOUND: Final = {"co2_ppm": (300.0, 30_000.0), "temperature_c": (-40.0, 70.0), "humidity_pct": (1.0, inf)}
"""Lowest and highest value that the air around people has, in the quantity's unit. No air has much less CO2
than the global mean, 423 ppm in 2024 (NOAA); the others are beyond all climates."""
LASTS_S: Final = 1800.0
"""How long a spike, a step or a value out of range is shown, and a step kept away."""
TOGETHER: Final = 1.2
"""Another quantity that changes by so many times what is unusual for it excuses a spike or a step."""
DROPOUT_GAPS: Final = 10
DROPOUT_S: Final = 600.0
DROPOUT_READINGS: Final = 10
"""A quantity is dropped out after so many of its gaps, so long, and so many readings of its device."""
FORGOTTEN_S: Final = 86_400.0
"""A device that is silent for so long has no faults any more, a quantity no dropout."""
_VERSION: Final = 2


class Unusable(ValueError):
    """An export that can't be read or is of another version; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a quantity of a device since when (seconds since 1970), and its value then."""

    kind: Kind
    place: Place
    quantity: str
    since_s: float
    value: float


@dataclass(slots=True)
class _Device:
    """The traces of a device's quantities, what is kept back of them, and how often each was missing."""

    at_s: float = -inf
    traces: dict[str, Trace] = field(default_factory=dict)
    held: dict[str, tuple[float, float]] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)


class Faults:
    """The sensors of all devices."""

    def __init__(self) -> None:
        self._devices: dict[Place, _Device] = {}
        self._present: dict[tuple[Place, str, Kind], tuple[Fault, float]] = {}

    def hear(
        self, place: Place, at_s: float, values: Mapping[str, float]
    ) -> list[tuple[float, dict[str, float]]]:
        """Take one reading; return it with NaN for what is not sound, after what was kept back till now.

        One that is not newer than the newest of its device is judged by its range alone.
        """
        device = self._devices.setdefault(place, _Device())
        inside = {quantity: value for quantity, value in values.items() if _is_inside(quantity, value)}
        if at_s <= device.at_s:
            return [(at_s, {quantity: inside.get(quantity, nan) for quantity in values})]
        device.at_s = at_s
        for quantity in values.keys() - inside.keys():
            self._note(Fault("range", place, quantity, at_s, values[quantity]))
        for quantity, value in inside.items():
            device.traces.setdefault(quantity, Trace()).hear(at_s, value)
        self._judge(place, device, [quantity for quantity in inside if quantity in CHARACTER])
        self._look_for_dropouts(place, device, values)
        freed = self._freed(place, device, inside)
        for quantity, value in inside.items():
            if device.traces[quantity].leap and quantity in CHARACTER:
                device.held[quantity] = (at_s, value)
        sound = {
            quantity: nan
            if quantity not in inside or quantity in device.held or self._is_kept_away(place, quantity, at_s)
            else value
            for quantity, value in values.items()
        }
        return [*freed, (at_s, sound)]

    def present(self, now_s: float) -> Iterator[Fault]:
        """Yield the faults that there are at `now_s`."""
        for key, (fault, until_s) in list(self._present.items()):
            if until_s <= now_s or self._devices[fault.place].at_s <= now_s - FORGOTTEN_S:
                del self._present[key]
            else:
                yield fault

    def stuck_since_s(self, place: Place, quantity: str) -> float:
        """Return since when a sensor has been stuck; infinite if it is not."""
        fault, _ = self._present.get((place, quantity, "stuck"), (None, inf))
        return fault.since_s if fault is not None else inf

    def forget(self, place: Place) -> None:
        """Forget a device that was retired."""
        self._devices.pop(place, None)
        self._present = {key: found for key, found in self._present.items() if key[0] != place}

    def keep(self, is_kept: Callable[[str, str], bool]) -> None:
        """Forget all rooms (site, room) but those that are kept: another replica looks after them."""
        for place in [place for place in self._devices if not is_kept(place.site, place.room)]:
            self.forget(place)

    def export(self, is_meant: Callable[[str, str], bool] = lambda _site, _room: True) -> bytes:
        """Return what is known of the rooms (site, room) that are meant, for `restore`."""
        devices = [
            [*place, {quantity: trace.export() for quantity, trace in device.traces.items()}]
            for place, device in self._devices.items()
            if is_meant(place.site, place.room)
        ]
        return orjson.dumps({"version": _VERSION, "devices": devices})

    def restore(self, exported: bytes) -> None:
        """Go on where an exported one was, for its devices; spikes and steps are not shown any more.

        Raises:
            Unusable: If it can't be read or is of another version; nothing is taken of it then.
        """
        devices: dict[Place, _Device] = {}
        try:
            described = orjson.loads(exported)
            _check_version(described["version"])
            for *place, traces in described["devices"]:
                device = devices[Place(*place)] = _Device()
                for quantity, learnt in traces.items():
                    device.traces.setdefault(quantity, Trace()).restore(learnt)
                device.at_s = max((trace.at_s for trace in device.traces.values()), default=-inf)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unusable(f"{type(error).__name__}: {error}") from error
        self._devices.update(devices)
        for place, device in devices.items():
            for quantity, trace in device.traces.items():
                self._look_if_stuck(place, quantity, trace)
                self._look_if_gone(place, device, quantity, trace)

    def _judge(self, place: Place, device: _Device, quantities: Sequence[str]) -> None:
        """Look what the newest reading shows of each of these quantities."""
        traces = {quantity: device.traces[quantity] for quantity in quantities}
        stirred = [(quantity, trace.stirred / trace.unusual) for quantity, trace in traces.items()]
        moved = [(quantity, trace.moved / trace.unusual) for quantity, trace in traces.items()]
        for quantity, trace in traces.items():
            if trace.spike and _is_alone(quantity, stirred):
                self._note(Fault("spike", place, quantity, trace.at_s, trace.peak))
            if trace.step and _is_alone(quantity, moved):
                self._note(Fault("step", place, quantity, trace.at_s, trace.run))
            self._look_if_stuck(place, quantity, trace)

    def _look_if_stuck(self, place: Place, quantity: str, trace: Trace) -> None:
        if quantity in CHARACTER and trace.is_stuck:
            self._note(Fault("stuck", place, quantity, trace.run_since_s, trace.run))
        else:
            self._present.pop((place, quantity, "stuck"), None)

    def _look_for_dropouts(self, place: Place, device: _Device, values: Mapping[str, float]) -> None:
        for quantity, trace in list(device.traces.items()):
            if quantity in values:
                device.missing[quantity] = 0
                self._present.pop((place, quantity, "dropout"), None)
            elif device.at_s - trace.at_s > FORGOTTEN_S:
                del device.traces[quantity]
                self._present.pop((place, quantity, "dropout"), None)
            else:
                device.missing[quantity] = device.missing.get(quantity, 0) + 1
                if device.missing[quantity] >= DROPOUT_READINGS:
                    self._look_if_gone(place, device, quantity, trace)

    def _look_if_gone(self, place: Place, device: _Device, quantity: str, trace: Trace) -> None:
        if trace.gap_s > 0 and device.at_s - trace.at_s > max(DROPOUT_S, DROPOUT_GAPS * trace.gap_s):
            self._note(Fault("dropout", place, quantity, trace.at_s, trace.run))

    def _freed(
        self, place: Place, device: _Device, values: Mapping[str, float]
    ) -> list[tuple[float, dict[str, float]]]:
        """Return what was kept back, now that the next value has come, unless it was a spike."""
        freed = []
        for quantity in device.held.keys() & values.keys():
            held_s, value = device.held.pop(quantity)
            spike = self._present.get((place, quantity, "spike"))
            if spike is None or spike[0].since_s != device.at_s:
                freed.append((held_s, {quantity: value}))
        return freed

    def _is_kept_away(self, place: Place, quantity: str, at_s: float) -> bool:
        step = self._present.get((place, quantity, "step"))
        return (place, quantity, "stuck") in self._present or (step is not None and at_s < step[1])

    def _note(self, fault: Fault) -> None:
        """Note a fault, or that it is still there."""
        until_s = inf if fault.kind in ("stuck", "dropout") else fault.since_s + LASTS_S
        self._present[fault.place, fault.quantity, fault.kind] = (fault, until_s)


def _check_version(version: int) -> None:
    if version != _VERSION:
        raise ValueError(f"version {version}, this is {_VERSION}")


def _is_inside(quantity: str, value: float) -> bool:
    lowest, highest = SOUND.get(quantity, (-inf, inf))
    return lowest <= value <= highest


def _is_alone(quantity: str, changes: Sequence[tuple[str, float]]) -> bool:
    """Whether no other quantity changes much at the same time."""
    return all(share <= TOGETHER or other == quantity for other, share in changes)
