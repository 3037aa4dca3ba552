"""A trace that a person leaves in drops."""

from vitrina.identity.model import Person
from vitrina.kit.db import Db, run
from vitrina.kit.ids import new_id


async def plant_claim(db: Db, flora: Person) -> None:
    """A unit that she bought in a drop that is over, and where it went."""
    await run(
        db,
        """
        with a_drop as (
            insert into drops.drops (id, shop_id, product_id, variant_id, place, price_minor, currency,
                                     unit_count, buyer_max, needs_account, opens_at, closes_at,
                                     created_at, ended_at)
            values (%(id)s, %(id)s, %(id)s, %(id)s, 'product', 9900, 'MXN', 1, 1, false, now(),
                    now() + interval '1 day', now(), now())
        )
        insert into drops.claims (id, drop_id, holder_id, person_id, quantity, state, until, asked_at,
                                  address_key)
        values (%(id)s, %(id)s, %(flora)s, %(flora)s, 1, 'bought', now(), now(), 'zorzal')
        """,
        id=new_id(),
        flora=flora.id,
    )
