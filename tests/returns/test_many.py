"""A shop says to many buyers at once where their goods go."""

from typing import Any

import pytest

from tests.builders import shop_of
from tests.checkout.buying import Client
from tests.people import BRUNO, EVA, sign_in
from tests.returns.test_exchange import free, other_size
from tests.returns.world import World
from vitrina.kit.ids import new_id
from vitrina.returns.errors import ReturnMovedOn
from vitrina.returns.model import ReturnId, ReturnState

WORDS = "Calle 5, local 2, de 9 a 14"


async def accept(client: Client, world: World, *ids: ReturnId, words: str = WORDS, shop: Any = None) -> Any:
    return await client.post(
        f"/api/v1/shops/{shop or world.shop.id}/returns/acceptances",
        json={"return_ids": [str(each) for each in ids], "instructions": words},
        headers=await sign_in(world.pool, BRUNO),
    )


async def states(world: World, *ids: ReturnId) -> list[ReturnState]:
    return [(await world.show(each)).state for each in ids]


async def test_all_are_accepted_and_again_changes_nothing(client: Client, world: World):
    ids = [await world.ask(await world.received()) for _ in range(3)]

    first, again = await accept(client, world, *ids), await accept(client, world, *ids, ids[0])

    nothing_said = [{"return_id": str(each), "refusal": None, "words": None} for each in ids]
    assert (first.json(), again.json()) == (nothing_said, nothing_said)
    shown = [await world.show(each) for each in ids]
    assert {(each.state, each.instructions) for each in shown} == {(ReturnState.ACCEPTED, WORDS)}
    assert [len(each.steps) for each in shown] == [2, 2, 2]


async def test_another_address_than_the_buyer_was_given_comes_too_late(client: Client, world: World):
    asked = await world.ask(await world.received())
    await accept(client, world, asked)

    answer = await accept(client, world, asked, words="elsewhere")
    with pytest.raises(ReturnMovedOn):
        await world.accept(asked, instructions="elsewhere")

    assert [each["refusal"] for each in answer.json()] == ["returns.return_moved_on"]
    assert (await world.show(asked)).instructions == WORDS


async def test_one_that_cannot_be_accepted_holds_up_no_other(client: Client, world: World):
    scarce = await other_size(world, units=1)
    over = await world.ask(await world.received())
    await world.keep(over)
    wants = [await world.ask(await world.received(), wanted_variant_id=scarce) for _ in range(2)]

    answer = await accept(client, world, over, ReturnId(new_id()), *wants)

    assert [each["refusal"] for each in answer.json()] == [
        "returns.return_moved_on",
        "returns.return_not_found",
        None,
        "inventory.not_enough_stock",
    ]
    assert [bool(each["words"]) for each in answer.json()] == [True, True, False, True]
    assert await states(world, over, *wants) == [
        ReturnState.WITHDRAWN,
        ReturnState.ACCEPTED,
        ReturnState.REQUESTED,
    ]
    assert await free(world, scarce) == 0
    assert await world.is_sound()


async def test_returns_of_another_shop_are_not_there(client: Client, world: World):
    asked = await world.ask(await world.received())
    async with world.pool.transaction() as db:
        own, evas = await shop_of(db, BRUNO), await shop_of(db, EVA)

    elsewhere = await accept(client, world, asked, shop=own.id)
    strangers = await accept(client, world, asked, shop=evas.id)

    assert [each["refusal"] for each in elsewhere.json()] == ["returns.return_not_found"]
    assert (strangers.status_code, strangers.json()["code"]) == (403, "shops.not_your_shop")
    assert await states(world, asked) == [ReturnState.REQUESTED]


async def test_words_that_say_nothing_and_lists_without_an_end_are_named(client: Client, world: World):
    asked = await world.ask(await world.received())

    blank = await accept(client, world, asked, words=" \u200b ")
    nothing = await accept(client, world)
    many = await accept(client, world, *[asked] * 101)

    assert [each.status_code for each in (blank, nothing, many)] == [422, 422, 422]
    assert "instructions" in blank.json()["fields"]
    assert await states(world, asked) == [ReturnState.REQUESTED]
