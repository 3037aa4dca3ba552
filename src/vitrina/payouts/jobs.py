"""What payouts do by the clock."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.kit import clock
from vitrina.kit.config import load_settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.orders.refund_model import OrderDisputed, OrderRefunded
from vitrina.payments.transfer_model import TransferEnded, TransferReversed
from vitrina.payouts import service


@task(name="payouts.run_payday", every="*/20 * * * * *", lock="payouts.run_payday")
async def run_payday(pool: Pool) -> None:
    """Make the payouts of the last payday, if they are not made yet."""
    await service.run_payday(pool, load_settings(), now=clock.now())


@task(name="payouts.return_taxes", every="50 */10 * * * *", lock="payouts.return_taxes")
async def return_taxes(pool: Pool) -> None:
    """Give back the tax of what went back after it was withheld, every ten minutes."""
    await service.return_taxes(pool, now=clock.now())


@task(name="payouts.set_off", every="*/20 * * * * *", lock="payouts.set_off")
async def set_off(pool: Pool) -> None:
    """Have providers carry what is ready and goes by them."""
    await service.set_off(pool, now=clock.now())


async def follow_transfers(db: Db, facts: Sequence[TransferEnded | TransferReversed], now: datetime) -> None:
    """Write what providers made of payouts."""
    for fact in facts:
        await service.follow_transfer(db, fact, now=now)


async def note_refunds(db: Db, facts: Sequence[OrderRefunded | OrderDisputed], now: datetime) -> None:
    """Remember of which sales something went back."""
    del now
    await service.note_refunded(db, [fact.order_id for fact in facts])
