"""Work of payments with the outside."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.payments import cards, disputes, hints, service, statements, transfers
from vitrina.payments.disputed import DisputeHinted
from vitrina.payments.model import RefundId, RefundQueued
from vitrina.payments.transfer_model import TransferHinted, TransferId, TransferQueued


@task(name="payments.refund", attempts_max=8, queue="payments")
async def refund(pool: Pool, refund_id: str) -> None:
    """Give one order's money back."""
    await service.refund(pool, RefundId(UUID(refund_id)), now=clock.now())


@task(name="payments.refund_queued", every="30 * * * * *", lock="payments.refund_queued", queue="payments")
async def refund_queued(pool: Pool) -> None:
    """Try again what no job has brought to its end."""
    await service.refund_queued(pool, now=clock.now())


@task(name="payments.forget_cards", every="50 * * * * *", lock="payments.forget_cards", queue="payments")
async def forget_cards(pool: Pool) -> None:
    """Have providers forget the cards that were removed."""
    await cards.forget_removed(pool, now=clock.now())


@task(name="payments.forget_hints", every="0 23 4 * * *", lock="payments.forget_hints")
async def forget_hints(pool: Pool) -> None:
    """Forget heeded news of long ago, once a day."""
    async with pool.transaction() as db:
        await hints.forget_old(db, now=clock.now())


@task(name="payments.follow_dispute", attempts_max=8, queue="payments")
async def follow_dispute(pool: Pool, provider: str, dispute_id: str) -> None:
    """Ask how a dispute stands."""
    await disputes.follow(pool, provider=provider, dispute_id=dispute_id, now=clock.now())


@task(
    name="payments.follow_open_disputes",
    every="0 7 * * * *",
    lock="payments.follow_open_disputes",
    queue="payments",
)
async def follow_open_disputes(pool: Pool) -> None:
    """Ask about every open dispute, once an hour."""
    await disputes.follow_open(pool, now=clock.now())


@task(
    name="payments.read_statements",
    every="40 */10 * * * *",
    lock="payments.read_statements",
    queue="payments",
)
async def read_statements(pool: Pool) -> None:
    """Read what providers say that moved, and book it, every ten minutes."""
    await statements.read_all(pool, now=clock.now())
    await transfers.follow_untold(pool, now=clock.now())


@task(name="payments.transfer", attempts_max=4, queue="payments")
async def transfer(pool: Pool, transfer_id: str) -> None:
    """Have one payout carried by its provider."""
    await transfers.carry_out(pool, TransferId(UUID(transfer_id)), now=clock.now())


@task(
    name="payments.transfer_queued", every="35 * * * * *", lock="payments.transfer_queued", queue="payments"
)
async def transfer_queued(pool: Pool) -> None:
    """Try again what no job has brought to its end."""
    await transfers.carry_out_queued(pool, now=clock.now())


@task(name="payments.follow_transfer", attempts_max=8, queue="payments")
async def follow_transfer(pool: Pool, provider: str, reference: str) -> None:
    """Ask what became of a transfer that was made."""
    await transfers.follow(pool, provider=provider, reference=reference, now=clock.now())


async def ask_disputes(db: Db, facts: Sequence[DisputeHinted], now: datetime) -> None:
    """Ask at once about disputes of which a provider has news."""
    del now
    for fact in facts:
        await follow_dispute.defer(db, provider=fact.provider, dispute_id=fact.dispute_id)


async def start_transfers(db: Db, facts: Sequence[TransferQueued], now: datetime) -> None:
    """Have each queued transfer made."""
    del now
    for fact in facts:
        await transfer.defer(db, transfer_id=str(fact.transfer_id))


async def ask_transfers(db: Db, facts: Sequence[TransferHinted], now: datetime) -> None:
    """Ask at once about transfers of which a provider has news."""
    del now
    for fact in facts:
        await follow_transfer.defer(db, provider=fact.provider, reference=fact.reference)


async def start_refunds(db: Db, facts: Sequence[RefundQueued], now: datetime) -> None:
    """Have each queued refund carried out."""
    del now
    for fact in facts:
        await refund.defer(db, refund_id=str(fact.refund_id))
