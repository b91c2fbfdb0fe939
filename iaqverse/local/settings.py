"""Settings of the one-machine runner (``iaqverse up`` and its like), from ``IAQ_…`` variables."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Port = Annotated[int, Field(ge=1, le=65535)]

REAL_DIR = Path(".iaqverse/data")
DEMO_DIR = Path(".iaqverse/demo")


class LocalSettings(BaseSettings):
    """What a person may choose. Services get theirs from the plan and from the same environment."""

    model_config = SettingsConfigDict(env_prefix="IAQ_", frozen=True, extra="ignore")

    port: Port = Field(8080, description="Port of the pages, the API and the WebSocket.")
    bind: str = Field(
        "127.0.0.1",
        description="Address that everything listens on; any but a loopback address needs `IAQ_OPEN=1`.",
    )
    open: bool = Field(
        False, description="`1`: yes, anyone on the network of `IAQ_BIND` may read and write everything."
    )
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Host names to serve besides localhost, `*.local` and addresses, separated by spaces.",
    )
    data_dir: Path | None = Field(
        None,
        description="Folder of everything that is kept; default `.iaqverse/data`, for a demo "
        "`.iaqverse/demo`.",
    )
    nats_port: Port = Field(4222, description="Port of nats-server for NATS clients.")
    mqtt_port: Port = Field(1883, description="Port of nats-server for MQTT clients.")
    nats_monitor_port: Port = Field(
        8222, description="Port of nats-server's own monitoring pages, always on 127.0.0.1."
    )
    service_port: int = Field(
        9101,
        ge=1,
        le=65_000,
        description="First of the ports on 127.0.0.1 for `/health`, `/ready` and `/metrics`: ingest 9101, "
        "store 9102, predictor 9103, gateway 9104; the second ingest 9111, the second gateway 9114, …",
    )
    ingest_workers: int = Field(1, ge=1, le=16, description="Processes of ingest.")
    predictor_workers: int = Field(1, ge=1, le=16, description="Processes of the predictor.")
    gateway_workers: int = Field(1, ge=1, le=16, description="Processes of the gateway.")

    @field_validator("hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(value.replace(",", " ").split())
        return value

    @field_validator("bind")
    @classmethod
    def _is_address(cls, value: str) -> str:
        try:
            return str(ip_address(value))
        except ValueError:
            raise ValueError("must be an address such as 127.0.0.1 or 0.0.0.0") from None

    @model_validator(mode="after")
    def _open_is_said(self) -> Self:
        if not self.open and not ip_address(self.bind).is_loopback:
            raise ValueError(
                f"IAQ_BIND={self.bind} lets anyone on this network read and write: "
                "add IAQ_OPEN=1 if that is meant"
            )
        return self

    @property
    def is_exposed(self) -> bool:
        """Whether others than this machine can come in."""
        return not ip_address(self.bind).is_loopback

    def folder(self, *, demo: bool) -> Path:
        """Return the absolute data folder."""
        return (self.data_dir or (DEMO_DIR if demo else REAL_DIR)).absolute()


def explain(error: ValidationError) -> str:
    """Return one line that names the variable that is wrong, and why."""
    first = error.errors()[0]
    reason = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return reason
    return f"IAQ_{str(first['loc'][0]).upper()}={first['input']}: {reason}"
