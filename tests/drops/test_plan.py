"""A shop plans a drop: its units leave the counter at once, and what is left comes back."""

import sys
from datetime import timedelta
from typing import Any

import pytest

from tests.checkout.buying import on_sale
from tests.drops.dropping import a_drop, books_are_right, claim_many, new_drop, states, units, wish
from tests.people import ANA, BRUNO, load
from vitrina.catalogue.errors import VariantNotFound
from vitrina.drops import service as drops
from vitrina.drops.errors import DropIdTaken, DropNotFound, TooManyDrops
from vitrina.drops.model import ClaimView, DropPhase, DropPlace
from vitrina.inventory import service as inventory
from vitrina.inventory.errors import NotEnoughStock
from vitrina.inventory.model import Count
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.shops.errors import NotYourShop

DAY = timedelta(days=1)


async def test_the_units_of_a_drop_leave_the_counter_and_stay_in_the_shop(pool: Pool) -> None:
    _, variant, drop_id = await a_drop(pool, units=4, stock=10)

    async with pool.transaction() as db:
        level = (await inventory.levels(db, [variant]))[variant]
        assert (level.available, level.set_aside, level.quantity) == (6, 4, 10)
        assert await books_are_right(db)
    assert await units(pool, drop_id) == {"free": 4, "active": 0, "sold": 0}


async def test_a_count_leaves_what_is_set_aside_alone(pool: Pool) -> None:
    shop, variant, drop_id = await a_drop(pool, units=4, stock=10)
    await claim_many(pool, wish(drop_id))

    async with pool.transaction() as db:
        actor = await load(db, BRUNO)
        [level] = await inventory.count(
            db, shop_id=shop.id, actor=actor, counts=[Count(variant_id=variant, quantity=7)]
        )
        assert (level.available, level.held, level.set_aside, level.quantity) == (3, 1, 3, 7)
        [level] = await inventory.count(
            db, shop_id=shop.id, actor=actor, counts=[Count(variant_id=variant, quantity=2)]
        )
        assert (level.available, level.quantity, level.is_short) == (0, 2, True)
        assert await books_are_right(db)


async def test_more_than_there_is_cannot_be_planned(pool: Pool) -> None:
    shop, [variant] = await on_sale(pool, quantity=3)
    now = clock.now()

    with pytest.raises(NotEnoughStock) as refused:
        async with pool.transaction() as db:
            new = new_drop(variant, units=4, opens_at=now)
            await drops.plan(db, shop_id=shop.id, actor=await load(db, BRUNO), new=new, now=now)

    assert refused.value.fields["available"] == 3
    async with pool.transaction() as db:
        assert await inventory.available(db, [variant]) == {variant: 3}


async def test_the_same_plan_twice_is_one_drop_and_another_one_is_refused(pool: Pool) -> None:
    shop, [variant] = await on_sale(pool, quantity=10)
    now = clock.now()
    new = new_drop(variant, units=4, opens_at=now + DAY)

    async with pool.transaction() as db:
        bruno = await load(db, BRUNO)
        first = await drops.plan(db, shop_id=shop.id, actor=bruno, new=new, now=now)
        again = await drops.plan(db, shop_id=shop.id, actor=bruno, new=new, now=now)
        other = new_drop(variant, units=5, opens_at=now + DAY, id=new.id)
        with pytest.raises(DropIdTaken):
            await drops.plan(db, shop_id=shop.id, actor=bruno, new=other, now=now)
        assert await inventory.available(db, [variant]) == {variant: 6}

    assert first == again


@pytest.mark.parametrize(
    ("wrong", "changes"),
    [
        ("price", {"price": Money(189_01, Currency.MXN)}),
        ("price", {"price": Money(0, Currency.MXN)}),
        ("price", {"price": Money(-5, Currency.MXN)}),
        ("price", {"price": Money(99_00, Currency.BRL)}),
        ("place_id", {"place": DropPlace.VIDEO}),
        ("place_id", {"place_id": new_id()}),
        ("opens_at", {"opens_in": timedelta(hours=-1)}),
        ("opens_at", {"opens_in": timedelta(days=91)}),
        ("closes_at", {"closes_in": timedelta(0)}),
        ("closes_at", {"closes_in": timedelta(days=400)}),
    ],
)
async def test_a_plan_that_makes_no_sense_is_refused(pool: Pool, wrong: str, changes: dict[str, Any]) -> None:
    shop, [variant] = await on_sale(pool)
    now = clock.now()
    changes = dict(changes)
    opens_in, closes_in = changes.pop("opens_in", DAY), changes.pop("closes_in", None)
    closes_at = now + opens_in + closes_in if closes_in is not None else None
    new = new_drop(variant, opens_at=now + opens_in, closes_at=closes_at, **changes)

    with pytest.raises(Malformed) as refused:
        async with pool.transaction() as db:
            await drops.plan(db, shop_id=shop.id, actor=await load(db, BRUNO), new=new, now=now)

    assert list(refused.value.reasons) == [wrong]


async def test_only_the_shop_plans_and_cancels_and_only_of_its_own(pool: Pool) -> None:
    shop, _, drop_id = await a_drop(pool)
    other, [theirs] = await on_sale(pool, owner=ANA)
    now = clock.now()

    async with pool.transaction() as db:
        ana, bruno = await load(db, ANA), await load(db, BRUNO)
        new = new_drop(theirs, opens_at=now)
        with pytest.raises(NotYourShop):
            await drops.plan(db, shop_id=shop.id, actor=ana, new=new, now=now)
        with pytest.raises(VariantNotFound):
            await drops.plan(db, shop_id=shop.id, actor=bruno, new=new, now=now)
        with pytest.raises(NotYourShop):
            await drops.cancel(db, shop_id=shop.id, actor=ana, drop_id=drop_id, now=now)
        with pytest.raises(DropNotFound):
            await drops.cancel(db, shop_id=other.id, actor=ana, drop_id=drop_id, now=now)


async def test_a_shop_plans_so_many_and_no_more(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["vitrina.drops.service.plan"], "DROPS_MAX", 1)
    shop, variant, _ = await a_drop(pool)

    with pytest.raises(TooManyDrops):
        async with pool.transaction() as db:
            new = new_drop(variant, units=1, opens_at=clock.now())
            await drops.plan(db, shop_id=shop.id, actor=await load(db, BRUNO), new=new, now=clock.now())


async def test_a_cancelled_drop_gives_back_what_nobody_holds(pool: Pool) -> None:
    shop, variant, drop_id = await a_drop(pool, units=4, stock=10)
    [first, waiting] = [wish(drop_id, quantity=1), wish(drop_id, quantity=1)]
    await claim_many(pool, first)

    async with pool.transaction() as db:
        bruno = await load(db, BRUNO)
        shown = await drops.cancel(db, shop_id=shop.id, actor=bruno, drop_id=drop_id, now=clock.now())
        again = await drops.cancel(db, shop_id=shop.id, actor=bruno, drop_id=drop_id, now=clock.now())
        level = (await inventory.levels(db, [variant]))[variant]
        assert (level.available, level.held, level.set_aside, level.quantity) == (9, 1, 0, 10)
        assert await books_are_right(db)

    assert (shown.drop.phase, shown.held) == (DropPhase.CANCELLED, 1)
    assert (again.drop.phase, again.held) == (DropPhase.CANCELLED, 1)
    assert states(await claim_many(pool, waiting, first)) == ["drops.over", "held"]


async def test_what_comes_back_after_the_end_goes_on_to_the_counter(pool: Pool) -> None:
    shop, variant, drop_id = await a_drop(pool, units=4, stock=10)
    [held] = await claim_many(pool, wish(drop_id))
    async with pool.transaction() as db:
        await drops.cancel(db, shop_id=shop.id, actor=await load(db, BRUNO), drop_id=drop_id, now=clock.now())
        assert isinstance(held, ClaimView)
        await inventory.release(db, [held.id])
        assert await inventory.available(db, [variant, drop_id]) == {variant: 9, drop_id: 1}

        await inventory.empty_cleared(db)

        assert await inventory.available(db, [variant, drop_id]) == {variant: 10}
        assert await books_are_right(db)


async def test_a_drop_ends_by_itself_when_its_time_is_over(pool: Pool) -> None:
    now = clock.now()
    _, variant, drop_id = await a_drop(pool, units=4, closes_at=now + timedelta(hours=1), now=now)

    assert await drops.close_due(pool, now=now + timedelta(minutes=59)) == 0
    assert await drops.close_due(pool, now=now + timedelta(hours=1)) == 1
    assert await drops.close_due(pool, now=now + timedelta(hours=2)) == 0

    async with pool.transaction() as db:
        assert await inventory.available(db, [variant, drop_id]) == {variant: 10}
        seen = await drops.show(db, drop_id=drop_id, holder_ids=[], now=now + timedelta(hours=2))
    assert seen.drop.phase is DropPhase.ENDED
