"""The bodies of requests: read with a limit, understood or refused."""

from typing import Any, Final, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from iaqverse.contracts.codec import MSGPACK, Malformed, decode

MOST_BYTES: Final = 256 * 1024

Asked = TypeVar("Asked", bound="Asking")


class Asking(BaseModel):
    """The base of all bodies: an unknown member is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


async def read_body(request: web.Request) -> Any:
    """Return the body's value; an empty object when there is none.

    Raises:
        web.HTTPBadRequest: If it can't be read.
        web.HTTPRequestEntityTooLarge: If it has more than 256 KiB.
    """
    payload = await request.read()  # at most `client_max_size` of the application
    if not payload:
        return {}
    try:
        return decode(payload, MSGPACK if request.content_type == MSGPACK else "application/json")
    except Malformed as error:
        raise web.HTTPBadRequest(text=str(error)) from None


async def asked(request: web.Request, wanted: type[Asked]) -> Asked:
    """Return the body as `wanted`.

    Raises:
        web.HTTPUnprocessableEntity: If it is something else; the text says what is wrong.
    """
    try:
        return wanted.model_validate(await read_body(request))
    except ValidationError as error:
        raise web.HTTPUnprocessableEntity(text=reasons(error)) from None


def reasons(error: ValidationError) -> str:
    """Return what is wrong, in one line."""
    return "; ".join(
        f"{'.'.join(each['path'])}: {each['reason']}".removeprefix(": ") for each in faults(error)
    )


def faults(error: ValidationError) -> list[dict[str, Any]]:
    """Return what is wrong, one by one: ``{"path": ["sites", "maison", "timezone"], "reason": …}``."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [
        {"path": [str(part) for part in e["loc"]], "reason": e["msg"].removeprefix("Value error, ")}
        for e in found
    ]
