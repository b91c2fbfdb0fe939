"""What is wrong: limits that are passed for some time, silent devices, faulty sensors. Pure.

A rule fires when its quantity was above its limit, one of the room's profile, for its whole duration, and
resolves when it was below nine tenths of it for as long; in between nothing changes. It does not need a
forecast.

A device is offline when it is not fresh any more (`iaqverse.contracts.freshness`). Which sensors are
faulty is told to `review` (`faults`).
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from iaqverse.contracts.action import OPEN_ALERTS, Alert, AlertState, Because, Feedback
from iaqverse.contracts.freshness import Rhythm
from iaqverse.contracts.names import Place
from iaqverse.contracts.profile import DEFAULT, Profile
from iaqverse.contracts.wire import epoch_ms, iso_of_ms
from services.predictor.faults import KINDS, Fault
from services.predictor.limits import FAIR, POOR

CLEAR: Final = 0.9
SNOOZE_MIN: Final = 30
UNKNOWN_AFTER: Final = timedelta(hours=3)
"""An alert about a room from which nothing was heard for so long is resolved: nothing is known."""
KNOWN_GAPS: Final = 3
"""Gaps after which a device's rhythm is known well enough to call it silent."""
OFFLINE: Final = "offline--"
_STALE_FEEDBACK: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """Fires when `quantity` is above `limit`, in its unit, for `hold_s`."""

    name: str
    quantity: str
    limit: float
    hold_s: float


_WHEN: Final = (
    ("co2-high", "co2_ppm", POOR, 60),  # HCSP 2022: act
    ("pm25-high", "pm25_ugm3", FAIR, 120),  # EPA 2024
    ("pm10-high", "pm10_ugm3", FAIR, 120),  # EPA
    ("tvoc-high", "tvoc_ppb", POOR, 120),  # UBA level 5 begins, as sensor makers convert it
    ("tvoc-mass-high", "tvoc_ugm3", POOR, 120),  # UBA level 5 begins
    ("co-high", "co_ppm", FAIR, 0),  # WHO: 35 mg/m3 over 1 h; it kills, so at once
    ("no2-high", "no2_ppb", FAIR, 120),  # EPA AQI, 1 h
    ("o3-high", "o3_ppb", FAIR, 120),  # EPA AQI, 8 h
    ("hcho-high", "hcho_ugm3", FAIR, 120),  # WHO 2010, 30 min
    ("radon-high", "radon_bqm3", POOR, 120),  # Directive 2013/59/Euratom
)
"""The band at whose end a rule fires, and how long that must last; who says so in the default profile."""


def rules_of(profile: Profile) -> tuple[Rule, ...]:
    """Return the rules of rooms that have this profile."""
    return tuple(
        Rule(name, quantity, profile.bands[quantity].upper_limits[band], hold_s)
        for name, quantity, band, hold_s in _WHEN
    )


RULES: Final = rules_of(DEFAULT)


def default_rules(_site: str, _room: str) -> tuple[Rule, ...]:
    """Return the rules of the default profile: where nothing was configured."""
    return RULES


@dataclass(slots=True)
class _Device:
    rhythm: Rhythm = field(default_factory=Rhythm)
    gaps: int = 0
    values: dict[str, float] = field(default_factory=dict)
    measured_s: dict[str, float] = field(default_factory=dict)

    def is_silent(self, now_s: float, since_s: float) -> bool:
        if self.gaps < KNOWN_GAPS or self.rhythm.last_s is None:
            return False
        return now_s - max(self.rhythm.last_s, since_s) > self.rhythm.fresh_s


class Watch:
    """All rules over all rooms. Give it live readings only; call `review` about every second."""

    def __init__(self) -> None:
        self._rooms: dict[tuple[str, str], dict[str, _Device]] = defaultdict(dict)
        self._alerts: dict[tuple[str, str, str], Alert] = {}
        self._since: dict[tuple[str, str, str], datetime] = {}
        self._forgotten: set[Place] = set()
        self._rules_of: Callable[[str, str], tuple[Rule, ...]] = default_rules

    def follow(self, rules_of: Callable[[str, str], tuple[Rule, ...]]) -> None:
        """Watch rooms (site, room) by these rules from now on."""
        self._rules_of = rules_of

    def restore(self, alerts: Iterable[Alert]) -> None:
        """Take up the last alerts of before, so that nothing is raised twice."""
        for alert in alerts:
            self._alerts[alert.site, alert.room, alert.rule] = alert

    def heard(self, place: Place, at_s: float, values: Mapping[str, float]) -> None:
        """Note one live reading; one that is older than the newest of its device changes nothing."""
        device = self._rooms[place.site, place.room].setdefault(place.device, _Device())
        last_s = device.rhythm.last_s
        if last_s is not None and at_s < last_s:
            return
        device.gaps += last_s is not None and at_s > last_s
        device.rhythm.heard(at_s)
        device.values.update(values)
        device.measured_s.update(dict.fromkeys(values, at_s))

    def forget(self, place: Place) -> None:
        """Forget a device that was retired: its silence is not wrong any more."""
        self._rooms.get((place.site, place.room), {}).pop(place.device, None)
        self._forgotten.add(place)

    def keep(self, is_kept: Callable[[str, str], bool]) -> None:
        """Forget all rooms (site, room) but those that are kept: another replica looks after them."""
        self._rooms = defaultdict(dict, {room: d for room, d in self._rooms.items() if is_kept(*room)})
        self._alerts = {key: alert for key, alert in self._alerts.items() if is_kept(*key[:2])}
        self._since = {key: at for key, at in self._since.items() if is_kept(*key[:2])}

    def fresh_s(self, place: Place) -> float:
        """Return for how long after its last reading a device counts as heard of; 0 for an unknown one."""
        device = self._rooms.get((place.site, place.room), {}).get(place.device)
        return device.rhythm.fresh_s if device is not None else 0.0

    def review(self, now: datetime, since_s: float = -math.inf, faults: Iterable[Fault] = ()) -> list[Alert]:
        """Return the alerts that change at `now`.

        `since_s`: since when there was nothing that kept us from hearing; silence counts from then on.
        `faults`: all that there are.
        """
        changed = []
        for alert in self._review_all(now, since_s, {_rule_of(fault): fault for fault in faults}):
            if alert is not None:
                self.restore([alert])
                changed.append(alert)
        return changed

    def answer(self, feedback: Feedback, now: datetime) -> Alert | None:
        """Return the alert that a person's feedback changes; None if it changes nothing."""
        alert = next((a for a in self._alerts.values() if a.id == feedback.id), None)
        if (
            alert is None
            or alert.state not in OPEN_ALERTS
            or feedback.at < alert.updated_at - _STALE_FEEDBACK
        ):
            return None
        changed = None
        if feedback.verb == "ack" and alert.state != "acknowledged":
            changed = _changed(alert, now, "acknowledged", by=feedback.by, expires_at=None)
        elif feedback.verb == "snooze" and alert.state != "snoozed":
            until = feedback.at + timedelta(minutes=feedback.minutes or SNOOZE_MIN)
            changed = _changed(alert, now, "snoozed", by=feedback.by, expires_at=until)
        if changed is not None:
            self.restore([changed])
        return changed

    def _review_all(
        self, now: datetime, since_s: float, faults: dict[tuple[str, str, str], Fault]
    ) -> Iterator[Alert | None]:
        now_s = now.timestamp()
        for (site, room), devices in self._rooms.items():
            for rule in self._rules_of(site, room):
                key = (site, room, rule.name)
                yield self._review_rule(key, rule, _worst(devices.values(), rule.quantity, now_s), now)
            for name, device in devices.items():
                is_silent = device.is_silent(now_s, since_s)
                yield self._review_silence((site, room, OFFLINE + name), device, now, is_silent=is_silent)
        for key, fault in faults.items():
            if (alert := self._alerts.get(key)) is None or alert.state not in OPEN_ALERTS:
                yield _fired(key, _because_of(fault), now)
        forgotten, self._forgotten = self._forgotten, set()
        for key, alert in list(self._alerts.items()):
            if alert.state not in OPEN_ALERTS:
                continue
            kind, device_name = _kind_and_device(alert.rule)
            is_forgotten = bool(device_name) and Place(*key[:2], device_name) in forgotten
            if is_forgotten or (kind in KINDS and key not in faults):
                yield _changed(alert, now, "resolved", expires_at=None)
            elif alert.state == "snoozed" and alert.expires_at is not None and now >= alert.expires_at:
                yield _changed(alert, now, "firing", expires_at=None)
            elif not device_name and key[:2] not in self._rooms and _is_unknown(alert, now):
                yield _changed(alert, now, "resolved")

    def _review_rule(
        self, key: tuple[str, str, str], rule: Rule, value: float | None, now: datetime
    ) -> Alert | None:
        alert = self._alerts.get(key)
        is_open = alert is not None and alert.state in OPEN_ALERTS
        if value is None:
            if not is_open:
                self._since.pop(key, None)
                return None
            is_turning, hold = True, UNKNOWN_AFTER
        elif is_open:
            is_turning, hold = value <= CLEAR * rule.limit, timedelta(seconds=rule.hold_s)
        else:
            is_turning, hold = value > rule.limit, timedelta(seconds=rule.hold_s)
        if not is_turning:
            self._since.pop(key, None)
            return None
        if now - self._since.setdefault(key, now) < hold:
            return None
        del self._since[key]
        if alert is not None and is_open:
            return _changed(alert, now, "resolved", expires_at=None)
        arguments = {"quantity": rule.quantity, "limit": rule.limit, "value": value}
        return _fired(key, Because(key="quantity_above", arguments=arguments), now)

    def _review_silence(
        self, key: tuple[str, str, str], device: _Device, now: datetime, *, is_silent: bool
    ) -> Alert | None:
        alert = self._alerts.get(key)
        is_open = alert is not None and alert.state in OPEN_ALERTS
        if is_silent:
            if is_open or device.rhythm.last_s is None:
                return None
            last_seen_at = iso_of_ms(round(device.rhythm.last_s * 1000))
            arguments = {"device": key[2].removeprefix(OFFLINE), "last_seen_at": last_seen_at}
            return _fired(key, Because(key="device_offline", arguments=arguments), now)
        if alert is not None and is_open and device.rhythm.is_fresh(now.timestamp()):
            return _changed(alert, now, "resolved", expires_at=None)
        return None


def _worst(devices: Iterable[_Device], quantity: str, now_s: float) -> float | None:
    """Return the highest value of the room's fresh devices; None if none is."""
    values = [
        device.values[quantity]
        for device in devices
        if quantity in device.values and now_s - device.measured_s[quantity] <= device.rhythm.fresh_s
    ]
    return max(values, default=None)


def _is_unknown(alert: Alert, now: datetime) -> bool:
    return now - alert.updated_at >= UNKNOWN_AFTER


def _rule_of(fault: Fault) -> tuple[str, str, str]:
    place = fault.place
    return place.site, place.room, f"{fault.kind}-{fault.quantity}--{place.device}"


def _kind_and_device(rule: str) -> tuple[str, str]:
    """Return what a rule is about, such as ``stuck`` or ``offline``, and which device; "" if the room."""
    subject, _, device = rule.partition("--")
    return subject.partition("-")[0], device


def _because_of(fault: Fault) -> Because:
    arguments = {
        "quantity": fault.quantity,
        "device": fault.place.device,
        "value": fault.value,
        "since_at": iso_of_ms(round(fault.since_s * 1000)),
    }
    return Because(key=f"sensor_{fault.kind}", arguments=arguments)


def _fired(key: tuple[str, str, str], because: Because, now: datetime) -> Alert:
    site, room, rule = key
    return Alert(
        id=f"{site}.{room}.{rule}.{epoch_ms(now)}",
        site=site,
        room=room,
        rule=rule,
        state="firing",
        because=because,
        raised_at=now,
        updated_at=now,
    )


def _changed(alert: Alert, now: datetime, state: AlertState, **fields: Any) -> Alert:
    return alert.model_copy(update={"state": state, "updated_at": now, **fields})
