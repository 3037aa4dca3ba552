"""What messaging does by the clock, and what it does about orders."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.kit import clock
from vitrina.kit.config import load_settings, with_secret_key
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.messaging import service
from vitrina.messaging.model import MessageId, MessageSent, Side
from vitrina.messaging.service.telling import OrderFact


@task(name="messaging.expire_due", every="40 * * * * *", lock="messaging.expire_due")
async def expire_due(pool: Pool) -> None:
    """Close carts that nobody went on with in time."""
    await service.expire_due(pool, now=clock.now())


@task(name="messaging.forget_old", every="0 52 3 * * *", lock="messaging.forget_old")
async def forget_old(pool: Pool) -> None:
    """Delete what the bridge need not keep, every night."""
    await service.forget_old(pool, now=clock.now())


@task(name="messaging.work_whatsapp", attempts_max=5, queue="messages")
async def work_whatsapp(pool: Pool, message_id: str) -> None:
    """Bring a message that came over the bridge into its conversation."""
    settings = with_secret_key(load_settings())
    await service.work_whatsapp(pool, settings, message_id=message_id, now=clock.now())


@task(name="messaging.carry_to_whatsapp", attempts_max=8, queue="messages")
async def carry_to_whatsapp(pool: Pool, message_id: str) -> None:
    """Send to a buyer in WhatsApp what her shop says."""
    settings = with_secret_key(load_settings())
    await service.carry(pool, settings, message_id=MessageId(UUID(message_id)), now=clock.now())


async def carry(db: Db, facts: Sequence[MessageSent], now: datetime) -> None:
    """Let what buyers over a bridge are told be sent there, as well that their cart came and is paid."""
    del now
    for fact in facts:
        is_for_buyer = fact.to is Side.BUYER or fact.kind in service.TOLD_TO_BUYERS
        if is_for_buyer and fact.buyer_id is None:
            await carry_to_whatsapp.defer(db, message_id=str(fact.message_id))


async def tell_orders(db: Db, facts: Sequence[OrderFact], now: datetime) -> None:
    """Tell in conversations what became of the orders that began there."""
    await service.tell_orders(db, facts, now)
