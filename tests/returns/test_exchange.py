"""A return ends in another choice of the same product: held from the shop's yes, and no money moves."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.checkout.buying import Client, bought, wanting
from tests.checkout.test_taxes import mark
from tests.orders.test_refund import PARCEL, UNITS, give, new_refund
from tests.people import ANA, BRUNO, EVA, sign_in
from tests.returns.world import World
from vitrina.catalogue.model import VariantId
from vitrina.inventory import service as inventory
from vitrina.inventory.errors import NotEnoughStock
from vitrina.inventory.model import Count
from vitrina.kit import clock
from vitrina.kit.db import run, value
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.orders import service as orders
from vitrina.orders.errors import MoreThanIsLeft
from vitrina.orders.model import Access
from vitrina.orders.refund_model import LineQuantity
from vitrina.returns import service as returns
from vitrina.returns.errors import ExchangeDiffers, NoExchangeWanted, ReturnMovedOn
from vitrina.returns.model import NewReturn, Replacement, ReturnId, ReturnReason, ReturnState


async def other_size(world: World, *, units: int = 5, **changes: Any) -> VariantId:
    """Another choice of what Ana bought, at the same price, with so many in stock."""
    variant_id = VariantId(new_id())
    async with world.pool.transaction() as db:
        await run(
            db,
            """
            insert into catalogue.variants (
                   id, product_id, position, sku, option_values, price_minor, compare_at_minor)
            select %(id)s, product_id, 9, 'OTHER', array[%(size)s], price_minor + %(more)s, null
              from catalogue.variants
             where id = %(known)s
            """,
            id=variant_id,
            known=world.variant_id,
            more=changes.get("more", 0),
            size=changes.get("size", "L"),
        )
        counts = [Count(variant_id=variant_id, quantity=units)]
        await inventory.count_many(db, counts, person_id=world.bruno.id)
    return variant_id


async def exchange(world: World, return_id: ReturnId, **more: Any) -> None:
    parcel = Replacement(carrier="DHL", tracking_number="X-1", **more)
    async with world.pool.transaction() as db:
        await returns.exchange(
            db, return_id=return_id, actor=world.bruno, replacement=parcel, now=clock.now()
        )


async def free(world: World, variant_id: VariantId) -> int:
    async with world.pool.transaction() as db:
        return (await inventory.available(db, [variant_id])).get(variant_id, 0)


async def journals(world: World) -> int:
    async with world.pool.transaction() as db:
        return await value(db, "select count(*) from ledger.journals")


async def test_an_equal_exchange_moves_goods_and_no_money(world: World):
    wanted, order_id = await other_size(world), await world.received()
    booked, old = await journals(world), await free(world, world.variant_id)

    return_id = await world.ask(order_id, quantity=2, wanted_variant_id=wanted)
    assert await free(world, wanted) == 5
    await world.accept(return_id)
    assert await free(world, wanted) == 3
    await world.send(return_id)
    await exchange(world, return_id)
    await exchange(world, return_id)
    await world.hear()

    shown = await world.show(return_id)
    assert (shown.state, shown.refunded) == (ReturnState.EXCHANGED, None)
    assert shown.exchange and shown.exchange.values == ["L"]
    assert shown.exchange.shipment and shown.exchange.shipment.tracking_number == "X-1"
    assert shown.lines[0].accepted_quantity == 2
    assert (await free(world, wanted), await free(world, world.variant_id)) == (3, old + 2)
    async with world.pool.transaction() as db:
        level = (await inventory.levels(db, [wanted]))[wanted]
        causes = await value(
            db,
            """
            select array_agg(cause order by id)
              from inventory.movements
             where cause in ('exchange', 'return', 'cancellation')
            """,
        )
    assert (level.sold_unshipped, level.quantity) == (0, 3)
    assert sorted(causes) == ["exchange", "return"]
    assert await journals(world) == booked
    assert await world.is_sound()


async def test_the_money_waits_until_the_exchange_is_done(world: World):
    wanted, order_id = await other_size(world), await world.received()
    return_id = await world.ask(order_id, wanted_variant_id=wanted)
    async with world.pool.transaction() as db:
        assert await value(db, "select paused_at is not null from orders.orders")
    await world.accept(return_id)
    await exchange(world, return_id)

    async with world.pool.transaction() as db:
        assert await value(db, "select paused_at is null from orders.orders")


@pytest.mark.parametrize("how", ["refund", "refuse", "keep", "lapse"])
async def test_what_is_not_exchanged_is_free_again(world: World, how: str):
    wanted, order_id = await other_size(world), await world.received()
    return_id = await world.ask(order_id, wanted_variant_id=wanted)
    await world.accept(return_id)
    assert await free(world, wanted) == 4

    if how == "keep":
        await world.keep(return_id)
    elif how == "lapse":
        assert await returns.decide_due(world.pool, now=clock.now() + timedelta(days=31)) == 1
    else:
        await world.send(return_id)
        await (world.inspect(return_id, order_id, 1) if how == "refund" else world.refuse(return_id))

    assert await free(world, wanted) == 5
    with pytest.raises(ReturnMovedOn):
        await exchange(world, return_id)
    assert await world.is_sound()


async def test_a_piece_with_a_fault_is_exchanged_for_the_same_again(world: World):
    order_id = await world.received()
    booked, old = await journals(world), await free(world, world.variant_id)

    return_id = await world.ask(order_id, wanted_variant_id=world.variant_id)
    await world.accept(return_id)
    assert await free(world, world.variant_id) == old - 1
    await exchange(world, return_id, is_restocked=False)

    assert (await world.show(return_id)).state is ReturnState.EXCHANGED
    assert await free(world, world.variant_id) == old - 1
    assert await journals(world) == booked
    assert await world.is_sound()


async def test_what_was_exchanged_is_exchanged_back(world: World):
    other, order_id = await other_size(world), await world.received()
    first, second = await free(world, world.variant_id), await free(world, other)

    for wanted in (other, world.variant_id, other):
        return_id = await world.ask(order_id, wanted_variant_id=wanted)
        await world.accept(return_id)
        await exchange(world, return_id)
        is_first = wanted == world.variant_id
        assert await free(world, world.variant_id) == first + (0 if is_first else 1)
        assert await free(world, other) == second - (0 if is_first else 1)

    return_id = await world.ask(order_id)
    await world.accept(return_id)
    await world.send(return_id)
    await world.inspect(return_id, order_id, 1)
    # What comes back for money is what she has, not what she once bought.
    assert (await free(world, world.variant_id), await free(world, other)) == (first + 1, second)
    assert await world.is_sound()


async def test_another_price_or_another_product_is_refused(world: World):
    order_id = await world.received()
    dearer = await other_size(world, more=1)

    for variant_id in (dearer, VariantId(new_id())):
        with pytest.raises(ExchangeDiffers):
            await world.ask(order_id, wanted_variant_id=variant_id)


async def test_who_pays_no_tax_has_another_choice_at_the_same_label(client: Client, world: World):
    assert (await mark(client, world.pool, world.shop)).status_code == 200
    wanted, dearer = await other_size(world), await other_size(world, size="XL", more=1)
    # Three of 116.00 without their 16.00 of tax, and 43.10 to send them.
    body = wanting(world.variant_id, total_minor=343_10, quantity=3)
    purchase = await bought(world.pool, world.settings, body, now=clock.now(), buyer=world.ana)
    order_id = purchase.orders[0].id
    async with world.pool.transaction() as db:
        await orders.ship(db, order_id=order_id, actor=world.bruno, shipment=PARCEL, now=clock.now())
    booked = await journals(world)

    with pytest.raises(ExchangeDiffers):
        await world.ask(order_id, wanted_variant_id=dearer)
    return_id = await world.ask(order_id, wanted_variant_id=wanted)
    await world.accept(return_id)
    await exchange(world, return_id)

    assert (await world.show(return_id)).state is ReturnState.EXCHANGED
    assert await free(world, wanted) == 4
    assert await journals(world) == booked
    assert await world.is_sound()


async def test_what_is_not_there_cannot_be_promised(world: World):
    wanted, order_id = await other_size(world, units=1), await world.received()
    return_id = await world.ask(order_id, quantity=2, wanted_variant_id=wanted)

    with pytest.raises(NotEnoughStock):
        await world.accept(return_id)

    assert (await world.show(return_id)).state is ReturnState.REQUESTED
    await world.inspect(return_id, order_id, 2)
    assert (await world.show(return_id)).state is ReturnState.REFUNDED
    assert await free(world, wanted) == 1


async def test_the_last_unit_goes_to_one_of_two(world: World):
    wanted = await other_size(world, units=1)
    asked = [await world.ask(await world.received(), wanted_variant_id=wanted) for _ in range(2)]

    done = await asyncio.gather(*[world.accept(each) for each in asked], return_exceptions=True)

    assert sorted(type(each).__name__ for each in done) == ["NoneType", "NotEnoughStock"]
    assert await free(world, wanted) == 0


async def test_who_wants_money_gets_no_goods(world: World):
    return_id = await world.ask(await world.received())
    await world.accept(return_id)

    with pytest.raises(NoExchangeWanted):
        await exchange(world, return_id)


async def test_who_had_the_money_gets_no_goods_as_well(world: World):
    wanted, order_id = await other_size(world), await world.received()
    return_id = await world.ask(order_id, quantity=2, wanted_variant_id=wanted)
    await world.accept(return_id)
    await give(world, order_id, new_refund(lines=await world.lines(order_id, 2)))

    with pytest.raises(MoreThanIsLeft):
        await exchange(world, return_id)

    await world.send(return_id)
    await world.refuse(return_id)
    assert await free(world, wanted) == 5


async def test_of_an_exchange_and_a_refund_at_once_one_is_seen(world: World):
    wanted, order_id = await other_size(world), await world.received()
    return_id = await world.ask(order_id, quantity=UNITS, wanted_variant_id=wanted)
    await world.accept(return_id)
    refund = new_refund(lines=await world.lines(order_id, UNITS))

    outcomes = await asyncio.gather(
        exchange(world, return_id), give(world, order_id, refund), return_exceptions=True
    )

    moved = (await world.show(return_id)).state is ReturnState.EXCHANGED
    assert moved == (outcomes[0] is None)
    assert isinstance(outcomes[0], MoreThanIsLeft | None)
    assert await world.is_sound()


async def test_an_exchange_is_of_one_line(world: World):
    order_id = await world.received()
    wanted = await other_size(world)
    async with world.pool.transaction() as db:
        other = UUID(str(new_id()))
        await run(
            db,
            """
            insert into orders.lines
            select (jsonb_populate_record(l, jsonb_build_object('id', %(other)s::uuid, 'position', 2))).*
              from orders.lines l
             where l.order_id = %(order_id)s
            """,
            other=other,
            order_id=order_id,
        )
        ids = await value(db, "select array_agg(id) from orders.lines")

    new = NewReturn(
        id=ReturnId(new_id()),
        lines=[LineQuantity(line_id=each, quantity=1) for each in ids],
        reason=ReturnReason.DOES_NOT_FIT,
        wanted_variant_id=wanted,
    )

    with pytest.raises(Malformed):
        async with world.pool.transaction() as db:
            await returns.ask(db, order_id=order_id, access=Access(actor=world.ana), new=new, now=clock.now())


async def test_only_the_shop_sends_it(client: Client, world: World):
    wanted, order_id = await other_size(world), await world.received()
    return_id = await world.ask(order_id, wanted_variant_id=wanted)
    await world.accept(return_id)
    path = f"/api/v1/returns/{return_id}/exchange"
    body = {"carrier": "DHL", "tracking_number": "X-1", "is_restocked": False}

    headers = [await sign_in(world.pool, who) for who in (ANA, EVA, BRUNO)]
    answers = [await client.post(path, json=body, headers=each) for each in headers]

    assert [each.status_code for each in answers] == [403, 404, 200]
    assert answers[2].json()["state"] == "exchanged"
    assert await free(world, world.variant_id) == 7
