"""The door of account."""

from vitrina.account.service.deletions import (
    ask_deletion,
    erase,
    late,
    look_deletion,
    show_again,
    start_due,
)
from vitrina.account.service.exports import (
    ask_export,
    expire_exports,
    find_download,
    look_export,
    make_export,
    stalled_exports,
)

__all__ = [
    "ask_deletion",
    "ask_export",
    "erase",
    "expire_exports",
    "find_download",
    "late",
    "look_deletion",
    "look_export",
    "make_export",
    "show_again",
    "stalled_exports",
    "start_due",
]
