"""Starting, ending, and what is in the way of it: the real system on free ports."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.support.service import CHECKOUT
from tests.support.stack import Stack
from tests.support.waiting import wait_for

ENOUGH_S = 20


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Stack]:
    """Another system, not started yet; killed at the end if a test failed to end it."""
    other = Stack(tmp_path)
    yield other
    if other.process is not None and other.process.poll() is None:
        other.process.kill()
        other.process.wait()


def told(stack: Stack, *arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run `iaqverse` with the settings of `stack` until it ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "iaqverse", *arguments],
        cwd=CHECKOUT,
        env=stack.environment | changed,
        capture_output=True,
        text=True,
        timeout=ENOUGH_S,
        check=False,
    )


def is_one_clear_line(done: subprocess.CompletedProcess[str]) -> bool:
    return done.returncode == 1 and done.stderr.startswith("iaqverse: ") and done.stderr.count("\n") == 1


def listens(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def ports_of(stack: Stack) -> list[int]:
    return [stack.port, stack.nats_port, stack.mqtt_port, *range(stack.service_port, stack.service_port + 4)]


def test_the_installation_check_finds_that_everything_works(stack: Stack) -> None:
    done = told(stack, "check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAILED" not in done.stdout
    assert done.stdout.endswith("Everything works.\n")


def test_the_status_is_readable(stack: Stack) -> None:
    done = told(stack, "status")
    assert done.returncode == 0, done.stderr
    assert "demo: no" in done.stdout


def test_a_second_start_on_the_same_folder_is_one_clear_line(stack: Stack) -> None:
    done = told(stack, "up")
    assert is_one_clear_line(done), done.stderr
    assert "already runs" in done.stderr


@pytest.mark.parametrize(
    ("variable", "attribute"),
    [("IAQ_PORT", "port"), ("IAQ_NATS_PORT", "nats_port"), ("IAQ_MQTT_PORT", "mqtt_port")],
)
def test_a_port_in_use_is_one_clear_line_that_names_the_setting(
    stack: Stack, second: Stack, variable: str, attribute: str
) -> None:
    done = told(second, "up", **{variable: str(getattr(stack, attribute))})
    assert is_one_clear_line(done), done.stderr
    assert f"port {getattr(stack, attribute)} is in use" in done.stderr
    assert variable in done.stderr


def test_a_missing_tool_is_one_clear_line(second: Stack, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    lonely = tmp_path / "bin" / "python"
    lonely.symlink_to(sys.executable)
    code = "import sys; sys.executable = sys.argv.pop(1); from iaqverse.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, str(lonely), "up"],
        cwd=CHECKOUT, env=second.environment | {"PATH": "/nowhere"},
        capture_output=True, text=True, timeout=ENOUGH_S, check=False,
    )  # fmt: skip
    assert is_one_clear_line(done), done.stderr
    assert "nats-server is missing" in done.stderr


def test_simulated_readings_do_not_go_into_real_data_unless_that_is_said(stack: Stack) -> None:
    done = told(stack, "simulate")
    assert is_one_clear_line(done), done.stderr
    assert "is not a demo" in done.stderr


def test_nothing_of_ours_listens_beyond_loopback(stack: Stack) -> None:
    table = Path("/proc/net/tcp")
    if not table.exists():
        pytest.skip("/proc/net/tcp is only on Linux")
    ours = set(ports_of(stack))
    for line in table.read_text().splitlines()[1:]:
        address, port = line.split()[1].split(":")
        if line.split()[3] == "0A" and int(port, 16) in ours:
            assert address == "0100007F"


def test_ctrl_c_ends_everything_with_code_0_and_frees_the_ports(second: Stack) -> None:
    second.start()
    assert second.process is not None
    started_s = time.monotonic()
    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(ENOUGH_S) == 0
    assert time.monotonic() - started_s < 13
    assert not [port for port in ports_of(second) if listens(port)]
    said = second.log.read_text()
    assert said.rstrip().endswith("iaqverse: ended")
    assert "killed" not in said
    assert "Traceback" not in said


def test_a_killed_supervisor_leaves_nothing_running_and_the_next_start_waits_for_that(second: Stack) -> None:
    second.start()
    assert second.process is not None
    second.process.kill()
    second.process.wait()
    second.start()
    assert second.stop() == 0
    assert not [port for port in ports_of(second) if listens(port)]


def test_a_killed_make_takes_everything_with_it(second: Stack) -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-m', 'iaqverse', 'up'])"
    environment_of_make = second.environment | {"MAKELEVEL": "1"}
    with second.log.open("wb") as log:
        make = subprocess.Popen(
            [sys.executable, "-c", code], cwd=CHECKOUT, env=environment_of_make, stdout=log
        )
    wait_for(lambda: b": http://" in second.log.read_bytes(), 60, "everything started")
    make.kill()
    make.wait()
    wait_for(lambda: second.log.read_bytes().endswith(b"iaqverse: ended\n"), ENOUGH_S, "everything ended")


def test_a_deep_data_folder_works_though_sockets_need_short_paths(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-rather-long-name-of-a-folder"] * 3)
    deep.mkdir(parents=True)
    stack = Stack(deep)
    stack.start()
    assert stack.stop() == 0


def test_a_demo_says_that_it_is_one_and_its_rooms_have_a_day_of_history(second: Stack) -> None:
    second.start("demo")

    def answer(path: str) -> Any:
        with urlopen(f"{second.url}{path}", timeout=5) as found:
            return json.load(found)

    def sites() -> set[str]:
        return {device["site"] for device in answer("/api/snapshot")["devices"]}

    def rows() -> int:
        query = "site=mons&room=office&quantity=co2_ppm&start=-24h&points=2000"
        return sum(
            value is not None for each in answer(f"/api/series?{query}")["series"] for value in each["mean"]
        )

    wait_for(lambda: rows() >= 1430, ENOUGH_S, "24 hours of history at one reading a minute")
    expected = {"mons", "livingston", "windesheim", "demo-house"}
    wait_for(lambda: sites() == expected, ENOUGH_S, "all rooms, those too that send every quarter of an hour")
    assert answer("/api/snapshot")["demo"] is True
    assert second.stop() == 0
    refused = told(second, "up")
    assert is_one_clear_line(refused), refused.stderr
    assert "holds demo data" in refused.stderr


def test_the_environment_of_a_person_is_left_alone(stack: Stack) -> None:
    """No password is in any process's arguments or variables, where others could list it."""
    secrets = [path.read_text().strip() for path in (stack.folder / "data" / "passwords").iterdir()]
    assert len(secrets) == 2
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            seen = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except OSError:
            continue
        assert not any(os.fsencode(secret) in seen for secret in secrets)
