"""A reading: what one device measured at one instant, validated."""

from typing import Annotated, ClassVar

from pydantic import Field

from iaqverse.contracts.names import Place
from iaqverse.contracts.score import Level
from iaqverse.contracts.wire import Instant, Message

Number = Annotated[int, Field(ge=-(2**53), le=2**53)] | Annotated[float, Field(allow_inf_nan=False)]
"""A finite number; whole ones that a database could not hold are floats."""


class Reading(Message):
    """What one device measured at one instant. Its identity is the device and `ts`.

    `values` holds known quantities only, in the unit of their names. `raw` keeps what the device
    sent where a calibration offset changed it. `score`, `level` and `limiting` are absent when
    nothing that was measured has bands. A later message for the same instant is merged quantity
    by quantity.
    """

    schema_name: ClassVar[str] = "reading/1"

    device: str
    site: str
    room: str
    ts: Instant
    values: dict[str, Number]
    raw: dict[str, Number] | None = None
    score: int | None = None
    level: Level | None = None
    limiting: str | None = None

    @property
    def place(self) -> Place:
        """Where and what the device is."""
        return Place(self.site, self.room, self.device)

    def encode(self) -> bytes:
        """Return the reading as compact UTF-8 JSON without what is absent."""
        return self.model_dump_json(exclude_none=True).encode()
