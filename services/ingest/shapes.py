"""The shapes in which readings are sent, and what each says in our words.

====================  ======================================================================
new                   ``{"device","site"?,"room"?,"ts"?,"values":{"co2_ppm":645,…}}``
older, nested         ``{"sensor_id","enseigne","salle","timestamp","values":{"CO2":645,…}}``
older, flat           ``{"capteur_id","enseigne","salle","timestamp","co2":645,…}``
====================  ======================================================================

The older names of quantities are CO2 (ppm), PM25 (µg/m³), TVOC (ppb), Temperature (°C) and Humidity
(%), in any case; our own names count there too, and null means "not measured". Unknown fields are
refused in every shape: leaving one out silently would lose what it measured.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pydantic_core import ErrorDetails, SchemaValidator, ValidationError, core_schema

from iaqverse.contracts.quantity import QUANTITIES, Quantity

OLDER_QUANTITIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "co2": "co2_ppm",
        "pm25": "pm25_ugm3",
        "tvoc": "tvoc_ppb",
        "temperature": "temperature_c",
        "humidity": "humidity_pct",
    }
)
_OLDER_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sensor_id": "device",
        "capteur_id": "device",
        "enseigne": "site",
        "salle": "room",
        "timestamp": "ts",
    }
)
_LONGEST_TIME: Final = 40
_SHOWN: Final = 40
"""Characters of a refused value that a reason shows."""


class Refusal(ValueError):
    """A reading that is refused; `str()` is a sentence that says what to do."""


class Claim(NamedTuple):
    """A reading as sent, in our words, each value within its quantity's range. Names are as sent."""

    device: str | None
    site: str | None
    room: str | None
    ts: str | datetime | None
    values: dict[str, int | float]
    is_older: bool


def read(item: object) -> Claim:
    """Return what `item`, decoded from JSON or MessagePack, says.

    Raises:
        Refusal: If it has none of the shapes, or a value that can't be.
    """
    if item.__class__ is not dict:
        raise Refusal(f"a reading is an object such as {_EXAMPLE}, not {_shown(item)}")
    fields: dict[str, Any] = item
    is_older = not _OLDER_FIELDS.keys().isdisjoint(fields) or _is_flat(fields)
    if is_older:
        fields = _from_older(fields)
    try:
        said = _READING.validate_python(fields)
    except ValidationError as error:
        raise Refusal(_reason(error)) from None
    values = said["values"]
    if not values:
        raise Refusal("no value: `values` needs at least one quantity, such as co2_ppm")
    return Claim(said.get("device"), said.get("site"), said.get("room"), said.get("ts"), values, is_older)


def _is_flat(fields: Mapping[str, object]) -> bool:
    """Whether quantities stand beside the names: only then can `values` be missing."""
    return "values" not in fields and any(_quantity(name) in QUANTITIES for name in fields)


def _from_older(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return an older reading in the new shape; what it has besides stays, and is refused there."""
    nested = fields.get("values", {})
    measured: dict[str, Any] = {}
    new: dict[str, Any] = {"values": measured if isinstance(nested, dict) else nested}
    for name, value in fields.items():
        if name in _OLDER_FIELDS:
            _put(new, _OLDER_FIELDS[name], value)
        elif _quantity(name) in QUANTITIES:
            _measure(measured, name, value)
        elif name != "values":
            _put(new, name, value)
    if isinstance(nested, dict):
        for name, value in nested.items():
            _measure(measured, name, value)
    return new


def _measure(measured: dict[str, Any], name: str, value: object) -> None:
    if value is not None:
        _put(measured, _quantity(name), value)


def _put(fields: dict[str, Any], name: str, value: object) -> None:
    if name in fields:
        raise Refusal(f"{name} is given twice, under two names: give it once")
    fields[name] = value


def _quantity(name: str) -> str:
    """Return our name for a quantity of an older reading; an unknown name stays what it is."""
    folded = name.lower()
    return OLDER_QUANTITIES.get(folded, folded if folded in QUANTITIES else name)


# -- the schema, made once from the table of quantities: pydantic checks a reading in about a µs


def _number(quantity: Quantity) -> core_schema.CoreSchema:
    low, high = quantity.lowest, quantity.highest
    return core_schema.union_schema(
        [
            core_schema.int_schema(ge=int(low), le=int(high), strict=True),
            core_schema.float_schema(ge=low, le=high, strict=True, allow_inf_nan=False),
        ],
        mode="left_to_right",
        custom_error_type="no_such_value",
        custom_error_message=f"{quantity.name} must be a number from {low} to {high} {quantity.unit}",
    )


def _optional(schema: core_schema.CoreSchema, what: str) -> core_schema.TypedDictField:
    checked = core_schema.custom_error_schema(schema, "wrong", custom_error_message=what)
    return core_schema.typed_dict_field(core_schema.nullable_schema(checked), required=False)


_TEXT: Final = core_schema.str_schema(strict=True)
_EXAMPLE: Final = '{"device":"bureau1","site":"Maison","room":"Bureau","values":{"co2_ppm":645}}'
_TIME: Final = "ts must be an ISO 8601 time such as 2026-11-23T02:00:00Z"
_READING: Final = SchemaValidator(
    core_schema.typed_dict_schema(
        {
            "device": _optional(_TEXT, "the name of the device must be text"),
            "site": _optional(_TEXT, "the name of the site must be text"),
            "room": _optional(_TEXT, "the name of the room must be text"),
            "ts": _optional(
                core_schema.union_schema(
                    [
                        core_schema.str_schema(strict=True, max_length=_LONGEST_TIME),
                        core_schema.is_instance_schema(datetime),
                    ]
                ),
                _TIME,
            ),
            "values": core_schema.typed_dict_field(
                core_schema.typed_dict_schema(
                    {
                        quantity.name: core_schema.typed_dict_field(_number(quantity), required=False)
                        for quantity in QUANTITIES.values()
                    },
                    extra_behavior="forbid",
                    strict=True,
                )
            ),
        },
        extra_behavior="forbid",
        strict=True,
    )
)


def _reason(error: ValidationError) -> str:
    """Return all that is wrong, in at most three parts."""
    details = error.errors(include_url=False, include_context=False)
    parts = [_part(detail) for detail in details[:3]]
    more = [f"and {len(details) - 3} more"] if len(details) > 3 else []
    return "; ".join(parts + more)


def _part(detail: ErrorDetails) -> str:
    name = f"`{_clipped(str(detail['loc'][-1]))}`"
    match detail["type"], len(detail["loc"]):
        case "missing", _:
            return 'values is missing: an object of quantities such as {"co2_ppm":645}'
        case "extra_forbidden", 1:
            return f"the field {name} is not known: a reading has device, site, room, ts and values"
        case "extra_forbidden", _:
            return f"the quantity {name} is not known: known are {', '.join(QUANTITIES)}"
        case "dict_type", _:
            return f'values must be an object such as {{"co2_ppm":645}}, not {_shown(detail["input"])}'
        case "no_such_value", _:
            return f"{detail['msg']}, not {_shown(detail['input'])}: leave it out if it was not measured"
        case _:
            return f"{detail['msg']}, not {_shown(detail['input'])}"


def _shown(value: object) -> str:
    is_plain = isinstance(value, str | int | float | bool | None)
    return _clipped(repr(value)) if is_plain else type(value).__name__


def _clipped(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
