"""A key-value bucket with revisions: two who edit at once never lose one's work."""

import nats.errors
from nats.js import JetStreamContext, api
from nats.js.errors import APIError, BucketNotFoundError, KeyNotFoundError, KeyWrongLastSequenceError
from nats.js.kv import KeyValue

from iaqverse.bus.errors import BusAway, BusRefused, Conflict


class Bucket:
    """One bucket; made when it is first used."""

    def __init__(
        self, js: JetStreamContext, name: str, *, is_in_memory: bool = False, ttl_s: float = 0
    ) -> None:
        self._js = js
        self._name = name
        self._is_in_memory = is_in_memory
        self._ttl_s = ttl_s
        self._kv: KeyValue | None = None

    async def get(self, key: str) -> tuple[bytes, int] | None:
        """Return the value and its revision; None when there is none."""
        try:
            entry = await (await self._opened()).get(key)
        except KeyNotFoundError:
            return None
        except (nats.errors.Error, TimeoutError, ConnectionError):
            self._kv = None  # a bucket in memory is gone when the broker is back
            raise BusAway from None
        return entry.value or b"", entry.revision or 0

    async def put(self, key: str, value: bytes, revision: int | None = None) -> int:
        """Write the value and return its revision.

        `revision` is the one that it must still have: 0 for "must not exist yet", None for any.

        Raises:
            Conflict: If it has another revision.
            BusAway: If the broker is away.
        """
        kv = await self._opened()
        try:
            if revision is None:
                return await kv.put(key, value)
            return await kv.update(key, value, last=revision)
        except KeyWrongLastSequenceError:
            raise Conflict(f"{key} was changed meanwhile") from None
        except (nats.errors.Error, TimeoutError, ConnectionError):
            self._kv = None
            raise BusAway from None

    async def _opened(self) -> KeyValue:
        if self._kv is None:
            try:
                self._kv = await self._open()
            except APIError as error:
                raise BusRefused(f"the bucket {self._name} can't be made: {error.description}") from None
            except (nats.errors.Error, TimeoutError, ConnectionError):
                raise BusAway from None
        return self._kv

    async def _open(self) -> KeyValue:
        try:
            return await self._js.key_value(self._name)
        except BucketNotFoundError:
            return await self._js.create_key_value(
                bucket=self._name,
                history=1 if self._is_in_memory else 10,
                ttl=self._ttl_s or None,
                storage=api.StorageType.MEMORY if self._is_in_memory else api.StorageType.FILE,
            )
