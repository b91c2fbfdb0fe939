"""``iaqverse tail``: what the stream keeps, one readable line a message, as it comes."""

import asyncio
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import nats
import nats.errors
import orjson
from nats.aio.msg import Msg

from iaqverse.contracts import subjects
from iaqverse.contracts.quantity import QUANTITIES
from iaqverse.local.problems import Problem

CONNECT_S: Final = 3.0
_COLOURS: Final = {
    "excellent": "32", "good": "32", "fair": "33", "poor": "31", "severe": "1;31",
    "firing": "1;31", "proposed": "33", "dim": "2",
}  # fmt: skip


async def tail(url: str, wanted: str, write: Callable[[str], None], *, as_json: bool, colour: bool) -> None:
    """Write a line for every message on `wanted` until cancelled; needs no user on the machine itself.

    A bus that goes away is waited for.

    Raises:
        Problem: If the bus can't be reached at first, or `wanted` may not be heard.
        OSError: What `write` raised.
    """
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def end(error: Exception) -> None:
        if not ended.done():
            ended.set_exception(error)

    async def heard(message: Msg) -> None:
        try:
            text = message.data.decode(errors="replace")
            write(text if as_json else line(message.subject, message.data, colour))
        except OSError as error:
            end(error)

    async def troubled(error: Exception) -> None:
        if "permissions violation" in str(error).lower():
            end(Problem(f"{wanted} may not be heard without a password"))

    try:
        async with asyncio.timeout(CONNECT_S):
            client = await nats.connect(url, max_reconnect_attempts=-1, error_cb=troubled)
    except (nats.errors.Error, OSError, TimeoutError):
        raise Problem(f"the message bus at {url} can't be reached: is IAQverse running here?") from None
    try:
        await client.subscribe(full_subject(wanted), cb=heard)
        await ended
    finally:
        await client.close()


def full_subject(wanted: str) -> str:
    """Return the subject to hear for what a person typed: ``readings.>`` -> ``live.iaq.readings.>``."""
    for prefix in (subjects.LIVE, "iaq"):
        if wanted == f"{prefix}.>":
            return f"{subjects.LIVE}.>"
        wanted = wanted.removeprefix(f"{prefix}.")
    return f"{subjects.LIVE}.>" if wanted == ">" else f"{subjects.LIVE}.iaq.{wanted}"


def line(subject: str, payload: bytes, colour: bool) -> str:
    """Return one message as a line for a person; what is not ours as it came."""
    parsed = subjects.parse(subject)
    try:
        message = orjson.loads(payload)
    except orjson.JSONDecodeError:
        message = None
    if parsed is None or not isinstance(message, dict):
        return f"{subject} {payload.decode(errors='replace')}"
    where = "/".join((parsed.site, parsed.room, *parsed.rest))
    text, tone = _told(parsed.kind, message)
    time = _painted(_time(message), "dim", colour)
    return f"{time} {parsed.kind:<11} {where:<36} {_painted(text, tone, colour)}"


def _told(kind: str, message: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a message says, and its tone."""
    if kind in (subjects.READINGS, subjects.LATE):
        return _reading(message), str(message.get("level", ""))
    if kind == subjects.PREDICTIONS:
        return "; ".join(_forecast(name, f) for name, f in message.get("forecasts", {}).items()), ""
    if kind in (subjects.ACTIONS, subjects.ALERTS):
        state = str(message.get("state"))
        because = message.get("because", {})
        arguments = " ".join(f"{k}={v}" for k, v in because.get("arguments", {}).items())
        what = f"{state}: {message.get('advice') or message.get('rule')}"
        return f"{what}, {because.get('key')} {arguments}", state
    rest = {k: v for k, v in message.items() if k not in ("site", "room", "device", "at", "id")}
    return orjson.dumps(rest).decode(), ""


def _reading(message: Mapping[str, Any]) -> str:
    values = [f"{name} {value:g}{_unit(name)}" for name, value in message.get("values", {}).items()]
    text = ", ".join(values)
    if "score" in message:
        text += f" | {message['score']} {message.get('level')} ({message.get('limiting')})"
    return text


def _forecast(name: str, forecast: Mapping[str, Any]) -> str:
    pairs = zip(forecast.get("horizon_s", ()), forecast.get("median", ()), strict=False)
    return f"{name} " + ", ".join(f"{horizon // 60} min {value:g}" for horizon, value in pairs)


def _unit(name: str) -> str:
    quantity = QUANTITIES.get(name)
    return f" {quantity.unit}" if quantity else ""


def _time(message: Mapping[str, Any]) -> str:
    for field in ("ts", "updated_at", "made_at", "at"):
        if isinstance(message.get(field), str):
            return datetime.fromisoformat(message[field]).astimezone().strftime("%d. %H:%M:%S")
    return " " * 12


def _painted(text: str, tone: str, colour: bool) -> str:
    code = _COLOURS.get(tone)
    return f"\x1b[{code}m{text}\x1b[0m" if colour and code else text


def write_line(text: str) -> None:
    """Write one line to standard output at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
