"""Coupons and rates of the demo: one of each kind, in every state, and a shop that sends by zone."""

from datetime import datetime, timedelta

from vitrina.demo.world import demo_id
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.db import Pool
from vitrina.kit.places import Country, Currency
from vitrina.promotions import service as promotions
from vitrina.promotions.model import (
    CouponChanges,
    CouponId,
    CouponKind,
    NewCoupon,
    NewPlatformCoupon,
)
from vitrina.shipping import service as shipping
from vitrina.shipping.model import RateId, ShippingRate
from vitrina.shops.model import ShopId

SHOP, OWNER = "molino.nube", "bruno"
ZONED_SHOP, ZONED_OWNER = "tuesday.patio", "june"
MADE_AGO = timedelta(days=30)


def _coupons(now: datetime) -> list[NewCoupon]:
    return [
        NewCoupon(
            id=CouponId(demo_id("coupon", "BIENVENIDA")),
            code="BIENVENIDA",
            kind=CouponKind.PERCENT,
            rate_bps=1_000,
            discount_max=200_00,
            uses_per_buyer_max=1,
        ),
        NewCoupon(
            id=CouponId(demo_id("coupon", "ENVIOGRATIS")),
            code="ENVIOGRATIS",
            kind=CouponKind.FREE_SHIPPING,
            min_spend=500_00,
        ),
        NewCoupon(
            id=CouponId(demo_id("coupon", "TUESTE40")),
            code="TUESTE40",
            kind=CouponKind.AMOUNT,
            amount=40_00,
            uses_max=25,
        ),
        NewCoupon(
            id=CouponId(demo_id("coupon", "COSECHA")),
            code="COSECHA",
            kind=CouponKind.PERCENT,
            rate_bps=1_500,
            ends_at=now - timedelta(days=3),
        ),
    ]


async def seed_promos(pool: Pool, now: datetime) -> None:
    """Make the coupons of a shop and one that the platform pays for, and send by zone from another shop."""
    made_at = now - MADE_AGO
    shop_id = ShopId(demo_id("shop", SHOP))
    async with pool.transaction() as db:
        owner = await identity.person_by_id(db, PersonId(demo_id("person", OWNER)))
        for new in _coupons(now):
            await promotions.make(db, shop_id=shop_id, actor=owner, new=new, now=made_at)
        paused = CouponId(demo_id("coupon", "TUESTE40"))
        await promotions.change(
            db,
            shop_id=shop_id,
            actor=owner,
            coupon_id=paused,
            changes=CouponChanges(is_paused=True),
            now=made_at,
        )
        house = NewPlatformCoupon(
            id=CouponId(demo_id("coupon", "VITRINA50")),
            code="VITRINA50",
            kind=CouponKind.AMOUNT,
            amount=50_00,
            min_spend=300_00,
            uses_max=500,
            uses_per_buyer_max=1,
            currency=Currency.MXN,
        )
        await promotions.make_for_platform(db, new=house, now=made_at)
    async with pool.transaction() as db:
        owner = await identity.person_by_id(db, PersonId(demo_id("person", ZONED_OWNER)))
        await shipping.set_rates(db, shop_id=ShopId(demo_id("shop", ZONED_SHOP)), actor=owner, rates=_rates())


def _rates() -> list[ShippingRate]:
    at_home = [
        _rate("Standard", Country.US, price=5_95, days=(1, 3, 6), free_from=60_00),
        _rate("Express", Country.US, price=14_95, days=(0, 1, 2)),
        _rate("Pick up in San Antonio", Country.US, price=0, days=(1, 0, 3), is_pickup=True, states=["TX"]),
    ]
    abroad = [
        _rate("International", country, price=5_95, days=(1, 8, 20))
        for country in Country
        if country is not Country.US
    ]
    return [*at_home, *abroad]


def _rate(
    name: str,
    country: Country,
    *,
    price: int,
    days: tuple[int, int, int],
    free_from: int | None = None,
    is_pickup: bool = False,
    states: list[str] | None = None,
) -> ShippingRate:
    """Write a rate. days: to prepare, on the way at least and at most."""
    return ShippingRate(
        id=RateId(demo_id("rate", f"{name}:{country}")),
        name=name,
        country=country,
        states=states or [],
        price=price,
        free_from=free_from,
        handling_days=days[0],
        transit_min_days=days[1],
        transit_max_days=days[2],
        is_pickup=is_pickup,
    )
