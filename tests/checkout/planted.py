"""Traces that a person leaves in checkout."""

from vitrina.identity.model import Person
from vitrina.kit.db import Db, run
from vitrina.kit.ids import new_id


async def plant_exemptions(db: Db, flora: Person) -> None:
    """Two shops that sell to her without tax: by her account, and by her address of e-mail."""
    await run(
        db,
        """
        insert into checkout.exempt_buyers (id, shop_id, person_id, email, document, ends_on, created_at)
        select e.id, e.shop_id, e.person_id, e.email, 'x-planted', current_date, now()
          from unnest(%(ids)s::uuid[], %(shops)s::uuid[], %(people)s::uuid[], %(emails)s::text[])
               as e (id, shop_id, person_id, email)
        """,
        ids=[new_id(), new_id()],
        shops=[new_id(), new_id()],
        people=[flora.id, None],
        emails=[None, flora.email],
    )
