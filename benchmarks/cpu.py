"""How much CPU a server has taken, with everything it started.

Linux tells in /proc; elsewhere nothing does.
"""

import os
from pathlib import Path

import psycopg

PROC = Path("/proc")


def of_tree(pid: int) -> float:
    """Seconds of CPU of a process, its living descendants, and those that it has buried; 0 without /proc."""
    seen = _processes()
    waiting, ticks = [pid], 0
    while waiting:
        parent = waiting.pop()
        ticks += seen[parent][1] if parent in seen else 0
        waiting += [each for each, (its_parent, _) in seen.items() if its_parent == parent]
    return ticks / os.sysconf("SC_CLK_TCK")


def children() -> set[int]:
    """Process ids of what this process has started."""
    return {each for each, (parent, _) in _processes().items() if parent == os.getpid()}


def _processes() -> dict[int, tuple[int, int]]:
    """Tell each process's parent, and its ticks of CPU with those of its buried children."""
    found: dict[int, tuple[int, int]] = {}
    for entry in PROC.iterdir() if PROC.is_dir() else ():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # It ended meanwhile.
            continue
        found[int(entry.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    return found


def postmaster_of(url: str) -> int | None:
    """Process id of the PostgreSQL server behind a URL, when it runs on this machine."""
    with psycopg.connect(url) as db:
        row = db.execute("select pg_backend_pid()").fetchone()
        assert row
        try:  # While it lives: it goes with the connection.
            return int((PROC / str(row[0]) / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return None
