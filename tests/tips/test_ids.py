"""A tip stands where purchases and orders stand in payments: it never has the id of one."""

import pytest

from tests.orders.world import World
from tests.tips.test_tips import clip, give, tip_of
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
