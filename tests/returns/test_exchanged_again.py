"""What was sent in an exchange comes back itself: that is on the shelf again, and no other choice."""

from tests.orders.test_refund import UNITS, give, new_refund
from tests.returns.test_exchange import exchange, free, other_size
from tests.returns.world import World
from vitrina.catalogue.model import VariantId
from vitrina.kit.db import value
from vitrina.orders.model import OrderId


async def exchanged(
    world: World, order_id: OrderId, wanted: VariantId, *, quantity: int = 1, is_restocked: bool = True
) -> None:
    return_id = await world.ask(order_id, quantity=quantity, wanted_variant_id=wanted)
    await world.accept(return_id)
    await exchange(world, return_id, is_restocked=is_restocked)


async def gave_back(world: World, order_id: OrderId, quantity: int, *, is_restocked: bool = True) -> None:
    return_id = await world.ask(order_id, quantity=quantity)
    await world.accept(return_id)
    await world.send(return_id)
    await world.inspect(return_id, order_id, quantity, is_restocked=is_restocked, words="as it came")


async def returned(world: World, variant_id: VariantId) -> int:
    """How many of a variant came back, as its movements say."""
    async with world.pool.transaction() as db:
        return await value(
            db,
            """
            select coalesce(sum(change), 0)::int
              from inventory.movements
             where cause = 'return' and variant_id = %(id)s
            """,
            id=variant_id,
        )


async def test_what_was_sent_instead_is_on_the_shelf_again(world: World):
    other, order_id = await other_size(world), await world.received()
    old = await free(world, world.variant_id)
    await exchanged(world, order_id, other, quantity=UNITS)
    assert await free(world, other) == 5 - UNITS

    await gave_back(world, order_id, 2)

    assert (await free(world, other), await returned(world, other)) == (5 - UNITS + 2, 2)
    assert (await free(world, world.variant_id), await returned(world, world.variant_id)) == (
        old + UNITS,
        UNITS,
    )
    assert await world.is_sound()


async def test_what_cannot_be_sold_again_is_not_on_the_shelf_and_no_other_unit_is(world: World):
    other, order_id = await other_size(world), await world.received()
    old = await free(world, world.variant_id)
    await exchanged(world, order_id, other, is_restocked=False)
    await gave_back(world, order_id, 1, is_restocked=False)
    assert (await free(world, other), await free(world, world.variant_id)) == (4, old)

    await gave_back(world, order_id, 2)

    assert (await free(world, other), await free(world, world.variant_id)) == (4, old + 2)


async def test_of_several_the_last_one_that_was_sent_comes_back_first(world: World):
    first, order_id = await other_size(world), await world.received()
    second = await other_size(world, size="XL")
    await exchanged(world, order_id, first)
    await exchanged(world, order_id, second)
    assert (await free(world, first), await free(world, second)) == (5, 4)

    await gave_back(world, order_id, 2)

    assert (await free(world, first), await free(world, second)) == (5, 5)
    assert await returned(world, world.variant_id) == 2
    assert await world.is_sound()


async def test_a_refund_without_a_return_finds_it_as_well(world: World):
    other, order_id = await other_size(world), await world.received()
    await exchanged(world, order_id, other)

    await give(world, order_id, new_refund(lines=await world.lines(order_id, 1), is_restocked=True))

    assert await free(world, other) == 5
