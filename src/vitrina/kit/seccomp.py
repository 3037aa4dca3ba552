"""seccomp: the kernel refuses a process system calls that it has no business with.

A list of what is refused, not of what is allowed: what a codec needs differs between C libraries, and what
it never needs does not.  Calls that are newer than this list do not exist for the child.
Source: https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import ctypes
import errno
import platform
import sys
from collections.abc import Callable, Sequence

from msgspec import Struct

PR_SET_SECCOMP = 22
MODE_FILTER = 2
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT = 0, 4, 16
CLONE_THREAD = 0x10000
FIRST_UNKNOWN = 470

libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

# What a number means: x86-64 from arch/x86/entry/syscalls/syscall_64.tbl, arm64 from asm-generic/unistd.h.
# From 424 on the numbers are the same everywhere.
EVERYWHERE = {
    "pidfd_send_signal": 424,
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "fspick": 433,
    "pidfd_open": 434,
    "pidfd_getfd": 438,
    "mount_setattr": 442,
    "fchmodat2": 452,
    "setxattrat": 463,
    "removexattrat": 466,
    "open_tree_attr": 467,
    "file_setattr": 469,
}


class Machine(Struct, frozen=True, kw_only=True):
    """The numbers of one architecture. refused: calls that fail with EPERM."""

    architecture: int
    clone: int
    clone3: int
    prlimit: int
    refused: dict[str, int]


X86_64 = Machine(
    architecture=0xC000003E,
    clone=56,
    clone3=435,
    prlimit=302,
    refused={
        # Sockets, and other ways to talk with processes.
        **{"socket": 41, "socketpair": 53, "shmget": 29, "semget": 64, "msgget": 68, "mq_open": 240},
        # Processes: none is started, none is signalled, none is looked into.
        **{"fork": 57, "vfork": 58, "execveat": 322, "memfd_create": 319},
        **{"kill": 62, "tkill": 200, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297},
        **{"ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312},
        # The kernel's own matters.
        **{"unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161},
        **{"bpf": 321, "userfaultfd": 323, "perf_event_open": 298},
        **{"add_key": 248, "request_key": 249, "keyctl": 250, "open_by_handle_at": 304},
        # What Landlock does not cover: the attributes of files outside.
        **{"chmod": 90, "fchmod": 91, "fchmodat": 268, "chown": 92, "fchown": 93, "lchown": 94},
        **{"fchownat": 260, "utime": 132, "utimes": 235, "futimesat": 261, "utimensat": 280},
        **{"setxattr": 188, "lsetxattr": 189, "fsetxattr": 190},
        **{"removexattr": 197, "lremovexattr": 198, "fremovexattr": 199},
    },
)
ARM64 = Machine(
    architecture=0xC00000B7,
    clone=220,
    clone3=435,
    prlimit=261,
    refused={
        **{"socket": 198, "socketpair": 199, "shmget": 194, "semget": 190, "msgget": 186, "mq_open": 180},
        **{"execveat": 281, "memfd_create": 279},
        **{"kill": 129, "tkill": 130, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240},
        **{"ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272},
        **{"unshare": 97, "setns": 268, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51},
        **{"bpf": 280, "userfaultfd": 282, "perf_event_open": 241},
        **{"add_key": 217, "request_key": 218, "keyctl": 219, "open_by_handle_at": 265},
        **{"fchmod": 52, "fchmodat": 53, "fchownat": 54, "fchown": 55, "utimensat": 88},
        **{"setxattr": 5, "lsetxattr": 6, "fsetxattr": 7},
        **{"removexattr": 14, "lremovexattr": 15, "fremovexattr": 16},
    },
)
MACHINES = {"x86_64": X86_64, "aarch64": ARM64}


class Instruction(ctypes.Structure):
    """`struct sock_filter`: equal and other say how many instructions are left out."""

    _fields_ = (
        ("code", ctypes.c_uint16),
        ("equal", ctypes.c_uint8),
        ("other", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("count", ctypes.c_uint16), ("instructions", ctypes.POINTER(Instruction)))


def is_available() -> bool:
    """Tell whether this kernel takes filters, and we know the numbers of this machine."""
    if libc is None or platform.machine() not in MACHINES:
        return False
    # Without a program it must complain of the address: then it knows the mode.
    return libc.prctl(PR_SET_SECCOMP, MODE_FILTER, None) < 0 and ctypes.get_errno() == errno.EFAULT


def restriction() -> Callable[[], None]:
    """Prepare a restriction; calling it, after a fork and without new privileges, binds for ever."""
    instructions = filter_of(MACHINES[platform.machine()])
    listed = (Instruction * len(instructions))(*instructions)
    program = Program(count=len(listed), instructions=listed)

    def restrict() -> None:
        assert libc
        if libc.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(program), 0, 0):
            raise OSError(ctypes.get_errno(), "seccomp")

    return restrict


def filter_of(machine: Machine) -> Sequence[tuple[int, int, int, int]]:
    """Write the program that the kernel runs at each call of the child."""
    refuse = (RETURN, 0, 0, ERROR | errno.EPERM)
    unknown = (RETURN, 0, 0, ERROR | errno.ENOSYS)
    allow = (RETURN, 0, 0, ALLOW)
    program = [
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (JUMP_EQUAL, 1, 0, machine.architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER_AT),
        # The calls of x32 have a bit of their own and are unknown too.
        (JUMP_AT_LEAST, 0, 1, FIRST_UNKNOWN),
        unknown,
        # Its flags lie in memory, where a filter cannot look: the C library takes `clone` instead.
        (JUMP_EQUAL, 0, 1, machine.clone3),
        unknown,
        (JUMP_EQUAL, 0, 4, machine.clone),
        (LOAD, 0, 0, FIRST_ARGUMENT_AT),
        (JUMP_ANY_BIT, 0, 1, CLONE_THREAD),
        allow,
        refuse,
        # The limits of others are not its business; 0 is the caller itself.
        (JUMP_EQUAL, 0, 4, machine.prlimit),
        (LOAD, 0, 0, FIRST_ARGUMENT_AT),
        (JUMP_EQUAL, 0, 1, 0),
        allow,
        refuse,
    ]
    for number in sorted({*machine.refused.values(), *EVERYWHERE.values()}):
        program += [(JUMP_EQUAL, 0, 1, number), refuse]
    return [*program, allow]
