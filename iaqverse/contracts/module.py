"""What a room has besides sensors: windows, doors, ventilation, radiators, purifiers; and its air change."""

from typing import ClassVar, Literal

from iaqverse.contracts.wire import Instant, Message

ModuleKind = Literal["window", "door", "ventilation", "radiator", "purifier"]


class Module(Message):
    """The state of a module: reported by what drives it, or `asked` for by a person.

    What people ask for is on the subject that ends in ``command`` and is all that is known of a module that
    nothing drives. What is reported is on the one that ends in ``state``, and holds whatever was asked for.
    Usual states: ``open`` and ``closed`` (window, door), ``off``, ``low`` and ``high`` (ventilation), ``on``
    and ``off`` (radiator, purifier); a driver may report others, and how far as a number.
    """

    schema_name: ClassVar[str] = "module/1"

    site: str
    room: str
    module: str
    kind: ModuleKind
    state: str | bool | int | float
    asked: bool = False
    by: str | None = None
    at: Instant


class Air(Message):
    """A room's air-change rate, in 1/h, measured in one decay of CO2 that ended at `at`.

    `quality`, from 0 to 1: one less the half-width of the rate's 95 % interval as a share of it. What it
    rests on: the decay's beginning (`since`), its amplitude and number of points, how straight its
    logarithm was (`r2`), CO2 outdoors and whether that was measured, and whether the window is known to
    have been open.
    """

    schema_name: ClassVar[str] = "air/1"

    site: str
    room: str
    at: Instant
    air_change_per_h: float
    quality: float
    half_width_per_h: float | None = None
    since: Instant | None = None
    amplitude_ppm: float | None = None
    count: int | None = None
    r2: float | None = None
    outdoor_ppm: float | None = None
    outdoor: Literal["measured", "assumed"] | None = None
    window: Literal["open", "closed"] | None = None
