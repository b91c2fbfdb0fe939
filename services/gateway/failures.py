"""What goes wrong on the way of a request, said as a problem (RFC 9457). Never an empty list instead."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from iaqverse.bus import BusError, Conflict, RpcError
from iaqverse.http import problem
from services.gateway.queries import BadQuery
from services.gateway.subscriptions import Refused

RETRY_S = 2


@web.middleware
async def failures(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer what is expected to go wrong: 400 for the caller's fault, 412, 503 with Retry-After."""
    try:
        return await handler(request)
    except BadQuery as error:
        return problem(400, str(error))
    except Refused as error:
        return problem(400, str(error), code=error.code)
    except Conflict as error:
        return problem(412, f"{error}: read it again, then change it")
    except RpcError as error:
        if error.status < 500:
            return problem(error.status, error.message)
        return problem(503, f"the store can't answer: {error.message}", retry_after_s=RETRY_S)
    except BusError as error:
        return problem(503, str(error), retry_after_s=round(error.retry_after_s or RETRY_S))
