"""A shop window to buy from, and buyers who ask over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import product_of, shop_of
from tests.people import BRUNO
from vitrina.catalogue.model import VariantId
from vitrina.checkout import service as checkout
from vitrina.checkout.model import Asked, NewCheckout, NewPaymentTry, PurchaseView
from vitrina.identity.model import NewPerson, Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.payments.model import Card, Method
from vitrina.shops.model import Shop

Client = AsyncTestClient[Litestar]

ADDRESS: dict[str, Any] = {
    "country": "MX",
    "name": "Ana López",
    "line1": "Av. Álvaro Obregón 151",
    "neighbourhood": "Roma Norte",
    "city": "Cuauhtémoc",
    "state": "Ciudad de México",
    "postal_code": "06700",
}
BUYER: dict[str, Any] = {"email": "ana@people.example", "name": "Ana López", "language": "es"}


async def on_sale(
    pool: Pool, *, prices_minor: Sequence[int] = (189_00,), quantity: int = 10, owner: NewPerson = BRUNO
) -> tuple[Shop, list[VariantId]]:
    """A shop with a product: 50.00 shipping, so many of each variant."""
    async with pool.transaction() as db:
        shop = await shop_of(db, owner)
        product = await product_of(db, shop, prices_minor=prices_minor, quantity=quantity)
    return shop, [variant.id for variant in product.variants]


def wanting(*variant_ids: UUID, total_minor: int, quantity: int = 1, **changes: Any) -> dict[str, Any]:
    """The body of a checkout of so many of each variant, with the total in MXN."""
    return {
        "id": str(new_id()),
        "lines": [{"variant_id": str(each), "quantity": quantity} for each in variant_ids],
        "buyer": BUYER,
        "address": ADDRESS,
        "expected_total": {"amount": total_minor, "currency": "MXN"},
        **changes,
    }


async def pay(client: Client, purchase_id: str, card: str = "success", **more: Any) -> Response:
    """Try to pay a purchase."""
    headers = more.pop("headers", None)
    body = {"method": "sandbox", "card": card, **more}
    return await client.post(f"/api/v1/checkouts/{purchase_id}/payment", json=body, headers=headers)


async def buy(client: Client, body: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Place a checkout and pay it with a good card; answers the paid purchase."""
    placed = await client.post("/api/v1/checkouts", json=body, headers=more.get("headers"))
    assert placed.status_code == 201, placed.text
    paid = await pay(client, body["id"], **more)
    assert paid.status_code == 200, paid.text
    assert paid.json()["status"] == "paid"
    return paid.json()


async def placed(
    pool: Pool, settings: Settings, body: dict[str, Any], *, now: datetime, buyer: Person | None = None
) -> PurchaseView:
    """Place a checkout at a moment, without HTTP."""
    request = msgspec.convert(body, NewCheckout)
    return await checkout.buy(pool, settings=settings, viewer=buyer, request=request, now=now)


async def paying(
    pool: Pool,
    settings: Settings,
    purchase: PurchaseView,
    card: Card = Card.SUCCESS,
    *,
    now: datetime,
    buyer: Person | None = None,
) -> PurchaseView:
    """Try to pay a purchase at a moment, without HTTP."""
    asked = Asked(purchase_id=purchase.id, viewer_id=buyer and buyer.id, now=now)
    wanted = NewPaymentTry(method=Method.SANDBOX, card=card)
    return await checkout.pay(pool, settings=settings, asked=asked, wanted=wanted)


async def bought(
    pool: Pool, settings: Settings, body: dict[str, Any], *, now: datetime, buyer: Person | None = None
) -> PurchaseView:
    """Place a checkout and pay it at a moment, without HTTP."""
    purchase = await placed(pool, settings, body, now=now, buyer=buyer)
    return await paying(pool, settings, purchase, now=now, buyer=buyer)
