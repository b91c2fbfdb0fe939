"""What is: the snapshot, and the newest predictions, actions, alerts and accuracy, or a span of them."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from aiohttp import web

from iaqverse.contracts import subjects
from iaqverse.http import json_response
from iaqverse.timezone import machine_zone
from services.gateway import older, queries
from services.gateway.clock import now
from services.gateway.messages import Message
from services.gateway.parts import Parts
from services.gateway.queries import BadQuery
from services.gateway.snapshot import Installation, is_shown, shown_of_kind, snapshot
from services.gateway.subscriptions import Filter

_RANGE: Final = (*queries.PLACE, "start", "end", "limit", "cursor")
MOST_MESSAGES: Final = 5000


class Present:
    """Answers from memory; for a span of time from the store."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get("/api/snapshot", self.snapshot),
            web.get("/api/predictions", self._messages(subjects.PREDICTIONS)),
            web.get("/api/actions", self._messages(subjects.ACTIONS)),
            web.get("/api/alerts", self._messages(subjects.ALERTS)),
            web.get("/api/accuracy", self._messages(subjects.ACCURACY)),
            web.get("/api/predict/score", self.predicted_score),
            web.get("/api/predict/preventive-actions", self.preventive_actions),
        ]

    async def snapshot(self, request: web.Request) -> web.Response:
        """Answer everything that the first screen needs."""
        queries.known(request.query, ())
        parts = self._parts
        installation = Installation(
            parts.settings.demo,
            parts.settings.open,
            machine_zone(),
            parts.configuration.current,
            parts.configuration.revision,
        )
        body = snapshot(installation, parts.hub.point, now().ms, parts.values, parts.sparklines)
        return web.Response(body=body, content_type="application/json")

    def _messages(self, kind: str) -> Any:
        # Of what has a state, none may be left out.
        known = (*_RANGE, "step") if kind == subjects.PREDICTIONS else _RANGE

        async def answer(request: web.Request) -> web.Response:
            query = queries.known(request.query, known)
            where = queries.place_filter(query)
            if "start" not in query and "end" not in query:
                if "step" in query:
                    raise BadQuery("step is for a span: say start or end")
                return json_response(
                    {
                        "through": self._parts.hub.point._asdict(),
                        "messages": [orjson.Fragment(m.payload) for m in self._current(kind, where)],
                        "cursor": None,
                    }
                )
            start_ms, end_ms = queries.span(query, datetime.now(UTC), timedelta(hours=24))
            found = await self._parts.store.ask(
                "range",
                **where.named(),
                kind=kind,
                start_ms=start_ms,
                end_ms=end_ms,
                limit=queries.whole("limit", query.get("limit", "1000"), 1, MOST_MESSAGES),
                step_s=queries.step_s(query["step"]) if "step" in query else None,
                cursor=query.get("cursor"),
            )
            return json_response({key: found[key] for key in ("through", "messages", "cursor")})

        return answer

    def _current(self, kind: str, where: Filter) -> list[Message]:
        shown = is_shown(self._parts.configuration.current)
        return [m for m in shown_of_kind(self._parts.values, kind, shown, now().ms) if where.takes(m)]

    async def predicted_score(self, request: web.Request) -> web.Response:
        """Answer the older forecast score: of the device for which it will be worst."""
        where = queries.place_filter(queries.known(request.query, queries.PLACE))
        configuration = self._parts.configuration.current
        worst: dict[str, Any] | None = None
        for message in self._current(subjects.PREDICTIONS, where):
            place = message.place
            reading = self._parts.values.get(subjects.of_device(subjects.READINGS, place))
            values = older.forecast_values(message.fields, reading.fields["values"] if reading else {})
            profile = configuration.profile_of(place.site, place.room)
            found = older.predicted_score(values, profile) | {
                "enseigne": older.site_name(configuration, place.site),
                "salle": older.room_name(configuration, place.site, place.room),
                "capteur_id": place.device,
                "timestamp": message.fields["made_at"],
            }
            if found["predicted_score"] is not None and (
                worst is None or found["predicted_score"] < worst["predicted_score"]
            ):
                worst = found
        nothing = {"predicted_score": None, "predicted_level": None, "error": "there is no forecast yet"}
        return json_response(worst or nothing)

    async def preventive_actions(self, request: web.Request) -> web.Response:
        """Answer the open actions as the older page lists them."""
        where = queries.place_filter(queries.known(request.query, queries.PLACE))
        actions = [m.fields for m in self._current(subjects.ACTIONS, where)]
        listed = older.preventive_actions(actions, self._parts.configuration.current)
        return json_response({"status": "success", "actions": listed})
