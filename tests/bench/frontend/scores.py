"""Lighthouse: installed beside this file from its lock when it is first needed, never a part of the build."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from frontend import build
from tests.e2e.chromium import CHROMIUM, FLAGS

FOLDER: Final = Path(__file__).parent / "lighthouse"
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
LIMIT_S: Final = 120
Figures = dict[str, float]


class Lighthouse:
    """Judges pages as a phone of the middle class with a slow network loads them."""

    def __init__(self) -> None:
        self._node = build.system_node() or build.wheel_node()
        if not (FOLDER / "node_modules").exists():
            command = ["ci", "--prefix", str(FOLDER), "--ignore-scripts", "--no-audit", "--no-fund"]
            build.run(self._node, [*self._node.npm, *command], "npm could not install Lighthouse")

    def median_of(self, url: str, times: int) -> Figures:
        """Return the median of each figure over several runs: scores of 100, `tbt_ms`, `cls`.

        `machine` is how fast Lighthouse finds this one: below 1000 it is slower than scores are meant for.
        """
        runs = [self._run(url) for _ in range(times)]
        return {name: statistics.median(run[name] for run in runs) for name in runs[0]}

    def _run(self, url: str) -> Figures:
        """Judge a page once; nothing is reported to anybody, and the browser asks nobody else."""
        done = subprocess.run(
            [
                self._node.node, str(FOLDER / "node_modules/lighthouse/cli/index.js"), url,
                "--output=json", "--quiet", "--no-enable-error-reporting",
                f"--only-categories={','.join(CATEGORIES)}",
                f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
            ],
            env={**os.environ, "CHROME_PATH": CHROMIUM or "", "CI": "1"},
            capture_output=True, text=True, check=False, timeout=LIMIT_S,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"Lighthouse failed: {done.stderr[-1000:]}")
        report: dict[str, Any] = json.loads(done.stdout)
        for category in CATEGORIES:
            _tell(report, category)
        scores = {name.replace("-", "_"): report["categories"][name]["score"] * 100 for name in CATEGORIES}
        audits = report["audits"]
        return scores | {
            "tbt_ms": audits["total-blocking-time"]["numericValue"],
            "cls": audits["cumulative-layout-shift"]["numericValue"],
            "machine": report["environment"]["benchmarkIndex"],
        }


def _tell(report: dict[str, Any], category: str) -> None:
    """Say what cost a score something."""
    for wanted in report["categories"][category]["auditRefs"]:
        audit = report["audits"][wanted["id"]]
        if wanted["weight"] and audit["score"] is not None and audit["score"] < 0.9:
            print(f"{category}: {audit['id']} {audit.get('displayValue', '')}", file=sys.stderr)


def lowest(pages: list[Figures]) -> Figures:
    """Return the worst of several pages in each figure."""
    worst = {name: max if name in ("tbt_ms", "cls") else min for name in pages[0]}
    return {name: round(choose(page[name] for page in pages), 3) for name, choose in worst.items()}
