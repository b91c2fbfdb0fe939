"""Operators: the real ``nats`` command-line tool and ``iaqverse tail`` against the running system."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar
from urllib.request import Request, urlopen

import pytest

from iaqverse.contracts.wire import iso_ms
from tests.support.service import CHECKOUT
from tests.support.stack import Stack

NATS = shutil.which("nats")
LIMIT_S = 20


Test = TypeVar("Test", bound=Callable[..., None])


def needs_nats(test: Test) -> Test:
    """Mark a test that needs the tool; it is skipped without."""
    pytest.mark.skipif(NATS is None, reason="the nats command-line tool is not on PATH")(test)
    marked: Test = pytest.mark.nats_cli(test)
    return marked


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of its own: contexts of the person who runs the tests stay as they are."""
    return tmp_path


def environment(stack: Stack, home: Path) -> dict[str, str]:
    without = {k: v for k, v in stack.environment.items() if not k.startswith("NATS_")}
    return without | {"XDG_CONFIG_HOME": str(home)}


def post(stack: Stack, co2_ppm: int) -> None:
    reading = {
        "device": "tailed", "site": "Operators", "room": "Desk",
        "ts": iso_ms(datetime.now(UTC)), "values": {"co2_ppm": co2_ppm},
    }  # fmt: skip
    request = Request(
        f"{stack.url}/api/ingest", json.dumps(reading).encode(), {"Content-Type": "application/json"}
    )
    with urlopen(request, timeout=5) as answer:
        assert answer.status == 202


@contextmanager
def posting(stack: Stack) -> Iterator[None]:
    """Post readings until the block ends: a listener that starts meanwhile hears some of them."""
    enough = Event()

    def keep_on() -> None:
        co2_ppm = 600
        while not enough.wait(0.2):
            co2_ppm += 1
            post(stack, co2_ppm)

    thread = Thread(target=keep_on)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def run(command: list[str], stack: Stack, home: Path) -> str:
    done = subprocess.run(
        command, env=environment(stack, home), cwd=CHECKOUT,
        capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def first_line_with(text: str, command: list[str], stack: Stack, home: Path) -> str:
    """Run a command that goes on and on until it prints a line with `text`, and return that line."""
    with subprocess.Popen(
        command, env=environment(stack, home), cwd=CHECKOUT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        timer = Thread(target=_kill_later, args=(process,), daemon=True)
        timer.start()
        said = []
        for line in process.stdout:
            said.append(line)
            if text in line:
                process.kill()
                return line
    raise AssertionError("".join(said))


def _kill_later(process: "subprocess.Popen[str]") -> None:
    deadline_s = time.monotonic() + LIMIT_S
    while process.poll() is None and time.monotonic() < deadline_s:
        time.sleep(0.1)
    process.kill()


def iaqverse(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "iaqverse", *arguments]


def nats(stack: Stack, *arguments: str) -> list[str]:
    assert NATS is not None
    return [NATS, "--server", stack.nats_url, *arguments]


@pytest.fixture
def operator(stack: Stack, home: Path) -> list[str]:
    """The command line of an operator who has written the context."""
    told = run(iaqverse("context"), stack, home)
    assert "nats --context iaqverse stream report" in told
    assert NATS is not None
    return [NATS, "--context", "iaqverse"]


def test_tail_prints_a_line_a_person_can_read(stack: Stack, home: Path) -> None:
    with posting(stack):
        line = first_line_with("operators/desk/tailed", iaqverse("tail", "readings.>"), stack, home)
    assert "co2_ppm 6" in line
    assert " ppm | " in line


def test_tail_prints_json_for_programs(stack: Stack, home: Path) -> None:
    with posting(stack):
        line = first_line_with("tailed", iaqverse("tail", "readings.operators.>", "--json"), stack, home)
    assert json.loads(line)["site"] == "operators"


@needs_nats
def test_what_is_kept_is_readable_without_any_set_up(stack: Stack, home: Path) -> None:
    with posting(stack):
        line = first_line_with("tailed", nats(stack, "sub", "live.iaq.readings.>", "--raw"), stack, home)
    assert json.loads(line)["values"]["co2_ppm"] > 600


@needs_nats
def test_the_services_are_listed_without_any_set_up(stack: Stack, home: Path) -> None:
    listed = run(nats(stack, "service", "ls"), stack, home)
    assert "store" in listed
    assert "gateway" in listed


@needs_nats
def test_a_reading_can_be_published_without_any_set_up(stack: Stack, home: Path) -> None:
    reading = json.dumps({"device": "typed", "site": "Operators", "room": "Desk", "values": {"co2_ppm": 777}})
    tail = iaqverse("tail", "readings.operators.desk.typed", "--json")
    done = Event()

    def publish() -> None:
        while not done.wait(0.3):
            run(nats(stack, "pub", "iaq.raw.typed", reading), stack, home)

    thread = Thread(target=publish)
    thread.start()
    try:
        line = first_line_with("typed", tail, stack, home)
    finally:
        done.set()
        thread.join()
    assert json.loads(line)["values"] == {"co2_ppm": 777}


@needs_nats
def test_streams_are_reported_to_the_operator(stack: Stack, home: Path, operator: list[str]) -> None:
    report = run([*operator, "stream", "report"], stack, home)
    assert all(name in report for name in ("IAQ", "IAQ_RAW", "IAQ_REJECTED"))


@needs_nats
@pytest.mark.parametrize(("stream", "consumer"), [("IAQ", "store"), ("IAQ_RAW", "ingest")])
def test_consumers_are_reported_to_the_operator(
    stack: Stack, home: Path, operator: list[str], stream: str, consumer: str
) -> None:
    assert consumer in run([*operator, "consumer", "report", stream], stack, home)


@needs_nats
def test_the_operator_looks_and_changes_nothing(stack: Stack, home: Path, operator: list[str]) -> None:
    for command in (
        ["stream", "rm", "IAQ_REJECTED", "-f"],
        ["stream", "purge", "IAQ", "-f"],
        ["consumer", "rm", "IAQ", "store", "-f"],
        ["kv", "put", "iaq-config", "config", "{}"],
    ):
        done = subprocess.run(
            [*operator, "--timeout", "1s", *command], env=environment(stack, home), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=LIMIT_S, check=False,
        )  # fmt: skip
        assert done.returncode != 0, done.stdout
        assert "permission" in (done.stdout + done.stderr).lower()


@needs_nats
def test_without_the_context_streams_are_not_listed(stack: Stack, home: Path) -> None:
    done = subprocess.run(
        nats(stack, "--timeout", "1s", "stream", "report"), env=environment(stack, home),
        capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    assert done.returncode != 0


def test_a_reader_that_has_enough_ends_the_tail_quietly(stack: Stack, home: Path) -> None:
    command = f"{sys.executable} -m iaqverse tail --json | head -n 1"
    with posting(stack):
        done = subprocess.run(
            ["sh", "-c", command], env=environment(stack, home) | {"PATH": os.environ["PATH"]}, cwd=CHECKOUT,
            capture_output=True, text=True, timeout=LIMIT_S, check=False,
        )  # fmt: skip
    assert json.loads(done.stdout)
    assert done.stderr == ""
