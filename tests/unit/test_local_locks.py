"""The lock files say the same as pyproject.toml and name no registry."""

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def locked(path: Path) -> list[Requirement]:
    lines = path.read_text().replace("\\\n", "").splitlines()
    return [Requirement(line.split(" --hash")[0]) for line in lines if line.strip()]


def wanted(extra: str) -> list[Requirement]:
    """Everything that `extra` asks for, its own extras taken apart."""
    requirements = [Requirement(text) for text in PROJECT["optional-dependencies"][extra]]
    inner = [name for r in requirements if r.name == PROJECT["name"] for name in r.extras]
    own = [r for r in requirements if r.name != PROJECT["name"]]
    return own + [r for name in inner for r in wanted(name)]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_registry_and_pins_every_package_by_hash(path: Path) -> None:
    text = path.read_text()
    assert "://" not in text
    assert "--index" not in text
    for entry in text.replace("\\\n", "").splitlines():
        assert "==" in entry
        assert "--hash=sha256:" in entry


@pytest.mark.parametrize("extra", sorted(PROJECT["optional-dependencies"]))
def test_a_lock_satisfies_what_the_project_asks_for(extra: str) -> None:
    versions = {pin.name: pin.specifier for pin in locked(ROOT / "requirements" / f"{extra}.txt")}
    for requirement in [*map(Requirement, PROJECT["dependencies"]), *wanted(extra)]:
        pin = versions[requirement.name.lower()]
        version = next(iter(pin)).version
        assert requirement.specifier.contains(version), f"{requirement} but {pin}: run make lock"


@pytest.mark.parametrize(
    "path", [path for path in LOCKS if path.stem not in ("dev", "setup")], ids=lambda p: p.name
)
def test_every_lock_agrees_with_that_of_the_tests(path: Path) -> None:
    tested = {(str(pin.name), str(pin.specifier)) for pin in locked(ROOT / "requirements" / "dev.txt")}
    assert {(str(pin.name), str(pin.specifier)) for pin in locked(path)} <= tested
