"""SQL of wishes."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run, value
from vitrina.wishes.model import WishRow

WISHES_OF: LiteralString = """
select product_id, price_minor, wished_at
  from wishes.wishes
 where person_id = %(person_id)s
 order by wished_at
"""


async def add(db: Db, person_id: PersonId, wishes: Sequence[WishRow], *, count_max: int) -> None:
    """Add wishes, the last first, as long as there is room; what is there stays as it is. One statement.

    Two requests of one person at once may each take the last room: one wish too many harms nobody.
    """
    await run(
        db,
        """
        insert into wishes.wishes (person_id, product_id, price_minor, wished_at)
        select %(person_id)s, w.product_id, w.price_minor, w.wished_at
          from unnest(%(ids)s::uuid[], %(prices)s::bigint[], %(moments)s::timestamptz[])
                    as w (product_id, price_minor, wished_at)
         where not exists (select 1
                             from wishes.wishes o
                            where o.person_id = %(person_id)s
                              and o.product_id = w.product_id)
         order by w.wished_at desc
         limit greatest(0, %(count_max)s - (select count(*)
                                              from wishes.wishes o
                                             where o.person_id = %(person_id)s))
        on conflict do nothing
        """,
        person_id=person_id,
        ids=[each.product_id for each in wishes],
        prices=[each.price_minor for each in wishes],
        moments=[each.wished_at for each in wishes],
        count_max=count_max,
    )


async def remove(db: Db, person_id: PersonId, product_id: ProductId) -> None:
    """Take a wish back."""
    await run(
        db,
        "delete from wishes.wishes where person_id = %(person_id)s and product_id = %(product_id)s",
        person_id=person_id,
        product_id=product_id,
    )


async def has(db: Db, person_id: PersonId, product_id: ProductId) -> bool:
    """Tell whether a product is wished."""
    return await value(
        db,
        """
        select exists (
            select 1
              from wishes.wishes
             where person_id = %(person_id)s
               and product_id = %(product_id)s)
        """,
        person_id=person_id,
        product_id=product_id,
    )


async def product_ids(db: Db, person_id: PersonId, *, limit: int) -> list[ProductId]:
    """List every wished product, the last first."""
    return [each.product_id for each in await wishes(db, person_id, before=None, limit=limit)]


async def wishes(
    db: Db, person_id: PersonId, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[WishRow]:
    """List a person's wishes, the last first."""
    return await many(
        db,
        WishRow,
        """
        select w.product_id, w.price_minor, w.wished_at
          from wishes.wishes w
         where w.person_id = %(person_id)s
           and (%(at)s::timestamptz is null or (w.wished_at, w.product_id) < (%(at)s, %(id)s::uuid))
         order by w.wished_at desc, w.product_id desc
         limit %(limit)s
        """,
        person_id=person_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def erase_of(db: Db, person_id: PersonId) -> None:
    """Forget all wishes of a person, who may have a few hundred."""
    await run(db, "delete from wishes.wishes where person_id = %(person_id)s", person_id=person_id)
