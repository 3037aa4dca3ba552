"""Who may connect: how many at once, how many from one address, and who has tried too many wrong keys."""

import time
from collections import Counter, deque
from collections.abc import Callable

from vitrina.live.broadcast.limits import (
    CONNECTIONS_MAX,
    CONNECTIONS_PER_ADDRESS_MAX,
    FAILURES_PER_MINUTE_MAX,
)

MINUTE_S = 60.0
ADDRESSES_MAX = 10_000


class Door:
    """Counts who is inside and who failed."""

    def __init__(
        self,
        *,
        total_max: int = CONNECTIONS_MAX,
        per_address_max: int = CONNECTIONS_PER_ADDRESS_MAX,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with nobody inside."""
        self._total_max = total_max
        self._per_address_max = per_address_max
        self._clock_s = clock_s
        self._inside: Counter[str] = Counter()
        self._failures: dict[str, deque[float]] = {}

    def enter(self, address: str) -> bool:
        """Let somebody in, who must leave again; False without room, or after too many failures."""
        is_full = self._inside.total() >= self._total_max
        if is_full or self._inside[address] >= self._per_address_max or self._is_barred(address):
            return False
        self._inside[address] += 1
        return True

    def leave(self, address: str) -> None:
        """Let her out."""
        self._inside[address] -= 1
        if self._inside[address] <= 0:
            del self._inside[address]

    def failed(self, address: str) -> None:
        """Note a wrong key."""
        if len(self._failures) >= ADDRESSES_MAX:
            self._failures = {each: kept for each, kept in self._failures.items() if self._is_barred(each)}
        if len(self._failures) < ADDRESSES_MAX:
            kept = self._failures.setdefault(address, deque(maxlen=FAILURES_PER_MINUTE_MAX))
            kept.append(self._clock_s())

    def _is_barred(self, address: str) -> bool:
        kept = self._failures.get(address)
        if not kept:
            return False
        return len(kept) >= FAILURES_PER_MINUTE_MAX and self._clock_s() - kept[0] < MINUTE_S
