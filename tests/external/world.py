"""A small world: Carla shows a mug of another shop, whose page is served on loopback."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec import Struct

from tests.people import CARLA, DAVI, sign_in
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id

Client = AsyncTestClient[Litestar]
PHONE = {"user-agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/128.0 Mobile"}
SHOP = "https://tienda.example"
PAGE = b"""<html><head><title>Taza</title><script type="application/ld+json">{"@type": "Product",
"name": "Taza azul", "image": "/taza.png", "offers": {"@type": "Offer", "price": "349.90",
"priceCurrency": "MXN", "seller": {"name": "La Tienda"}}}</script></head></html>"""


class World(Struct, frozen=True, kw_only=True):
    """Carla's link to a merchant of the operator, and how the merchant proves itself."""

    client: Client
    carla: dict[str, str]
    davi: dict[str, str]
    product: dict[str, Any]
    merchant: dict[str, Any]
    token: str

    async def click(self, headers: dict[str, str] | None = None) -> str:
        """Follow the link, and answer the click id that the merchant gets."""
        link = self.product["card"]["link"]
        answer = await self.client.get(link, headers=PHONE | (headers or {}), follow_redirects=False)
        assert answer.status_code == 302, answer.text
        return parse_qs(urlsplit(answer.headers["location"]).query)["clickref"][0]

    async def report(self, **said: str) -> str:
        """Report a sale with the token, and answer what came of it."""
        said = {"transaction": "T-1", "currency": "MXN", "commission": "100.00", "token": self.token} | said
        answer = await self.client.get(f"/api/v1/postbacks/{self.merchant['id']}", params=said)
        assert answer.status_code == 200, answer.text
        return answer.json()["outcome"]

    async def balance(self) -> tuple[int, int, int]:
        """What Carla has in pesos: reported, pending, available."""
        answer = await self.client.get("/api/v1/me/earnings", headers=self.carla)
        found = next(each for each in answer.json()["balances"] if each["currency"] == "MXN")
        return found["reported"]["amount"], found["pending"]["amount"], found["available"]["amount"]

    async def conversions(self) -> list[dict[str, Any]]:
        """What Carla sees of her sales elsewhere."""
        return (await self.client.get("/api/v1/me/conversions", headers=self.carla)).json()["items"]

    async def owed(self) -> list[dict[str, Any]]:
        """What the operator sees of the merchant's conversions."""
        path = f"/api/v1/merchants/{self.merchant['id']}/conversions"
        return (await self.client.get(path, headers=self.davi)).json()["items"]

    async def receive(
        self, amount: int, *ids: str, receipt_id: str | None = None, currency: str = "MXN"
    ) -> Any:
        """Record as the operator that money arrived."""
        return await self.client.post(
            f"/api/v1/merchants/{self.merchant['id']}/receipts",
            headers=self.davi,
            json={
                "id": receipt_id or str(new_id()),
                "conversion_ids": list(ids),
                "amount": {"amount": amount, "currency": currency},
            },
        )


async def world_of(client: Client, pool: Pool) -> World:
    """Set it up through the API. The page cannot be reached, so Carla types what it sells."""
    carla, davi = await sign_in(pool, CARLA), await sign_in(pool, DAVI)
    added = await client.post(
        "/api/v1/me/external-products", headers=carla, json={"id": str(new_id()), "url": f"{SHOP}/p/taza"}
    )
    assert added.status_code == 201, added.text
    path = f"/api/v1/external-products/{added.json()['id']}"
    named = await client.patch(path, headers=carla, json={"title": "Taza azul"})
    assert named.status_code == 200, named.text
    merchant = await client.post(
        "/api/v1/merchants",
        headers=davi,
        json={
            "id": str(new_id()),
            "host": "www.tienda.example",
            "name": "La Tienda",
            "sub_id_template": "clickref={click_id}",
        },
    )
    assert merchant.status_code == 201, merchant.text
    secrets = await client.post(f"/api/v1/merchants/{merchant.json()['id']}/secrets", headers=davi)
    assert secrets.status_code == 201, secrets.text
    return World(
        client=client,
        carla=carla,
        davi=davi,
        product=named.json(),
        merchant=merchant.json(),
        token=secrets.json()["token"],
    )
