"""docs/WEBSOCKET.md says what is so: its conversations are held with running services."""

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from services.gateway import subscriptions
from services.gateway.closing import CLOSINGS
from tests.support.nats_server import NatsServer
from tests.support.service import CHECKOUT, ServiceProcess
from tests.support.waiting import until

TEXT = (CHECKOUT / "docs" / "WEBSOCKET.md").read_text()
CONVERSATIONS = re.findall(r"```conversation\n(.*?)```", TEXT, re.DOTALL)
ANYTHING = "…"
UNASKED = ("heartbeat", "configuration")
"""May come at any time: not written unless it is what an example is about."""


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where ingest and the gateway are."""
    folder = tmp_path_factory.mktemp("doc")
    server = NatsServer(folder)
    server.start()
    with ExitStack() as stack:
        stack.callback(server.kill)
        yield {
            name: stack.enter_context(ServiceProcess(name, server.environment(), folder)).url
            for name in ("ingest", "gateway")
        }


class Conversation:
    """Does what the document's client does and compares what comes."""

    def __init__(self, session: aiohttp.ClientSession, urls: dict[str, str]) -> None:
        self._session = session
        self._urls = urls
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._answer: Any = None
        self._point = {"epoch": "", "seq": 0}

    async def say(self, line: str) -> None:
        """Do what one line behind an arrow to the right says."""
        line = line.replace("EPOCH", str(self._point["epoch"])).replace("SEQ", str(self._point["seq"]))
        if line.startswith("WS "):
            self._ws = await self._session.ws_connect(self._urls["gateway"] + line.removeprefix("WS "))
        elif line.startswith("POST "):
            _, path, body = line.split(" ", 2)
            is_reading = path == "/api/ingest"
            url = self._urls["ingest" if is_reading else "gateway"] + path
            async with self._session.post(url, json=json.loads(body)) as answer:
                assert answer.status == (202 if is_reading else 200), await answer.text()
                item = await answer.json()
            if is_reading:
                await until(lambda: self._is_known(item), 10, "the gateway has heard of the reading")
        elif line.startswith("GET "):
            async with self._session.get(self._urls["gateway"] + line.removeprefix("GET ")) as answer:
                assert answer.status == 200, await answer.text()
                self._answer = await answer.json()
        elif line == "CLOSE":
            assert self._ws is not None
            await self._ws.close()
        else:
            assert self._ws is not None
            await self._ws.send_str(line)

    async def _is_known(self, item: dict[str, str]) -> bool:
        async with self._session.get(f"{self._urls['gateway']}/api/snapshot") as answer:
            devices = (await answer.json())["devices"]
        return any(device["reading"] and device["reading"]["ts"] == item["ts"] for device in devices)

    async def hear(self, line: str) -> None:
        """Compare what comes next with one line behind an arrow to the left."""
        expected = json.loads(line)
        if "frames" in expected:
            got = self._answer
        else:
            assert self._ws is not None
            got = await self._ws.receive_json(timeout=5)
            while got.get("type") in UNASKED and got["type"] != expected.get("type"):
                got = await self._ws.receive_json(timeout=5)
        assert is_like(got, expected), f"\nexpected {line}\ngot      {json.dumps(got, ensure_ascii=False)}"
        if got.get("type") == "connection":
            self._point["epoch"] = got["epoch"]
        else:
            self._point.update({key: got[key] for key in ("epoch", "seq") if key in got})


def is_like(got: Any, expected: Any) -> bool:
    """Whether `got` is `expected`, where an ellipsis stands for anything."""
    if expected == ANYTHING:
        return True
    if isinstance(expected, dict):
        return (
            isinstance(got, dict)
            and list(got) == list(expected)
            and all(is_like(got[key], value) for key, value in expected.items())
        )
    if isinstance(expected, list):
        return isinstance(got, list) and len(got) == len(expected) and all(map(is_like, got, expected))
    return bool(got == expected)


async def test_the_conversations_are_as_written(urls: dict[str, str]) -> None:
    assert len(CONVERSATIONS) > 5
    async with aiohttp.ClientSession() as session:
        for text in CONVERSATIONS:
            conversation = Conversation(session, urls)
            for line in text.splitlines():
                arrow, rest = line[0], line[2:]
                await (conversation.say(rest) if arrow == "→" else conversation.hear(rest))


async def test_the_python_client_works(urls: dict[str, str], tmp_path: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "client.py").write_text(program)
    async with aiohttp.ClientSession() as session:
        reading = {"site": "Maison", "room": "Salon", "device": "s1", "values": {"co2_ppm": 700}}
        async with session.post(f"{urls['ingest']}/api/ingest", json=reading) as answer:
            assert answer.status == 202
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(tmp_path / "client.py"), urls["gateway"], stdout=asyncio.subprocess.PIPE
    )
    output, _ = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0
    assert b"salon {'co2_ppm': 700}" in output


def test_every_close_code_and_how_to_come_back_is_the_same_in_gateway_document_and_page() -> None:
    known = {(str(closing.code), closing.name, closing.again) for closing in CLOSINGS}
    row = r"^\| (\d{4}) \| `(\w+)` \|[^|]*\| `(\w+)`"
    assert set(re.findall(row, TEXT, re.MULTILINE)) == known
    page = (CHECKOUT / "frontend" / "js" / "closing.js").read_text()
    entry = r'code: (\d{4}), name: "(\w+)", again: "(\w+)"'
    assert set(re.findall(entry, page)) == known


def test_codes_from_4500_on_are_those_to_come_back_differently_from() -> None:
    assert all((closing.code >= 4500) == (closing.again == "differently") for closing in CLOSINGS)


def test_every_error_code_is_documented() -> None:
    source = Path(subscriptions.__file__).read_text()
    codes = set(re.findall(r'Refused\("(\w+)"', source))
    table = TEXT.partition("## Errors")[2].partition("## Close codes")[0]
    assert codes
    assert codes <= set(re.findall(r"`(\w+)`", table))
