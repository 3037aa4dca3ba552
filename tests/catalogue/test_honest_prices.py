"""A price to compare with was really asked, and the lowest of 30 days stands beside it."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import new_product, product_of, shop_of
from tests.people import BRUNO, JOINED, load
from vitrina.catalogue import rules
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import NeverCharged
from vitrina.catalogue.flash_model import FlashStretch
from vitrina.catalogue.model import NewVariant, ProductChanges, Stretch, VariantId
from vitrina.kit.db import Db
from vitrina.storefront.service.views import product_views

VARIANT = VariantId(uuid4())


def history(*prices: tuple[int, int]) -> list[Stretch]:
    """Stretches from (price, days that it lasted); the last one goes on."""
    at, found = JOINED, list[Stretch]()
    for i, (price_minor, days) in enumerate(prices):
        until = at + timedelta(days=days)
        found.append(
            Stretch(
                variant_id=VARIANT,
                price_minor=price_minor,
                compare_at_minor=None,
                starts_at=at,
                until=None if i == len(prices) - 1 else until,
            )
        )
        at = until
    return found


def after(*prices: tuple[int, int]) -> datetime:
    return JOINED + timedelta(days=sum(days for _, days in prices))


@pytest.mark.parametrize(
    ("prices", "compare_at_minor", "is_charged"),
    [
        (((100, 7), (80, 1)), 100, True),
        (((100, 6), (80, 1)), 100, False),
        # Dearer counts as well: as much was asked, and more.
        (((120, 4), (100, 3), (80, 1)), 100, True),
        (((100, 7), (80, 1)), 101, False),
        # Two stretches add up.
        (((100, 4), (80, 10), (100, 3), (80, 1)), 100, True),
        # What was asked more than 90 days ago is forgotten.
        (((100, 30), (80, 84)), 100, False),
        (((100, 30), (80, 83)), 100, True),
        ((), 100, False),
    ],
)
def test_a_price_before_was_asked_for_seven_of_ninety_days(
    prices: tuple[tuple[int, int], ...], compare_at_minor: int, is_charged: bool
):
    assert rules.was_charged(history(*prices), compare_at_minor, now=after(*prices)) is is_charged


@pytest.mark.parametrize(
    ("prices", "low"),
    [
        (((100, 10), (80, 1)), 100),
        (((90, 10), (100, 10), (80, 1)), 90),
        # Sixty days at 100 are all of the last thirty.
        (((70, 10), (100, 60), (80, 1)), 100),
        # A price that was written anew, with another one to compare with, is the same price.
        (((100, 10), (80, 5), (80, 5)), 100),
        (((100, 10),), None),
        ((), None),
    ],
)
def test_the_low_is_of_the_thirty_days_before_the_present_price(
    prices: tuple[tuple[int, int], ...], low: int | None
):
    assert rules.low_before(history(*prices)) == low


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(1, 40)), min_size=1, max_size=12), st.integers(1, 500)
)
def test_what_was_charged_is_charged_at_any_lower_price(prices: list[tuple[int, int]], compare_at: int):
    told = history(*prices)

    if rules.was_charged(told, compare_at, now=after(*prices)):
        assert rules.was_charged(told, max(1, compare_at - 1), now=after(*prices))
        assert max(price for price, _ in prices) >= compare_at


def reduced(variant: NewVariant | None = None) -> NewVariant:
    given_variant = variant or new_product(100_00).variants[0]
    return replace(given_variant, price_minor=80_00, compare_at_minor=100_00)


async def test_a_price_that_was_never_asked_is_refused(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    new = new_product(100_00)
    never = replace(new, variants=[reduced(new.variants[0])])

    with pytest.raises(NeverCharged):
        await catalogue.create(db, shop_id=shop.id, actor=bruno, product=never, now=JOINED)

    await catalogue.create(db, shop_id=shop.id, actor=bruno, product=new, now=JOINED)
    changes = ProductChanges(variants=never.variants)
    with pytest.raises(NeverCharged):
        await catalogue.edit(
            db, product_id=new.id, actor=bruno, changes=changes, now=JOINED + timedelta(days=6)
        )
    own = await catalogue.edit(
        db, product_id=new.id, actor=bruno, changes=changes, now=JOINED + timedelta(days=7)
    )
    assert own.variants[0].compare_at
    shown = (await product_views(db, [new.id]))[new.id].variants[0]
    assert shown.low_before
    assert shown.low_before.amount_minor == 100_00


async def test_a_price_before_that_stands_may_stay(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    product = await product_of(db, shop, prices_minor=[100_00])
    wanted = replace(new_product(100_00).variants[0], id=product.variants[0].id)
    changes = ProductChanges(variants=[reduced(wanted)])
    await catalogue.edit(
        db, product_id=product.id, actor=bruno, changes=changes, now=JOINED + timedelta(days=10)
    )

    much_later = JOINED + timedelta(days=400)
    own = await catalogue.edit(
        db, product_id=product.id, actor=bruno, changes=ProductChanges(title="Shirt"), now=much_later
    )

    assert own.variants[0].compare_at


async def test_what_others_write_for_a_shop_goes_without_it(db: Db) -> None:
    shop = await shop_of(db)
    new = new_product(100_00)
    wanted = replace(new, variants=[reduced(new.variants[0])])

    left_out = await catalogue.write_many(db, shop=shop, products=[wanted], now=JOINED)

    assert left_out == {new.variants[0].id}
    stored = (await catalogue.products_by_id(db, [new.id]))[new.id].variants[0]
    assert (stored.price_minor, stored.compare_at_minor) == (80_00, None)


def flash(price_minor: int, begins: float, lasts: float, *, is_running: bool = False) -> FlashStretch:
    """A price for so many days, so many after the beginning."""
    starts_at = JOINED + timedelta(days=begins)
    return FlashStretch(
        variant_id=VARIANT,
        price_minor=price_minor,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(days=lasts),
        is_running=is_running,
    )


@pytest.mark.parametrize(
    ("prices", "flashes", "pieces"),
    [
        (((100, 10),), [flash(80, 2, 1)], [(100, 2), (80, 1), (100, None)]),
        # One that runs is the present price, and what comes after it has not come.
        (((100, 10),), [flash(80, 2, 1, is_running=True)], [(100, 2), (80, None)]),
        (((100, 10),), [flash(80, 0, 1)], [(80, 1), (100, None)]),
        (((100, 10),), [flash(80, 1, 1), flash(70, 2, 1)], [(100, 1), (80, 1), (70, 1), (100, None)]),
        # It never makes anything dearer, and spans a change of the own price.
        (((100, 4), (60, 1)), [flash(80, 3, 3)], [(100, 3), (80, 1), (60, None)]),
        (((100, 4), (90, 1)), [flash(80, 3, 3)], [(100, 3), (80, 1), (80, 2), (90, None)]),
        (((100, 10),), [], [(100, None)]),
    ],
)
def test_times_in_which_it_cost_less_belong_to_the_history(
    prices: tuple[tuple[int, int], ...], flashes: list[FlashStretch], pieces: list[tuple[int, int | None]]
) -> None:
    found = rules.with_flashes(history(*prices), flashes)

    lasted = [None if each.until is None else (each.until - each.starts_at).days for each in found]
    assert list(zip([each.price_minor for each in found], lasted, strict=True)) == pieces
