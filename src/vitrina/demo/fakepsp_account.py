"""The account of an instance with the counterpart of Stripe: what moved there, and its statement."""

import threading
import time
from collections.abc import Callable
from typing import Any

from vitrina.kit.ids import new_id
from vitrina.kit.money import share

FEE_BPS, FEE_FIXED = 360, 3_00
"""What each charge costs; no refund brings it back."""
SETTLES_AFTER_S = 2 * 24 * 3600
PAGE_SIZE_MAX = 100
Thing = dict[str, Any]


class PspAccount:
    """Movements, the oldest first. Whoever writes one that nobody asked for plays a fault."""

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        """Begin with nothing. now: in seconds, by the clock of the instance that it plays for."""
        self.transactions: list[Thing] = []
        self._now = now
        self._lock = threading.RLock()

    def move(
        self, category: str, amount: int, source: Thing, *, fee: int = 0, settles_after_s: int = 0
    ) -> Thing:
        """Write a movement. category: as reports name it; source: what it is about, with its currency."""
        with self._lock:
            now = int(self._now())
            moved: Thing = {
                "id": f"txn_{new_id().hex}",
                "object": "balance_transaction",
                "reporting_category": category,
                "amount": amount,
                "fee": fee,
                "net": amount - fee,
                "currency": source["currency"],
                "source": source,
                "created": now,
                "available_on": now + settles_after_s,
            }
            self.transactions.append(moved)
        return moved

    def charge(self, intent: Thing) -> Thing:
        """Write the movement of a payment, with its fee."""
        amount = intent["amount_received"]
        source = {"id": f"ch_{new_id().hex}", "payment_intent": intent["id"], "currency": intent["currency"]}
        fee = share(amount, FEE_BPS) + FEE_FIXED
        return self.move("charge", amount, source, fee=fee, settles_after_s=SETTLES_AFTER_S)

    def pay_out(self, *, at: float, currency: str = "mxn") -> int:
        """Pay out what has settled by then. Answers how much."""
        with self._lock:
            left = sum(
                each["net"]
                for each in self.transactions
                if each["currency"] == currency and each["available_on"] <= at
            )
            if left > 0:
                self.move("payout", -left, {"id": f"po_{new_id().hex}", "currency": currency})
        return max(0, left)

    def left(self, currency: str = "mxn") -> int:
        """Add up what stands on the account."""
        with self._lock:
            return sum(each["net"] for each in self.transactions if each["currency"] == currency)

    def statement(self, params: Thing) -> Thing:
        """List movements as the real one does: the newest first, a page at a time."""
        created = params.get("created", {})
        since, until = int(created.get("gte", 0)), int(created.get("lt", 1 << 40))
        with self._lock:
            found = [each for each in reversed(self.transactions) if since <= each["created"] < until]
        if after := params.get("starting_after"):
            found = found[[each["id"] for each in found].index(after) + 1 :]
        limit = min(int(params.get("limit", 10)), PAGE_SIZE_MAX)
        return {
            "object": "list",
            "data": found[:limit],
            "has_more": len(found) > limit,
            "url": "/v1/balance_transactions",
        }
