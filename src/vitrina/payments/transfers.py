"""Payouts that a provider carries: accounts that payees have with it, and transfers to them."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import ProviderError
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id
from vitrina.payments import store
from vitrina.payments.errors import AccountMissing, AccountUnavailable, ProviderSilent
from vitrina.payments.providers import STRIPE
from vitrina.payments.providers.registry import carrier_of
from vitrina.payments.providers.sandbox import Sandbox
from vitrina.payments.transfer_model import (
    AccountRequest,
    NewAccount,
    NewTransfer,
    ProviderAccount,
    Transfer,
    TransferEnded,
    TransferId,
    TransferOutcome,
    TransferQueued,
    TransferRequest,
    TransferResult,
    TransferReversed,
    TransferStatus,
)

SWEEP_AFTER = timedelta(minutes=5)
SWEPT_MAX = 200

log = logging.getLogger(__name__)


def carrier(settings: Settings) -> str | None:
    """Name the provider that carries payouts on this instance. None: files for a bank are all there is."""
    if settings.stripe_secret_key:
        return STRIPE
    return Sandbox.name if settings.is_demo or settings.is_development else None


async def find_account(db: Db, settings: Settings, owner: str) -> ProviderAccount | None:
    """Find the account of a payee with the provider of this instance, as it was known last."""
    name = carrier(settings)
    return await store.find_account(db, name, owner) if name else None


async def connect(
    pool: Pool, settings: Settings, new: NewAccount, *, return_path: str, again_path: str, now: datetime
) -> str:
    """Open a payee's account, once, and make a page on which she says who she is. Answers its address.

    The provider is asked with no transaction open. Raises AccountUnavailable where there is no such provider,
    or it takes nobody of her country; ProviderSilent.
    """
    name = carrier(settings)
    if name is None:
        raise AccountUnavailable
    async with pool.transaction() as db:
        account = await store.open_account(db, name, new, account_id=new_id(), now=now)
    assert account, "it was just opened"
    request = AccountRequest(
        account_id=account.id,
        country=account.country,
        reference=account.reference,
        return_path=return_path,
        again_path=again_path,
        at=now,
    )
    try:
        page = await carrier_of(pool, name).connect(request)
    except ProviderError as error:
        log.warning("no account", extra={"provider": name, "reason": str(error)})
        raise (AccountUnavailable if error.permanent else ProviderSilent) from error
    async with pool.transaction() as db:
        named = await store.name_account(db, account.id, page.reference)
    if named is None or named.reference != page.reference:
        raise ProviderSilent  # Two asked at once and were given two: the first one stays.
    return page.url


async def check_account(pool: Pool, settings: Settings, owner: str, *, now: datetime) -> ProviderAccount:
    """Ask how a payee's account stands, with no transaction open. Raises AccountMissing, ProviderSilent."""
    async with pool.transaction() as db:
        account = await find_account(db, settings, owner)
    if account is None or account.reference is None:
        raise AccountMissing
    try:
        state = await carrier_of(pool, account.provider).fetch_account(account.reference)
    except ProviderError as error:
        log.warning("no answer about an account", extra={"reason": str(error)})
        raise ProviderSilent from error
    async with pool.transaction() as db:
        noted = await store.note_account(db, account.id, state, now=now)
    if noted is None:
        raise AccountMissing
    return noted


async def request(db: Db, transfers: Sequence[NewTransfer], *, now: datetime) -> None:
    """Queue sums to be carried. Raises UniqueViolation for a known id: a bug of the caller."""
    if transfers:
        await store.add_transfers(db, transfers, now=now)
        await emit(db, *[TransferQueued(transfer_id=each.id) for each in transfers])


async def carry_out(pool: Pool, transfer_id: TransferId, *, now: datetime) -> bool:
    """Have a queued transfer made, once; may be called again and again. Answers whether it came to its end.

    The provider is asked with no transaction open. Raises ProviderError when it is in doubt: the next call
    looks for it first.
    """
    async with pool.transaction() as db:
        wanted = await store.find_transfer(db, transfer_id)
    if wanted is None or wanted.status is not TransferStatus.QUEUED:
        return False
    told = await carrier_of(pool, wanted.provider).transfer(_asking(wanted, now=now))
    async with pool.transaction() as db:
        if told.outcome is TransferOutcome.SHORT:
            await store.try_transfer_later(db, wanted, is_short=True, reason=told.reason, now=now)
            return False
        is_done = told.outcome is TransferOutcome.DONE
        status = TransferStatus.DONE if is_done else TransferStatus.REFUSED
        word = (told.reference if is_done else None) or told.reason
        if await store.end_transfer(
            db, wanted.id, status, reference=told.reference, reason=told.reason, now=now
        ):
            await emit(db, TransferEnded(transfer_id=wanted.id, is_done=is_done, word=word))
            await _take_back(db, wanted, told, now=now)
    return True


async def carry_out_queued(pool: Pool, *, now: datetime) -> int:
    """Try again, in turn, what has waited too long. Returns how many came to their end.

    One that fails waits for its next turn and holds up no other.
    """
    async with pool.transaction() as db:
        waiting = await store.queued_transfers(db, before=now - SWEEP_AFTER, limit=SWEPT_MAX)
    ended_count = 0
    for each in waiting:
        try:
            ended_count += await carry_out(pool, each.id, now=now)
        except ProviderError as error:
            log.warning("transfer failed", extra={"transfer_id": str(each.id), "reason": str(error)})
            async with pool.transaction() as db:
                await store.try_transfer_later(db, each, is_short=False, reason=str(error), now=now)
    return ended_count


async def follow(pool: Pool, *, provider: str, reference: str, now: datetime) -> None:
    """Ask what became of a transfer that was made, and tell what of it came back, each time once.

    One that is not ours is somebody else's on the same account. Raises ProviderError when it may work later.
    """
    async with pool.transaction() as db:
        found = await store.transfer_as(db, provider, reference)
    if found is None:
        return
    told = await carrier_of(pool, provider).fetch_transfer(_asking(found, now=now))
    if told and told.reversals:
        async with pool.transaction() as db:
            await _take_back(db, found, told, now=now)


async def follow_untold(pool: Pool, *, now: datetime) -> int:
    """Ask about transfers of which a statement says that something came back. Returns how many."""
    async with pool.transaction() as db:
        waiting = await store.untold_reversals(db, limit=SWEPT_MAX)
    for each in waiting:
        assert each.reference, "it was found by that"
        try:
            await follow(pool, provider=each.provider, reference=each.reference, now=now)
        except ProviderError as error:
            log.warning("no answer about a transfer", extra={"reason": str(error)})
    return len(waiting)


async def _take_back(db: Db, transfer: Transfer, told: TransferResult, *, now: datetime) -> None:
    if told.reversals:
        added = await store.add_reversals(db, transfer, told.reversals, now=now)
        await emit(
            db,
            *[
                TransferReversed(
                    transfer_id=transfer.id, reference=each.reference, amount_minor=each.amount_minor
                )
                for each in added
            ],
        )


def _asking(transfer: Transfer, *, now: datetime) -> TransferRequest:
    return TransferRequest(
        transfer_id=transfer.id,
        account=transfer.account,
        amount_minor=transfer.amount_minor,
        currency=transfer.currency,
        turn=transfer.turn,
        reference=transfer.reference,
        at=now,
    )
