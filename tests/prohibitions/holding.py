"""Products whose words name prohibited goods, and who asks and decides about them."""

from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import new_product, product_of, shop_of
from tests.checkout.buying import ADDRESS, wanting
from tests.people import BRUNO
from vitrina.catalogue.model import Product
from vitrina.identity.model import NewPerson
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id

Client = AsyncTestClient[Litestar]
Headers = dict[str, str]

TO_MEXICO = ADDRESS
TO_COLOMBIA = {
    "country": "CO",
    "name": "Ana López",
    "line1": "Carrera 7 # 71-21",
    "city": "Bogotá",
    "state": "Bogotá, D. C.",
}
TO_ARGENTINA = {
    "country": "AR",
    "name": "Ana López",
    "line1": "Av. Corrientes 1234",
    "city": "Buenos Aires",
    "state": "Ciudad Autónoma de Buenos Aires",
    "postal_code": "C1043",
}
PRICE_MINOR, TOTAL_MINOR = 189_00, 239_00


async def sold(pool: Pool, title: str = "Vape de mango", owner: NewPerson = BRUNO) -> Product:
    """A product on sale under a title: 189.00 and 50.00 shipping."""
    async with pool.transaction() as db:
        shop = await shop_of(db, owner)
        return await product_of(db, shop, new=new_product(PRICE_MINOR, title=title))


def buying(product: Product, address: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The body of a checkout of one piece."""
    return wanting(product.variants[0].id, total_minor=TOTAL_MINOR, address=address, **changes)


async def ask(client: Client, product: Product, headers: Headers, **changes: Any) -> Response:
    """Ask for a permit."""
    body = {"id": str(new_id()), "words": "Es una funda, no un vapeador."} | changes
    return await client.post(f"/api/v1/products/{product.id}/permit-requests", json=body, headers=headers)


async def rule(
    client: Client, request: dict[str, Any], headers: Headers, *permitted: str, **more: Any
) -> Response:
    """Permit some countries, or none."""
    body = {"version": request["version"], "permitted": list(permitted)} | more
    return await client.post(f"/api/v1/permit-requests/{request['id']}/ruling", json=body, headers=headers)


async def hold(client: Client, product: Product, headers: Headers) -> dict[str, Any]:
    """What is held of a product."""
    answer = await client.get(f"/api/v1/products/{product.id}/hold", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()
