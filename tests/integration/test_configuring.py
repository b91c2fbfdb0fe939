"""What people edit is known to every service at once."""

from iaqverse.bus import Bus
from iaqverse.configuring import LOOK_EVERY_S, ConfigurationFollower
from iaqverse.contracts.configuration import BUCKET, KEY, Building, Configuration
from tests.support.waiting import until


class Behind(ConfigurationFollower):
    """Reads so many times what was before, as from a broker that is not yet where its notice came from."""

    times = 0

    async def refresh(self) -> None:
        if self.times:
            self.times -= 1
            return
        await super().refresh()


async def test_a_notice_that_comes_before_the_change_can_be_read_is_followed_up_at_once(bus: Bus) -> None:
    async with Behind.follow(bus) as follower:
        assert isinstance(follower, Behind)
        for name, follower.times in (("A", 0), ("B", 1), ("C", 3)):
            document = Configuration(building=Building(name=name))
            await bus.bucket(BUCKET).put(KEY, document.model_dump_json().encode())
            await until(lambda wanted=document: follower.current == wanted, LOOK_EVERY_S / 2)  # type: ignore[misc]
