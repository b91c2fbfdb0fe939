"""What pages weigh, packed, as ``make check`` counts it."""

import gzip
import re
from pathlib import Path
from typing import Any, Final

from tests.support.service import CHECKOUT

DIST: Final = CHECKOUT / "frontend" / "dist"
TWIN: Final = "digital-twin.html"
NAMED: Final = re.compile(r'(?:src|href)="/(assets/[^"]+\.(js|css))"')
LATER: Final = re.compile(r'"\./([^"]+\.js)"')


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
    """Return what only this page's own script asks for when it is needed: no words, no chart."""
    own = next(name for name, _ in NAMED.findall(page.read_text()) if f"/{page.stem}" in name)
    later = set(LATER.findall((DIST / own).read_text()))
    others = {name for other in DIST.glob("*.html") if other != page for name in _all_of(other)}
    return sum(_packed_kb(DIST / "assets" / name) for name in later - others)


def _all_of(page: Path) -> set[str]:
    named = [name for name, ext in NAMED.findall(page.read_text()) if ext == "js"]
    return {Path(name).name for name in named} | {
        later for name in named for later in LATER.findall((DIST / name).read_text())
    }


def _packed_kb(file: Path) -> float:
    return len(gzip.compress(file.read_bytes(), 9)) / 1000
