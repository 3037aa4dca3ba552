"""What a live show must disclose: computed from what it shows, like a clip's label."""

from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import product_of, room_of, shop_of
from tests.people import BRUNO, CARLA, JOINED, load
from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import Disclosure
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.live import service as live
from vitrina.live.errors import RoomNotFound
from vitrina.live.model import NewPin, PinId, RoomId

NOW = JOINED + timedelta(days=3)
DEFAULT_BPS = 300


async def labels_of(db: Db, room_id: RoomId, *, default_plan_bps: int = DEFAULT_BPS) -> list[Disclosure]:
    return await affiliates.room_disclosures(
        db, room_id=room_id, viewer=None, default_plan_bps=default_plan_bps
    )


async def test_a_show_of_what_pays_its_host_says_so(db: Db) -> None:
    product = await product_of(db, await shop_of(db, BRUNO))
    room_id = await room_of(db, CARLA, products=[product.id], is_live=True)

    assert await labels_of(db, room_id) == [Disclosure.COMMISSION]
    assert await labels_of(db, room_id, default_plan_bps=0) == []


async def test_a_show_of_the_hosts_own_shop_is_own_brand(db: Db) -> None:
    shop = await shop_of(db, BRUNO)
    product = await product_of(db, shop)
    room_id = await room_of(db, BRUNO, shop=shop, products=[product.id])

    assert await labels_of(db, room_id) == [Disclosure.OWN_BRAND]


async def test_a_show_discloses_what_is_pinned_outside_of_its_line_up(db: Db) -> None:
    product = await product_of(db, await shop_of(db, BRUNO))
    room_id = await room_of(db, CARLA, is_live=True)
    assert await labels_of(db, room_id) == []

    new = NewPin(id=PinId(new_id()), product_id=product.id)
    await live.pin(db, room_id=room_id, actor=await load(db, CARLA), new=new, now=NOW, now_ms=0)

    assert await labels_of(db, room_id) == [Disclosure.COMMISSION]


async def test_a_hidden_show_discloses_nothing_to_strangers(db: Db) -> None:
    room_id = await room_of(db, CARLA)
    await live.hide_all_of(db, CARLA.id, now=NOW)

    with pytest.raises(RoomNotFound):
        await labels_of(db, room_id)


async def test_anybody_reads_what_a_show_discloses(client: AsyncTestClient[Litestar], pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db, BRUNO)
        product = await product_of(db, shop)
        room_id = await room_of(db, BRUNO, shop=shop, products=[product.id])

    answer = await client.get(f"/api/v1/live-rooms/{room_id}/disclosures")

    assert answer.json() == {"disclosures": ["own_brand"]}
