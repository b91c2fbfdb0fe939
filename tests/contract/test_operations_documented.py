"""docs/OPERATIONS.md speaks of log events, metrics and streams that exist."""

import re
from pathlib import Path
from typing import Final

import pytest

from iaqverse.contracts import streams

ROOT: Final = Path(__file__).parents[2]
DOCUMENT: Final = (ROOT / "docs" / "OPERATIONS.md").read_text()
CODE: Final = "\n".join(
    path.read_text() for folder in ("iaqverse", "services") for path in (ROOT / folder).rglob("*.py")
)


def _names(pattern: str, section: str) -> list[str]:
    """Return what matches in the section with this title."""
    text = DOCUMENT.split(f"## {section}\n")[1].split("\n## ")[0]
    found = {
        name
        for cell in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
        for name in re.findall(pattern, cell)
    }
    assert found, f"nothing is named under {section}"
    return sorted(found)


@pytest.mark.parametrize("event", _names(r"`([a-z_]+)`", "Logs"))
def test_a_log_event_that_is_explained_is_logged(event: str) -> None:
    assert f'"{event}"' in CODE


@pytest.mark.parametrize("metric", _names(r"`(iaq_[a-z_]+)", "Metrics"))
def test_a_metric_that_is_worth_an_alarm_is_measured(metric: str) -> None:
    assert f'"{metric.removesuffix("_total")}"' in CODE


def test_all_streams_are_explained() -> None:
    for stream in (streams.IAQ, streams.RAW, streams.REJECTED):
        assert f"`{stream}`" in DOCUMENT
