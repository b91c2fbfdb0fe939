"""What a running gateway is made of; made once and handed down."""

from dataclasses import dataclass

from iaqverse.asking import Store
from iaqverse.bus import Bus
from iaqverse.configuring import ConfigurationFollower
from services.gateway.hub import Hub
from services.gateway.lastvalues import LastValues
from services.gateway.polling import Polls
from services.gateway.settings import Settings
from services.gateway.sockets import Sockets
from services.gateway.sparklines import Sparklines
from services.gateway.stats import Stats


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that answers are made from."""

    settings: Settings
    bus: Bus
    configuration: ConfigurationFollower
    store: Store
    values: LastValues
    sparklines: Sparklines
    hub: Hub
    sockets: Sockets
    polls: Polls
    stats: Stats
