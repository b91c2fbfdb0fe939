"""What the proxy lets pass, to whom, and what it answers by itself."""

import asyncio
import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from iaqverse.local import nginx
from tests.support.proxy import Answer, Proxy, proxy
from tests.support.waiting import until

TO_INGEST = ["/api/ingest", "/api/iaq", "/api/ingest/stats"]
TO_GATEWAY = [
    "/api/iaq/data?enseigne=Maison&salle=Bureau&hours=24&step=5min",
    "/api/snapshot",
    "/api/devices/maison/bureau/bureau1",
    "/api/status",
    "/config",
    "/health",
    "/ws/stats",
]
NOWHERE = [
    "/metrics",
    "/ready",
    "/api",
    "/ws/",
    "/wsx",
    "/ws/metrics",
    "/healthz",
    "/health/ready",
    "/config/",
    "/configuration",
    "/api/../metrics",
    "/api/..%2fready",
    "/api/%2e%2e/ready",
    "//metrics",
    "/./metrics",
    "/%6detrics",
    "/ready/",
    "/.problem",
    "/dashboard",
    "/nginx.conf",
]
SAME_SITE_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture
async def running() -> AsyncIterator[Proxy]:
    async with proxy() as started:
        yield started


def assert_problem(answer: Answer, status: int) -> None:
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"] == "about:blank"
    assert problem["title"] != "Error"
    assert problem["detail"]


async def test_each_route_reaches_its_service_with_its_query_untouched(running: Proxy) -> None:
    for path in TO_INGEST:
        assert (await running.get(path)).json()["service"] == "ingest"
    for path in TO_GATEWAY:
        seen = (await running.get(path)).json()
        assert (seen["service"], seen["path"]) == ("gateway", path)


async def test_methods_and_bodies_pass(running: Proxy) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        seen = (await running.request(method, "/api/devices/a/b/c", body=b"x" * 5000)).json()
        assert (seen["method"], seen["bytes"]) == (method, 5000)


async def test_what_no_route_names_is_not_found_and_no_service_hears_of_it(running: Proxy) -> None:
    for path in NOWHERE:
        assert_problem(await running.get(path), 404)
    assert running.ingest.paths == running.gateway.paths == []


async def test_an_error_of_a_service_passes_as_it_is(running: Proxy) -> None:
    for status in (400, 404, 409, 412, 422, 428, 429, 500, 503):
        answer = await running.request("POST", f"/api/ingest?status={status}", body=b"{}")
        assert answer.status == status
        assert answer.json()["service"] == "ingest"


async def test_what_a_client_says_about_its_address_is_replaced(running: Proxy) -> None:
    answer = await running.get(
        "/api/status",
        X_Forwarded_For="10.0.0.1",
        X_Forwarded_Proto="https",
        X_Forwarded_Host="evil.example",
        X_Real_IP="10.0.0.1",
        Forwarded="for=10.0.0.1",
        Upgrade="h2c",
        traceparent="00-1-2-01",
    )
    headers = answer.json()["headers"]
    assert headers["Host"] == running.authority
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert headers["X-Forwarded-Proto"] == "http"
    assert headers["traceparent"] == "00-1-2-01"
    assert not {"X-Forwarded-Host", "X-Real-Ip", "X-Real-IP", "Forwarded", "Upgrade", "Connection"} & set(
        headers
    )


async def test_an_answer_of_the_api_is_never_stored_and_keeps_its_etag(running: Proxy) -> None:
    for path in ("/api/status", "/config", "/health", "/ws/stats", "/api/ingest/stats"):
        assert (await running.get(path)).headers["cache-control"] == "no-store"
    plain = await running.get("/config?filler=5000", Accept_Encoding="gzip")
    assert plain.headers["etag"] == '"7"'
    assert "content-encoding" not in plain.headers


async def test_json_is_compressed_for_those_who_take_it(running: Proxy) -> None:
    full = await running.get("/api/series?filler=50000")
    small = await running.get("/api/series?filler=50000", Accept_Encoding="gzip")
    assert small.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["vary"]
    assert len(small.body) < len(full.body) / 8


async def test_security_headers_are_on_every_answer(running: Proxy) -> None:
    (running.pages / "index.html").write_text("<!doctype html>")
    (running.pages / "assets" / "app-0123abcd.js").write_text("1")
    answers = [
        await running.get("/"),
        await running.get("/assets/app-0123abcd.js"),
        await running.get("/api/status"),
        await running.get("/api/status?status=500"),
        await running.get("/nothing"),
        await running.get("/ws"),
        await running.get("/", Host="evil.example"),
        await running.request("POST", "/api/ingest", {"Origin": "http://evil.example"}),
    ]
    for answer in answers:
        assert {k: answer.headers.get(k) for k in SAME_SITE_HEADERS} == SAME_SITE_HEADERS
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'; trusted-types 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["server"] == "nginx"


HOSTS_SERVED = [
    "localhost",
    "localhost:{port}",
    "127.0.0.1:{port}",
    "192.168.1.20",
    "[::1]:{port}",
    "air.local",
    "iaq.example",
    "IAQ.example:80",
]
HOSTS_REFUSED = [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "iaq.example.evil",
    "airlocal",
    "local",
    "1.2.3.4.5",
    "_",
]


async def test_only_our_own_host_names_are_served() -> None:
    async with proxy(hosts=["iaq.example"]) as running:
        for host in HOSTS_SERVED:
            assert (await running.get("/api/status", Host=host.format(port=running.port))).status == 200
        served = len(running.gateway.requests)
        for host in HOSTS_REFUSED:
            assert_problem(await running.get("/api/status", Host=host), 421)
        assert len(running.gateway.requests) == served


ORIGINS_REFUSED = [
    "http://evil.example",
    "null",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "http://{authority}.evil.example",
    "http://evil.example/{authority}",
    "http://evil@{authority}",
    "http://{authority}/",
    "file://{authority}",
    "http://localhost:{port}",
    "http://{authority}, http://evil.example",
    "{authority}",
]


async def test_a_write_or_a_socket_from_another_site_is_refused(running: Proxy) -> None:
    own = f"http://{running.authority}"
    upgrade = {"Upgrade": "websocket", "Connection": "close, upgrade"}
    for form in ORIGINS_REFUSED:
        origin = {"Origin": form.format(authority=running.authority, port=running.port)}
        for path in ("/api/ingest", "/api/iaq", "/config", "/api/modules/a/b/c"):
            assert_problem(await running.request("POST", path, origin, b"{}"), 403)
        assert_problem(await running.request("GET", "/ws", origin | upgrade), 403)
    assert running.ingest.requests == running.gateway.requests == []
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert (await running.request(method, "/config", {"Origin": own}, b"{}")).status == 200
    assert (await running.get("/api/status", Origin="http://evil.example")).status == 200


async def test_the_access_log_says_which_origin_was_refused(running: Proxy) -> None:
    evil = {"Origin": "http://evil.example", "Upgrade": "websocket", "Connection": "close, upgrade"}
    assert_problem(await running.request("GET", "/ws", evil), 403)
    await until(lambda: any(line["status"] == 403 for line in running.access_log()), what="the log's line")
    (refused,) = [line for line in running.access_log() if line["status"] == 403]
    assert (refused["refused_origin"], refused["host"], refused["path"]) == (
        "http://evil.example", "127.0.0.1", "/ws",
    )  # fmt: skip


async def test_a_websocket_passes_both_ways(running: Proxy) -> None:
    async with (
        aiohttp.ClientSession() as session,
        running.upgrade(session, Origin=f"http://{running.authority}") as messages,
    ):
        for text in ("hello", "x" * 100_000):
            await messages.send_str(text)
            assert await messages.receive_str(timeout=10) == text


async def test_the_socket_address_speaks_websocket_only(running: Proxy) -> None:
    for headers in ({}, {"Upgrade": "h2c", "Connection": "close, upgrade"}):
        answer = await running.request("GET", "/ws", headers)
        assert_problem(answer, 426)
        assert answer.headers["upgrade"] == "websocket"
    assert running.gateway.requests == []


async def test_no_other_address_is_upgraded(running: Proxy) -> None:
    answer = await running.request(
        "GET", "/api/status", {"Upgrade": "websocket", "Connection": "close, upgrade"}
    )
    assert answer.status == 200


async def test_a_body_past_the_limit_is_refused_before_a_service_hears_of_it(running: Proxy) -> None:
    most = nginx.Limits().body_bytes
    assert (await running.request("POST", "/api/ingest", body=b"x" * most)).status == 200
    for path in ("/api/ingest", "/api/iaq", "/config"):
        assert_problem(await running.request("POST", path, body=b"x" * (most + 1)), 413)
    chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    head = f"POST /api/ingest HTTP/1.1\r\nHost: {running.authority}\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert_problem(await running.raw(head.encode() + chunk * 9 + b"0\r\n\r\n"), 413)
    assert running.ingest.paths == ["/api/ingest"]


async def test_malformed_requests_are_answered_as_problems(running: Proxy) -> None:
    host = f"Host: {running.authority}\r\nConnection: close\r\n"
    refused = {
        f"GET /\x01 HTTP/1.1\r\n{host}\r\n": 400,
        "GET / HTTP/1.1\r\n\r\n": 400,
        f"GET / HTTP/1.1\r\n{host}{host}\r\n": 400,
        f"get / HTTP/1.1\r\n{host}\r\n": 400,
        f"GET /%zz HTTP/1.1\r\n{host}\r\n": 400,
        f"GET /../../etc/passwd HTTP/1.1\r\n{host}\r\n": 400,
        f"GET /{'a' * 9000} HTTP/1.1\r\n{host}\r\n": 414,
        f"GET / HTTP/3.0\r\n{host}\r\n": 505,
        f"POST /api/ingest HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n": 400,
        f"POST /api/ingest HTTP/1.1\r\n{host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n": 400,
        f"POST /api/ingest HTTP/1.1\r\n{host}Transfer-Encoding: gzip\r\n\r\n": 501,
    }
    for request, status in refused.items():
        assert_problem(await running.raw(request.encode("latin-1")), status)
    assert running.ingest.requests == []


async def test_the_access_log_has_no_query_and_leaves_out_probes_and_taken_readings(running: Proxy) -> None:
    for path in ("/health", "/api/status?ticket=secret", "/nothing?ticket=secret"):
        await running.get(path)
    await running.request("POST", "/api/ingest?status=202", body=b"{}")
    await running.request("POST", "/api/ingest?status=422", body=b"{}")
    await running.request("POST", "/nothing?ticket=secret", body=b"{}")
    await until(lambda: len(running.access_log()) >= 4)
    lines = running.access_log()
    seen = sorted((line["method"], line["path"], line["status"]) for line in lines)
    assert seen == [
        ("GET", "/api/status", 200), ("GET", "/nothing", 404),
        ("POST", "/api/ingest", 422), ("POST", "/nothing", 404),
    ]  # fmt: skip
    assert not re.search("ticket|secret", str(lines))


async def test_slow_headers_are_cut_off() -> None:
    async with proxy(changed={"client_header_timeout 10s": "client_header_timeout 1s"}) as running:

        async def dribble() -> float:
            started = asyncio.get_running_loop().time()
            reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
            writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
            try:
                assert await asyncio.wait_for(reader.read(), 10) == b""
            except ConnectionResetError:
                pass
            finally:
                writer.close()
            return asyncio.get_running_loop().time() - started

        slow = [asyncio.create_task(dribble()) for _ in range(200)]
        assert (await running.get("/health")).status == 200
        assert max(await asyncio.gather(*slow)) < 6


async def test_a_streamed_answer_arrives_whole() -> None:
    async def streams(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/csv"})
        await answer.prepare(request)
        for _ in range(4):
            await answer.write(b"row\n" * 100)
            await asyncio.sleep(0.3)
        return answer

    async with proxy(services=False) as running, running.gateway.running(streams):
        assert (await running.get("/api/export.csv")).body == b"row\n" * 400


async def test_services_and_the_origin_check_see_the_host_that_was_checked(running: Proxy) -> None:
    head = f"http://{running.authority}/config HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n"
    seen = await running.raw(f"GET {head}\r\n".encode())
    assert seen.json()["headers"]["Host"] == running.authority
    refused = await running.raw(
        f"PUT {head}Origin: http://evil.example\r\nContent-Length: 0\r\n\r\n".encode()
    )
    assert_problem(refused, 403)
    for host in ("localhost", f"localhost:{running.port}", "[::1]:80"):
        assert (await running.get("/api/status", Host=host)).json()["headers"]["Host"] == host
        own = {"Host": host, "Origin": f"http://{host}"}
        assert (await running.request("PUT", "/config", own)).status == 200
