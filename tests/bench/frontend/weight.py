"""What pages weigh, packed, as ``make check`` counts it."""

import gzip
import re
from pathlib import Path
from typing import Any, Final

from tests.support.service import CHECKOUT

DIST: Final = CHECKOUT / "frontend" / "dist"
TWIN: Final = "digital-twin.html"
NAMED: Final = re.compile(r'(?:src|href)="/(assets/[^"]+\.(js|css))"')
LATER: Final = re.compile(r"""["'`]\./([\w-]+\.js)["'`]""")


def weight() -> dict[str, Any]:
    """Return the heaviest page's script, style and document, and what the twin draws with, in kB."""
    pages = sorted(DIST.glob("*.html"))
    drawing = _packed_kb(next((DIST / "assets").glob("live-chart-*.js")))
    scripts = {page.name: _named_kb(page, "js") + (drawing if _draws(page) else 0) for page in pages}
    figures = {
        "script_kb": round(max(scripts.values()), 1),
        "style_kb": round(max(_named_kb(page, "css") for page in pages), 1),
        "document_kb": round(max(_packed_kb(page) for page in pages), 1),
    }
    twin = DIST / TWIN
    return figures | ({"twin_kb": round(_later_kb(twin), 1)} if twin.exists() else {})


def _draws(page: Path) -> bool:
    script = "overview" if page.stem == "index" else page.stem
    return "drawing()" in (CHECKOUT / "frontend" / "js" / f"{script}.jsx").read_text()


def _named_kb(page: Path, kind: str) -> float:
    """Return what the page names itself."""
    return sum(_packed_kb(DIST / name) for name, ext in NAMED.findall(page.read_text()) if ext == kind)


def _later_kb(page: Path) -> float:
    """Return what only this page asks for, and only when it needs it: no chart, no words."""
    others = {name for other in DIST.glob("*.html") if other != page for name in _reached(_scripts(other))}
    own = _scripts(page)
    return sum(_packed_kb(DIST / "assets" / name) for name in _reached(own) - own - others)


def _scripts(page: Path) -> set[str]:
    return {Path(name).name for name, ext in NAMED.findall(page.read_text()) if ext == "js"}


def _reached(scripts: set[str]) -> set[str]:
    """Return scripts, what they import, what that imports and so on."""
    imported = {name for script in scripts for name in LATER.findall((DIST / "assets" / script).read_text())}
    return scripts if imported <= scripts else _reached(scripts | imported)


def _packed_kb(file: Path) -> float:
    return len(gzip.compress(file.read_bytes(), 9)) / 1000
