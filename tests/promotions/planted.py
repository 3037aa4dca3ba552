"""Traces that a person leaves in promotions."""

from vitrina.identity.model import Person
from vitrina.kit.db import Db, run
from vitrina.kit.ids import new_id
from vitrina.promotions import rules


async def plant_coupon_uses(db: Db, flora: Person) -> None:
    """A coupon that she used twice: signed in, and as a guest with the same address of e-mail."""
    await run(
        db,
        """
        with made as (
            insert into promotions.coupons (id, funder, code, kind, rate_bps, currency, min_spend_minor,
                                            product_ids, collection_ids, starts_at, created_at, use_count)
            values (%(id)s, 'platform', 'FLORA', 'percent', 1000, 'MXN', 0, '{}', '{}', now(), now(), 2)
            returning id
        )
        insert into promotions.uses (purchase_id, coupon_id, buyer_key, discount_minor, used_at)
        select p.id, m.id, p.buyer_key, 1000, now()
          from made m, unnest(%(purchases)s::uuid[], %(keys)s::uuid[]) as p (id, buyer_key)
        """,
        id=new_id(),
        purchases=[new_id(), new_id()],
        keys=[flora.id, rules.guest_key(flora.email)],
    )
