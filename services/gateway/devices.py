"""Devices: when they were last heard of; rename, place, retire, delete."""

import asyncio
from typing import Annotated, Any, Final

from aiohttp import web
from pydantic import Field

from iaqverse.bus import BusAway
from iaqverse.contracts import subjects
from iaqverse.contracts.configuration import Configuration, Device
from iaqverse.contracts.names import CHECK_SITE, LONGEST_NAME, UNASSIGNED, Place, check_name, token
from iaqverse.http import json_response, problem
from services.gateway import queries
from services.gateway.bodies import Asking, asked
from services.gateway.clock import now
from services.gateway.parts import Parts

STORED_WITHIN_S: Final = 8.0
"""How long deleting waits for the store to have what is to be deleted."""

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class Change(Asking):
    """What is to change: a name; a place for a device that names none; whether it is retired."""

    name: Name | None = None
    site: Name | None = None
    room: Name | None = None
    retired: bool | None = None


class Devices:
    """Answers from memory; writes to the configuration."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        one = "/api/devices/{site}/{room}/{device}"
        return [
            web.get("/api/devices", self.overview),
            web.patch(one, self.change),
            web.delete(one, self.delete),
        ]

    async def overview(self, request: web.Request) -> web.Response:
        """Answer all devices, retired ones too: when they were last heard of, their usual gap, their name."""
        where = queries.place_filter(queries.known(request.query, queries.PLACE))
        values, configuration, at = self._parts.values, self._parts.configuration.current, now()
        found = []
        for message in sorted(values.of_kind(subjects.READINGS, at.ms), key=lambda m: m.subject):
            place = message.place
            if place.site == CHECK_SITE or not where.takes(message):
                continue
            rhythm, known = values.rhythm(place), configuration.devices.get(str(place), Device())
            found.append(
                {
                    **place._asdict(),
                    "name": known.name or place.device,
                    "retired": known.retired,
                    "last_seen_at": message.ts,
                    "step_s": rhythm.step_s,
                    "fresh_s": rhythm.fresh_s,
                    "is_fresh": rhythm.is_fresh(at.ms / 1000),
                    "quantities": sorted(message.fields["values"]),
                }
            )
        return json_response({"devices": found})

    async def change(self, request: web.Request) -> web.Response:
        """Rename, place or retire a device."""
        place = self._known_place(request)
        wanted = await asked(request, Change)
        if (wanted.site is None) != (wanted.room is None):
            raise web.HTTPUnprocessableEntity(text="a place is a site and a room")
        if wanted.site is not None and (place.site, place.room) != (UNASSIGNED, UNASSIGNED):
            return problem(409, "The readings of this device name their own place: change it there.")
        try:
            for name in (wanted.name, wanted.site, wanted.room):
                if name is not None:
                    check_name(name)
        except ValueError as error:
            raise web.HTTPUnprocessableEntity(text=str(error)) from None
        await self._parts.configuration.edit(lambda document: changed(document, place, wanted))
        return json_response({"revision": self._parts.configuration.revision})

    async def delete(self, request: web.Request) -> web.Response:
        """Retire a device; with ``history=delete`` delete what was stored of it too."""
        query = queries.known(request.query, ("history",))
        if query.get("history", "keep") not in ("keep", "delete"):
            raise queries.BadQuery("history is keep or delete")
        place = self._known_place(request)
        deleted = 0
        if query.get("history") == "delete":
            deleted = await self._delete_history(place)
        if place.site != CHECK_SITE:
            await self._parts.configuration.edit(
                lambda document: changed(document, place, Change(retired=True))
            )
        return json_response({"deleted": deleted, "revision": self._parts.configuration.revision})

    async def _delete_history(self, place: Place) -> int:
        """Delete what is stored of `place`, also what the store is only about to keep; return how much."""
        newest = self._parts.values.get(subjects.of_device(subjects.READINGS, place))
        deleted = 0
        try:
            async with asyncio.timeout(STORED_WITHIN_S):
                while True:
                    answer = await self._parts.store.ask("delete", **place._asdict())
                    deleted += int(answer["deleted"])
                    if newest is None or answer["through"]["seq"] >= newest.seq:
                        break
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise BusAway("the store is behind: delete it again later", retry_after_s=10) from None
        self._parts.values.forget(place)
        self._parts.sparklines.forget(place)
        return deleted

    def _known_place(self, request: web.Request) -> Place:
        try:
            place = Place(*(token(request.match_info[part]) for part in Place._fields))
        except ValueError as error:
            raise web.HTTPNotFound(text=str(error)) from None
        if self._parts.values.get(subjects.of_device(subjects.READINGS, place)) is None:
            raise web.HTTPNotFound(text=f"nothing was heard of a device {place}")
        return place


def changed(document: Configuration, place: Place, wanted: Change) -> Configuration:
    """Return `document` with what is wanted of a device."""
    known = document.devices.get(str(place), Device())
    update: dict[str, Any] = {}
    if wanted.name is not None:
        update["name"] = wanted.name
    if wanted.retired is not None:
        update["retired"] = wanted.retired
    if update:
        devices = {**document.devices, str(place): known.model_copy(update=update)}
        document = document.model_copy(update={"devices": devices})
    if wanted.site is not None and wanted.room is not None:
        site, room = token(wanted.site), token(wanted.room)
        places = {**document.places, place.device: f"{site}/{room}"}
        document = document.model_copy(update={"places": places}).with_names(
            Place(site, room, place.device), wanted.site, wanted.room, place.device
        )
    return document
