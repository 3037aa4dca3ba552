"""Share and earn: a link carries who shared it, and who opens it is her touch."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from uuid import UUID

from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.affiliates.sales import NOON, paid_order, world_of
from tests.people import ANA, BRUNO, CARLA, load
from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import NewLinkTouch, SetPlan, Surface, TouchId
from vitrina.affiliates.service.touches import Visitor
from vitrina.affiliates.store import touches as touch_store
from vitrina.identity.model import NewPerson
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id


async def test_a_shared_link_is_a_touch_of_who_shared_it(
    client: AsyncTestClient[Litestar], pool: Pool
) -> None:
    async with pool.transaction() as db:
        world = await world_of(db)
    code = urlsafe_b64encode(CARLA.id.bytes).decode().rstrip("=")
    opened = {"id": str(new_id()), "product_id": str(world.product.id), "shared_by": code}

    first = await client.post("/api/v1/link-touches", json=opened)
    again = await client.post("/api/v1/link-touches", json=opened)
    lost = await client.post("/api/v1/link-touches", json=opened | {"product_id": str(new_id())})
    nobody = await client.post("/api/v1/link-touches", json=opened | {"shared_by": "A" * 22})

    assert (first.status_code, first.json()["creator_id"]) == (201, str(CARLA.id))
    assert again.json() == first.json()
    assert "vitrina_visitor=" in first.headers["set-cookie"]
    assert lost.json()["code"] == "catalogue.product_not_found"
    assert nobody.json()["code"] == "affiliates.sharer_not_found"
    async with pool.transaction() as db:
        [touch] = await touch_store.touches(db, [TouchId(UUID(opened["id"]))])
        assert (touch.surface, touch.video_id, touch.is_earning) == (Surface.LINK, None, True)


async def test_a_sale_by_a_shared_link_pays_who_shared_it_and_not_herself(db: Db) -> None:
    world = await world_of(db)
    bruno = await load(db, BRUNO)
    terms = SetPlan(rate_bps=1_500)
    await affiliates.set_plan(db, shop_id=world.shop.id, terms=terms, actor=bruno, now=NOON)
    code = urlsafe_b64encode(CARLA.id.bytes).decode().rstrip("=")

    async def sold(buyer: NewPerson) -> int:
        visitor = Visitor(id=new_id(), person_id=buyer.id)
        opened = NewLinkTouch(id=TouchId(new_id()), product_id=world.product.id, shared_by=code)
        await affiliates.touch_by_link(db, opened=opened, visitor=visitor, default_plan_bps=0, now=NOON)
        [touch] = await touch_store.touches(db, [opened.id])
        order = await paid_order(
            db, world, touch=touch, buyer_id=buyer.id, email=buyer.email, paid_at=NOON + timedelta(hours=1)
        )
        await affiliates.attribute_orders(db, [order])
        carla = await load(db, CARLA)
        page = await affiliates.commissions_of(db, carla, before=None, limit=10)
        assert all(each.video_id is None for each in page.items)
        return len(page.items)

    assert await sold(CARLA) == 0, "her own purchase earns nothing"
    assert await sold(ANA) == 1
