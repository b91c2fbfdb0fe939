"""Check an installation: does a posted reading arrive, live, as history and by polling?

    .venv/bin/python tests/test_websocket.py [http://localhost:8080]

It says what works, and exits with 1 when something does not: the same as ``iaqverse check``.
"""

import asyncio
import sys
from typing import TYPE_CHECKING

try:
    from iaqverse.local.checking import check
except ModuleNotFoundError:
    sys.exit("IAQverse is not set up: run this with .venv/bin/python, which `make up` sets up")

if TYPE_CHECKING:
    import pytest

    from tests.support.stack import Stack

DEFAULT_URL = "http://localhost:8080"


async def test_an_installation_works_from_post_to_frame(
    stack: "Stack", capsys: "pytest.CaptureFixture[str]"
) -> None:
    assert await check(stack.url) == 0
    assert "FAILED" not in capsys.readouterr().out


async def test_what_does_not_work_is_said(capsys: "pytest.CaptureFixture[str]") -> None:
    assert await check("http://127.0.0.1:9") == 1
    assert "FAILED  HTTP answers" in capsys.readouterr().out


if __name__ == "__main__":
    sys.exit(asyncio.run(check(sys.argv[1] if len(sys.argv) > 1 else DEFAULT_URL)))
