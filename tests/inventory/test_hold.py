"""A purchase gets all its lines or none, in the order of arrival."""

from datetime import timedelta

import pytest

from tests.inventory.conftest import Stocked, books_are_right, request
from vitrina.catalogue.model import VariantId
from vitrina.inventory import service as inventory
from vitrina.inventory import store
from vitrina.inventory.errors import NotEnoughStock
from vitrina.inventory.model import HoldRequest, Shortage
from vitrina.kit import clock
from vitrina.kit.db import CheckViolation, Db
from vitrina.kit.ids import new_id


async def test_a_hold_takes_from_what_is_available(db: Db, stocked: Stocked) -> None:
    [variant] = await stocked(5)
    purchase = new_id()

    assert await inventory.hold(db, [request(purchase, (variant, 2))]) == {purchase: []}

    level = (await inventory.levels(db, [variant]))[variant]
    assert (level.available, level.held, level.quantity) == (3, 2, 5)
    assert await books_are_right(db)


async def test_a_purchase_that_lacks_one_line_takes_nothing(db: Db, stocked: Stocked) -> None:
    plenty, scarce = await stocked(5, 1)
    purchase = new_id()

    answer = await inventory.hold(db, [request(purchase, (plenty, 2), (scarce, 2))])

    assert answer == {purchase: [Shortage(variant_id=scarce, wanted=2, available=1)]}
    assert await inventory.available(db, [plenty, scarce]) == {plenty: 5, scarce: 1}


async def test_a_refused_purchase_does_not_make_a_later_one_look_sold_out(db: Db, stocked: Stocked) -> None:
    hot, gone = await stocked(1, 0)
    first, second, third = new_id(), new_id(), new_id()

    answer = await inventory.hold(
        db,
        [request(first, (hot, 1), (gone, 1)), request(second, (hot, 1)), request(third, (hot, 1))],
    )

    assert answer[first] == [Shortage(variant_id=gone, wanted=1, available=0)]
    assert answer[second] == []
    assert answer[third] == [Shortage(variant_id=hot, wanted=1, available=0)]
    assert await books_are_right(db)


async def test_the_order_of_arrival_decides(db: Db, stocked: Stocked) -> None:
    [variant] = await stocked(5)
    purchases = sorted((new_id() for _ in range(4)), reverse=True)
    wishes = [3, 3, 2, 1]

    answer = await inventory.hold(
        db, [request(each, (variant, wish)) for each, wish in zip(purchases, wishes, strict=True)]
    )

    assert [not answer[each] for each in purchases] == [True, False, True, False]


async def test_a_variant_that_comes_twice_in_a_purchase_is_added_up(db: Db, stocked: Stocked) -> None:
    [variant] = await stocked(3)
    too_much, enough = new_id(), new_id()

    answer = await inventory.hold(
        db,
        [request(too_much, (variant, 2), (variant, 2)), request(enough, (variant, 1), (variant, 2))],
    )

    assert answer == {too_much: [Shortage(variant_id=variant, wanted=4, available=3)], enough: []}


async def test_the_same_purchase_again_takes_nothing_more(db: Db, stocked: Stocked) -> None:
    [variant] = await stocked(3)
    purchase = request(new_id(), (variant, 2))

    answers = [
        await inventory.hold(db, [purchase, purchase]),
        await inventory.hold(db, [purchase]),
    ]
    await inventory.sell(db, [purchase.purchase_id])
    answers.append(await inventory.hold(db, [purchase]))

    assert answers == [{purchase.purchase_id: []}] * 3
    assert await inventory.available(db, [variant]) == {variant: 1}


async def test_a_released_purchase_may_hold_again(db: Db, stocked: Stocked) -> None:
    [variant] = await stocked(2)
    purchase = new_id()
    await inventory.hold(db, [request(purchase, (variant, 1))])
    await inventory.release(db, [purchase])

    assert await inventory.hold(db, [request(purchase, (variant, 2))]) == {purchase: []}

    assert await inventory.available(db, [variant]) == {}
    assert await books_are_right(db)


async def test_a_purchase_that_comes_back_wants_what_it_says_now(db: Db, stocked: Stocked) -> None:
    kept, dropped = await stocked(2, 2)
    released, expired = new_id(), new_id()
    await inventory.hold(db, [request(released, (kept, 1), (dropped, 1))])
    await inventory.release(db, [released])
    await inventory.hold(db, [request(expired, (kept, 1), (dropped, 1), minutes=-1)])
    await store.expire(db, limit=10)
    again = [request(each, (kept, 1)) for each in (released, expired)]

    answer = await inventory.hold(db, again)

    assert answer == {released: [], expired: []}
    assert await inventory.sell(db, [released, expired]) == {released, expired}
    assert await inventory.available(db, [kept, dropped]) == {dropped: 2}
    assert await books_are_right(db)


async def test_a_variant_that_was_never_counted_has_nothing(db: Db) -> None:
    variant, purchase = VariantId(new_id()), new_id()

    answer = await inventory.hold(db, [request(purchase, (variant, 1))])

    assert [lack.available for lack in answer[purchase]] == [0]


async def test_no_request_costs_nothing(db: Db) -> None:
    assert await inventory.hold(db, []) == {}
    assert await inventory.sell(db, []) == set()


@pytest.mark.parametrize("quantity", [0, -1])
async def test_the_database_refuses_a_quantity_that_is_not_positive(
    db: Db, stocked: Stocked, quantity: int
) -> None:
    [variant] = await stocked(3)

    with pytest.raises(CheckViolation):
        await inventory.hold(db, [request(new_id(), (variant, quantity))])


async def test_the_database_refuses_stock_below_nothing(db: Db, stocked: Stocked) -> None:
    """Whatever our functions look at before: who takes what is not there must not be able to."""
    [variant] = await stocked(1)

    with pytest.raises(CheckViolation):
        await db.execute(
            "update inventory.stock set available = -1 where variant_id = %(id)s", {"id": variant}
        )


async def test_what_a_process_found_empty_is_known_for_a_second(
    db: Db, stocked: Stocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty, full = await stocked(1, 5)
    now = [100.0]
    monkeypatch.setattr("vitrina.inventory.service.time.monotonic", lambda: now[0])
    held = new_id()
    await inventory.hold(db, [request(held, (empty, 1))])
    await inventory.hold(db, [request(new_id(), (empty, 1)), request(new_id(), (full, 9))])

    known = [(inventory.is_known_sold_out(empty), inventory.is_known_sold_out(full))]
    await inventory.release(db, [held])
    known.append((inventory.is_known_sold_out(empty), False))
    await inventory.hold(db, [request(new_id(), (empty, 1)), request(new_id(), (empty, 1))])
    known.append((inventory.is_known_sold_out(empty), False))
    now[0] += inventory.SOLD_OUT_S
    known.append((inventory.is_known_sold_out(empty), False))

    assert known == [(True, False), (False, False), (True, False), (False, False)]


def test_a_refusal_names_what_is_left() -> None:
    shortage = Shortage(variant_id=VariantId(new_id()), wanted=3, available=2)

    with pytest.raises(NotEnoughStock, match="2 left") as caught:
        raise inventory.refusal([shortage])

    assert caught.value.fields["variant_id"] == shortage.variant_id


async def test_a_long_batch_is_one_statement(db: Db, stocked: Stocked) -> None:
    variants = await stocked(*[1_000] * 50)
    until = clock.now() + timedelta(minutes=10)
    requests = [
        HoldRequest(
            purchase_id=new_id(), lines=[(each, 1) for each in variants[i % 40 : i % 40 + 5]], until=until
        )
        for i in range(256)
    ]

    answer = await inventory.hold(db, requests)

    assert not any(answer.values())
    assert await books_are_right(db)
