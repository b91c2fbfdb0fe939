"""Everything the first screen needs, as one document."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from iaqverse import __version__
from iaqverse.contracts import subjects
from iaqverse.contracts.configuration import Configuration
from iaqverse.contracts.names import CHECK_SITE, Place
from iaqverse.contracts.quantity import QUANTITIES, describe
from iaqverse.contracts.wire import iso_of_ms
from services.gateway.lastvalues import LastValues
from services.gateway.messages import Message
from services.gateway.sparklines import Sparklines
from services.gateway.subscriptions import Point

_QUANTITIES = {quantity.name: describe(quantity) for quantity in QUANTITIES.values()}


@dataclass(frozen=True, slots=True)
class Installation:
    """What pages know besides what was measured; `open`: whether others than this machine may come in.

    `timezone` is that of sites that name none: the machine's, None if it has no name.
    """

    demo: bool
    open: bool
    timezone: str | None
    configuration: Configuration
    revision: int


def is_shown(configuration: Configuration) -> Callable[[Place], bool]:
    """Return what tells whether pages show a device: not retired, and not of the check site."""
    return lambda place: place.site != CHECK_SITE and not configuration.is_retired(place)


def snapshot(
    installation: Installation,
    point: Point,
    now_ms: int,
    values: LastValues,
    sparklines: Sparklines,
) -> bytes:
    """Return the document as JSON; its messages are the bus's own bytes."""
    shown = is_shown(installation.configuration)

    def payloads(kind: str) -> list[orjson.Fragment]:
        return [orjson.Fragment(m.payload) for m in shown_of_kind(values, kind, shown, now_ms)]

    return orjson.dumps(
        {
            "epoch": point.epoch,
            "seq": point.seq,
            "now": iso_of_ms(now_ms),
            "demo": installation.demo,
            "open": installation.open,
            "timezone": installation.timezone,
            "version": __version__,
            "revision": installation.revision,
            "config": installation.configuration.model_dump(mode="json"),
            "quantities": _QUANTITIES,
            "profiles": {
                key: profile.describe() for key, profile in installation.configuration.all_profiles.items()
            },
            "devices": devices(values, shown, now_ms),
            "predictions": payloads(subjects.PREDICTIONS),
            "actions": payloads(subjects.ACTIONS),
            "alerts": payloads(subjects.ALERTS),
            "air": payloads(subjects.AIR),
            "modules": payloads(subjects.MODULES),
            "sparklines": sparklines.lines(now_ms, shown),
        }
    )


def shown_of_kind(
    values: LastValues, kind: str, shown: Callable[[Place], bool], now_ms: int
) -> list[Message]:
    """Return the newest messages of `kind` that pages show, oldest first."""
    return [m for m in values.of_kind(kind, now_ms) if shown(m.place)]


def devices(values: LastValues, shown: Callable[[Place], bool], now_ms: int) -> list[dict[str, Any]]:
    """Return all shown devices: when they were last heard of, for how long that is fresh, their reading."""
    found = sorted(shown_of_kind(values, subjects.READINGS, shown, now_ms), key=lambda m: m.subject)
    return [
        {
            "site": message.site,
            "room": message.room,
            "device": message.device,
            "last_seen_at": message.ts,
            "fresh_s": values.rhythm(message.place).fresh_s,
            "reading": orjson.Fragment(message.payload),
        }
        for message in found
    ]
