"""Ends what a supervisor leaves behind that was itself killed: ``python -m iaqverse.local.reaper``.

Reads from standard input, a pipe from the supervisor, one line a process group: ``+123`` began, ``-123``
has ended. The end of the input means that the supervisor is gone, however it went: the groups that are
left are asked to finish, and killed when they do not.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable

GRACE_S = 10.0


def main() -> None:
    """Wait for the end of the input, then end what is left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    end(remaining(sys.stdin))


def remaining(lines: Iterable[str]) -> set[int]:
    """Return the groups that began and did not end."""
    groups: set[int] = set()
    for line in lines:
        sign, number = line[:1], line[1:].strip()
        if sign == "+":
            groups.add(int(number))
        else:
            groups.discard(int(number))
    return groups


def end(groups: set[int], grace_s: float = GRACE_S) -> None:
    """Ask `groups` to finish and kill those that are still there `grace_s` seconds later."""
    deadline_s = time.monotonic() + grace_s
    left = {group for group in groups if _signalled(group, signal.SIGTERM)}
    while left and time.monotonic() < deadline_s:
        time.sleep(0.1)
        left = {group for group in left if _signalled(group, 0)}
    for group in left:
        _signalled(group, signal.SIGKILL)


def _signalled(group: int, number: int) -> bool:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


if __name__ == "__main__":
    main()
