"""The conversations of the demo world: a cart that waits for its buyer, and one that waits for the shop."""

from datetime import datetime, timedelta

from vitrina.catalogue.model import VariantId
from vitrina.demo.world import demo_id
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.db import Pool
from vitrina.messaging import service as messaging
from vitrina.messaging.model import CartLineWanted, Confirmation, MessageId, NewMessage
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

BEGAN_AGO = timedelta(minutes=40)
SHOP = "molino.nube"
# Variants by product and place in it, and how many.
WANTED = {"cold-brew:1": 2, "taza-barro:0": 1}


async def seed_talk(pool: Pool, now: datetime) -> None:
    """Let Ana ask a shop, send it two carts, and the shop confirm the first one."""
    lines = [
        CartLineWanted(variant_id=VariantId(demo_id("variant", key)), quantity=quantity)
        for key, quantity in WANTED.items()
    ]
    async with pool.transaction() as db:
        ana = await identity.person_by_id(db, PersonId(demo_id("person", "ana")))
        shop = await shops.get_shop(db, ShopId(demo_id("shop", SHOP)))
        owner = await identity.person_by_id(db, shop.owner_id)
        at = now - BEGAN_AGO
        opened = await messaging.start(db, shop_id=shop.id, actor=ana, now=at)
        said = [
            (ana, NewMessage(id=_id("1"), text="¡Hola! ¿Me llega antes del viernes si pido hoy?")),
            (owner, NewMessage(id=_id("2"), text="¡Hola, Ana! Sí: lo que pides hoy sale mañana.")),
            (ana, NewMessage(id=_id("3"), text="Perfecto, entonces estos:", cart=lines)),
        ]
        for step, (person, new) in enumerate(said):
            moment = at + timedelta(minutes=5 * step)
            message = await messaging.send(db, conversation_id=opened.id, actor=person, new=new, now=moment)
            if message.cart_id:
                yes, later = Confirmation(version=1), moment + timedelta(minutes=5)
                await messaging.confirm(db, cart_id=message.cart_id, actor=owner, wanted=yes, now=later)
        more = NewMessage(id=_id("4"), text="¿Y uno más para mi hermana?", cart=lines[:1])
        await messaging.send(
            db, conversation_id=opened.id, actor=ana, new=more, now=at + timedelta(minutes=25)
        )


def _id(key: str) -> MessageId:
    return MessageId(demo_id("message", key))
