"""``/config``: the document that people edit, with its revision."""

import re
from typing import Final

from aiohttp import web
from pydantic import ValidationError

from iaqverse.bus import Conflict
from iaqverse.contracts.configuration import Configuration, Name
from iaqverse.contracts.names import token
from iaqverse.http import json_response, problem
from services.gateway import queries
from services.gateway.bodies import Asking, asked, faults, read_body, reasons
from services.gateway.parts import Parts

_REVISION: Final = re.compile(r'"(\d{1,18})"')


class NewRoom(Asking):
    """The names of a site and a room of it, as a person writes them."""

    site: Name
    room: Name


class ConfigurationDoor:
    """Reads and writes the configuration; two who edit at once never lose one's work."""

    def __init__(self, parts: Parts) -> None:
        self._follower = parts.configuration

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get("/config", self.read),
            web.put("/config", self.write),
            web.post("/api/rooms", self.add_room),
        ]

    async def read(self, request: web.Request) -> web.Response:
        """Answer the newest document, with its revision as ETag."""
        queries.known(request.query, ())
        return self._document()

    async def write(self, request: web.Request) -> web.Response:
        """Replace the document if it still has the revision of ``If-Match``."""
        match = request.headers.get("If-Match")
        if match is None:
            return problem(428, 'Say which revision you changed, as If-Match: "<revision>" from its ETag.')
        try:
            document = Configuration.model_validate(await read_body(request))
        except ValidationError as error:
            return problem(422, reasons(error), faults=faults(error))
        revision = _REVISION.fullmatch(match)
        if revision is None:
            raise Conflict(f"{match[:40]} is no revision of this document")
        await self._follower.save(document, int(revision[1]))
        return self._document()

    async def add_room(self, request: web.Request) -> web.Response:
        """Add a room that has no device yet; one that is there already stays as it is."""
        wanted = await asked(request, NewRoom)
        try:
            site, room = token(wanted.site), token(wanted.room)
        except ValueError as error:
            raise web.HTTPUnprocessableEntity(text=str(error)) from None
        await self._follower.edit(lambda document: document.with_room(site, wanted.site, room, wanted.room))
        return json_response({"site": site, "room": room, "revision": self._follower.revision})

    def _document(self) -> web.Response:
        etag = {"ETag": f'"{self._follower.revision}"'}
        return json_response(self._follower.current.model_dump(mode="json"), headers=etag)
