"""Settings come from ``IAQ_…`` environment variables; every one has a working default for one machine."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from iaqverse.contracts.streams import GIB, MIB


class CommonSettings(BaseSettings):
    """What every service reads. A service's own settings are a subclass in its ``settings.py``."""

    model_config = SettingsConfigDict(env_prefix="IAQ_", frozen=True, extra="ignore")

    nats_url: str = Field("nats://127.0.0.1:4222", description="Where the NATS server is.")
    nats_user: str = Field("service", description="The bus user that services are.")
    nats_password: SecretStr | None = Field(
        None, description="That user's password; `IAQ_NATS_PASSWORD_FILE` is better: others can't list it."
    )
    nats_password_file: Path | None = Field(None, description="A file that holds that user's password.")
    stream_max_bytes: int = Field(
        4 * GIB,
        ge=MIB,
        description="Size of the stream `IAQ`, fixed when it is created. On one machine the runner gives at "
        "most a quarter of the free disk.",
    )
    data_dir: Path = Field(Path(".iaqverse/data"), description="The folder for everything that is kept.")
    http_host: str = Field(
        "127.0.0.1", description="Address of the TCP port for `/health`, `/ready` and `/metrics`."
    )
    http_port: int = Field(0, ge=0, le=65535, description="That TCP port; 0 takes a free one.")
    unix_socket: Path | None = Field(
        None, description="Unix socket to serve nginx on, at most 100 bytes long; without it TCP serves all."
    )
    log_format: Literal["auto", "console", "json"] = Field(
        "auto", description="`console` for people, `json` for machines; `auto`: console on a terminal."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level logged.")
    drain_s: float = Field(
        10.0, gt=0, le=300, description="Seconds that a service has to finish after SIGTERM."
    )

    def password(self) -> str | None:
        """Return the bus password, from the file if one is named.

        Raises:
            OSError: If the named file can't be read.
        """
        if self.nats_password_file is not None:
            return self.nats_password_file.read_text().strip()
        return self.nats_password.get_secret_value() if self.nats_password else None
