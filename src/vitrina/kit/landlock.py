"""Landlock: the kernel refuses a process every file and TCP port that was not allowed before it began.

Linux 5.13 and later, no privilege, no tool.  Source: https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # The same on every architecture.
VERSION_FLAG = 1
RULE_PATH_BENEATH = 1
PR_SET_NO_NEW_PRIVS = 38

EXECUTE = 1 << 0
WRITE_FILE = 1 << 1
READ_FILE = 1 << 2
READ_DIR = 1 << 3
REMOVE_DIR = 1 << 4
REMOVE_FILE = 1 << 5
MAKE_DIR = 1 << 7
MAKE_REG = 1 << 8
FIRST_FILE_RIGHTS = (1 << 13) - 1
REFER = 1 << 13  # Version 2.
TRUNCATE = 1 << 14  # Version 3.
IOCTL_DEVICE = 1 << 15  # Version 5.
NETWORK_RIGHTS = 0b11  # Bind and connect of TCP: version 4.
SCOPES = 0b11  # Abstract sockets and signals of processes outside: version 6.

READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | TRUNCATE | MAKE_REG | MAKE_DIR | REMOVE_FILE | REMOVE_DIR
OF_ONE_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE

libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Ruleset(ctypes.Structure):
    """`struct landlock_ruleset_attr`."""

    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class PathBeneath(ctypes.Structure):
    """`struct landlock_path_beneath_attr`."""

    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("parent", ctypes.c_int32))


class Rule(Struct, frozen=True, kw_only=True):
    """What may be done to a file, or to everything below a folder."""

    path: Path
    rights: int


def version() -> int:
    """Tell which version of Landlock this kernel has switched on; 0 where there is none."""
    if libc is None:
        return 0
    return max(0, libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION_FLAG))


@contextmanager
def restriction(rules: Iterable[Rule]) -> Generator[Callable[[], None]]:
    """Prepare a restriction; calling it, after a fork, binds this process and its children for ever.

    Allows nothing but the rules.  A rule of a path that does not exist raises OSError.
    """
    current = version()
    attributes = Ruleset(files=_file_rights(current))
    if current >= 4:
        attributes.network = NETWORK_RIGHTS
    if current >= 6:
        attributes.scopes = SCOPES
    # An older kernel refuses a longer structure than it knows, unless the rest is zero.
    number = _call(CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(ctypes.sizeof(attributes)), 0)
    try:
        for rule in rules:
            _allow(number, rule, attributes.files)
        yield lambda: _restrict(number)
    finally:
        os.close(number)


def _file_rights(current: int) -> int:
    later = ((2, REFER), (3, TRUNCATE), (5, IOCTL_DEVICE))
    return FIRST_FILE_RIGHTS | sum(right for since, right in later if current >= since)


def _allow(ruleset: int, rule: Rule, handled: int) -> None:
    parent = os.open(rule.path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = rule.rights & handled
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            rights &= OF_ONE_FILE
        beneath = PathBeneath(rights=rights, parent=parent)
        _call(ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.byref(beneath), 0)
    finally:
        os.close(parent)


def _restrict(ruleset: int) -> None:
    forbid_new_privileges()
    _call(RESTRICT_SELF, ruleset, 0)


def forbid_new_privileges() -> None:
    """Let no program that this process executes have more rights than it; needed before any restriction."""
    assert libc
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs")


def _call(number: int, *arguments: object) -> int:
    assert libc
    answer = libc.syscall(number, *arguments)
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"landlock call {number}: {errno.errorcode.get(code)}")
    return answer
