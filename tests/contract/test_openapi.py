"""docs/openapi.yaml is held against running services: every route, every parameter, every answer."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from typing import Any, cast

import pytest
import yaml

from iaqverse.bus import Bus
from iaqverse.configuring import ConfigurationFollower
from services.gateway.__main__ import assemble
from services.gateway.app import make_app
from services.gateway.settings import Settings
from services.ingest.app import make_app as make_ingest_app
from services.ingest.settings import Settings as IngestSettings
from tests.support.gateway import Visitor, publish, reading
from tests.support.nats_server import NatsServer
from tests.support.service import CHECKOUT, ServiceProcess
from tests.support.waiting import until

DOCUMENT: dict[str, Any] = yaml.safe_load((CHECKOUT / "docs" / "openapi.yaml").read_text())
PATHS: dict[str, Any] = DOCUMENT["paths"]
GETS = [path for path, item in PATHS.items() if "get" in item and path != "/ws"]
OF_INGEST = ("/api/ingest", "/api/ingest/stats", "/api/iaq")
FOR_OPERATORS = frozenset({("get", "/ready"), ("get", "/metrics"), ("get", "/health")})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    server = NatsServer(tmp_path_factory.mktemp("nats"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def urls(server: NatsServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("services")
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(ServiceProcess(name, server.environment(), folder)).url
            for name in ("store", "ingest", "gateway")
        }


@pytest.fixture
async def visitor(server: NatsServer, urls: dict[str, str]) -> AsyncIterator[Visitor]:
    """A visitor of a gateway that has something to show."""
    async with Visitor.visit(urls["gateway"]) as visiting, Bus.connect(server.settings(), "test") as bus:
        seq = await publish(bus, reading())

        async def is_stored() -> bool:
            _, status = await visiting.ask("/api/status")
            return bool(status["store"]["through"]["seq"] >= seq)

        await until(is_stored, 15)
        yield visiting


def resolved(part: Any) -> Any:
    """Return `part`, or what it refers to."""
    if isinstance(part, dict) and "$ref" in part:
        found: Any = DOCUMENT
        for key in part["$ref"].removeprefix("#/").split("/"):
            found = found[key]
        return found
    return part


TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
    "integer": int, "number": (int, float),
}  # fmt: skip


def check(value: Any, schema: Any, where: str = "") -> None:
    """Raise AssertionError if `value` is not as `schema` says: the part of JSON Schema that we use."""
    schema = resolved(schema)
    for one in schema.get("oneOf", ()):
        try:
            check(value, one, where)
        except AssertionError:
            continue
        return
    assert "oneOf" not in schema, f"{where} is none of those"
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        names = [name for name in types if name == "boolean" or not isinstance(value, bool)]
        assert any(isinstance(value, TYPES[name]) for name in names), f"{where}: {value!r} is no {types}"
    assert value == schema.get("const", value), where
    assert value in schema.get("enum", [value]), f"{where}: {value!r}"
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= set(value), f"{where} has only {sorted(value)}"
        for name, member in value.items():
            more = schema.get("additionalProperties", {})
            check(member, schema.get("properties", {}).get(name, more), f"{where}.{name}")
    if isinstance(value, list):
        for number, item in enumerate(value):
            check(item, schema.get("items", {}), f"{where}[{number}]")


def answer_schema(operation: Any, status: int, content_type: str) -> Any:
    """Return what the document says of this answer."""
    assert str(status) in operation["responses"], f"{status} is not documented"
    content = resolved(operation["responses"][str(status)]).get("content", {})
    assert content_type in content, f"{content_type} is not documented"
    return content[content_type].get("schema", {})


def parameters(operation: Any, where: str = "query") -> list[dict[str, Any]]:
    found = [resolved(parameter) for parameter in operation.get("parameters", ())]
    return [parameter for parameter in found if parameter["in"] == where]


def url_of(path: str, urls: dict[str, str]) -> str:
    return urls["ingest" if path in OF_INGEST else "gateway"]


async def test_every_route_is_documented_and_every_documented_route_is_there(server: NatsServer) -> None:
    settings = Settings(**server.settings().model_dump())
    async with Bus.connect(settings, "test") as bus, ConfigurationFollower.follow(bus) as follower:
        apps = (
            make_app(assemble(settings, bus, follower)),
            make_ingest_app(cast(Any, None), IngestSettings()),
        )
    routes = {
        (route.method.lower(), route.resource.canonical)
        for app in apps
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    documented = {(method, path) for path, item in PATHS.items() for method in item}
    assert routes - FOR_OPERATORS == documented - FOR_OPERATORS
    assert ("get", "/health") in documented


@pytest.mark.parametrize("path", GETS)
async def test_an_answer_is_as_documented(visitor: Visitor, urls: dict[str, str], path: str) -> None:
    operation = PATHS[path]["get"]
    examples = {p["name"]: str(p["example"]) for p in parameters(operation) if "example" in p}
    if path == "/api/actions":
        examples = {}  # once without a span, from memory
    async with visitor.session.get(url_of(path, urls) + path, params=examples) as answer:
        body = await answer.text()
        assert answer.status == 200, body
        schema = answer_schema(operation, 200, answer.content_type)
        if answer.content_type == "application/json":
            check(json.loads(body), schema)


@pytest.mark.parametrize("path", [path for path in GETS if path not in ("/health", "/api/ingest/stats")])
async def test_the_documented_parameters_are_all_there_are(visitor: Visitor, path: str) -> None:
    operation = PATHS[path]["get"]
    async with visitor.session.get(f"{visitor.url}{path}?no-such=1") as answer:
        assert answer.status == 400
        problem = json.loads(await answer.text())
    check(problem, DOCUMENT["components"]["schemas"]["Problem"])
    known = re.sub(r".*; known: ", "", problem["detail"])
    assert {name for name in known.split(", ") if name} == {p["name"] for p in parameters(operation)}


@pytest.mark.parametrize("path", ["/api/ingest", "/api/iaq"])
async def test_readings_are_taken_and_refused_as_documented(
    visitor: Visitor, urls: dict[str, str], path: str
) -> None:
    operation = PATHS[path]["post"]
    example = operation["requestBody"]["content"]["application/json"]["example"]
    bodies: list[Any] = [example, [example], [example, {"device": "x"}], {"device": "x"}, []]
    for body in bodies:
        async with visitor.session.post(urls["ingest"] + path, json=body) as answer:
            text = await answer.text()
            if answer.status == 207 and path == "/api/iaq":
                continue
            check(json.loads(text), answer_schema(operation, answer.status, answer.content_type))


@pytest.mark.parametrize(
    ("method", "path", "filled", "body"),
    [
        ("post", "/api/actions/{id}/{verb}", "/api/actions/a.b.c.1/ack", {}),
        ("post", "/api/alerts/{id}/{verb}", "/api/alerts/a.b.c.1/done", {}),
        (
            "post",
            "/api/modules/{site}/{room}/{module}",
            "/api/modules/a/b/c",
            {"kind": "door", "state": "shut"},
        ),
        ("post", "/api/modules/{site}/{room}/{module}", "/api/modules/a/b/d", {"state": "shut"}),
        ("patch", "/api/devices/{site}/{room}/{device}", "/api/devices/maison/bureau/bureau1", {"name": "B"}),
        ("post", "/api/rooms", "/api/rooms", {"site": "Maison", "room": "Grenier"}),
        ("post", "/api/rooms", "/api/rooms", {"site": "Maison"}),
        ("patch", "/api/devices/{site}/{room}/{device}", "/api/devices/maison/bureau/bureau1", {"x": "B"}),
        ("patch", "/api/devices/{site}/{room}/{device}", "/api/devices/maison/bureau/none", {"name": "B"}),
        ("delete", "/api/devices/{site}/{room}/{device}", "/api/devices/maison/bureau/bureau1", None),
        ("put", "/config", "/config", {}),
    ],
)
async def test_writes_are_answered_as_documented(
    visitor: Visitor, method: str, path: str, filled: str, body: Any
) -> None:
    async with visitor.session.request(method, visitor.url + filled, json=body) as answer:
        text = await answer.text()
        check(json.loads(text), answer_schema(PATHS[path][method], answer.status, answer.content_type))


def test_a_value_that_is_not_as_documented_is_noticed() -> None:
    point = DOCUMENT["components"]["schemas"]["Point"]
    check({"epoch": "7", "seq": 1}, point)
    bads: list[Any] = [{"epoch": "7"}, {"epoch": 7, "seq": 1}, {"epoch": "7", "seq": True}, []]
    for bad in bads:
        with pytest.raises(AssertionError):
            check(bad, point)
