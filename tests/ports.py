"""Ports for servers of tests."""

import os
import random
import socket
from contextlib import ExitStack, suppress

# Of each row its own, and below what systems give away for outgoing connections: a port that is free stays so
# until its server begins, which for some is minutes later.
PORTS = range(26_000, 32_000) if os.environ.get("PYTEST_XDIST_WORKER") == "gw1" else range(20_000, 26_000)


def free_port(count: int = 1) -> int:
    """Find a port that is free, or the first of so many."""
    while True:
        first = random.choice(PORTS)
        with ExitStack() as stack, suppress(OSError):
            for port in range(first, first + count):
                stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first
