"""What the proxy serves from the built dashboard, and how it may be cached."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.proxy import Proxy, proxy

PAGES = ("index.html", "room.html", "devices.html", "system.html", "digital-twin.html", "settings.html")
FOREVER = "public, max-age=31536000, immutable"
SCRIPT = b"export const answer = 42;\n" * 100


@pytest.fixture
async def running() -> AsyncIterator[Proxy]:
    async with proxy() as started:
        write_pages(started.pages)
        yield started


def write_pages(pages: Path) -> None:
    for name in PAGES:
        (pages / name).write_text("<!doctype html><title>IAQverse</title>" + " " * 1000)
    (pages / "favicon.ico").write_bytes(b"icon")
    for name in ("index-A1b2C3d4.js", "uplot.min.0123456789.css", "pill-abc_DEF-12.svg"):
        (pages / "assets" / name).write_bytes(SCRIPT)
        (pages / "assets" / f"{name}.gz").write_bytes(gzip.compress(SCRIPT, mtime=0))
    for name in ("plain-0123abcd.js", "font-0123abcd.woff2", "room-0123abcd.glb", "tile-0123abcd.png"):
        (pages / "assets" / name).write_bytes(SCRIPT)
    (pages / "assets" / "index.js").write_bytes(SCRIPT)


async def test_pages_are_asked_for_again_each_time(running: Proxy) -> None:
    paths = ("/", *(f"/{name}" for name in PAGES), "/room.html?room=maison/bureau")
    for path in paths:
        answer = await running.get(path)
        assert (answer.status, answer.headers["cache-control"]) == (200, "no-cache")
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        unchanged = await running.get(path, If_None_Match=answer.headers["etag"])
        assert (unchanged.status, unchanged.body) == (304, b"")
    assert (await running.get("/favicon.ico")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/assets/index-A1b2C3d4.js", "text/javascript; charset=utf-8"),
        ("/assets/uplot.min.0123456789.css", "text/css; charset=utf-8"),
        ("/assets/pill-abc_DEF-12.svg", "image/svg+xml"),
        ("/assets/font-0123abcd.woff2", "font/woff2"),
        ("/assets/room-0123abcd.glb", "model/gltf-binary"),
        ("/assets/tile-0123abcd.png", "image/png"),
    ],
)
async def test_hashed_assets_are_kept_for_a_year(running: Proxy, path: str, content_type: str) -> None:
    for encoding in ("gzip", "identity"):
        answer = await running.get(path, Accept_Encoding=encoding)
        assert (answer.status, answer.headers["cache-control"]) == (200, FOREVER)
        assert answer.headers["content-type"] == content_type


async def test_an_asset_that_is_not_hashed_or_not_there_is_not_found_and_not_kept(running: Proxy) -> None:
    for path in (
        "/assets/index.js",
        "/assets/gone-0123abcd.js",
        "/assets/",
        "/assets",
        "/js/app-0123abcd.js",
    ):
        answer = await running.get(path)
        assert (answer.status, answer.headers["cache-control"]) == (404, "no-store")


@pytest.mark.parametrize(
    "taken", ["gzip", "br, gzip", "gzip, deflate, br, zstd", "GZIP", "gzip;q=0.5, *;q=0"]
)
async def test_the_build_s_own_compression_is_sent_to_browsers_that_take_it(
    running: Proxy, taken: str
) -> None:
    answer = await running.get("/assets/index-A1b2C3d4.js", Accept_Encoding=taken)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.body == gzip.compress(SCRIPT, mtime=0)


@pytest.mark.parametrize("taken", ["", "identity", "br", "gzip;q=0", "gzip; q=0.000, br"])
async def test_others_get_the_asset_as_it_is(running: Proxy, taken: str) -> None:
    answer = await running.get("/assets/index-A1b2C3d4.js", Accept_Encoding=taken)
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.body == SCRIPT


async def test_an_asset_without_a_compressed_sibling_is_sent_as_it_is(running: Proxy) -> None:
    answer = await running.get("/assets/plain-0123abcd.js", Accept_Encoding="gzip")
    assert "content-encoding" not in answer.headers
    assert answer.body == SCRIPT


async def test_a_compressed_sibling_is_no_address(running: Proxy) -> None:
    assert (await running.get("/assets/index-A1b2C3d4.js.gz")).status == 404


async def test_pages_take_no_writes(running: Proxy) -> None:
    for path in ("/", "/index.html", "/assets/index-A1b2C3d4.js"):
        for method in ("POST", "PUT", "DELETE"):
            assert (await running.request(method, path, body=b"{}")).status == 405
