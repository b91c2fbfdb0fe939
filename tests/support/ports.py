"""Free ports of 127.0.0.1."""

import random
import socket

_random = random.SystemRandom()


def free_port() -> int:
    """Return a TCP port that is free now."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Return `count` different TCP ports that are free now.

    They are below the range from which the kernel takes ports for outgoing connections, so that
    none of those can take one before its server does.
    """
    sockets: list[socket.socket] = []
    try:
        while len(sockets) < count:
            candidate = socket.socket()
            try:
                candidate.bind(("127.0.0.1", _random.randrange(12_000, 31_000)))
            except OSError:
                candidate.close()
                continue
            sockets.append(candidate)
        return [s.getsockname()[1] for s in sockets]
    finally:
        for s in sockets:
            s.close()
