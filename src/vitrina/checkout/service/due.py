"""A purchase with its last attempt to pay: what placing hands to paying."""

from msgspec import Struct

from vitrina.checkout.model import Purchase
from vitrina.kit.batch import Turns
from vitrina.payments.model import Payment

# Placements and settlements write the same rows.
TURNS = Turns()


class Due(Struct, frozen=True, kw_only=True):
    """A purchase with its last attempt to pay. is_plain: known to use no coupon and no claim, which never
    changes.
    """

    purchase: Purchase
    payment: Payment
    is_plain: bool = False
