"""What this process has just placed, so that its first payment need not be read back.

Only a hint: it was true when it was written, and the settlement compares with the database and sets. Whoever
finds that it moved nothing reads again.
"""

from weakref import WeakKeyDictionary

from msgspec import Struct

from vitrina.checkout.model import Purchase
from vitrina.kit.batch import Turns
from vitrina.kit.db import Pool
from vitrina.payments.model import Payment, PurchaseId

PURCHASES_MAX = 2_000
# Placements and settlements write the same rows.
TURNS = Turns()


class Due(Struct, frozen=True, kw_only=True):
    """A purchase with its last attempt to pay. is_plain: known to use no coupon and no claim, which never
    changes.
    """

    purchase: Purchase
    payment: Payment
    is_plain: bool = False


_placed: WeakKeyDictionary[Pool, dict[PurchaseId, Due]] = WeakKeyDictionary()


def remember(pool: Pool, due: Due) -> None:
    """Keep a purchase that was just placed; the oldest is forgotten when there are too many."""
    kept = _placed.setdefault(pool, {})
    kept[due.purchase.id] = due
    if len(kept) > PURCHASES_MAX:
        del kept[next(iter(kept))]


def take(pool: Pool, purchase_id: PurchaseId) -> Due | None:
    """Find a purchase that was just placed, once."""
    return _placed.get(pool, {}).pop(purchase_id, None)
