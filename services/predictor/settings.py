"""What can be set about the predictor."""

from pydantic import Field

from iaqverse.settings import CommonSettings


class Settings(CommonSettings):
    """Settings of the predictor, on top of those of every service."""

    predictor_checkpoint_s: float = Field(
        600,
        ge=10,
        description="Seconds between two savings of what is known of a room, a part of the rooms at a time: "
        "some 50 kB for each quantity of each device. The longer, the more a start after a kill catches up.",
    )
    predictor_accuracy_s: float = Field(
        600, ge=10, description="Seconds between two messages on how well the forecasts for a device did."
    )
    predictor_store_wait_s: float = Field(
        60, ge=0, description="How long a start waits for the store's history before it goes on without."
    )
    predictor_refit_every_s: float = Field(
        3600,
        ge=0,
        description="Seconds between two looks for sites whose local trees are due to be fitted; 0: never.",
    )
    predictor_refit_longest_s: float = Field(
        900, gt=0, description="How long one such fit may take before it is ended."
    )
