"""A trace that a person leaves in payouts."""

from vitrina.identity.model import Person
from vitrina.kit.db import Db, run
from vitrina.kit.ids import new_id
from vitrina.shops.model import Shop


async def plant_payout(db: Db, shop: Shop, flora: Person, *, word: str) -> None:
    """Where her shop's money went, and a payout that arrived there, without its journals: nothing moved."""
    await run(
        db,
        """
        with there as (
            insert into payouts.destinations (id, payee_kind, payee_id, person_id, currency, kind, holder,
                                              number, institution, tax_id, set_at, usable_at)
            values (%(id)s, 'shop', %(shop)s, %(flora)s, 'MXN', 'clabe', %(word)s, %(word)s, %(word)s,
                    left(%(word)s, 20), now(), now())
        )
        insert into payouts.write_offs (id, payee_kind, payee_id, currency, amount_minor, reason, proposed_by,
                                        proposed_at)
        values (%(id)s, 'shop', %(shop)s, 'MXN', 1, 'x', %(flora)s, now())
        """,
        id=new_id(),
        shop=shop.id,
        flora=flora.id,
        word=word,
    )
