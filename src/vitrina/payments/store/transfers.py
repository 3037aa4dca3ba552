"""SQL of payees' accounts with providers, and of transfers to them."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run
from vitrina.kit.personal import Record, records
from vitrina.payments.transfer_model import (
    AccountState,
    NewAccount,
    NewTransfer,
    ProviderAccount,
    ProviderAccountId,
    Reversal,
    Transfer,
    TransferId,
    TransferStatus,
)


async def open_account(
    db: Db, provider: str, new: NewAccount, *, account_id: UUID, now: datetime
) -> ProviderAccount | None:
    """Write an account, or read the one that its owner has."""
    await run(
        db,
        """
        insert into payments.accounts (id, provider, owner, person_id, country, opened_at)
        values (%(id)s, %(provider)s, %(owner)s, %(person_id)s, %(country)s, %(now)s)
            on conflict (provider, owner) do nothing
        """,
        id=account_id,
        provider=provider,
        owner=new.owner,
        person_id=new.person_id,
        country=new.country.value,
        now=now,
    )
    return await find_account(db, provider, new.owner)


async def find_account(db: Db, provider: str, owner: str) -> ProviderAccount | None:
    """Read the account of an owner."""
    return await one(
        db,
        ProviderAccount,
        """
        select id, provider, owner, country, reference, state
          from payments.accounts
         where provider = %(provider)s
           and owner = %(owner)s
        """,
        provider=provider,
        owner=owner,
    )


async def name_account(db: Db, account_id: ProviderAccountId, reference: str) -> ProviderAccount | None:
    """Write what a provider calls an account; the first name stays. None: the account is gone."""
    return await one(
        db,
        ProviderAccount,
        """
        update payments.accounts
           set reference = coalesce(reference, %(reference)s)
         where id = %(id)s
        returning id, provider, owner, country, reference, state
        """,
        id=account_id,
        reference=reference,
    )


async def note_account(
    db: Db, account_id: ProviderAccountId, state: AccountState, *, now: datetime
) -> ProviderAccount | None:
    """Write what a provider says of an account. None: the account is gone."""
    return await one(
        db,
        ProviderAccount,
        """
        update payments.accounts
           set state = %(state)s,
               checked_at = %(now)s
         where id = %(id)s
        returning id, provider, owner, country, reference, state
        """,
        id=account_id,
        state=state,
        now=now,
    )


def export_accounts(db: Db, person_id: PersonId) -> AsyncIterator[Record]:
    """Read a person's accounts with providers."""
    return records(
        db,
        "provider_accounts",
        """
        select id, provider, owner, country, reference, state, opened_at
          from payments.accounts
         where person_id = %(person_id)s
         order by opened_at, id
        """,
        person_id=person_id,
    )


async def erase_accounts(db: Db, person_id: PersonId) -> int:
    """Forget which accounts are a person's; they stay hers with their provider."""
    return await run(db, "delete from payments.accounts where person_id = %(person_id)s", person_id=person_id)


async def add_transfers(db: Db, transfers: Sequence[NewTransfer], *, now: datetime) -> int:
    """Write what is to be carried."""
    return await run(
        db,
        """
        insert into payments.transfers (id, provider, account, amount_minor, currency, source, asked_at)
        select n.id, n.provider, n.account, n.amount_minor, n.currency, n.source, %(now)s
          from unnest(%(ids)b::uuid[], %(providers)b::text[], %(accounts)b::text[], %(amounts)b::bigint[],
                      %(currencies)b::text[], %(sources)b::text[])
               as n (id, provider, account, amount_minor, currency, source)
        """,
        ids=[each.id for each in transfers],
        providers=[each.provider for each in transfers],
        accounts=[each.account for each in transfers],
        amounts=[each.amount_minor for each in transfers],
        currencies=[each.currency.value for each in transfers],
        sources=[each.source for each in transfers],
        now=now,
    )


async def find_transfer(db: Db, transfer_id: TransferId) -> Transfer | None:
    """Read a transfer."""
    return await one(
        db,
        Transfer,
        """
        select id, provider, account, amount_minor, currency, source, status, turn, reference, reversed_minor
          from payments.transfers
         where id = %(id)s
        """,
        id=transfer_id,
    )


async def transfer_as(db: Db, provider: str, reference: str) -> Transfer | None:
    """Find the transfer that a provider gave a name."""
    return await one(
        db,
        Transfer,
        """
        select id, provider, account, amount_minor, currency, source, status, turn, reference, reversed_minor
          from payments.transfers
         where provider = %(provider)s
           and reference = %(reference)s
        """,
        provider=provider,
        reference=reference,
    )


async def queued_transfers(db: Db, *, before: datetime, limit: int) -> list[Transfer]:
    """List transfers of which nobody was asked since `before`, the one that has waited longest first."""
    return await many(
        db,
        Transfer,
        """
        select id, provider, account, amount_minor, currency, source, status, turn, reference, reversed_minor
          from payments.transfers
         where status = 'queued'
           and coalesce(tried_at, asked_at) < %(before)s
         order by coalesce(tried_at, asked_at)
         limit %(limit)s
        """,
        before=before,
        limit=limit,
    )


async def try_transfer_later(db: Db, tried: Transfer, *, is_short: bool, reason: str, now: datetime) -> int:
    """Note that a provider was asked in vain. is_short: it said that nothing was done; the turn is over."""
    return await run(
        db,
        """
        update payments.transfers
           set tried_at = %(now)s,
               reason = left(%(reason)s, 200),
               turn = turn + %(is_short)s::int
         where id = %(id)s
           and turn = %(turn)s
           and status = 'queued'
        """,
        id=tried.id,
        turn=tried.turn,
        is_short=is_short,
        reason=reason,
        now=now,
    )


async def end_transfer(
    db: Db,
    transfer_id: TransferId,
    status: TransferStatus,
    *,
    reference: str | None,
    reason: str,
    now: datetime,
) -> int:
    """Write what a provider said about a queued transfer. 0: somebody was first."""
    return await run(
        db,
        """
        update payments.transfers
           set status = %(status)s,
               reference = %(reference)s,
               reason = left(%(reason)s, 200),
               done_at = case when %(status)s = 'done' then %(now)s::timestamptz end
         where id = %(id)s
           and status = 'queued'
        """,
        id=transfer_id,
        status=status.value,
        reference=reference,
        reason=reason,
        now=now,
    )


async def add_reversals(
    db: Db, transfer: Transfer, reversals: Sequence[Reversal], *, now: datetime
) -> list[Reversal]:
    """Write what of a transfer came back, each once. Answers what was new."""
    return await many(
        db,
        Reversal,
        """
        with added as (
            insert into payments.reversals (provider, reference, transfer_id, amount_minor, at)
            select %(provider)s, n.reference, %(transfer_id)s, n.amount_minor, %(now)s
              from unnest(%(references)b::text[], %(amounts)b::bigint[]) as n (reference, amount_minor)
             order by n.reference
                on conflict (provider, reference) do nothing
            returning reference, amount_minor
        ), counted as (
            update payments.transfers
               set reversed_minor = reversed_minor + (select coalesce(sum(amount_minor), 0) from added)
             where id = %(transfer_id)s
               and exists (select 1 from added)
        )
        select reference, amount_minor
          from added
         order by reference
        """,
        provider=transfer.provider,
        transfer_id=transfer.id,
        references=[each.reference for each in reversals],
        amounts=[each.amount_minor for each in reversals],
        now=now,
    )


async def untold_reversals(db: Db, *, limit: int) -> list[Transfer]:
    """List transfers of which a statement says that something came back, while we know nothing of it."""
    return await many(
        db,
        Transfer,
        """
        select t.id, t.provider, t.account, t.amount_minor, t.currency, t.source, t.status, t.turn,
               t.reference, t.reversed_minor
          from payments.transfers t
         where exists (select 1
                         from payments.movements m
                        where m.kind = 'transfer'
                          and m.booked_at is null
                          and m.amount_minor > 0
                          and m.provider = t.provider
                          and split_part(m.reference, ' ', 1) = t.reference)
         order by t.id
         limit %(limit)s
        """,
        limit=limit,
    )
