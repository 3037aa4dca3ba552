"""Payouts that a provider carries to an account of the payee with it, and of which it tells by itself."""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.events import emit
from vitrina.ledger import service as ledger
from vitrina.payments import transfers
from vitrina.payments.errors import AccountUnavailable
from vitrina.payments.transfer_model import (
    NewAccount,
    NewTransfer,
    TransferEnded,
    TransferId,
    TransferReversed,
)
from vitrina.payouts.model import AccountView, Payee, Payout, PayoutId, PayoutState, Withholding
from vitrina.payouts.rules import journals
from vitrina.payouts.service.cases import give_back
from vitrina.payouts.service.desk import shown_account
from vitrina.payouts.service.make import stepped
from vitrina.payouts.service.payees import payees_of_both, suspended_payees
from vitrina.payouts.store import carried, destinations, sales, tax_returns
from vitrina.payouts.store import payouts as store
from vitrina.payouts.store.payouts import Move

BATCH_SIZE = 100
BATCHES_MAX = 100
NOTE_LENGTH_MAX = 200

log = logging.getLogger(__name__)


async def open_account(pool: Pool, settings: Settings, *, payee: Payee, now: datetime) -> str:
    """Open a payee's account with the provider, or go on there. Answers the address of its page.

    The caller has made sure that it is she (`identity.prove`). Raises AccountUnavailable, ProviderSilent.
    """
    if payee.country is None:
        raise AccountUnavailable
    return await transfers.connect(
        pool,
        settings,
        NewAccount(
            owner=journals.payee_word(payee.kind, payee.id), person_id=payee.person_id, country=payee.country
        ),
        return_path=f"{payee.page}?account=back",
        again_path=f"{payee.page}?account=again",
        now=now,
    )


async def check_account(pool: Pool, settings: Settings, *, payee: Payee, now: datetime) -> AccountView:
    """Ask how a payee's account stands. Raises AccountMissing, ProviderSilent."""
    owner = journals.payee_word(payee.kind, payee.id)
    return shown_account(await transfers.check_account(pool, settings, owner, now=now))


async def set_off(pool: Pool, *, now: datetime) -> int:
    """Have what is ready carried by its provider. Returns how many. May run twice, and several at once.

    What belongs to somebody who is suspended rests.
    """
    sent_count, resting = 0, set[UUID]()
    for _ in range(BATCHES_MAX):
        async with pool.transaction() as db:
            ready = await carried.lock_ready(db, without=list(resting), limit=BATCH_SIZE)
            resting |= await suspended_payees(db, [(each.payee_kind, each.payee_id) for each in ready])
            leaving = [each.id for each in ready if each.payee_id not in resting]
            if sent := await store.send(db, leaving, file_id=None, now=now):
                await _request(db, sent, now=now)
                await _tell(db, sent, "sent", now=now)
        sent_count += len(sent)
        if len(ready) < BATCH_SIZE:
            break
    return sent_count


async def _request(db: Db, sent: Sequence[Payout], *, now: datetime) -> None:
    found = await destinations.by_id(db, [each.destination_id for each in sent])
    goes_to = {each.id: each for each in found}
    wanted = [
        NewTransfer(
            id=TransferId(each.id),
            provider=each.provider,
            account=goes_to[each.destination_id].number,
            amount_minor=each.amount_minor - each.withheld_minor,
            currency=each.currency,
            source=journals.source(each.id),
        )
        for each in sent
        if each.provider
    ]
    await transfers.request(db, wanted, now=now)


async def follow_transfer(db: Db, fact: TransferEnded | TransferReversed, *, now: datetime) -> None:
    """Write what a provider made of a payout; each fact once, and the same again changes nothing."""
    if isinstance(fact, TransferReversed):
        await _come_back(db, fact, now=now)
        return
    payout_id, note = PayoutId(fact.transfer_id), fact.word[:NOTE_LENGTH_MAX]
    if fact.is_done:
        arrived = await store.arrive(db, [payout_id], note=note, now=now)
        await ledger.post(db, [journals.paid(each, now=now) for each in arrived])
        await _tell(db, arrived, "paid", now=now)
        return
    failed = await give_back(
        db, payout_id, come_from=[PayoutState.SENT], to=PayoutState.FAILED, note=note, now=now
    )
    await _tell(db, [failed] if failed else [], "failed", now=now)


async def _come_back(db: Db, fact: TransferReversed, *, now: datetime) -> None:
    payout_id = PayoutId(fact.transfer_id)
    moved = await carried.come_back(db, payout_id, fact.amount_minor, note=fact.reference, now=now)
    if moved is None:
        log.error("something came back of a payout that had not arrived", extra={"payout_id": str(payout_id)})
        return
    is_whole = moved.state is PayoutState.FAILED
    taxes = await _taxes(db, moved) if is_whole else []
    if is_whole:
        await sales.give_back(db, payout_id)
    journal = journals.came_back(
        moved, taxes, reference=fact.reference, amount_minor=fact.amount_minor, now=now
    )
    await ledger.post(db, [journal])
    await _tell(db, [moved], "failed" if is_whole else "came_back", now=now)


async def _taxes(db: Db, payout: Payout) -> list[Withholding]:
    """List the tax that goes back with a payout: what of it was not given back before."""
    before = {each.tax: each.amount_minor for each in await tax_returns.sums(db, [payout.id])}
    left = [
        replace(each, amount_minor=each.amount_minor - before.get(each.tax, 0))
        for each in await store.withholdings(db, [payout.id])
    ]
    return [each for each in left if each.amount_minor]


async def _tell(db: Db, payouts: Sequence[Payout], step: str, *, now: datetime) -> None:
    if not payouts:
        return
    await store.add_moves(
        db, [Move(payout_id=each.id, step=step, actor_id=None, note=each.note, at=now) for each in payouts]
    )
    if step == "came_back":
        return
    known = await payees_of_both(db, [(each.payee_kind, each.payee_id) for each in payouts])
    await emit(
        db,
        *[
            stepped(each, payee, actor_id=None, now=now)
            for each in payouts
            if (payee := known.get(each.payee_id))
        ],
    )
