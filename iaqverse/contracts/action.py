"""Actions (what to do) and alerts (what is wrong), and what people say of them."""

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from iaqverse.contracts.wire import Instant, Message

ActionState = Literal["proposed", "acknowledged", "done", "snoozed", "expired", "withdrawn"]
AlertState = Literal["firing", "acknowledged", "snoozed", "resolved"]
Verb = Literal["ack", "done", "snooze"]

OPEN_ACTIONS: frozenset[ActionState] = frozenset({"proposed", "acknowledged", "snoozed"})
OPEN_ALERTS: frozenset[AlertState] = frozenset({"firing", "acknowledged", "snoozed"})


class Because(BaseModel):
    """A reason as a key with arguments; the browser has the words."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str
    arguments: dict[str, Any] = {}


class Action(Message):
    """What to do in a room about a quantity. `id` is ``<site>.<room>.<quantity>.<raised_at in ms>``."""

    schema_name: ClassVar[str] = "action/1"

    id: str
    site: str
    room: str
    quantity: str
    state: ActionState
    advice: str
    because: Because
    expected: dict[str, Any] = {}
    realised: dict[str, Any] | None = None
    confidence: float
    raised_at: Instant
    updated_at: Instant
    expires_at: Instant
    by: str | None = None


class Alert(Message):
    """What is wrong in a room. `id` is ``<site>.<room>.<rule>.<raised_at in ms>``."""

    schema_name: ClassVar[str] = "alert/1"

    id: str
    site: str
    room: str
    rule: str
    state: AlertState
    because: Because
    expected: dict[str, Any] = {}
    realised: dict[str, Any] | None = None
    confidence: float = 1.0
    raised_at: Instant
    updated_at: Instant
    expires_at: Instant | None = None
    by: str | None = None


class Feedback(Message):
    """A person acknowledged, did or snoozed the action or alert with this `id`."""

    schema_name: ClassVar[str] = "feedback/1"

    id: str
    verb: Verb
    at: Instant
    by: str | None = None
    minutes: int | None = None
    """How long to snooze."""
