"""What can be set about ingest."""

from pydantic import Field

from iaqverse.settings import CommonSettings


class Settings(CommonSettings):
    """Settings of ingest, on top of those of every service."""

    ingest_body_bytes: int = Field(
        256 * 1024, ge=1024, description="Largest body of a request with readings; more is 413."
    )
    ingest_items: int = Field(
        1000, ge=1, le=1000, description="Most readings in one request or raw message; more is 413."
    )
    ingest_waiting: int = Field(
        10_000, ge=1000, description="Most readings that wait for the bus in one process; more is 503."
    )
    disk_free_share: float = Field(
        0.05, ge=0, lt=1, description="Share of the disk that must stay free; readings get 503 below it."
    )
