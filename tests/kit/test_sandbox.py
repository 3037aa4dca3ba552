"""What a child in the sandbox cannot do, and which layer says so. Each attempt is the child's own code."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import uvloop

from vitrina.kit import landlock, sandbox, seccomp
from vitrina.kit.sandbox import Bounds

MEMORY_BYTES = 1024**3
HAS_LANDLOCK = landlock.version() > 0
needs_landlock = pytest.mark.skipif(not HAS_LANDLOCK, reason="this kernel has no Landlock")
needs_seccomp = pytest.mark.skipif(not seccomp.is_available(), reason="no seccomp filters here")
# Errors of the two layers: Landlock says EACCES, seccomp EPERM.
TRY = """
import errno, os, sys
def attempt(act):
    try:
        print("done", act())
    except OSError as error:
        print(errno.errorcode[error.errno])
"""


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    path = tmp_path / "outside" / "secret-key"
    path.parent.mkdir()
    path.write_text("CANARY")
    return path


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    folder = tmp_path / "inside"
    folder.mkdir()
    return folder


def bounds(
    *, reads: list[Path] | None = None, writes: list[Path] | None = None, file_bytes: int = 1024**2
) -> Bounds:
    return Bounds(
        reads=reads or [], writes=writes or [], cpu_s=20, memory_bytes=MEMORY_BYTES, file_bytes=file_bytes
    )


def run(code: str, within: Bounds, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-c", TRY + code, *map(str, arguments)]
    with sandbox.preparation(command[0], within) as prepare:
        return subprocess.run(
            command, preexec_fn=prepare, cwd="/", capture_output=True, text=True, timeout=60, check=False
        )


def said(code: str, within: Bounds, *arguments: object) -> str:
    answer = run(code, within, *arguments)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


@needs_landlock
@pytest.mark.parametrize("path", ["/etc/passwd", "/proc/1/environ", "/proc/self/environ", "/dev/zero", "/"])
def test_landlock_refuses_to_read_what_was_not_allowed(path: str) -> None:
    code = "attempt(lambda: os.listdir(sys.argv[1]) if sys.argv[1] == '/' else open(sys.argv[1]).read(9))"

    assert said(code, bounds(), path) == "EACCES"


@needs_landlock
def test_landlock_refuses_the_files_beside_the_one_that_is_allowed(outside: Path, inside: Path) -> None:
    allowed = inside / "clip.mp4"
    allowed.write_text("a clip")
    (inside / "link.mp4").symlink_to(outside)
    code = "for path in sys.argv[1:]: attempt(lambda: open(path).read())"

    found = said(code, bounds(reads=[allowed]), allowed, outside, inside / "link.mp4")

    assert found.split("\n") == ["done a clip", "EACCES", "EACCES"]


@needs_landlock
def test_landlock_refuses_to_write_anywhere_but_in_its_folder(outside: Path, inside: Path) -> None:
    code = """
for path in sys.argv[1:]: attempt(lambda: open(path, "a").write("x"))
folder, other = os.path.dirname(sys.argv[1]), os.path.dirname(sys.argv[2])
attempt(lambda: os.rename(sys.argv[1], other + "/moved"))
attempt(lambda: os.unlink(sys.argv[2]))
attempt(lambda: os.truncate(sys.argv[2], 0))
attempt(lambda: os.symlink("/etc/passwd", folder + "/link"))
attempt(lambda: os.rename(sys.argv[1], folder + "/renamed"))
"""

    found = said(code, bounds(writes=[inside]), inside / "mine", outside, "/tmp/of-nobody")

    assert found.replace("EXDEV", "EACCES").split("\n") == ["done 1", *["EACCES"] * 6, "done None"]
    assert outside.read_text() == "CANARY"
    assert [path.name for path in inside.iterdir()] == ["renamed"]


@needs_landlock
def test_landlock_refuses_to_execute_another_program() -> None:
    assert said("attempt(lambda: os.execv('/bin/sh', ['sh', '-c', 'echo out']))", bounds()) == "EACCES"


@needs_seccomp
def test_seccomp_refuses_the_attributes_of_files(outside: Path) -> None:
    """Landlock has no right for them: a child could open the secrets of its user to everybody."""
    mode = outside.stat().st_mode
    code = """
attempt(lambda: os.chmod(sys.argv[1], 0o777))
attempt(lambda: os.utime(sys.argv[1], (0, 0)))
attempt(lambda: os.chown(sys.argv[1], 1, 1))
attempt(lambda: os.setxattr(sys.argv[1], "user.x", b"1"))
"""

    assert said(code, bounds(), outside).split("\n") == ["EPERM"] * 4
    assert outside.stat().st_mode == mode


@needs_seccomp
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET"])
def test_seccomp_refuses_every_socket(family: str) -> None:
    code = "import socket; attempt(lambda: socket.socket(getattr(socket, sys.argv[1]), socket.SOCK_RAW))"

    assert said(code, bounds(), family) == "EPERM"


@needs_seccomp
@pytest.mark.parametrize("call", ["os.fork()", "os.posix_spawn('/bin/true', ['true'], {})"])
def test_seccomp_refuses_a_second_process(call: str) -> None:
    assert said(f"attempt(lambda: {call})", bounds()) == "EPERM"


@needs_seccomp
def test_seccomp_lets_threads_be() -> None:
    code = "import threading; t = threading.Thread(target=print, args=('hello',)); t.start(); t.join()"

    assert said(code, bounds()) == "hello"


@needs_seccomp
def test_seccomp_refuses_to_touch_other_processes() -> None:
    code = """
import ctypes, resource
libc = ctypes.CDLL(None, use_errno=True)
attempt(lambda: os.kill(os.getppid(), 0))
attempt(lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CORE, (0, 0)))
attempt(lambda: resource.prlimit(0, resource.RLIMIT_CORE, (0, 0)))
libc.ptrace(16, os.getppid(), 0, 0)
print(errno.errorcode[ctypes.get_errno()])
libc.unshare(0x10000000)
print(errno.errorcode[ctypes.get_errno()])
libc.syscall(9999)
print(errno.errorcode[ctypes.get_errno()])
"""
    expected = ["EPERM", "EPERM", "done (0, 0)", "EPERM", "EPERM", "ENOSYS"]

    assert said(code, bounds()).split("\n") == expected


@pytest.mark.skipif(landlock.version() < 4, reason="this kernel's Landlock knows no network")
def test_landlock_alone_refuses_tcp_where_a_filter_would_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "is_available", lambda: False)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = "import socket; attempt(lambda: socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5))"

        assert said(code, bounds(), port) == "EACCES"


@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
def test_a_child_has_no_capability_and_gets_none() -> None:
    """Also where the worker is root, which keeps only the right to files of other users in its folders."""
    within = bounds(reads=[Path("/proc")]) if HAS_LANDLOCK else bounds()
    code = "print(*[l.split()[1] for l in open('/proc/self/status') if l[:6] in ('CapPrm', 'NoNewP')])"

    capabilities, no_new_privileges = said(code, within).split()

    assert int(capabilities, 16) in {0, sandbox.MAY_PASS_MODES}
    assert no_new_privileges == "1"


def test_the_limits_are_in_force() -> None:
    code = """
import resource
for name in ("CORE", "CPU", "FSIZE", "NOFILE", "AS"):
    print(*resource.getrlimit(getattr(resource, "RLIMIT_" + name)))
print(os.nice(0))
"""
    *limits, niceness = said(code, bounds()).split("\n")

    assert limits == [f"{n} {n}" for n in (0, 20, 1024**2, sandbox.OPEN_FILES_MAX, MEMORY_BYTES)]
    assert int(niceness) >= os.nice(0) + 10 or niceness == "19"


def test_too_much_memory_is_refused() -> None:
    answer = run("bytearray(2 * 1024**3)", bounds())

    assert answer.returncode == 1
    assert "MemoryError" in answer.stderr


def test_too_much_time_of_the_processor_is_death() -> None:
    within = Bounds(reads=[], cpu_s=1, memory_bytes=MEMORY_BYTES)

    assert run("while True: pass", within).returncode == -signal.SIGKILL


def test_too_large_a_file_is_refused(inside: Path) -> None:
    """The kernel sends SIGXFSZ, which Python turns into an error; ffmpeg dies of it."""
    code = """
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
open(sys.argv[1], "wb").write(bytes(1025 * 1024))
"""
    answer = run(code, bounds(writes=[inside]), inside / "large")

    assert answer.returncode == -signal.SIGXFSZ
    assert (inside / "large").stat().st_size == 1024**2


def test_too_many_open_files_are_refused(inside: Path) -> None:
    code = "attempt(lambda: [open(sys.argv[1], 'a') for _ in range(100)])"

    assert said(code, bounds(writes=[inside]), inside / "one") == "EMFILE"


def test_a_child_inherits_no_open_file(inside: Path, outside: Path) -> None:
    """Not even one that some library opened to be inherited."""
    number = os.open(outside, os.O_RDONLY)
    os.set_inheritable(number, True)
    try:
        code = "attempt(lambda: os.read(int(sys.argv[1]), 9))"
        command = [sys.executable, "-I", "-c", TRY + code, str(number)]
        with sandbox.preparation(command[0], bounds()) as prepare:
            answer = subprocess.run(
                command,
                preexec_fn=prepare,
                cwd="/",
                capture_output=True,
                text=True,
                close_fds=False,
                check=True,
            )
    finally:
        os.close(number)

    assert answer.stdout.strip() == "EBADF"


def test_what_may_be_read_must_exist(tmp_path: Path) -> None:
    if not HAS_LANDLOCK:
        pytest.skip("this kernel has no Landlock")

    with (
        pytest.raises(FileNotFoundError),
        sandbox.preparation(sys.executable, bounds(reads=[tmp_path / "no"])),
    ):
        pass


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_layer_that_fails_lets_no_child_begin(
    loop: Callable[[], asyncio.AbstractEventLoop], inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under both event loops: a child without its sandbox would be the worst of all."""

    def broken() -> None:
        raise OSError(1, "no such layer")

    monkeypatch.setattr(seccomp, "is_available", lambda: True)
    monkeypatch.setattr(seccomp, "restriction", lambda: broken)
    mark = inside / "began"

    async def start() -> int:
        command = [sys.executable, "-I", "-c", "import sys; open(sys.argv[1], 'w')", str(mark)]
        with sandbox.preparation(command[0], bounds(writes=[inside])) as prepare:
            child = await asyncio.create_subprocess_exec(*command, preexec_fn=prepare)
            return await child.wait()

    running = loop()
    try:
        with pytest.raises((OSError, subprocess.SubprocessError)):
            running.run_until_complete(start())
    finally:
        running.close()
    assert not mark.exists()


@pytest.mark.parametrize("machine", seccomp.MACHINES.values(), ids=seccomp.MACHINES)
def test_every_filter_ends_in_an_answer(machine: seccomp.Machine) -> None:
    """For machines too that the tests do not run on: run by hand, as the kernel would."""
    program = seccomp.filter_of(machine)
    eperm, enosys = seccomp.ERROR | 1, seccomp.ERROR | 38

    def answer(number: int, argument: int = 0, architecture: int = machine.architecture) -> int:
        loaded = {seccomp.ARCHITECTURE_AT: architecture, seccomp.NUMBER_AT: number}
        loaded[seccomp.FIRST_ARGUMENT_AT] = argument
        at = value = 0
        while True:
            code, equal, other, operand = program[at]
            at += 1
            if code == seccomp.RETURN:
                return operand
            if code == seccomp.LOAD:
                value = loaded[operand]
                continue
            holds = {
                seccomp.JUMP_EQUAL: value == operand,
                seccomp.JUMP_AT_LEAST: value >= operand,
                seccomp.JUMP_ANY_BIT: bool(value & operand),
            }[code]
            at += equal if holds else other

    assert answer(0, architecture=0x40000003) == seccomp.KILL
    assert all(answer(number) == eperm for number in machine.refused.values())
    assert answer(machine.clone, 0x11) == eperm
    assert answer(machine.clone, 0x3D0F00) == seccomp.ALLOW
    assert answer(machine.clone3) == answer(500) == answer(0x40000000 | 41) == enosys
    assert answer(machine.prlimit, 4711) == eperm
    assert answer(machine.prlimit) == answer(2) == seccomp.ALLOW
