"""What nobody answers is decided by time, and an order's money waits for it."""

from datetime import timedelta

from tests.affiliates.sales import World as Sales
from tests.affiliates.sales import touch_of
from tests.checkout.buying import bought, wanting
from tests.orders.test_refund import PARCEL, UNITS, free, give, new_refund
from tests.orders.world import PRICE_MINOR
from tests.people import CARLA, join
from tests.returns.world import World
from vitrina.affiliates import service as affiliates
from vitrina.catalogue import service as catalogue
from vitrina.kit import clock
from vitrina.kit.db import value
from vitrina.orders import service as orders
from vitrina.orders.model import Access
from vitrina.returns import rules
from vitrina.returns import service as returns
from vitrina.returns.model import ReturnSide, ReturnState

SECOND = timedelta(seconds=1)
LATER = timedelta(days=90)


async def test_a_wish_that_nobody_answers_is_granted(world: World):
    now = clock.now()
    order_id = await world.received()
    return_id = await world.ask(order_id, quantity=2, now=now)

    early = await returns.decide_due(world.pool, now=now + rules.ANSWER_TIME - SECOND)
    due = await returns.decide_due(world.pool, now=now + rules.ANSWER_TIME)
    again = await returns.decide_due(world.pool, now=now + LATER)

    assert (early, due, again) == (0, 1, 0)
    shown = await world.show(return_id)
    assert (shown.state, shown.steps[-1].by) == (ReturnState.REFUNDED, ReturnSide.TIME)
    assert shown.refunded and shown.refunded.amount_minor == 2 * PRICE_MINOR
    assert await free(world) == 10 - UNITS  # Nobody has seen the goods.
    assert await world.is_sound()


async def test_a_parcel_that_nobody_looks_at_is_refunded(world: World):
    now = clock.now()
    order_id = await world.received()
    return_id = await world.ask(order_id, now=now)
    await world.accept(return_id, now=now)
    await world.send(return_id, now=now)

    assert await returns.decide_due(world.pool, now=now + rules.INSPECT_TIME - SECOND) == 0
    assert await returns.decide_due(world.pool, now=now + rules.INSPECT_TIME) == 1
    assert (await world.show(return_id)).state is ReturnState.REFUNDED


async def test_what_was_not_sent_in_time_lapses(world: World):
    now = clock.now()
    return_id = await world.ask(await world.received(), now=now)
    await world.accept(return_id, now=now)

    assert await returns.decide_due(world.pool, now=now + rules.SEND_TIME) == 1
    assert (await world.show(return_id)).state is ReturnState.LAPSED


async def test_what_the_shop_gave_back_by_itself_is_not_given_back_again(world: World):
    now = clock.now()
    order_id = await world.received()
    return_id = await world.ask(order_id, quantity=2, now=now)
    await give(world, order_id, new_refund(lines=await world.lines(order_id, 2)))

    assert await returns.decide_due(world.pool, now=now + rules.ANSWER_TIME) == 1

    shown = await world.show(return_id)
    assert shown.refunded and shown.refunded.amount_minor == 0
    assert await world.is_sound()


async def test_a_return_of_what_was_given_back_as_a_sum_ends(world: World):
    """Its order would wait for it for ever, and its shop for the money."""
    order_id, now = await world.received(), clock.now()
    return_id = await world.ask(order_id, now=now)
    await give(world, order_id, new_refund(amount=UNITS * PRICE_MINOR))

    assert await returns.decide_due(world.pool, now=now + rules.ANSWER_TIME) == 1

    assert (await world.show(return_id)).state is ReturnState.WITHDRAWN
    async with world.pool.transaction() as db:
        assert await value(db, "select count(*) from orders.orders where paused_at is not null") == 0
    assert await world.is_sound()


async def test_the_order_does_not_mature_while_a_return_is_open(world: World):
    now = clock.now()
    order_id = await world.received()
    return_id = await world.ask(order_id, now=now)
    await world.hear()

    assert await orders.mature_due(world.pool, now=now + LATER) == 0
    async with world.pool.transaction() as db:
        assert (await orders.overdue(db)).waiting_count == 0
    await world.keep(return_id)
    await world.hear()
    assert await orders.mature_due(world.pool, now=now + LATER) == 1
    assert await world.is_sound()


async def test_the_creators_commission_waits_with_it(world: World):
    async with world.pool.transaction() as db:
        await join(db, CARLA)
        [product_id] = await catalogue.products_of(db, [world.variant_id])
        product = (await catalogue.products_by_id(db, [product_id]))[product_id]
        tap = await touch_of(db, Sales(shop=world.shop, product=product), at=clock.now() - timedelta(hours=1))
    body = wanting(world.variant_id, total_minor=PRICE_MINOR + 50_00)
    body["lines"][0]["touch_id"] = str(tap.id)
    purchase = await bought(world.pool, world.settings, body, now=clock.now(), buyer=world.ana)
    order_id = purchase.orders[0].id
    async with world.pool.transaction() as db:
        await orders.ship(db, order_id=order_id, actor=world.bruno, shipment=PARCEL, now=clock.now())
    await world.hear()
    return_id = await world.ask(order_id)
    async with world.pool.transaction() as db:
        await orders.deliver(db, order_id=order_id, access=Access(actor=world.ana), now=clock.now())
    await world.hear()

    held = await affiliates.release_due(world.pool, now=clock.now() + LATER)
    async with world.pool.transaction() as db:
        reason = await value(db, "select hold_reason from affiliates.commissions")
    await world.keep(return_id)
    await world.hear()
    released = await affiliates.release_due(world.pool, now=clock.now() + LATER)

    assert (held, reason, released) == (0, "return_open", 1)


async def test_a_return_ends_with_its_order(world: World):
    order_id = await world.sent()
    return_id = await world.ask(order_id)
    async with world.pool.transaction() as db:
        await orders.cancel(
            db, order_id=order_id, access=Access(actor=world.bruno), reason="lost", now=clock.now()
        )

    await world.hear()

    assert (await world.show(return_id)).state is ReturnState.WITHDRAWN
    assert await world.is_sound()


async def test_time_ends_a_return_whose_order_ended_before_anybody_heard(world: World):
    now = clock.now()
    order_id = await world.sent()
    return_id = await world.ask(order_id, now=now)
    async with world.pool.transaction() as db:
        await orders.cancel(db, order_id=order_id, access=Access(actor=world.bruno), reason="lost", now=now)

    assert await returns.decide_due(world.pool, now=now + rules.ANSWER_TIME) == 1

    assert (await world.show(return_id)).state is ReturnState.WITHDRAWN
