from pathlib import Path

import pytest

from iaqverse.contracts import streams
from iaqverse.local import nats

PASSWORDS = nats.Passwords(service="s3rvice", operator="0perator", anonymous="an0nymous")


def configured(**listeners: object) -> str:
    return nats.config(Path("/data/nats"), PASSWORDS, nats.Listeners(**listeners))  # type: ignore[arg-type]


def test_a_message_is_on_the_disk_before_it_is_acknowledged() -> None:
    assert "sync_interval: always" in configured()


def test_monitoring_stays_on_loopback_when_the_bus_does_not() -> None:
    text = configured(bind="0.0.0.0", monitor_port=8333)
    assert 'listen: "0.0.0.0:4222"' in text
    assert 'listen: "0.0.0.0:1883"' in text
    assert 'http: "127.0.0.1:8333"' in text


def test_an_ipv6_address_is_written_in_brackets() -> None:
    assert 'listen: "[::1]:4222"' in configured(bind="::1")


def test_nobody_is_denied_anything_because_only_what_is_allowed_is_named() -> None:
    assert "deny" not in configured()
    assert "no_auth_user: anonymous" in configured()


def test_the_allowance_holds_all_streams_at_their_largest() -> None:
    ours = streams.iaq().max_bytes + streams.raw().max_bytes + streams.rejected().max_bytes
    assert ours + streams.GIB <= nats.MOST_FILE_BYTES


@pytest.mark.parametrize("bad", ['/data/"quoted"', "/data/back\\slash", "/data/new\nline"])
def test_a_folder_that_would_end_the_string_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="quote"):
        nats.config(Path(bad), PASSWORDS, nats.Listeners())


@pytest.mark.parametrize(
    ("bind", "expected"),
    [
        ("127.0.0.1", "127.0.0.1:80"),
        ("0.0.0.0", "127.0.0.1:80"),
        ("10.0.0.5", "10.0.0.5:80"),
        ("::1", "[::1]:80"),
    ],
)
def test_this_machine_reaches_what_listens(bind: str, expected: str) -> None:
    assert nats.reachable(bind, 80) == expected
