"""What HTTP answers to readings. Pure: verdicts in, status and body out.

======  =====================================================================================
202     accepted and acknowledged (200 ``{"status":"success",…}`` when all had older shapes)
207     a list, some of it refused: ``items`` says which
422     all refused: a problem with the reason
======  =====================================================================================

The answer to a list is ``{"accepted","refused","items":[…]}``; an item is
``{"status":202,"site","room","device","ts"}`` or ``{"status":422,"reason"}``, in the order of the list.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from services.ingest.validation import Accepted, Refused, Verdict


class Answer(NamedTuple):
    """A status and a body; `problem` is the detail of a problem, whose further members `body` has then."""

    status: int
    body: dict[str, Any]
    problem: str | None = None


def answer(verdicts: Sequence[Verdict], *, is_list: bool, is_older_door: bool) -> Answer:
    """Return the answer to the readings with these verdicts, which the bus has acknowledged.

    `is_list`: whether a list was sent; `is_older_door`: whether only older clients use this route.
    """
    refused = [verdict for verdict in verdicts if isinstance(verdict, Refused)]
    if not is_list:
        return _single(verdicts[0], is_older_door)
    items = [_item(verdict) for verdict in verdicts]
    if len(refused) == len(verdicts):
        detail = f"all {len(refused)} readings were refused; the first: {refused[0].reason}"
        return Answer(422, {"items": items}, detail)
    body = {"accepted": len(verdicts) - len(refused), "refused": len(refused), "items": items}
    is_older = is_older_door or all(v.is_older for v in verdicts if isinstance(v, Accepted))
    if refused:
        return Answer(207, {"status": "partial"} | body if is_older else body)
    return Answer(200, {"status": "success"} | body) if is_older else Answer(202, body)


def _single(verdict: Verdict, is_older_door: bool) -> Answer:
    if isinstance(verdict, Refused):
        return Answer(422, {"reason": verdict.reason}, verdict.reason)
    item = _item(verdict)
    if verdict.is_older or is_older_door:
        return Answer(200, item | {"status": "success"})
    return Answer(202, item)


def _item(verdict: Verdict) -> dict[str, Any]:
    if isinstance(verdict, Refused):
        return {"status": 422, "reason": verdict.reason}
    site, room, device = verdict.place
    return {"status": 202, "site": site, "room": room, "device": device, "ts": verdict.ts}
