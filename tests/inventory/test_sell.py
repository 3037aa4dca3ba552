"""What is paid becomes sold; what is late is taken once more when it is there."""

from datetime import timedelta
from uuid import UUID

from tests.inventory.conftest import Stocked, books_are_right, request
from vitrina.catalogue.model import VariantId
from vitrina.inventory import service as inventory
from vitrina.inventory import store
from vitrina.kit.db import Db, run, value
from vitrina.kit.ids import new_id


async def expired(db: Db, *lines: tuple[VariantId, int]) -> UUID:
    """A purchase that held these lines too long."""
    purchase = new_id()
    await inventory.hold(db, [request(purchase, *lines, minutes=-1)])
    await store.expire(db, limit=1_000)
    return purchase


async def available_of(db: Db, variant: VariantId) -> int:
    return (await inventory.levels(db, [variant]))[variant].available


async def test_what_is_sold_leaves_the_counter_alone(db: Db, stocked: Stocked) -> None:
    [variant] = await stocked(5)
    purchase = new_id()
    await inventory.hold(db, [request(purchase, (variant, 2))])

    sold = [await inventory.sell(db, [purchase, new_id()]) for _ in range(2)]

    level = (await inventory.levels(db, [variant]))[variant]
    assert sold == [{purchase}, {purchase}]
    assert (level.available, level.held, level.sold_unshipped, level.quantity) == (3, 0, 2, 5)


async def test_a_hold_whose_time_is_over_is_sold_while_nobody_has_swept_it(db: Db, stocked: Stocked) -> None:
    [variant] = await stocked(1)
    purchase = new_id()
    await inventory.hold(db, [request(purchase, (variant, 1), minutes=-1)])

    assert await inventory.sell(db, [purchase]) == {purchase}


async def test_what_expired_is_taken_once_more_in_the_order_of_payment(db: Db, stocked: Stocked) -> None:
    first_variant, second_variant = await stocked(2, 1)
    both = await expired(db, (first_variant, 1), (second_variant, 1))
    one = await expired(db, (second_variant, 1))
    none = await expired(db, (first_variant, 2))

    sold = await inventory.sell(db, [both, one, none])

    assert sold == {both}
    assert await available_of(db, first_variant) == 1
    assert await available_of(db, second_variant) == 0
    assert await books_are_right(db)


async def test_a_late_payment_that_lacks_one_line_takes_nothing(db: Db, stocked: Stocked) -> None:
    plenty, scarce = await stocked(5, 1)
    late = await expired(db, (plenty, 1), (scarce, 1))
    await inventory.hold(db, [request(new_id(), (scarce, 1))])

    assert await inventory.sell(db, [late]) == set()

    assert await available_of(db, plenty) == 5
    assert await books_are_right(db)


async def test_what_expired_and_was_released_is_not_sold_though_there_is_stock(
    db: Db, stocked: Stocked
) -> None:
    [variant] = await stocked(5)
    purchase = await expired(db, (variant, 2))
    await inventory.release(db, [purchase])

    assert await inventory.sell(db, [purchase]) == set()

    assert await available_of(db, variant) == 5
    await books_are_right(db)


async def test_what_was_released_is_not_sold(db: Db, stocked: Stocked) -> None:
    [variant] = await stocked(2)
    purchase = new_id()
    await inventory.hold(db, [request(purchase, (variant, 1))])
    await inventory.release(db, [purchase])

    assert await inventory.sell(db, [purchase]) == set()
    assert await available_of(db, variant) == 2


async def test_what_is_given_back_is_given_back_once(db: Db, stocked: Stocked) -> None:
    kept, returned = await stocked(2, 2)
    purchase = new_id()
    await inventory.hold(db, [request(purchase, (kept, 1), (returned, 2))])
    await inventory.sell(db, [purchase])

    for _ in range(2):
        await inventory.give_back(db, purchase, [returned])
        await inventory.release(db, [purchase])

    assert await available_of(db, kept) == 1
    assert await available_of(db, returned) == 2
    assert await inventory.sell(db, [purchase]) == {purchase}
    assert await books_are_right(db)


async def test_what_is_shipped_is_off_the_shelf_and_cannot_come_back(db: Db, stocked: Stocked) -> None:
    [variant] = await stocked(3)
    purchase = new_id()
    await inventory.hold(db, [request(purchase, (variant, 2))])
    await inventory.send(db, purchase, [(variant, 2)])
    before = (await inventory.levels(db, [variant]))[variant]
    await inventory.sell(db, [purchase])

    await inventory.send(db, purchase, [(variant, 2)])
    await inventory.give_back(db, purchase, [variant])

    after = (await inventory.levels(db, [variant]))[variant]
    assert (before.held, before.quantity) == (2, 3)
    assert (after.available, after.sold_unshipped, after.quantity) == (1, 0, 1)


async def test_expiry_follows_the_clock_that_a_demo_may_move(db: Db, stocked: Stocked) -> None:
    [variant] = await stocked(1)
    await inventory.hold(db, [request(new_id(), (variant, 1))])
    before = await store.expire(db, limit=10)
    hour = timedelta(hours=1)
    await run(db, "update kit.clock set offset_s = offset_s + %(s)s", s=int(hour.total_seconds()))

    after = [await store.expire(db, limit=10) for _ in range(2)]

    assert (before, after) == (0, [1, 0])
    assert await available_of(db, variant) == 1
    assert await books_are_right(db)


async def test_what_left_in_part_is_owed_for_the_rest(db: Db, stocked: Stocked) -> None:
    [variant] = await stocked(5)
    purchase = new_id()
    await inventory.hold(db, [request(purchase, (variant, 4))])
    await inventory.sell(db, [purchase])

    await inventory.send(db, purchase, [(variant, 1)])
    in_part = (await inventory.levels(db, [variant]))[variant]
    await inventory.take_back(db, purchase, [(variant, 1)], are_sent=False)
    await inventory.take_back(db, purchase, [(variant, 1)], are_sent=True)
    dropped = (await inventory.levels(db, [variant]))[variant]
    await inventory.give_back(db, purchase, [variant])

    after = (await inventory.levels(db, [variant]))[variant]
    assert (in_part.sold_unshipped, in_part.quantity) == (3, 4)
    assert (dropped.available, dropped.sold_unshipped, dropped.quantity) == (3, 2, 5)
    assert (after.available, after.sold_unshipped, after.quantity) == (5, 0, 5)
    causes = await value(db, "select array_agg(cause order by id) from inventory.movements where change > 0")
    assert causes == ["count", "cancellation", "return", "cancellation"]
    assert await books_are_right(db)


async def test_more_than_was_sent_never_comes_back(db: Db, stocked: Stocked) -> None:
    [variant] = await stocked(5)
    purchase = new_id()
    await inventory.hold(db, [request(purchase, (variant, 3))])
    await inventory.sell(db, [purchase])
    await inventory.send(db, purchase, [(variant, 2)])

    await inventory.take_back(db, purchase, [(variant, 3)], are_sent=True)
    await inventory.take_back(db, purchase, [(variant, 2)], are_sent=False)
    assert await available_of(db, variant) == 2

    await inventory.send(db, purchase, [(variant, 9)])
    await inventory.take_back(db, purchase, [(variant, 3)], are_sent=True)
    assert await available_of(db, variant) == 5
    assert await books_are_right(db)
