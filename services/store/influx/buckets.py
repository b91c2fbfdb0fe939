"""The buckets that the engine needs, each with its retention."""

from typing import Any, Final, NamedTuple

import structlog

from iaqverse.contracts import subjects
from services.store.engine import DAY_MS, EngineAway, Keep, Level
from services.store.influx.connection import Connection

log = structlog.get_logger()

MOST_A_PAGE: Final = 100
FLEETING: Final = frozenset({subjects.PREDICTIONS})
"""The kinds that are not kept for ever."""
SLACK_MS: Final = 2 * DAY_MS
"""How much longer InfluxDB keeps what is promised: it deletes whole shards, and clocks differ."""


class Buckets(NamedTuple):
    """Their names. `fleeting` keeps predictions and marks, `state` everything else, for ever."""

    raw: str
    five_minutes: str
    hour: str
    fleeting: str
    state: str

    @classmethod
    def of(cls, name: str) -> "Buckets":
        """Return the names that follow from that of the first."""
        return cls(name, f"{name}_5m", f"{name}_1h", f"{name}_fleeting", f"{name}_state")

    def of_level(self, level: Level) -> str:
        """Return the bucket of a level."""
        return {Level.RAW: self.raw, Level.FIVE_MINUTES: self.five_minutes, Level.HOUR: self.hour}[level]

    def keeps_ms(self, keep: Keep) -> dict[str, int]:
        """Return for how long each keeps what it has; 0 is for ever."""
        wanted = (keep.raw_ms, keep.five_minutes_ms, keep.hour_ms, keep.predictions_ms, 0)
        return {name: ms + SLACK_MS if ms else 0 for name, ms in zip(self, wanted, strict=True)}


async def ensure(connection: Connection, org: str, buckets: Buckets, keep: Keep) -> None:
    """Create what is missing, and set the retention of what differs.

    Raises:
        EngineAway: If that can't be done; it says what to do.
    """
    present = await _present(connection, org)
    for name, keep_ms in buckets.keeps_ms(keep).items():
        found = present.get(name)
        keep_s = keep_ms // 1000
        rules = [{"type": "expire", "everySeconds": keep_s}] if keep_s else []
        try:
            if found is None:
                body = {"orgID": await _org_id(connection, org), "name": name, "retentionRules": rules}
                await connection.api("POST", "buckets", body=body)
            elif sum(rule["everySeconds"] for rule in found["retentionRules"]) != keep_s:
                await connection.api("PATCH", f"buckets/{found['id']}", body={"retentionRules": rules})
            else:
                continue
        except EngineAway as error:
            if found is None:
                raise EngineAway(f"the bucket {name!r} is missing and can't be created: {error}") from None
            log.warning("bucket_keeps_other_time", bucket=name, wanted_s=keep_s, reason=str(error))
        else:
            log.info("bucket_set_up", bucket=name, keep_days=keep_ms // DAY_MS or "for ever")


async def _org_id(connection: Connection, org: str) -> str:
    for found in (await connection.api("GET", "orgs", {"org": org}))["orgs"]:
        if found["name"] == org:
            return str(found["id"])
    raise EngineAway("the token lacks the right to see its organisation")


async def _present(connection: Connection, org: str) -> dict[str, dict[str, Any]]:
    """Return the buckets of an organisation, by name."""
    found: dict[str, dict[str, Any]] = {}
    after: dict[str, str] = {}
    while True:
        query = {"org": org, "limit": str(MOST_A_PAGE), **after}
        page = (await connection.api("GET", "buckets", query))["buckets"]
        found |= {bucket["name"]: bucket for bucket in page}
        if len(page) < MOST_A_PAGE:
            return found
        after = {"after": page[-1]["id"]}
