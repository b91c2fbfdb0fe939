"""What can go wrong on the bus.

::

    BusError
    ├── BusAway        the broker can't be reached, or did not answer in time
    ├── BusFull        a stream is at its limit: nothing was kept
    ├── BusRefused     the broker understood and said no
    └── Conflict       a key was changed by somebody else meanwhile
    RpcError           a service answered with an error
"""


class BusError(Exception):
    """The bus could not do what was asked. `retry_after_s`: when to try again, if that may help."""

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class BusAway(BusError):
    """The broker can't be reached or did not answer; what was sent may have been kept all the same."""

    def __init__(self, message: str = "the message bus can't be reached", retry_after_s: float = 1) -> None:
        super().__init__(message, retry_after_s)


class BusFull(BusError):
    """A stream is at its limit; nothing was kept."""

    def __init__(self, message: str = "the message bus is full", retry_after_s: float = 5) -> None:
        super().__init__(message, retry_after_s)


class BusRefused(BusError):
    """The broker refused; `code` is JetStream's error code, 0 if it named none."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


class Conflict(BusError):
    """The key has another revision than the one that was expected."""


class RpcError(Exception):
    """A service answered with an error. `status` is as in HTTP: 400 for the caller's fault, 503 for away."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
