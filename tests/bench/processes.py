"""What processes have used, as Linux counts it."""

import os
from pathlib import Path


def cpu_s(*roots: int) -> float:
    """Return the CPU seconds that these processes and those they started have used."""
    stats = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name of the program stands in parentheses and may have any character in it.
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        stats[int(path.parent.name)] = (int(fields[1]), int(fields[11]) + int(fields[12]))
    family = set(roots)
    while more := {pid for pid, (parent, _) in stats.items() if parent in family} - family:
        family |= more
    return sum(stats[pid][1] for pid in family if pid in stats) / os.sysconf("SC_CLK_TCK")


def resident_kib(pid: int) -> int:
    """Return the resident memory of one process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise ValueError(f"process {pid} has ended")


def written_bytes(*pids: int) -> int:
    """Return how many bytes these processes have had written to disks, now or later."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/io").read_text().splitlines():
            if line.startswith("write_bytes:"):
                total += int(line.split()[1])
    return total
