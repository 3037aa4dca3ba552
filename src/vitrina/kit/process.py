"""Child processes that cannot outlive their parent, and what runs under a process id."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

from msgspec import Struct

ALIVE_LINE = "worker is alive"  # The worker prints it once it works; the supervisor waits for it.
PR_SET_PDEATHSIG = 1
PROC = Path("/proc")
POLL_S = 0.02
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Account(Struct, frozen=True, kw_only=True):
    """A user of the operating system that a child runs as."""

    name: str
    uid: int
    gid: int


class Launch(Struct, frozen=True, kw_only=True):
    """How a child begins: in a session of its own, as whom, where, and which signal it gets when we die.

    Start children in the main thread: the kernel sends the signal when the starting *thread* ends.
    """

    death_signal: signal.Signals
    environ: Mapping[str, str]
    account: Account | None = None
    folder: Path = Path("/")

    def start(self, command: Sequence[str], *, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
        """Start a child whose output and errors go to one file or pipe."""
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(self.environ),
            cwd=self.folder,
            preexec_fn=self._preparation(),  # noqa: PLW1509 - nothing here takes a lock after the fork.
        )

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a child to its end and return what it printed."""
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            env=dict(self.environ),
            cwd=self.folder,
            preexec_fn=self._preparation(),
            capture_output=True,
            text=True,
            check=False,
        )

    def _preparation(self) -> Callable[[], None]:
        account, tie = self.account, tied_to_us(self.death_signal)
        groups = os.getgrouplist(account.name, account.gid) if account else []

        def prepare() -> None:
            os.setsid()
            if account:
                os.setgroups(groups)
                os.setgid(account.gid)
                os.setuid(account.uid)
            tie()  # After setuid: the kernel forgets the signal when the user changes.

        return prepare


def tied_to_us(death_signal: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn` for children that other code starts: they get the signal when we die."""
    parent_pid = os.getpid()

    def tie() -> None:
        die_with_parent(death_signal, parent_pid=parent_pid)

    return tie


def die_with_parent(death_signal: signal.Signals, *, parent_pid: int) -> None:
    """Ask the kernel to send this process a signal when its parent dies. Elsewhere than Linux: do nothing."""
    if not _libc:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
    if os.getppid() != parent_pid:  # The parent died before we asked.
        os.kill(os.getpid(), death_signal)


class Seen(Struct, frozen=True, kw_only=True):
    """What the system tells about a process."""

    name: str
    is_zombie: bool
    folder: Path | None


def look_at(pid: int) -> Seen | None:
    """Find what runs under a process id; None when nothing does, or where there is no /proc."""
    home = PROC / str(pid)
    try:
        name, _, rest = (home / "stat").read_text().partition("(")[2].rpartition(")")
    except OSError:
        return None
    try:
        folder = (home / "cwd").readlink()
    except OSError:
        folder = None
    return Seen(name=name, is_zombie=rest.split()[0] == "Z", folder=folder)


def is_in_use(pid: int) -> bool:
    """Say whether something runs under a process id; a zombie does not."""
    if PROC.is_dir():
        return (seen := look_at(pid)) is not None and not seen.is_zombie
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def find_processes(name: str, folder: Path) -> list[int]:
    """List the living processes of a name that work in a folder; empty where there is no /proc."""
    if not PROC.is_dir():
        return []
    pids = (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())
    return [pid for pid in pids if (seen := look_at(pid)) and _is_in(seen, name, folder)]


def _is_in(seen: Seen, name: str, folder: Path) -> bool:
    return seen.name == name and not seen.is_zombie and seen.folder == folder


def send(how: signal.Signals, pids: Iterable[int]) -> None:
    """Signal processes; those that are gone already are no error."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, how)


def send_to_group(how: signal.Signals, pid: int) -> None:
    """Signal a child started by `Launch` and all that it started, even after the child itself has ended."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, how)


def wait_until(happened: Callable[[], object], *, timeout_s: float) -> bool:
    """Poll until something is true. False when the time is over."""
    deadline = time.monotonic() + timeout_s
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_S)
    return True
