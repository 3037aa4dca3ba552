"""Plays a provider: succeeds, declines, challenges, times out, hands out vouchers, refunds.

Keeps its own book, as one outside would. Its tables stand beside ours only because a demo has no other place;
each call is a transaction of its own, so what it remembers does not depend on ours.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from vitrina.kit.batch import PerPool
from vitrina.kit.db import Db, Pool, many, run, value
from vitrina.kit.errors import ProviderError, Refusal
from vitrina.payments.disputed import DisputeResult
from vitrina.payments.kept import Instrument
from vitrina.payments.model import (
    Card,
    ChargeOutcome,
    ChargeRequest,
    ChargeResult,
    DeclineReason,
    Instructions,
    Method,
    PaymentId,
    RefundRequest,
)
from vitrina.payments.providers import Capabilities, sandbox_cards, sandbox_transfers
from vitrina.payments.statement_model import Movement, StatementPage
from vitrina.payments.transfer_model import (
    AccountPage,
    AccountRequest,
    AccountState,
    TransferRequest,
    TransferResult,
)

NAME = "sandbox"
CHALLENGE_CODE = "123456"
CHALLENGE_HINT = CHALLENGE_CODE
# A till takes a voucher for a day longer than its buyer is told, as tills do: the money may come too late.
GRACE = timedelta(days=1)
STATEMENT_PAGE_SIZE = 500
VOUCHER = "voucher"
FIRST_OUTCOME: Mapping[str, ChargeOutcome] = {
    Card.SUCCESS: ChargeOutcome.CAPTURED,
    Card.DECLINE: ChargeOutcome.DECLINED,
    Card.CHALLENGE: ChargeOutcome.CHALLENGE,
    Card.TIME_OUT: ChargeOutcome.PENDING,
    VOUCHER: ChargeOutcome.WAITING,
}
DECLINE_REASON: Mapping[str | None, DeclineReason] = {
    Card.CHALLENGE: DeclineReason.WRONG_CODE,
    Card.TIME_OUT: DeclineReason.NOT_COMPLETED,
}


class _Charge(Struct, frozen=True, kw_only=True):
    key: PaymentId
    card: str | None
    outcome: ChargeOutcome


class Sandbox:
    """The provider of demos and tests."""

    name = NAME
    capabilities = Capabilities(
        can_transfer_later=True,
        has_vouchers=True,
        has_instalments=True,
        has_statement=True,
        can_keep=True,
    )

    def __init__(self, pool: Pool) -> None:
        """Keep the book in the database of the pool."""
        self._pool = pool

    async def charge(self, request: ChargeRequest) -> ChargeResult:
        """Play the card. A time-out raises ProviderError after the fact was written down."""
        result = await _charges(self._pool, request)
        if result.outcome is ChargeOutcome.PENDING:
            raise ProviderError("the sandbox gave no answer", permanent=False)
        return result

    async def fetch(self, request: ChargeRequest) -> ChargeResult | None:
        """Tell what became of a charge; a time-out has been decided by then."""
        key = request.payment_id
        async with self._pool.transaction() as db:
            await _decide(db, key)
            found = await _find(db, [key])
            if key in found:
                await sandbox_cards.keep(db, _kept([request], found))
        return _result(found[key], request) if key in found else None

    async def abandon(self, request: ChargeRequest) -> ChargeResult:
        """Close a charge, or remember that it must not come; what was decided stays so.

        A voucher is out of our hands until no till takes it any more.
        """
        async with self._pool.transaction() as db:
            await _decide(db, request.payment_id)
            await _abandon(db, request)
            found = await _find(db, [request.payment_id])
            await sandbox_cards.keep(db, _kept([request], found))
        charge = found[request.payment_id]
        if charge.outcome is ChargeOutcome.WAITING:
            return ChargeResult(payment_id=charge.key, outcome=ChargeOutcome.PENDING)
        return _result(charge, request)

    async def pay_voucher(self, payment_id: PaymentId, *, now: datetime) -> bool:
        """Play the till: pay a voucher in cash, once. False where it is none, or too late."""
        async with self._pool.transaction() as db:
            await _pay_voucher(db, payment_id, now=now)
            found = await _find(db, [payment_id])
        return payment_id in found and found[payment_id].outcome is ChargeOutcome.CAPTURED

    async def fetch_dispute(self, dispute_id: str) -> DisputeResult:
        """Know of none."""
        raise ProviderError(f"no dispute {dispute_id} here", permanent=True)

    async def statement(self, *, since: datetime, until: datetime, page: str | None) -> StatementPage:
        """Tell its book, and pay out what has settled, once a day."""
        async with self._pool.transaction() as db:
            await _pay_out(db, now=until)
            found = await _movements(db, since=since, until=until, after=page or "")
        is_full = len(found) == STATEMENT_PAGE_SIZE
        return StatementPage(movements=found, next_page=found[-1].id if is_full else None)

    async def refund(self, request: RefundRequest) -> str:
        """Give back once per refund id, never more than was taken."""
        async with self._pool.transaction() as db:
            if not await _refund(db, request):
                raise ProviderError("the sandbox has not so much of this charge", permanent=True)
        return f"sbx_re_{request.refund_id.hex}"

    async def forget(self, token: str) -> None:
        """Let a kept card never pay again."""
        async with self._pool.transaction() as db:
            await sandbox_cards.forget(db, token)

    async def connect(self, request: AccountRequest) -> AccountPage:
        """Open an account whose owner has nothing more to say: she is back at once."""
        return AccountPage(reference=f"sbx_acct_{request.account_id.hex}", url=request.return_path)

    async def fetch_account(self, reference: str) -> AccountState:
        """Pay out to every account of its own."""
        is_ours = reference.startswith("sbx_acct_")
        return AccountState.READY if is_ours else AccountState.CLOSED

    async def transfer(self, request: TransferRequest) -> TransferResult:
        """Carry a sum once per transfer id; it has as much as is asked for."""
        async with self._pool.transaction() as db:
            await sandbox_transfers.put(db, request)
        made = await self.fetch_transfer(request)
        assert made, "it was just made"
        return made

    async def fetch_transfer(self, request: TransferRequest) -> TransferResult | None:
        """Tell what became of a transfer; nothing of one ever comes back."""
        async with self._pool.transaction() as db:
            is_made = await sandbox_transfers.is_made(db, request)
        return sandbox_transfers.told(request) if is_made else None


async def _charge(pool: Pool, requests: Sequence[ChargeRequest]) -> Sequence[ChargeResult | Refusal]:
    async with pool.connection() as db:  # Few statements that need no transaction of their own.
        if tokens := [request.token for request in requests if request.token]:
            known = await sandbox_cards.cards(db, tokens)
            # A card that was forgotten is a card that is declined.
            requests = [
                replace(each, card=known.get(each.token, Card.DECLINE)) if each.token else each
                for each in requests
            ]
        found = await _take(db, requests)
        if answered := [request for request in requests if request.challenge_code]:
            await _answer_challenges(db, answered)
            found |= await _find(db, [request.payment_id for request in answered])
        await sandbox_cards.keep(db, _kept(requests, found))
    return [_result(found[request.payment_id], request) for request in requests]


def _kept(requests: Sequence[ChargeRequest], found: Mapping[PaymentId, _Charge]) -> dict[str, str]:
    """Find the cards that have paid and are to be kept: token -> card."""
    charges = [found[each.payment_id] for each in requests if each.is_kept and not each.token]
    return {
        sandbox_cards.token_of(each.key): each.card
        for each in charges
        if each.outcome is ChargeOutcome.CAPTURED and each.card and each.card != VOUCHER
    }


_charges = PerPool(_charge, lanes=1)


def _result(charge: _Charge, request: ChargeRequest) -> ChargeResult:
    decline_reason = None
    if charge.outcome is ChargeOutcome.DECLINED:
        decline_reason = DECLINE_REASON.get(charge.card, DeclineReason.CARD_DECLINED)
    return ChargeResult(
        payment_id=charge.key,
        outcome=charge.outcome,
        reference=f"sbx_ch_{charge.key.hex}",
        decline_reason=decline_reason,
        challenge_hint=CHALLENGE_HINT if charge.outcome is ChargeOutcome.CHALLENGE else None,
        instructions=_voucher(charge.key) if charge.outcome is ChargeOutcome.WAITING else None,
        instrument=_instrument(charge, request),
    )


def _instrument(charge: _Charge, request: ChargeRequest) -> Instrument | None:
    """Tell which card paid, where it is a kept one: a crowd of tests plays the same card, and is a crowd."""
    is_told = (request.is_kept or request.token) and charge.outcome is ChargeOutcome.CAPTURED
    if not is_told or charge.card is None or charge.card == VOUCHER:
        return None
    token = sandbox_cards.token_of(charge.key) if request.is_kept and not request.token else None
    return sandbox_cards.instrument(Card(charge.card), token)


def _voucher(key: PaymentId) -> Instructions:
    digits = f"{key.int % 10**14:014d}"
    return Instructions(reference=" ".join(digits[at : at + 4] for at in range(0, len(digits), 4)))


def _card(request: ChargeRequest) -> str:
    """Tell what is played: a voucher, or the card that the buyer chose."""
    return VOUCHER if request.method is Method.SANDBOX_VOUCHER else request.card or Card.SUCCESS


async def _take(db: Db, requests: Sequence[ChargeRequest]) -> dict[PaymentId, _Charge]:
    """Write new charges; the same key again changes nothing. Answers what became of each."""
    first = {request.payment_id: request for request in reversed(requests)}
    taken = await many(
        db,
        _Charge,
        """
        insert into payments.sandbox_charges (
                   key, amount_minor, currency, card, outcome, at, payable_until)
        select key, amount_minor, currency, card, outcome, at, payable_until
          from unnest(%(keys)b::uuid[],
                      %(amounts)b::bigint[],
                      %(currencies)b::text[],
                      %(cards)b::text[],
                      %(outcomes)b::text[],
                      %(at)b::timestamptz[],
                      %(payable_until)b::timestamptz[])
               as charge (key, amount_minor, currency, card, outcome, at, payable_until)
         order by key
        on conflict do nothing
        returning key, card, outcome
        """,
        keys=list(first),
        amounts=[request.amount_minor for request in first.values()],
        currencies=[request.currency.value for request in first.values()],
        cards=[str(_card(request)) for request in first.values()],
        outcomes=[FIRST_OUTCOME[_card(request)].value for request in first.values()],
        at=[request.at for request in first.values()],
        payable_until=[_payable_until(request) for request in first.values()],
    )
    found = {charge.key: charge for charge in taken}
    if earlier := [key for key in first if key not in found]:
        found |= await _find(db, earlier)
    return found


def _payable_until(request: ChargeRequest) -> datetime | None:
    is_voucher = _card(request) == VOUCHER
    return (request.pay_by or request.at) + GRACE if is_voucher else None


async def _pay_voucher(db: Db, key: PaymentId, *, now: datetime) -> int:
    """Pay a voucher that a till still takes."""
    return await run(
        db,
        """
        update payments.sandbox_charges
           set outcome = 'captured',
               captured_at = %(now)s
         where key = %(key)s
           and outcome = 'waiting'
           and payable_until > %(now)s
        """,
        key=key,
        now=now,
    )


async def _answer_challenges(db: Db, answered: Sequence[ChargeRequest]) -> int:
    """Take the answers to open challenges: the right code captures, another declines."""
    return await run(
        db,
        """
        update payments.sandbox_charges c
           set outcome = case when a.code = %(right_code)s then 'captured' else 'declined' end
          from unnest(%(keys)s::uuid[], %(codes)s::text[]) as a (key, code)
         where c.key = a.key
           and c.outcome = 'challenge'
        """,
        keys=[request.payment_id for request in answered],
        codes=[request.challenge_code for request in answered],
        right_code=CHALLENGE_CODE,
    )


async def _decide(db: Db, key: PaymentId) -> int:
    """Let a charge that gave no answer have been paid when its sum is even."""
    return await run(
        db,
        """
        update payments.sandbox_charges
           set outcome = case amount_minor %% 2 when 0 then 'captured' else 'declined' end
         where key = %(key)s
           and outcome = 'pending'
        """,
        key=key,
    )


async def _abandon(db: Db, request: ChargeRequest) -> int:
    """Close a charge that is open, or bar one that never came."""
    return await run(
        db,
        """
        insert into payments.sandbox_charges (key, amount_minor, currency, outcome, at)
        values (%(key)s, %(amount_minor)s, %(currency)s, 'abandoned', %(at)s)
        on conflict (key) do update
           set outcome = 'abandoned'
         where sandbox_charges.outcome = 'challenge'
            -- Between its buyer's last moment and the last report of a till, a voucher is in doubt.
            or (sandbox_charges.outcome = 'waiting'
                and (sandbox_charges.payable_until <= %(at)s
                     or sandbox_charges.payable_until - %(grace)s > %(at)s))
        """,
        key=request.payment_id,
        amount_minor=request.amount_minor,
        currency=request.currency.value,
        at=request.at,
        grace=GRACE,
    )


async def _find(db: Db, keys: Sequence[PaymentId]) -> dict[PaymentId, _Charge]:
    found = await many(
        db,
        _Charge,
        """
        select key, card, outcome
          from payments.sandbox_charges
         where key = any(%(keys)b::uuid[])
        """,
        keys=list(keys),
    )
    return {charge.key: charge for charge in found}


async def _refund(db: Db, request: RefundRequest) -> bool:
    """Write a refund; the same key again changes nothing. False when the charge has not so much left."""
    await run(
        db,
        "select 1 from payments.sandbox_charges where key = %(charge)s for update",
        charge=request.payment_id,
    )
    return await value(
        db,
        """
        with earlier as (
            select key, amount_minor
              from payments.sandbox_refunds
             where charge_key = %(charge)s
        ), given as (
            insert into payments.sandbox_refunds (key, charge_key, amount_minor, at)
            select %(refund)s, c.key, %(amount_minor)s, %(at)s
              from payments.sandbox_charges c
             where c.key = %(charge)s
               and c.outcome = 'captured'
               and c.amount_minor >= %(amount_minor)s
                   + (select coalesce(sum(e.amount_minor), 0) from earlier e)
               and not exists (select 1 from earlier e where e.key = %(refund)s)
            returning key
        )
        select exists (select 1 from given)
            or exists (select 1 from earlier where key = %(refund)s)
        """,
        charge=request.payment_id,
        refund=request.refund_id,
        amount_minor=request.amount_minor,
        at=request.at,
    )


async def _pay_out(db: Db, *, now: datetime) -> int:
    """Pay out what has settled of each currency, where the day has had no payout and anything is left."""
    return await run(
        db,
        """
        insert into payments.sandbox_payouts (currency, day, amount_minor, at)
        select m.currency, (%(now)s::timestamptz at time zone 'UTC')::date, sum(m.amount_minor - m.fee_minor),
               %(now)s
          from payments.sandbox_movements m
         where m.settles_at < %(now)s
         group by m.currency
        having sum(m.amount_minor - m.fee_minor) > 0
            on conflict do nothing
        """,
        now=now,
    )


async def _movements(db: Db, *, since: datetime, until: datetime, after: str) -> list[Movement]:
    return await many(
        db,
        Movement,
        """
        select id, kind, reference, amount_minor, fee_minor, currency, at, settles_at
          from payments.sandbox_movements
         where at >= %(since)s
           and at < %(until)s
           and id > %(after)s
         order by id
         limit %(limit)s
        """,
        since=since,
        until=until,
        after=after,
        limit=STATEMENT_PAGE_SIZE,
    )
