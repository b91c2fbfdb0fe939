"""The gateway that everybody writes first, to compare ours with: one loop, one ``send_json`` a client.

``python -m tests.bench.plain_gateway <nats url> <port>``
"""

import asyncio
import json
import sys

import nats
import uvloop
from aiohttp import web
from nats.aio.msg import Msg

clients: set[web.WebSocketResponse] = set()


async def upgrade(request: web.Request) -> web.WebSocketResponse:
    """Serve one client until it goes."""
    ws = web.WebSocketResponse(compress=False)
    await ws.prepare(request)
    clients.add(ws)
    try:
        async for _ in ws:
            pass
    finally:
        clients.discard(ws)
    return ws


async def deliver(message: Msg) -> None:
    """Send one message to everybody, one after the other."""
    frame = {"topic": "measurements", "data": json.loads(message.data)}
    for ws in list(clients):
        await ws.send_json(frame)


async def main(url: str, port: int) -> None:
    """Serve until ended."""
    client = await nats.connect(url)
    await client.subscribe("live.>", cb=deliver)
    app = web.Application()
    app.add_routes([web.get("/ws", upgrade)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2])))
