"""What can be set about the store."""

from pathlib import Path

from pydantic import Field, SecretStr

from iaqverse.settings import CommonSettings
from services.store.engine import DAY_MS, Keep

SQLITE = "sqlite:///"


class Settings(CommonSettings):
    """Settings of the store, on top of those of every service."""

    store_url: str = Field(
        "",
        pattern=r"^$|^sqlite:///.+|^influxdbs?://.+",
        description="The database. `sqlite:///` and a file (four slashes for an absolute path), or "
        "`influxdb://host:8086/bucket?org=name` (`influxdbs` over TLS). Empty: `store.db` in `IAQ_DATA_DIR`.",
    )
    store_token: SecretStr = Field(
        SecretStr(""),
        description="The token for InfluxDB: it reads and writes the buckets, and creates them.",
    )
    store_token_file: Path | None = Field(
        None, description="A file with that token, as containers get their secrets; goes before it."
    )
    store_batch: int = Field(
        2000, ge=1, le=5000, description="Most messages that the store writes in one transaction."
    )
    store_upkeep_s: float = Field(
        10.0, gt=0, description="Seconds between two looks of the store at the stream, the disk and old rows."
    )
    store_keep_raw_days: int = Field(
        60,
        ge=60,
        description="Days that readings are kept as they came; one may be 30 days late, and has 30 more.",
    )
    store_keep_5min_days: int = Field(
        365, ge=0, description="Days that five-minute means, least and most are kept; 0: for ever."
    )
    store_keep_1h_days: int = Field(
        0, ge=0, description="Days that hourly means, least and most are kept; 0: for ever."
    )
    stream_keep_s: float = Field(
        3600.0, gt=0, description="Seconds that everything stays in the stream `IAQ`, for who reconnects."
    )
    stream_age_s: float = Field(
        7 * 86_400.0, gt=0, description="Seconds after which a kept reading leaves the stream `IAQ`."
    )
    disk_free_share: float = Field(
        0.05, ge=0, lt=1, description="Share of the disk that must stay free; `/ready` says it below."
    )

    def keep(self) -> Keep:
        """Return for how long what is kept."""
        days = (self.store_keep_raw_days, self.store_keep_5min_days, self.store_keep_1h_days)
        return Keep(*(number * DAY_MS for number in days))

    @property
    def is_influx(self) -> bool:
        """Whether the database is InfluxDB."""
        return self.store_url.startswith("influxdb")

    def token(self) -> str:
        """Return the token for InfluxDB.

        Raises:
            OSError: If its file can't be read.
        """
        if self.store_token_file is not None:
            return self.store_token_file.read_text().strip()
        return self.store_token.get_secret_value()

    def database(self) -> Path:
        """Return the SQLite file."""
        return Path(self.store_url.removeprefix(SQLITE)) if self.store_url else self.data_dir / "store.db"
