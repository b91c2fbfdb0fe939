"""docs/CONFIGURATION.md names every setting, with its default and what it means.

Its tables are written from the settings classes. After a change of a setting rewrite them with::

    .venv/bin/python -m tests.contract.test_settings_documented
"""

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

import pytest
from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from iaqverse.contracts import streams

ROOT: Final = Path(__file__).parents[2]
DOCUMENT: Final = ROOT / "docs" / "CONFIGURATION.md"
REWRITE: Final = ".venv/bin/python -m tests.contract.test_settings_documented"
_TABLE: Final = re.compile(r"(<!-- settings of ([a-z_.]+\.[A-Za-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_DEFINES_SETTINGS: Final = re.compile(r"^class \w+\((?:Base|Common)Settings\):", re.MULTILINE)
_VARIABLE: Final = re.compile(r"\bIAQ_[A-Z0-9]+(?:_[A-Z0-9]+)*\b")
_HEAD: Final = "| variable | default | allowed | meaning |\n| --- | --- | --- | --- |\n"


def settings_classes() -> dict[str, type[BaseSettings]]:
    """Return every settings class of the project by its full name."""
    found: dict[str, type[BaseSettings]] = {}
    for path in _sources():
        if _DEFINES_SETTINGS.search(path.read_text()):
            module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            for name, member in inspect.getmembers(module, inspect.isclass):
                if issubclass(member, BaseSettings) and member.__module__ == module.__name__:
                    found[f"{module.__name__}.{name}"] = member
    return found


def rewritten(document: str) -> str:
    """Return `document` with its tables as the classes are now; that of one that is gone is empty."""
    classes = settings_classes()

    def replace(match: re.Match[str]) -> str:
        settings = classes.get(match[2])
        return match[1] + (table(settings) if settings else "") + match[3]

    return _TABLE.sub(replace, document)


def table(settings: type[BaseSettings]) -> str:
    """Return the table of one class: what it adds to the classes that it is made from."""
    return _HEAD + "".join(
        _line(variable(settings, name), name, field) for name, field in own_fields(settings).items()
    )


def own_fields(settings: type[BaseSettings]) -> dict[str, FieldInfo]:
    """Return the fields that this class adds to those of the class that it is made from, or changes."""
    (base,) = settings.__bases__
    inherited = getattr(base, "model_fields", {})
    return {name: field for name, field in settings.model_fields.items() if inherited.get(name) != field}


def variable(settings: type[BaseSettings], name: str) -> str:
    """Return the environment variable of a field."""
    return f"{settings.model_config.get('env_prefix', '')}{name}".upper()


def _line(variable_: str, name: str, field: FieldInfo) -> str:
    meaning = (field.description or "").replace("|", "\\|")
    return f"| `{variable_}` | {_default(name, field)} | {_allowed(field)} | {meaning} |\n"


def _default(name: str, field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None or value == ():
        return "–"
    if isinstance(value, bool):
        return f"`{int(value)}`"
    if name.endswith("bytes") and value % 1024 == 0:
        return f"`{value}` ({_size(value)})"
    return f"`{value}`"


def _size(size: int) -> str:
    for unit in ("KiB", "MiB", "GiB"):
        size //= 1024
        if size % 1024 or unit == "GiB":
            return f"{size} {unit}"
    raise AssertionError


def _allowed(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(field.annotation))
    if field.annotation is bool:
        return "`0`, `1`"
    return ", ".join(_bounds(field.metadata))


def _bounds(metadata: list[Any]) -> Iterator[str]:
    words = {Ge: "at least", Gt: "above", Le: "at most", Lt: "below"}
    for constraint in metadata:
        for kind, word in words.items():
            if isinstance(constraint, kind):
                yield f"{word} {getattr(constraint, kind.__name__.lower())}"


def _sources() -> Iterator[Path]:
    for folder in ("iaqverse", "services"):
        yield from sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("name", sorted(settings_classes()))
def test_every_settings_class_has_its_table(name: str) -> None:
    assert f"<!-- settings of {name} -->" in DOCUMENT.read_text()


def test_the_tables_are_as_the_classes_have_them() -> None:
    document = DOCUMENT.read_text()
    assert document == rewritten(document), f"docs/CONFIGURATION.md is not up to date: run {REWRITE}"


@pytest.mark.parametrize("name", sorted(settings_classes()))
def test_every_setting_says_what_it_means(name: str) -> None:
    settings = settings_classes()[name]
    silent = [field for field, about in own_fields(settings).items() if not about.description]
    assert not silent


def test_every_variable_that_is_read_or_set_anywhere_is_documented() -> None:
    documented = set(_VARIABLE.findall(DOCUMENT.read_text()))
    places = [*_sources(), ROOT / "Makefile", ROOT / "compose.yaml", *(ROOT / "proxy").glob("*.template")]
    named = {
        variable: path.relative_to(ROOT)
        for path in places
        if path.exists()
        for variable in _VARIABLE.findall(path.read_text())
        if variable not in (streams.RAW, streams.REJECTED)
    }
    assert {variable: str(path) for variable, path in named.items() if variable not in documented} == {}


if __name__ == "__main__":
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text()))
