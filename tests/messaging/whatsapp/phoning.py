"""A phone with WhatsApp that writes to Bruno's shop, and what the jobs do about it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx import Response
from msgspec import Struct

from tests.messaging.talking import API, SHIPPING_MINOR, Client, Talk, paying_for
from vitrina.demo.fakewhatsapp import SECRET, order_from, webhook
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.messaging import service
from vitrina.messaging.bridges import whatsapp as bridge
from vitrina.messaging.model import ChatCartId, Confirmation, MessageId
from vitrina.messaging.service.keys import cart_key

HOOK = f"{API}/webhooks/whatsapp"
PHONE = "5215587654321"
HANDLE = "molino.test"


async def deliver(client: Client, raw: bytes, *, secret: str = SECRET) -> Response:
    headers = {"content-type": "application/json", "x-hub-signature-256": bridge.signature(secret, raw)}
    return await client.post(HOOK, content=raw, headers=headers)


async def hear(pool: Pool, settings: Settings, message: dict[str, Any]) -> None:
    """Let the job do what it does with a message."""
    await service.work_whatsapp(pool, settings, message_id=message["id"], now=clock.now())


async def carry_all(talk: Talk, settings: Settings, *, later: timedelta = timedelta(0)) -> None:
    """Let the jobs send what the shop said."""
    async with talk.pool.transaction() as db:
        found = await value(
            db,
            "select array_agg(id order by seq) from messaging.messages where side = 'shop' or kind = 'order'",
        )
    ids: list[UUID] = found or []
    for each in ids:
        await service.carry(talk.pool, settings, message_id=MessageId(each), now=clock.now() + later)


def item(retailer_id: str, quantity: object = 2, price: object = 1.5) -> dict[str, Any]:
    return {
        "product_retailer_id": retailer_id,
        "quantity": quantity,
        "item_price": price,
        "currency": "MXN",
    }


async def only_talk(client: Client, talk: Talk) -> dict[str, Any]:
    """The conversation that came over the bridge, with its messages and carts."""
    listed = await client.get(f"{API}/shops/{talk.shop.id}/conversations", headers=talk.as_bruno)
    [found] = [each for each in listed.json()["items"] if each["channel"] == "whatsapp"]
    thread = await client.get(f"{API}/conversations/{found['id']}/messages", headers=talk.as_bruno)
    return {**found, **thread.json()}


class Agreed(Struct, frozen=True, kw_only=True):
    """A cart of one small shirt that came over the bridge and was confirmed: 100.00, and 50.00 shipping."""

    id: ChatCartId
    key: str

    @property
    def path(self) -> str:
        return f"{API}/chat-carts/{self.id}/checkouts"

    def body(self, **changes: Any) -> dict[str, Any]:
        return paying_for(100_00 + SHIPPING_MINOR, **changes)


async def agreed(client: Client, talk: Talk, settings: Settings) -> Agreed:
    message = order_from(PHONE, [item("LS-0", 1, 100)])
    await deliver(client, webhook(message))
    await hear(talk.pool, settings, message)
    cart_id = ChatCartId(UUID((await only_talk(client, talk))["carts"][0]["id"]))
    async with talk.pool.transaction() as db:
        wanted = Confirmation(version=1)
        await service.confirm(db, cart_id=cart_id, actor=talk.bruno, wanted=wanted, now=clock.now())
    return Agreed(id=cart_id, key=cart_key(settings, cart_id))
