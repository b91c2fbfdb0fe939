"""Files that lie where they should not: planted beside the pages, asked for in every spelling."""

import asyncio
from collections.abc import Callable, Iterator

from tests.support.proxy import Proxy, proxy

SECRET = "PLANTED-SECRET"

PLANTED = [
    ".env",
    ".env.js",
    ".git/config",
    ".git/HEAD",
    ".git/index.js",
    ".htpasswd",
    ".ssh/id_ed25519",
    ".stamp",
    ".vscode/settings.json",
    ".well-known/secret.html",
    "app.py",
    "backup.sql",
    "backup.tar.gz",
    "compose.yaml",
    "docker-compose.yml",
    "Dockerfile",
    "id_rsa",
    "iaq.sqlite3",
    "iaq.sqlite3-wal",
    "index.html~",
    "index.html.bak",
    "index.html.gz",
    "index.php",
    "manifest.json",
    "nats.conf",
    "nginx.conf",
    "package.json",
    "pyproject.toml",
    "secrets.json",
    "server.key",
    "server.pem",
    "vite.config.js",
    "js/config.js",
    "private/index.html",
    "assets/.hidden/secret.js",
    "assets/.secret-0123abcd.js",
    "assets/app.js",
    "assets/app-0123abcd.js.map",
    "assets/app-0123abcd.js.bak",
    "assets/app-0123abcd.json",
    "assets/model-0123abcd.pkl",
    "assets/sub/app-0123abcd.js",
    "assets/compose-0123abcd.yaml",
]
"""Below the folder of the pages."""

OUTSIDE = ["service.password", "run/nginx.conf", "assets/secret-0123abcd.js"]
"""Beside it; the proxy's own configuration is really there."""

SPELLINGS: list[Callable[[str], str]] = [
    lambda path: f"/{path}",
    lambda path: f"//{path}",
    lambda path: f"/./{path}",
    lambda path: f"/x/../{path}",
    lambda path: f"/assets/../{path}",
    lambda path: f"/assets/..%2f{path}",
    lambda path: f"/assets/%2e%2e/{path}",
    lambda path: f"/assets/..\\{path}",
    lambda path: f"/assets/..;/{path}",
    lambda path: f"/api/../{path}",
    lambda path: f"/api/ingest/../../{path}",
    lambda path: f"/index.html/../{path}",
    lambda path: f"/index.html/{path}",
    lambda path: f"/{path}/",
    lambda path: f"/{path}/.",
    lambda path: f"/{path}?x=.js",
    lambda path: f"/{path}?/index.html",
    lambda path: f"/{path}#/index.html",
    lambda path: f"/{path}%23.html",
    lambda path: f"/{path}%00.html",
    lambda path: f"/{path}%00",
    lambda path: f"/{path}%20",
    lambda path: f"/{path}%0a.html",
    lambda path: f"/{path};.js",
    lambda path: f"/{path}/index.html",
    lambda path: f"/{path}/-0123abcd.js",
    lambda path: f"/{path.upper()}",
    lambda path: f"/{path.replace('.', '%2e')}",
    lambda path: f"/{path.replace('.', '%252e')}",
    lambda path: f"/{path.replace('/', '%2f')}",
    lambda path: f"/{path.replace('.', '%c0%ae')}",
    lambda path: "/" + "".join(f"%{ord(letter):02x}" for letter in path),
    lambda path: f"http://localhost/{path}",
    lambda path: f"/../{path}",
    lambda path: f"/assets/../../{path}",
    lambda path: f"/%2e%2e/{path}",
    lambda path: f"/..%2f{path}",
    lambda path: f"/..%5c{path}",
    lambda path: f"/assets/%2e%2e%2f%2e%2e%2f{path}",
]


def plant(running: Proxy) -> None:
    planted = [running.pages / name for name in PLANTED] + [running.folder / name for name in OUTSIDE]
    for path in [*planted, running.folder / "outside.js"]:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(f"{SECRET} {path.name}")
    (running.pages / "assets" / "link-0123abcd.js").symlink_to(running.folder / "outside.js")
    (running.pages / "linked.html").symlink_to(running.folder / "outside.js")
    (running.pages / "assets" / "up-0123abcd").symlink_to(running.folder)
    (running.pages / "index.html").write_text("<!doctype html>")


def attacks() -> Iterator[str]:
    for name in PLANTED + OUTSIDE:
        for spell in SPELLINGS:
            yield spell(name)
    yield from ("/assets/link-0123abcd.js", "/linked.html", "/assets/up-0123abcd/outside.js")


async def test_no_spelling_of_a_planted_file_is_answered_with_it() -> None:
    async with proxy() as running:
        plant(running)
        at_once = asyncio.Semaphore(40)

        async def attack(target: str) -> tuple[str, int, bytes]:
            async with at_once:
                head = f"GET {target} HTTP/1.1\r\nHost: {running.authority}\r\nConnection: close\r\n\r\n"
                answer = await running.raw(head.encode("latin-1"))
                return target, answer.status, answer.body

        answers = await asyncio.gather(*(attack(target) for target in attacks()))
        assert len(answers) >= 1000
        assert [target for target, _, body in answers if SECRET.encode() in body or b"worker_" in body] == []
        assert {status for _, status, _ in answers} <= {400, 404}
        assert running.ingest.paths == running.gateway.paths == []
