"""The sandbox of children that open files of strangers: what the kernel refuses them, whatever they run.

Limits everywhere; on Linux also Landlock (files) and seccomp (network, processes), where the kernel has them
switched on: `layers` tells. A layer that is there and fails ends the child before its program starts.
"""

import ctypes
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from msgspec import Struct

import vitrina
from vitrina.kit import landlock, seccomp
from vitrina.kit.landlock import Rule
from vitrina.kit.process import die_with_parent

OPEN_FILES_MAX = 64
CLOSE_RANGE = 436
CLOSE_AT_EXEC = 4
CAPABILITY_VERSION = 0x20080522
MAY_PASS_MODES = 1 << 1  # CAP_DAC_OVERRIDE: a container's root often works in a folder of another user.
LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")
# What encoders read to count processors.
MACHINE = ("/sys/devices/system/cpu", "/proc/cpuinfo")
TRIAL_S = 60
# What it does not say was refused, it could do.
TRIAL = """
import os, socket, sys
for name, act in (
    ("files", lambda: open(sys.argv[1]).close()),
    ("network", lambda: socket.socket().close()),
    ("processes", lambda: os.fork() or os._exit(0)),
):
    try:
        act()
    except OSError:
        print(name)
"""
LOADERS = ("lib*/ld-*.so*", "lib/*/ld-*.so*", "usr/lib*/ld-*.so*", "usr/lib/*/ld-*.so*")


class Bounds(Struct, frozen=True, kw_only=True):
    """What a child may read, write and use up. A folder stands for everything below it.

    file_bytes: of each file that it writes.  cpu_s: of all its threads together.
    """

    reads: Sequence[Path]
    writes: Sequence[Path] = ()
    cpu_s: int
    memory_bytes: int
    file_bytes: int = 0
    niceness: int = 10


def layers() -> list[str]:
    """Name the layers that this machine has, beside the limits."""
    found = [f"Landlock {version}"] if (version := landlock.version()) else []
    return [*found, "seccomp"] if seccomp.is_available() else found


def refused() -> set[str]:
    """Try it: start a child and tell what was refused it, of `files`, `network` and `processes`.

    Raises OSError or SubprocessError when the child cannot even begin.
    """
    command = [sys.executable, "-I", "-c", TRIAL]
    bounds = Bounds(reads=[], cpu_s=TRIAL_S, memory_bytes=1024**3)
    with NamedTemporaryFile() as secret, preparation(command[0], bounds) as prepare:
        answer = subprocess.run(
            [*command, secret.name],
            preexec_fn=prepare,
            cwd="/",
            capture_output=True,
            text=True,
            timeout=TRIAL_S,
            check=True,
        )
    return set(answer.stdout.split())


@contextmanager
def preparation(program: str, bounds: Bounds) -> Generator[Callable[[], None]]:
    """Prepare a `preexec_fn` that binds a child which will execute this program, and ties its life to ours.

    It holds while the block lasts: start the child inside.  Raises OSError when a path does not exist.
    """
    parent_pid = os.getpid()
    with ExitStack() as stack:
        confine: list[Callable[[], None]] = []
        if sys.platform == "linux":
            confine += [_keep_no_file_open, _drop_capabilities, landlock.forbid_new_privileges]
        if landlock.version():
            confine.append(stack.enter_context(landlock.restriction(_rules(program, bounds))))
        if seccomp.is_available():
            confine.append(seccomp.restriction())

        def prepare() -> None:
            die_with_parent(signal.SIGKILL, parent_pid=parent_pid)
            os.nice(bounds.niceness)
            for each in confine:
                each()
            _limit(bounds)  # The last: with little memory, our own code could not go on.

        yield prepare


def _rules(program: str, bounds: Bounds) -> list[Rule]:
    software = [Path(path) for path in (*LIBRARIES, *MACHINE)]
    if program == sys.executable:
        software += python_folders()
    loaders = [path for pattern in LOADERS for path in Path("/").glob(pattern)]
    return [
        *(Rule(path=path, rights=landlock.READ) for path in software if path.exists()),
        *(Rule(path=path, rights=landlock.EXECUTE | landlock.READ_FILE) for path in loaders),
        Rule(path=Path(program).resolve(), rights=landlock.EXECUTE | landlock.READ_FILE),
        *(Rule(path=path, rights=landlock.READ) for path in bounds.reads),
        *(Rule(path=path, rights=landlock.WRITE) for path in bounds.writes),
    ]


def python_folders() -> list[Path]:
    """List where this Python has its modules and ours: software, nothing of anybody."""
    roots = {Path(sys.prefix), Path(sys.base_prefix)}
    folders = [root / name for root in roots for name in ("lib", "lib64", "pyvenv.cfg")]
    return [*folders, Path(vitrina.__file__).parents[1]]


def _limit(bounds: Bounds) -> None:
    for which, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, bounds.cpu_s),
        (resource.RLIMIT_FSIZE, bounds.file_bytes),
        (resource.RLIMIT_NOFILE, OPEN_FILES_MAX),
        (resource.RLIMIT_AS, bounds.memory_bytes),
    ):
        hard = resource.getrlimit(which)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (least, least))


def _keep_no_file_open() -> None:
    # Whatever the worker has open, beside the child's own input and output.  Kernels older than 5.11 refuse:
    # there only what Python opened is closed, which is everything that we know of.
    assert landlock.libc
    landlock.libc.syscall(CLOSE_RANGE, 3, 0x7FFFFFFF, CLOSE_AT_EXEC)


def _drop_capabilities() -> None:
    """Leave root, where we are root, only the right to its own files."""
    if os.geteuid() != 0:
        return
    assert landlock.libc
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)(MAY_PASS_MODES, MAY_PASS_MODES, 0, 0, 0, 0)
    if landlock.libc.capset(header, sets):
        # Root without that capability: it may only be dropped.
        sets[0] = sets[1] = 0
        if landlock.libc.capset(header, sets):
            raise OSError(ctypes.get_errno(), "capset")
