from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from iaqverse.local import plan
from iaqverse.local.plan import Folders, Machine, Process
from iaqverse.local.settings import LocalSettings, explain

FOLDERS = Folders(Path("/checkout"), Path("/data"), Path("/data/run"))
MACHINE = Machine("python3", "nats-server", ("nginx", "-c", "nginx.conf"), stream_bytes=2**30)


@pytest.fixture(autouse=True)
def _nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LocalSettings.model_fields:
        monkeypatch.delenv(f"IAQ_{name.upper()}", raising=False)


def planned(*, demo: bool = False, **chosen: object) -> Mapping[str, Process]:
    settings = LocalSettings(**chosen)  # type: ignore[arg-type]
    return {process.name: process for process in plan.processes(settings, FOLDERS, MACHINE, demo=demo)}


def test_the_bus_the_four_services_and_the_proxy_run() -> None:
    assert list(planned()) == ["nats", "ingest", "store", "predictor", "gateway", "nginx"]


def test_a_demo_has_devices_which_wait_for_everything_else() -> None:
    processes = planned(demo=True)
    assert processes["devices"].after == ("nats", "ingest", "store", "predictor", "gateway", "nginx")


def test_only_the_gateway_of_a_demo_says_so() -> None:
    assert planned(demo=True)["gateway"].env["IAQ_DEMO"] == "1"
    assert planned()["gateway"].env["IAQ_DEMO"] == "0"


def test_services_wait_for_the_bus_and_outlive_it_never() -> None:
    assert all(planned()[name].after == ("nats",) for name in ("ingest", "store", "predictor", "gateway"))


def test_more_workers_get_sockets_and_ports_of_their_own() -> None:
    processes = planned(ingest_workers=2, gateway_workers=2)
    assert processes["ingest-2"].env["IAQ_HTTP_PORT"] == "9111"
    assert processes["gateway-2"].env["IAQ_UNIX_SOCKET"] == "/data/run/gateway-2.sock"
    settings = LocalSettings(gateway_workers=2)
    assert [path.name for path in plan.sockets(settings, FOLDERS, "gateway")] == [
        "gateway-1.sock",
        "gateway-2.sock",
    ]


def test_no_two_processes_share_a_port() -> None:
    numbers = [port.number for port in plan.ports(LocalSettings(ingest_workers=16, gateway_workers=16))]
    assert len(set(numbers)) == len(numbers) == 4 + 16 + 1 + 1 + 16


def test_the_password_is_in_no_command_and_no_variable() -> None:
    for process in planned(demo=True).values():
        assert "IAQ_NATS_PASSWORD" not in process.env
        assert not any("password" in argument for argument in process.argv)


def test_sockets_move_out_of_a_folder_that_lies_too_deep() -> None:
    short, deep, temporary = Path("/srv/iaq"), Path("/srv/" + "x" * 90), Path("/tmp/iaq")
    assert plan.sockets_folder(short, temporary) == short / "run"
    assert plan.sockets_folder(deep, temporary) == temporary


def test_all_addresses_need_a_yes() -> None:
    with pytest.raises(ValidationError) as refused:
        LocalSettings(bind="0.0.0.0")
    assert "IAQ_OPEN=1" in explain(refused.value)
    assert LocalSettings(bind="0.0.0.0", open=True).is_exposed
    assert not LocalSettings(bind="::1").is_exposed


def test_the_gateway_hears_whether_others_can_come_in() -> None:
    assert planned(bind="192.168.1.5", open=True)["gateway"].env["IAQ_OPEN"] == "1"
    assert planned(open=True)["gateway"].env["IAQ_OPEN"] == "0"


def test_a_wrong_setting_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAQ_PORT", "eighty")
    with pytest.raises(ValidationError) as refused:
        LocalSettings()
    assert explain(refused.value).startswith("IAQ_PORT=eighty: ")


def test_hosts_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAQ_HOSTS", "iaq.example, air.example,")
    assert LocalSettings().hosts == ("iaq.example", "air.example")


def test_demo_and_real_data_have_folders_of_their_own() -> None:
    settings = LocalSettings()
    assert settings.folder(demo=True) != settings.folder(demo=False)


@pytest.mark.parametrize(
    ("chosen", "url"),
    [
        ({}, "http://localhost:8080"),
        ({"bind": "0.0.0.0", "open": True}, "http://localhost:8080"),
        ({"bind": "::1", "port": 80}, "http://[::1]:80"),
    ],
)
def test_the_address_for_a_person(chosen: dict[str, object], url: str) -> None:
    assert plan.page_url(LocalSettings(**chosen)) == url  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("free", "expected"),
    [(100 * 2**30, 4 * 2**30), (4 * 2**30, 2**30), (0, 2**20)],
    ids=["large", "small", "full"],
)
def test_the_stream_takes_a_quarter_of_the_free_disk_at_most(free: int, expected: int) -> None:
    assert plan.stream_bytes(free, 4 * 2**30) == expected
    assert planned()["store"].env["IAQ_STREAM_MAX_BYTES"] == str(2**30)
