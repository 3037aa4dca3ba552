"""A tip stands where purchases and orders stand in payments: it never has the id of one."""

import pytest

from tests.checkout.buying import bought, wanting
from tests.orders.world import TOTAL_MINOR, World
from tests.tips.test_tips import clip, give, tip_of
from vitrina.checkout.errors import PurchaseIdTaken
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.tips.errors import TipIdTaken
from vitrina.tips.model import TipId


async def test_no_tip_has_the_id_of_a_purchase_or_an_order(pool: Pool, settings: Settings):
    video_id = await clip(pool)
    world = World(pool, settings)
    await world.open()
    order_id = await world.paid()
    purchase_id = (await world.order(order_id)).purchase_id

    for taken in (order_id, purchase_id):
        with pytest.raises(TipIdTaken):
            await give(pool, tip_of(video_id, id=TipId(taken)))

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from tips.tips") == 0


async def test_no_purchase_has_the_id_of_a_tip(pool: Pool, settings: Settings):
    tip_id = await give(pool, tip_of(await clip(pool)))
    world = World(pool, settings)
    await world.open()
    body = wanting(world.variant_id, total_minor=TOTAL_MINOR, id=str(tip_id))

    with pytest.raises(PurchaseIdTaken):
        await bought(pool, settings, body, now=clock.now())

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from checkout.purchases") == 0
