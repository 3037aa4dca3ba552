"""A return moves along its table, once, and money goes back once."""

import asyncio
from datetime import timedelta

import pytest

from tests.orders.test_refund import SHIPPING_MINOR, UNITS, free, give, new_refund
from tests.orders.world import PRICE_MINOR
from tests.returns.world import World
from vitrina.kit import clock
from vitrina.kit.db import value
from vitrina.kit.errors import Malformed, Refusal
from vitrina.kit.ids import new_id
from vitrina.media.errors import ImageNotFound
from vitrina.media.model import FileId
from vitrina.orders import service as orders
from vitrina.orders.errors import NotForYou, OrderNotFound
from vitrina.orders.model import Access
from vitrina.orders.withdrawal import Exclusion, ReturnPayer
from vitrina.returns import rules
from vitrina.returns import service as returns
from vitrina.returns.errors import (
    MoreThanWasBought,
    MoreThanWasReturned,
    NotReturnable,
    ReturnIdTaken,
    ReturnMovedOn,
    ReturnNotFound,
    ReturnOpen,
    ReturnTooLate,
    TooManyReturns,
    WithdrawalIsARight,
)
from vitrina.returns.model import NewReturn, ReturnAct, ReturnId, ReturnReason, ReturnSide, ReturnState

REQUESTED, ACCEPTED, SENT, REFUNDED, EXCHANGED, REFUSED, WITHDRAWN, LAPSED = ReturnState
BUYER, SHOP, TIME = ReturnSide
ACTS = {
    REQUESTED: ("withdraw", "accept refuse refund", "refund withdraw"),
    ACCEPTED: ("send withdraw", "refund", "withdraw lapse"),
    SENT: ("", "refuse refund", "refund withdraw"),
    REFUNDED: ("", "", ""),
    EXCHANGED: ("", "", ""),
    REFUSED: ("", "", ""),
    WITHDRAWN: ("", "", ""),
    LAPSED: ("", "", ""),
}


@pytest.mark.parametrize("state", list(ReturnState))
def test_each_side_can_do_what_the_table_says(state: ReturnState):
    can = tuple(" ".join(rules.acts_of(state, side, is_exchange=False)) for side in (BUYER, SHOP, TIME))

    assert can == ACTS[state]
    assert (rules.due_after(state, now=clock.now()) is None) == (not any(can))


def test_who_wants_an_exchange_can_be_sent_one_once_it_is_held():
    can = {state: rules.acts_of(state, SHOP, is_exchange=True) for state in ReturnState}

    assert [state for state, acts in can.items() if "exchange" in acts] == [ACCEPTED, SENT]


async def test_what_came_back_is_refunded_and_on_the_shelf(world: World):
    order_id = await world.received()
    return_id = await world.ask(order_id, quantity=2)
    await world.accept(return_id)
    await world.send(return_id)

    await world.inspect(return_id, order_id, 2)

    shown = await world.show(return_id)
    assert [(step.state, step.by) for step in shown.steps] == [
        (REQUESTED, BUYER),
        (ACCEPTED, SHOP),
        (SENT, BUYER),
        (REFUNDED, SHOP),
    ]
    assert shown.refunded and shown.refunded.amount_minor == 2 * PRICE_MINOR
    assert (shown.instructions, shown.parcel and shown.parcel.tracking_number) == (
        "Calle 5, local 2, de 9 a 14",
        "MX-9",
    )
    assert (shown.can, shown.due_at) == ([], None)
    assert await free(world) == 10 - UNITS + 2
    await world.hear()
    assert await world.is_sound()
    async with world.pool.transaction() as db:
        mails = await value(
            db,
            """
            select array_agg(facts ->> 'state' order by id)
              from notifications.mails
             where facts ->> 'type' = 'return_buyer'
            """,
        )
    assert mails == ["requested", "accepted", "refunded"]


async def test_a_part_is_refunded_with_words_and_the_rest_is_not(world: World):
    order_id = await world.received()
    return_id = await world.ask(order_id, quantity=2)
    await world.accept(return_id)
    await world.send(return_id)

    with pytest.raises(Malformed):
        await world.inspect(return_id, order_id, 1)
    with pytest.raises(MoreThanWasReturned):
        await world.inspect(return_id, order_id, 3)
    await world.inspect(return_id, order_id, 1, words="one is torn", is_restocked=False)

    shown = await world.show(return_id)
    assert (shown.lines[0].accepted_quantity, shown.answer) == (1, "one is torn")
    assert shown.refunded and shown.refunded.amount_minor == PRICE_MINOR
    assert await free(world) == 10 - UNITS
    assert await world.is_sound()


async def test_nothing_of_it_with_words_is_a_refusal(world: World):
    order_id = await world.received()
    return_id = await world.ask(order_id)
    await world.accept(return_id)
    await world.send(return_id)

    await world.inspect(return_id, order_id, 0, words="the box was empty")

    assert (await world.show(return_id)).state is REFUSED
    assert await world.is_sound()


async def test_two_who_decide_at_once_give_back_once(world: World):
    order_id = await world.received()
    return_id = await world.ask(order_id, quantity=UNITS)

    done = await asyncio.gather(
        *[world.inspect(return_id, order_id, UNITS) for _ in range(4)],
        world.accept(return_id),
        world.keep(return_id),
        return_exceptions=True,
    )

    assert all(each is None or isinstance(each, ReturnMovedOn) for each in done)
    assert await world.is_sound()
    shown = await world.show(return_id)
    async with world.pool.transaction() as db:
        refunds = await value(db, "select count(*) from orders.refunds")
    assert refunds == (1 if shown.state is REFUNDED else 0)


async def test_an_order_has_one_open_return(world: World):
    order_id = await world.received()
    first = await world.ask(order_id)

    with pytest.raises(ReturnOpen):
        await world.ask(order_id)
    assert await world.ask(order_id, id=first) == first
    await world.keep(first)
    await world.ask(order_id)

    with pytest.raises(ReturnIdTaken):
        await world.ask(await world.received(), id=first)


async def test_nobody_gives_back_more_than_she_has(world: World):
    order_id = await world.received()

    with pytest.raises(MoreThanWasBought):
        await world.ask(order_id, quantity=UNITS + 1)
    await give(world, order_id, new_refund(lines=await world.lines(order_id, 2)))
    with pytest.raises(MoreThanWasBought):
        await world.ask(order_id, quantity=2)
    await world.ask(order_id, quantity=1)


async def test_what_was_not_sent_is_cancelled_and_what_is_old_stays(world: World):
    with pytest.raises(NotReturnable):
        await world.ask(await world.paid(buyer=world.ana))
    order_id = await world.received()
    async with world.pool.transaction() as db:
        order = (await orders.orders_by_id(db, [order_id]))[order_id]
    assert order.delivered_at
    with pytest.raises(ReturnTooLate):
        await world.ask(order_id, now=order.delivered_at + timedelta(days=15))
    await world.ask(order_id, now=order.delivered_at + timedelta(days=15, seconds=-1))


async def test_the_clock_does_not_start_before_somebody_says_that_it_arrived(world: World):
    order_id = await world.sent()
    now = clock.now() + timedelta(days=100)
    await orders.mature_due(world.pool, now=now)
    async with world.pool.transaction() as db:
        shown = await orders.show(db, order_id=order_id, access=Access(actor=world.ana))

    return_id = await world.ask(order_id, now=now)

    assert (shown.return_right.until, shown.return_right.law_until) == (None, None)
    assert (await world.show(return_id)).is_withdrawal


async def test_an_order_is_not_returned_for_ever(world: World):
    order_id = await world.received()
    for _ in range(rules.RETURNS_MAX):
        await world.keep(await world.ask(order_id))

    with pytest.raises(TooManyReturns):
        await world.ask(order_id)


async def test_a_right_of_the_law_is_refused_only_with_what_the_law_excludes(world: World):
    by_law = await world.ask(await world.received())
    with pytest.raises(WithdrawalIsARight):
        await world.refuse(by_law)
    with pytest.raises(WithdrawalIsARight):  # The law of Mexico excludes nothing.
        await world.refuse(by_law, exclusion=Exclusion.PERISHABLE)

    late = clock.now() - timedelta(days=12)
    by_shop = await world.ask(await world.received(at=late))
    await world.refuse(by_shop)

    assert (await world.show(by_law)).is_withdrawal
    shown = await world.show(by_shop)
    assert (shown.is_withdrawal, shown.state, shown.answer) == (False, REFUSED, "it was used")


async def test_who_pays_the_way_back_is_said_by_law_and_fault(world: World):
    mexico, brazil = await world.received(), await world.received(country="BR")

    payers = [
        (await world.show(await world.ask(mexico))).payer,
        (await world.show(await world.ask(brazil))).payer,
    ]
    damaged = await world.ask(await world.received(), reason=ReturnReason.DAMAGED)

    assert payers == [ReturnPayer.BUYER, ReturnPayer.SHOP]
    assert (await world.show(damaged)).payer is ReturnPayer.SHOP


async def test_the_shipping_goes_back_with_the_last_goods_where_the_law_says_so(world: World):
    order_id = await world.received(country="BR")
    first = await world.ask(order_id, quantity=1)
    await world.inspect(first, order_id, 1)
    last = await world.ask(order_id, quantity=UNITS - 1)
    await world.inspect(last, order_id, UNITS - 1)

    sums = [(await world.show(each)).refunded for each in (first, last)]
    assert [each and each.amount_minor for each in sums] == [
        PRICE_MINOR,
        (UNITS - 1) * PRICE_MINOR + SHIPPING_MINOR,
    ]
    assert await world.is_sound()


async def test_a_shop_keeps_no_shipping_that_the_law_gives_back(world: World):
    order_id = await world.received(country="BR")
    return_id = await world.ask(order_id, quantity=UNITS)

    with pytest.raises(WithdrawalIsARight):
        await world.inspect(return_id, order_id, UNITS, shipping=SHIPPING_MINOR - 1)
    await world.inspect(return_id, order_id, UNITS, shipping=SHIPPING_MINOR)

    refunded = (await world.show(return_id)).refunded
    assert refunded and refunded.amount_minor == UNITS * PRICE_MINOR + SHIPPING_MINOR
    assert await world.is_sound()


async def test_others_neither_see_nor_move_a_return(world: World):
    from tests.people import EVA

    order_id = await world.received()
    return_id = await world.ask(order_id)
    eva = await world.person(EVA)

    with pytest.raises(ReturnNotFound):
        await world.show(return_id, eva)
    with pytest.raises(ReturnNotFound):
        await world.show(ReturnId(new_id()))
    async with world.pool.transaction() as db:
        with pytest.raises(OrderNotFound):
            await returns.returns_of_order(db, order_id=order_id, access=Access(actor=eva))
    bruno, world.bruno = world.bruno, world.ana
    with pytest.raises(NotForYou):
        await world.accept(return_id)
    world.bruno, world.ana = bruno, bruno
    with pytest.raises(NotForYou):
        await world.keep(return_id)


async def test_pictures_are_ones_own(world: World):
    order_id = await world.received()

    with pytest.raises(ImageNotFound):
        await world.ask(order_id, photos=[FileId(new_id())])
    new = NewReturn(
        id=ReturnId(new_id()),
        lines=await world.lines(order_id, 1),
        reason=ReturnReason.DAMAGED,
        photos=[FileId(new_id())],
    )
    async with world.pool.transaction() as db:
        with pytest.raises(ImageNotFound):
            await returns.ask(db, order_id=order_id, access=Access(has_key=True), new=new, now=clock.now())


async def test_the_same_move_again_changes_nothing_and_a_wrong_one_says_so(world: World):
    order_id = await world.received()
    return_id = await world.ask(order_id)
    with pytest.raises(ReturnMovedOn):
        await world.send(return_id)
    for _ in range(2):
        await world.accept(return_id)
    for _ in range(2):
        await world.send(return_id)
    with pytest.raises(ReturnMovedOn):
        await world.keep(return_id)
    for _ in range(2):
        await world.inspect(return_id, order_id, 1)

    assert len((await world.show(return_id)).steps) == 4


def test_refusals_are_refusals():
    assert issubclass(ReturnMovedOn, Refusal) and ReturnAct.ACCEPT in ReturnAct
