"""Why the gateway closes a socket: one numbered code for every reason, each with its reconnect rule.

Codes below 4500 mean "come back, and resume"; from 4500 on "do not come back the same way".
docs/WEBSOCKET.md and the browser code hold the same table; a test compares them.
"""

from dataclasses import dataclass
from typing import Final, Literal

from services.gateway.subscriptions import Point


@dataclass(frozen=True, slots=True)
class Closing:
    """A reason to close.

    `name` is its label in metrics and the first word of the close frame's reason, `again` how to come back.
    """

    code: int
    name: str
    again: Literal["at_once", "after_pause", "differently"]
    meaning: str

    @property
    def is_resumable(self) -> bool:
        """Whether the client should come back and resume."""
        return self.again != "differently"


RESTART: Final = Closing(
    1012, "restart", "at_once", "The gateway is going away; another takes over. Come back at once."
)
TOO_SLOW: Final = Closing(
    4000,
    "too_slow",
    "after_pause",
    "You read too slowly: 1 MiB or 15 s behind. Come back after a pause, and resume.",
)
TOO_FAST: Final = Closing(
    4001,
    "too_fast",
    "after_pause",
    "You sent more than 20 messages a second. Come back after a pause, and resume.",
)
SILENT: Final = Closing(
    4500, "no_subscription", "differently", "No subscription came within 10 s of connecting."
)
TOO_LARGE: Final = Closing(4501, "frame_too_large", "differently", "You sent a message of more than 16 KiB.")
TOO_MANY: Final = Closing(
    4502, "too_many_subscriptions", "differently", "You subscribed with more than 32 filters."
)
CLOSINGS: Final = (RESTART, TOO_SLOW, TOO_FAST, SILENT, TOO_LARGE, TOO_MANY)


def reason(closing: Closing, point: Point | None) -> bytes:
    """Return the close frame's reason: the name, and the point to resume from where that makes sense."""
    is_told = closing.is_resumable and point is not None
    return f"{closing.name} {point}".encode() if is_told else closing.name.encode()
