"""A shop to write to, and two people who do."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec import Struct

from tests.checkout.buying import ADDRESS, BUYER, on_sale
from tests.people import ANA, BRUNO, load, sign_in
from vitrina.catalogue.model import VariantId
from vitrina.identity.model import Person
from vitrina.kit import clock, events
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.messaging import service
from vitrina.messaging.model import (
    CartLineWanted,
    ChatCartId,
    ConversationId,
    MessageId,
    MessageView,
    NewMessage,
)
from vitrina.shops.model import Shop
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
API = "/api/v1"
SHIPPING_MINOR = 50_00


class Talk(Struct, frozen=True, kw_only=True):
    """Ana's conversation with Bruno's shop, which sells a shirt in two sizes: 100.00 and 120.00."""

    pool: Pool
    shop: Shop
    small: VariantId
    large: VariantId
    conversation_id: ConversationId
    ana: Person
    bruno: Person
    as_ana: dict[str, str]
    as_bruno: dict[str, str]

    @property
    def path(self) -> str:
        """Where its messages are."""
        return f"{API}/conversations/{self.conversation_id}/messages"

    async def say(self, new: NewMessage, *, by: Person) -> MessageView:
        """Say something without HTTP."""
        async with self.pool.transaction() as db:
            return await service.send(
                db, conversation_id=self.conversation_id, actor=by, new=new, now=clock.now()
            )

    async def cart(self, *wanted: tuple[VariantId, int], touch_id: UUID | None = None) -> ChatCartId:
        """Ana sends a cart; two small shirts unless said otherwise."""
        lines = [
            CartLineWanted(variant_id=variant_id, quantity=quantity, touch_id=touch_id)
            for variant_id, quantity in wanted or ((self.small, 2),)
        ]
        sent = await self.say(NewMessage(id=MessageId(new_id()), cart=lines), by=self.ana)
        assert sent.cart_id
        return sent.cart_id

    async def hear(self) -> None:
        """Let everybody who reacts to what happened do so."""
        await events.drain(self.pool, SUBSCRIBERS)


async def talk_of(pool: Pool) -> Talk:
    """Open the conversation."""
    shop, [small, large] = await on_sale(pool, prices_minor=[100_00, 120_00], quantity=10)
    as_ana, as_bruno = await sign_in(pool, ANA), await sign_in(pool, BRUNO)
    async with pool.transaction() as db:
        ana, bruno = await load(db, ANA), await load(db, BRUNO)
        opened = await service.start(db, shop_id=shop.id, actor=ana, now=clock.now())
    return Talk(
        pool=pool,
        shop=shop,
        small=small,
        large=large,
        conversation_id=opened.id,
        ana=ana,
        bruno=bruno,
        as_ana=as_ana,
        as_bruno=as_bruno,
    )


def text(words: str, **more: Any) -> dict[str, Any]:
    """The body of a message."""
    return {"id": str(new_id()), "text": words, **more}


def paying_for(total_minor: int, *, version: int = 1, **changes: Any) -> dict[str, Any]:
    """The body of a checkout of a cart, with the total in MXN."""
    return {
        "id": str(new_id()),
        "version": version,
        "buyer": BUYER,
        "address": ADDRESS,
        "expected_total": {"amount": total_minor, "currency": "MXN"},
        **changes,
    }


def happenings(messages: Sequence[dict[str, Any]]) -> list[str]:
    """What the messages of carts and orders tell, in their order."""
    return [each["happening"] for each in messages if each["happening"]]
