"""What can be set about the store."""

from pathlib import Path

from pydantic import Field

from iaqverse.settings import CommonSettings

SQLITE = "sqlite:///"


class Settings(CommonSettings):
    """Settings of the store, on top of those of every service."""

    store_url: str = Field(
        "",
        pattern=r"^$|^sqlite:///.+",
        description="The database: `sqlite:///` and a file (four slashes for an absolute path). "
        "Empty: `store.db` in `IAQ_DATA_DIR`.",
    )
    store_batch: int = Field(
        2000, ge=1, le=5000, description="Most messages that the store writes in one transaction."
    )
    store_upkeep_s: float = Field(
        10.0, gt=0, description="Seconds between two looks of the store at the stream, the disk and old rows."
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

    def database(self) -> Path:
        """Return the SQLite file."""
        return Path(self.store_url.removeprefix(SQLITE)) if self.store_url else self.data_dir / "store.db"
