"""SQL of carts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.carts.model import CartId, Line
from vitrina.catalogue.model import VariantForSale, VariantId
from vitrina.kit.db import Db, many, one, run, value


class Written(Struct, frozen=True, kw_only=True):
    """What became of a line. is_added: it was not there, or had no touch and has one now."""

    touch_id: UUID | None
    is_added: bool


async def touch_cart(db: Db, cart_id: CartId, *, now: datetime) -> None:
    """Make a cart, or note that somebody uses it; other changes of it wait until this transaction ends."""
    await run(
        db,
        """
        insert into carts.carts (id, touched_at)
        values (%(cart_id)s, %(now)s)
        on conflict (id) do update
           set touched_at = excluded.touched_at
        """,
        cart_id=cart_id,
        now=now,
    )


async def count_other_lines(db: Db, cart_id: CartId, variant_id: VariantId) -> int:
    """Count the lines of a cart that are not of a variant."""
    return await value(
        db,
        "select count(*) from carts.lines where cart_id = %(cart_id)s and variant_id <> %(variant_id)s",
        cart_id=cart_id,
        variant_id=variant_id,
    )


async def put_line(
    db: Db, cart_id: CartId, variant: VariantForSale, *, wanted: tuple[int, UUID | None], now: datetime
) -> Written:
    """Write a line. wanted: quantity and touch; a line keeps the price and the touch that it has."""
    written = await one(
        db,
        Written,
        """
          with before as (
                   select l.touch_id
                     from carts.lines l
                    where l.cart_id = %(cart_id)s
                      and l.variant_id = %(variant_id)s
               )
        insert into carts.lines as l (
               cart_id,
               variant_id,
               product_id,
               quantity,
               touch_id,
               price_when_added_minor,
               currency,
               added_at)
        values (%(cart_id)s,
               %(variant_id)s,
               %(product_id)s,
               %(quantity)s,
               %(touch_id)s::uuid,
               %(price_minor)s,
               %(currency)s,
               %(now)s)
        on conflict (cart_id, variant_id) do update
           set quantity = excluded.quantity,
               touch_id = coalesce(l.touch_id, excluded.touch_id)
        returning l.touch_id,
                  not exists (select 1 from before b where b.touch_id is not distinct from l.touch_id)
                      as is_added
        """,
        cart_id=cart_id,
        variant_id=variant.variant_id,
        product_id=variant.product_id,
        quantity=wanted[0],
        touch_id=wanted[1],
        price_minor=variant.price_minor,
        currency=variant.currency,
        now=now,
    )
    assert written, "an upsert always answers its row"
    return written


async def remove_line(db: Db, cart_id: CartId, variant_id: VariantId) -> None:
    """Take a line out of a cart."""
    await run(
        db,
        "delete from carts.lines where cart_id = %(cart_id)s and variant_id = %(variant_id)s",
        cart_id=cart_id,
        variant_id=variant_id,
    )


async def lines(db: Db, cart_id: CartId) -> list[Line]:
    """Read the lines of a cart, the one added last first."""
    return await many(
        db,
        Line,
        """
        select variant_id,
               product_id,
               quantity,
               touch_id,
               price_when_added_minor,
               currency,
               added_at
          from carts.lines
         where cart_id = %(cart_id)s
         order by added_at desc, variant_id
         limit 50
        """,
        cart_id=cart_id,
    )


async def remove_lines(db: Db, cart_ids: Sequence[UUID], variant_ids: Sequence[UUID]) -> None:
    """Take lines out of carts: pairs of cart and variant."""
    await run(
        db,
        """
        delete from carts.lines l
         using (select l.cart_id, l.variant_id
                  from carts.lines l
                  join unnest(%(cart_ids)s::uuid[], %(variant_ids)s::uuid[]) as b (cart_id, variant_id)
                    on b.cart_id = l.cart_id
                   and b.variant_id = l.variant_id
                 order by l.cart_id, l.variant_id
                   for update of l) bought
         where l.cart_id = bought.cart_id
           and l.variant_id = bought.variant_id
        """,
        cart_ids=list(cart_ids),
        variant_ids=list(variant_ids),
    )


async def delete_untouched(db: Db, *, before: datetime, limit: int) -> int:
    """Delete carts that nobody touched since, with their lines. Returns how many."""
    return await run(
        db,
        """
        delete from carts.carts
         where id in (select id
                        from carts.carts
                       where touched_at < %(before)s
                       order by touched_at
                       limit %(limit)s
                         for update skip locked)
        """,
        before=before,
        limit=limit,
    )
