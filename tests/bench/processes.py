"""How much processor time processes have used, their living and finished children included."""

import os
import resource
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def cpu_of_tree(root: int) -> float:
    """Return the seconds that a process and all its descendants have used so far."""
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
            # Its own time in both modes, and that of the children that it has waited for.
            used[int(entry.name)] = sum(map(int, fields[11:15])) / TICK
    total, waiting = 0.0, [root]
    while waiting:
        process = waiting.pop()
        total += used.get(process, 0.0)
        waiting += children.get(process, ())
    return total


def cpu_of_ended_children() -> float:
    """Return the seconds that children of this process had used when they ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
