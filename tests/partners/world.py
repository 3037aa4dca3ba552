"""A shop of Bruno's with a partner: its keys, its products, and what others buy of it."""

from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec import Struct

from tests.builders import new_product, product_of, shop_of
from tests.checkout.buying import buy, wanting
from tests.people import BRUNO, sign_in
from vitrina.catalogue.model import Product
from vitrina.demo.retailer import Retailer
from vitrina.inventory import service as inventory
from vitrina.kit.db import Pool
from vitrina.kit.events import drain
from vitrina.shops.model import Shop
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
AT = "2026-03-01T12:00:00Z"
LATER = "2026-03-01T12:00:01Z"
EARLIER = "2026-03-01T11:59:59Z"


class World(Struct, frozen=True, kw_only=True):
    """What a test of partners needs. key: headers of the partner's program."""

    client: Client
    pool: Pool
    shop: Shop
    product: Product
    bruno: dict[str, str]
    key: dict[str, str]

    @property
    def path(self) -> str:
        """Where the shop's partner account is."""
        return f"/api/v1/shops/{self.shop.id}/partner"

    async def push(self, *rows: dict[str, Any], at: str = AT) -> list[str]:
        """Tell stock and prices; answers the fate of each row."""
        answer = await self.client.post(
            "/api/v1/partner/stock", headers=self.key, json={"at": at, "rows": list(rows)}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["fates"]

    async def quantities(self) -> list[int]:
        """How many of each variant lie on the shelf."""
        ids = [variant.id for variant in self.product.variants]
        async with self.pool.transaction() as db:
            levels = await inventory.levels(db, ids)
        return [levels[each].quantity for each in ids]

    async def prices(self) -> list[int]:
        """What each variant costs, as everybody reads it."""
        answer = await self.client.get(f"/api/v1/products/{self.product.id}")
        return [each["price"]["amount"] for each in answer.json()["variants"]]

    async def open_endpoint(self, retailer: Retailer) -> str:
        """Let the retailer hear of orders, and know the secret; answers it."""
        body = {"url": f"{retailer.url}/orders"}
        answer = await self.client.put(f"{self.path}/endpoint", headers=self.bruno, json=body)
        assert answer.status_code == 200, answer.text
        secret: str = answer.json()["secret"]
        retailer.secrets = [secret]
        return secret

    async def open_endpoint_again(self, retailer: Retailer) -> None:
        """Switch on an endpoint that was disabled."""
        body = {"url": f"{retailer.url}/orders"}
        answer = await self.client.put(f"{self.path}/endpoint", headers=self.bruno, json=body)
        assert answer.json()["endpoint"]["disabled_at"] is None

    async def bought(self, **changes: Any) -> str:
        """Let a guest buy one of the first variant, and the worker hear of it; answers the order's id."""
        body = wanting(self.product.variants[0].id, total_minor=150_00, **changes)
        purchase = await buy(self.client, body)
        await self.hear()
        return purchase["orders"][0]["id"]

    async def hear(self) -> None:
        """Let what partners hear of orders be written down."""
        own = [each for each in SUBSCRIBERS if each.name == "partners.tell_orders"]
        await drain(self.pool, own)

    async def deliveries(self, status: str | None = None) -> list[dict[str, Any]]:
        """What the shop sees of what was told."""
        params = {"status": status} if status else {}
        answer = await self.client.get(f"{self.path}/deliveries", headers=self.bruno, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    async def partner(self, verb: str, order_id: str, **said: Any) -> Response:
        """Act on an order with the partner's key."""
        path = f"/api/v1/partner/orders/{order_id}/{verb}"
        return await self.client.post(path, headers=self.key, json=said)


async def world_of(client: Client, pool: Pool) -> World:
    """Open it: two variants, LS-0 for 100.00 and LS-1 for 200.00, ten of each."""
    async with pool.transaction() as db:
        shop = await shop_of(db)
        product = await product_of(db, shop, new=new_product(100_00, 200_00))
    bruno = await sign_in(pool, BRUNO)
    made = await client.post(
        f"/api/v1/shops/{shop.id}/partner/keys",
        headers=bruno,
        json={"name": "ERP", "scopes": ["stock", "orders"]},
    )
    assert made.status_code == 201, made.text
    return World(
        client=client,
        pool=pool,
        shop=shop,
        product=product,
        bruno=bruno,
        key={"authorization": f"Bearer {made.json()['secret']}"},
    )
