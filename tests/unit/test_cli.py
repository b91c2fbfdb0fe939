import io
import json
import os
import subprocess
import sys
from pathlib import Path

import msgpack
import pytest

from iaqverse import cli
from iaqverse.local import context, passwords, status
from iaqverse.local.settings import LocalSettings
from tests.support.ports import free_port

COMMANDS = (
    "up", "demo", "simulate", "replay", "tail", "decode", "check", "context", "status", "backup", "restore",
    "import", "export",
)  # fmt: skip
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _on_free_ports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IAQ_PORT", str(free_port()))
    monkeypatch.setenv("IAQ_NATS_PORT", str(free_port()))
    monkeypatch.setenv("IAQ_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([command, "--help"])
    assert left.value.code == 0
    assert "docs/CONFIGURATION.md" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["status"], ["simulate"], ["tail"]])
def test_nobody_there_is_one_clear_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "127.0.0.1" in said.err


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("IAQ_PORT", "eighty", "IAQ_PORT=eighty: "),
        ("IAQ_BIND", "everywhere", "IAQ_BIND=everywhere: must be an address"),
        ("IAQ_BIND", "0.0.0.0", "add IAQ_OPEN=1"),
        ("IAQ_GATEWAY_WORKERS", "0", "IAQ_GATEWAY_WORKERS=0: "),
    ],
)
def test_a_wrong_setting_ends_the_start_with_one_line(
    variable: str,
    value: str,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(variable, value)
    assert cli.main(["up"]) == 1
    said = capsys.readouterr().err
    assert reason in said
    assert said.count("\n") == 1


def test_messagepack_is_decoded_for_people(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = io.BytesIO(msgpack.packb({"device": "bureau1", "values": {"co2_ppm": 645}}))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(packed))
    assert cli.main(["decode"]) == 0
    assert json.loads(capsys.readouterr().out)["values"] == {"co2_ppm": 645}


def test_what_is_no_messagepack_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xc1")))
    assert cli.main(["decode"]) == 1
    assert "not valid MessagePack" in capsys.readouterr().err


def test_a_context_needs_a_start_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["context"]) == 1
    assert "start IAQverse once" in capsys.readouterr().err


def test_a_context_is_for_its_owner_alone(tmp_path: Path) -> None:
    settings = LocalSettings()
    secret = passwords.passwords(tmp_path / "data" / "passwords").operator
    context.write_context(settings, os.environ)
    written = tmp_path / ".config/nats/context/iaqverse.json"
    assert written.stat().st_mode & 0o777 == 0o600
    content = json.loads(written.read_text())
    assert content["user"] == "operator"
    assert content["password"] == secret
    assert content["url"] == f"nats://127.0.0.1:{settings.nats_port}"


def test_passwords_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    first, second = passwords.passwords(tmp_path / "p"), passwords.passwords(tmp_path / "p")
    assert (first.service, first.operator) == (second.service, second.operator)
    assert len({first.service, first.operator, first.anonymous}) == 3
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (tmp_path / "p").iterdir())


def test_a_recording_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["replay", "no-such.csv"]) == 1
    assert "no-such.csv can't be read" in capsys.readouterr().err


def test_a_status_is_told_line_by_line() -> None:
    told = status.told(
        {"bus": {"fill": 0.25, "away": False}, "services": [{"name": "store"}], "backup": None}
    )
    assert list(told) == [
        "bus",
        "  fill: 0.25",
        "  away: no",
        "services",
        "  1",
        "    name: store",
        "backup: -",
    ]


def test_an_older_python_is_told_so() -> None:
    code = (
        "import sys, runpy; sys.version_info = (3, 10, 0); runpy.run_module('iaqverse', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "Traceback" not in done.stderr
