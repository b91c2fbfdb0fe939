"""What people say to actions, alerts and modules. It goes to the bus; who acts on it answers there."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from aiohttp import web
from pydantic import Field

from iaqverse.bus import Outgoing
from iaqverse.contracts import subjects
from iaqverse.contracts.action import Feedback, Verb
from iaqverse.contracts.module import Module, ModuleKind
from iaqverse.contracts.names import LONGEST_NAME, token
from iaqverse.http import json_response
from services.gateway.bodies import Asking, asked
from services.gateway.parts import Parts

VERBS: Final[dict[str, tuple[Verb, ...]]] = {
    subjects.ACTIONS: ("ack", "done", "snooze"),
    subjects.ALERTS: ("ack", "snooze"),
}
SNOOZE_MINUTES: Final = 30
LONGEST_SNOOZE_MINUTES: Final = 7 * 24 * 60
_ID: Final = re.compile(r"[a-z0-9_-]{1,32}\.[a-z0-9_-]{1,32}\.[a-z0-9_-]{1,80}\.[0-9]{1,16}")

Who = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class Said(Asking):
    """Who says it, and for how long an action or alert is to be silent."""

    by: Who | None = None
    minutes: int | None = Field(None, ge=1, le=LONGEST_SNOOZE_MINUTES)


class Command(Asking):
    """What a module is to do. `kind` may be left out for a module that is known."""

    kind: ModuleKind | None = None
    state: str | bool | int | float
    by: Who | None = None


class FeedbackDoor:
    """Publishes feedback and commands."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.post("/api/actions/{id}/{verb}", self._say(subjects.ACTIONS)),
            web.post("/api/alerts/{id}/{verb}", self._say(subjects.ALERTS)),
            web.post("/api/modules/{site}/{room}/{module}", self.command),
        ]

    def _say(self, kind: str) -> Any:
        async def say(request: web.Request) -> web.Response:
            """Publish what a person says; saying it twice does no harm. 404 for what is not open."""
            id_, verb = request.match_info["id"], request.match_info["verb"]
            spoken = next((known for known in VERBS[kind] if known == verb), None)
            if spoken is None:
                raise web.HTTPNotFound(text=f"{verb[:20]!r} is none of {', '.join(VERBS[kind])}")
            site, room = self._room_of(kind, id_)
            said = await asked(request, Said)
            feedback = Feedback(
                id=id_,
                verb=spoken,
                at=datetime.now(UTC),
                by=said.by,
                minutes=(said.minutes or SNOOZE_MINUTES) if verb == "snooze" else None,
            )
            await self._parts.bus.publish(
                Outgoing(
                    subjects.of_room(subjects.FEEDBACK, site, room), feedback.encode(), Feedback.schema_name
                )
            )
            return json_response(feedback.model_dump(mode="json"))

        return say

    def _room_of(self, kind: str, id_: str) -> tuple[str, str]:
        if _ID.fullmatch(id_):
            site, room, rest, _ = id_.split(".")
            newest = self._parts.values.get(subjects.of_room(kind, site, room, rest))
            if newest is not None and newest.fields.get("id") == id_:
                return site, room
        raise web.HTTPNotFound(text=f"there is nothing open with the id {id_[:80]!r}")

    async def command(self, request: web.Request) -> web.Response:
        """Publish a command to a module and answer it."""
        wanted = await asked(request, Command)
        try:
            site, room, module = (token(request.match_info[part]) for part in ("site", "room", "module"))
        except ValueError as error:
            raise web.HTTPUnprocessableEntity(text=str(error)) from None
        subject = subjects.of_room(subjects.MODULES, site, room, module)
        kind = wanted.kind or self._kind_of(subject)
        message = Module(
            site=site, room=room, module=module, kind=kind, state=wanted.state, asked=True,
            by=wanted.by, at=datetime.now(UTC),
        )  # fmt: skip
        await self._parts.bus.publish(Outgoing(f"{subject}.command", message.encode(), Module.schema_name))
        return json_response(message.model_dump(mode="json"))

    def _kind_of(self, subject: str) -> ModuleKind:
        for last in ("state", "command"):
            known = self._parts.values.get(f"{subject}.{last}")
            if known is not None:
                kind: ModuleKind = known.fields["kind"]
                return kind
        raise web.HTTPUnprocessableEntity(text="kind: this module is not known yet, so say what it is")
