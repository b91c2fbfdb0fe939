"""What a room has besides sensors: windows, doors, ventilation, radiators, purifiers; and its air change."""

from typing import ClassVar, Literal

from iaqverse.contracts.wire import Instant, Message

ModuleKind = Literal["window", "door", "ventilation", "radiator", "purifier"]


class Module(Message):
    """The state of a module, or a command to it."""

    schema_name: ClassVar[str] = "module/1"

    site: str
    room: str
    module: str
    kind: ModuleKind
    state: str | bool | int | float
    by: str | None = None
    at: Instant


class Air(Message):
    """A room's air-change rate, in 1/h, with its quality from 0 to 1."""

    schema_name: ClassVar[str] = "air/1"

    site: str
    room: str
    at: Instant
    air_change_per_h: float
    quality: float
