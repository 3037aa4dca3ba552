"""The SQL of promotions."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.personal import Record, records
from vitrina.promotions.model import Coupon, CouponId, Funder, NewUse, Use
from vitrina.shops.model import ShopId


async def add_coupon(db: Db, coupon: Coupon) -> int:
    """Write a coupon; a known id is left as it is."""
    return await run(
        db,
        """
        insert into promotions.coupons (
               id, funder, shop_id, code, kind, rate_bps, amount_minor, discount_max_minor, currency,
               min_spend_minor, product_ids, collection_ids, uses_max, uses_per_buyer_max, starts_at, ends_at,
               created_at, works_on_flash)
        values (%(id)s, %(funder)s, %(shop_id)s, %(code)s, %(kind)s, %(rate_bps)s, %(amount_minor)s,
                %(discount_max_minor)s, %(currency)s, %(min_spend_minor)s, %(product_ids)s::uuid[],
                %(collection_ids)s::uuid[], %(uses_max)s, %(uses_per_buyer_max)s, %(starts_at)s, %(ends_at)s,
                %(created_at)s, %(works_on_flash)s)
        on conflict (id) do nothing
        """,
        id=coupon.id,
        funder=coupon.funder.value,
        shop_id=coupon.shop_id,
        code=coupon.code,
        kind=coupon.kind.value,
        rate_bps=coupon.rate_bps,
        amount_minor=coupon.amount_minor,
        discount_max_minor=coupon.discount_max_minor,
        currency=coupon.currency.value,
        min_spend_minor=coupon.min_spend_minor,
        product_ids=coupon.product_ids,
        collection_ids=coupon.collection_ids,
        uses_max=coupon.uses_max,
        uses_per_buyer_max=coupon.uses_per_buyer_max,
        starts_at=coupon.starts_at,
        ends_at=coupon.ends_at,
        created_at=coupon.created_at,
        works_on_flash=coupon.works_on_flash,
    )


async def find(db: Db, coupon_id: CouponId) -> Coupon | None:
    """Read a coupon."""
    return await one(
        db,
        Coupon,
        """
        select id, funder, shop_id, code, kind, rate_bps, amount_minor, discount_max_minor, currency,
               min_spend_minor, product_ids, collection_ids, uses_max, uses_per_buyer_max, starts_at, ends_at,
               is_paused, use_count, created_at, works_on_flash
          from promotions.coupons
         where id = %(coupon_id)s
        """,
        coupon_id=coupon_id,
    )


async def by_code(db: Db, codes: Sequence[str], *, shop_ids: Sequence[ShopId], limit: int) -> list[Coupon]:
    """Read the coupons that codes may stand for in a cart of these shops."""
    return await many(
        db,
        Coupon,
        """
        select id, funder, shop_id, code, kind, rate_bps, amount_minor, discount_max_minor, currency,
               min_spend_minor, product_ids, collection_ids, uses_max, uses_per_buyer_max, starts_at, ends_at,
               is_paused, use_count, created_at, works_on_flash
          from promotions.coupons
         where code = any(%(codes)s::text[])
           and (shop_id is null or shop_id = any(%(shop_ids)s::uuid[]))
         order by id
         limit %(limit)s
        """,
        codes=list(codes),
        shop_ids=list(shop_ids),
        limit=limit,
    )


class Slice(Struct, frozen=True, kw_only=True):
    """Which coupons: of a shop, or those that the platform pays for; in one state or in any."""

    funder: Funder
    shop_id: ShopId | None
    state: str | None
    before: CouponId | None
    limit: int


async def coupons(db: Db, wanted: Slice, *, now: datetime) -> list[Coupon]:
    """List coupons, the newest first. The states are those of rules.state, in its order."""
    return await many(
        db,
        Coupon,
        """
        select id, funder, shop_id, code, kind, rate_bps, amount_minor, discount_max_minor, currency,
               min_spend_minor, product_ids, collection_ids, uses_max, uses_per_buyer_max, starts_at, ends_at,
               is_paused, use_count, created_at, works_on_flash
          from promotions.coupons
         where funder = %(funder)s
           and (funder = 'platform' or shop_id = %(shop_id)s::uuid)
           and (%(before)s::uuid is null or id < %(before)s)
           and (%(state)s::text is null
                or %(state)s = case when %(now)s >= ends_at then 'ended'
                                    when use_count >= uses_max then 'used_up'
                                    when is_paused then 'paused'
                                    when %(now)s < starts_at then 'scheduled'
                                    else 'active' end)
         order by id desc
         limit %(limit)s
        """,
        funder=wanted.funder.value,
        shop_id=wanted.shop_id,
        state=wanted.state,
        before=wanted.before,
        limit=wanted.limit,
        now=now,
    )


async def count_coupons(db: Db, *, funder: Funder, shop_id: ShopId | None) -> int:
    """Count the coupons of a shop, or of the platform, and let others who count it wait."""
    return await value(
        db,
        """
        with line as (
            select pg_advisory_xact_lock(
                       hashtextextended(%(funder)s::text || coalesce(%(shop_id)s::uuid::text, ''), 95))
        )
        select count(*)
          from line, promotions.coupons
         where funder = %(funder)s
           and (funder = 'platform' or shop_id = %(shop_id)s::uuid)
        """,
        funder=funder.value,
        shop_id=shop_id,
    )


async def lock_coupon(db: Db, coupon_id: CouponId) -> int:
    """Keep other uses and changes of a coupon away until this transaction ends."""
    return await run(
        db, "select 1 from promotions.coupons where id = %(coupon_id)s for update", coupon_id=coupon_id
    )


async def change_coupon(db: Db, coupon: Coupon) -> int:
    """Write what may change of a coupon, unless it was used more often than it may be from now on."""
    return await run(
        db,
        """
        update promotions.coupons
           set is_paused = %(is_paused)s,
               ends_at = %(ends_at)s,
               uses_max = %(uses_max)s
         where id = %(id)s
           and (%(uses_max)s::int is null or use_count <= %(uses_max)s::int)
        """,
        id=coupon.id,
        is_paused=coupon.is_paused,
        ends_at=coupon.ends_at,
        uses_max=coupon.uses_max,
    )


async def pause(
    db: Db, ids: Sequence[CouponId], *, funder: Funder, shop_id: ShopId | None, is_paused: bool
) -> list[Coupon]:
    """Stop coupons of a shop, or of the platform, for now, or let them go on; answers those that are its."""
    return await many(
        db,
        Coupon,
        """
          with own as (
                   select c.id
                     from promotions.coupons c
                    where c.id = any(%(ids)s::uuid[])
                      and c.funder = %(funder)s
                      and (c.funder = 'platform' or c.shop_id = %(shop_id)s::uuid)
                    order by c.id
                      for update
               )
        update promotions.coupons c
           set is_paused = %(is_paused)s
          from own
         where c.id = own.id
        returning c.id, c.funder, c.shop_id, c.code, c.kind, c.rate_bps, c.amount_minor, c.discount_max_minor,
                  c.currency, c.min_spend_minor, c.product_ids, c.collection_ids, c.uses_max,
                  c.uses_per_buyer_max, c.starts_at, c.ends_at, c.is_paused, c.use_count, c.created_at,
                  c.works_on_flash
        """,
        ids=list(ids),
        funder=funder.value,
        shop_id=shop_id,
        is_paused=is_paused,
    )


class UsedBy(Struct, frozen=True, kw_only=True):
    """How often a buyer used a coupon."""

    coupon_id: CouponId
    buyer_key: UUID
    count: int


async def used_by(db: Db, coupon_ids: Sequence[CouponId], buyer_keys: Sequence[UUID]) -> list[UsedBy]:
    """Count the uses of coupons by buyers."""
    return await many(
        db,
        UsedBy,
        """
        select coupon_id, buyer_key, count(*) as count
          from promotions.uses
         where buyer_key = any(%(buyer_keys)s::uuid[])
           and coupon_id = any(%(coupon_ids)s::uuid[])
           and given_back_at is null
         group by coupon_id, buyer_key
        """,
        coupon_ids=list(coupon_ids),
        buyer_keys=list(buyer_keys),
    )


class Refused(Struct, frozen=True, kw_only=True):
    """A coupon that a purchase may not use."""

    purchase_id: UUID
    coupon_id: CouponId


async def redeem(db: Db, uses: Sequence[NewUse], *, now: datetime) -> list[Refused]:
    """Use coupons for purchases, each wholly or not at all; answers what was refused."""
    return await many(
        db,
        Refused,
        """
        select r.purchase_id, r.coupon_id
          from promotions.redeem(%(purchase_ids)s::uuid[], %(coupon_ids)s::uuid[], %(buyer_keys)s::uuid[],
                                 %(discounts)s::bigint[], %(now)s::timestamptz) as r
        """,
        purchase_ids=[each.purchase_id for each in uses],
        coupon_ids=[each.coupon_id for each in uses],
        buyer_keys=[each.buyer_key for each in uses],
        discounts=[each.discount_minor for each in uses],
        now=now,
    )


async def give_back(db: Db, purchase_ids: Sequence[UUID], *, now: datetime) -> None:
    """Give back what purchases used."""
    await run(
        db,
        "select promotions.give_back(%(purchase_ids)b::uuid[], %(now)s::timestamptz)",
        purchase_ids=list(purchase_ids),
        now=now,
    )


class _Id(Struct, frozen=True, kw_only=True):
    id: UUID


async def retake(db: Db, purchase_ids: Sequence[UUID]) -> list[UUID]:
    """Take again what purchases gave back; answers those that cannot have it any more."""
    rows = await many(
        db,
        _Id,
        "select id from promotions.retake(%(purchase_ids)b::uuid[]) as id",
        purchase_ids=list(purchase_ids),
    )
    return [row.id for row in rows]


async def uses_of(db: Db, coupon_id: CouponId, *, limit: int) -> list[Use]:
    """List the uses of a coupon, the newest first."""
    return await many(
        db,
        Use,
        """
        select purchase_id, discount_minor, used_at, given_back_at
          from promotions.uses
         where coupon_id = %(coupon_id)s
         order by used_at desc, purchase_id
         limit %(limit)s
        """,
        coupon_id=coupon_id,
        limit=limit,
    )


class Misused(Struct, frozen=True, kw_only=True):
    """A coupon whose count is not that of its uses."""

    code: str
    use_count: int
    found: int


async def misused(db: Db, *, limit: int) -> list[Misused]:
    """List coupons whose count is not that of their uses, for the auditor."""
    return await many(
        db,
        Misused,
        """
        select c.code, c.use_count, count(u.coupon_id) as found
          from promotions.coupons c
          left join promotions.uses u on u.coupon_id = c.id and u.given_back_at is null
         group by c.id
        having c.use_count <> count(u.coupon_id)
         order by c.id
         limit %(limit)s
        """,
        limit=limit,
    )


async def export(db: Db, buyer_keys: Sequence[UUID]) -> AsyncIterator[Record]:
    """Read what a person used coupons for."""
    async for record in records(
        db,
        "coupon_uses",
        """
        select c.code, u.purchase_id, u.discount_minor, c.currency, u.used_at, u.given_back_at
          from promotions.uses u
          join promotions.coupons c on c.id = u.coupon_id
         where u.buyer_key = any(%(buyer_keys)s::uuid[])
         order by u.used_at
        """,
        buyer_keys=list(buyer_keys),
    ):
        yield record


async def forget_guest(db: Db, *, guest_key: UUID, stand_in: UUID) -> int:
    """Put an opaque key where the digest of an e-mail stood."""
    return await run(
        db,
        "update promotions.uses set buyer_key = %(stand_in)s where buyer_key = %(guest_key)s",
        guest_key=guest_key,
        stand_in=stand_in,
    )
