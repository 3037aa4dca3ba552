"""SQL of kept cards."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run
from vitrina.kit.personal import Record, records
from vitrina.payments.kept import KeptCard, KeptCardId, NewKeptCard


async def keep_cards(db: Db, cards: Sequence[NewKeptCard], *, now: datetime) -> int:
    """Write cards that have just paid; one that is there already changes nothing."""
    return await run(
        db,
        """
        insert into payments.kept_cards (
                   id, person_id, provider, token, brand, last4, expires_month, expires_year, fingerprint,
                   kept_at)
        select id, person_id, provider, token, brand, last4, expires_month, expires_year, fingerprint, %(now)s
          from unnest(%(ids)s::uuid[],
                      %(persons)s::uuid[],
                      %(providers)s::text[],
                      %(tokens)s::text[],
                      %(brands)s::text[],
                      %(last4s)s::text[],
                      %(months)s::smallint[],
                      %(years)s::smallint[],
                      %(fingerprints)s::text[])
               as c (id, person_id, provider, token, brand, last4, expires_month, expires_year, fingerprint)
         order by token
        on conflict (provider, token) do nothing
        """,
        ids=[each.id for each in cards],
        persons=[each.person_id for each in cards],
        providers=[each.provider for each in cards],
        tokens=[each.instrument.token for each in cards],
        brands=[each.instrument.brand for each in cards],
        last4s=[each.instrument.last4 for each in cards],
        months=[each.instrument.expires_month for each in cards],
        years=[each.instrument.expires_year for each in cards],
        fingerprints=[each.instrument.fingerprint for each in cards],
        now=now,
    )


async def cards_of(db: Db, person_id: PersonId, *, limit: int) -> list[KeptCard]:
    """List a person's cards, the newest first; of one that she kept twice, the newer."""
    return await many(
        db,
        KeptCard,
        """
        select c.id, c.person_id, c.provider, c.token, c.brand, c.last4, c.expires_month, c.expires_year,
               c.fingerprint, c.kept_at, c.removed_at
          from payments.kept_cards c
         where c.person_id = %(person_id)s
           and c.removed_at is null
           and not exists (select 1
                             from payments.kept_cards n
                            where n.person_id = c.person_id
                              and n.provider = c.provider
                              and n.fingerprint = c.fingerprint
                              and n.removed_at is null
                              and (n.kept_at, n.id) > (c.kept_at, c.id))
         order by c.kept_at desc, c.id desc
         limit %(limit)s
        """,
        person_id=person_id,
        limit=limit,
    )


async def find_kept(db: Db, card_id: KeptCardId) -> KeptCard | None:
    """Read a kept card, also one that is removed."""
    return await one(
        db,
        KeptCard,
        """
        select id, person_id, provider, token, brand, last4, expires_month, expires_year, fingerprint,
               kept_at, removed_at
          from payments.kept_cards
         where id = %(card_id)s
        """,
        card_id=card_id,
    )


async def remove(db: Db, card_id: KeptCardId, *, person_id: PersonId, now: datetime) -> int:
    """Remove a person's card, with whatever else she kept of the same one. 0: she has no such card."""
    return await run(
        db,
        """
        update payments.kept_cards c
           set removed_at = coalesce(c.removed_at, %(now)s)
          from payments.kept_cards named
         where named.id = %(card_id)s
           and named.person_id = %(person_id)s
           and c.person_id = named.person_id
           and c.provider = named.provider
           and c.fingerprint = named.fingerprint
        """,
        card_id=card_id,
        person_id=person_id,
        now=now,
    )


async def bring_back(db: Db, card_id: KeptCardId, *, person_id: PersonId, since: datetime) -> int:
    """Undo the removal of a person's card since then. 0: it was not removed, or too long ago."""
    return await run(
        db,
        """
        update payments.kept_cards
           set removed_at = null
         where id = %(card_id)s
           and person_id = %(person_id)s
           and (removed_at is null or removed_at > %(since)s)
        """,
        card_id=card_id,
        person_id=person_id,
        since=since,
    )


async def to_forget(db: Db, *, before: datetime, limit: int) -> list[KeptCard]:
    """List cards that were removed before then and that no attempt may still be paying with."""
    return await many(
        db,
        KeptCard,
        """
        select c.id, c.person_id, c.provider, c.token, c.brand, c.last4, c.expires_month, c.expires_year,
               c.fingerprint, c.kept_at, c.removed_at
          from payments.kept_cards c
         where c.removed_at <= %(before)s
           and not exists (select 1
                             from payments.payments p
                            where p.kept_card_id = c.id
                              and p.status in ('open', 'challenge', 'waiting', 'pending'))
         order by c.removed_at
         limit %(limit)s
        """,
        before=before,
        limit=limit,
    )


async def forget_card(db: Db, card_id: KeptCardId) -> int:
    """Delete a removed card, of which its provider knows nothing any more."""
    return await run(
        db,
        "delete from payments.kept_cards where id = %(card_id)s and removed_at is not null",
        card_id=card_id,
    )


def export_cards(db: Db, person_id: PersonId) -> AsyncIterator[Record]:
    """Read a person's cards as she knows them."""
    return records(
        db,
        "kept_cards",
        """
        select id, provider, brand, last4, expires_month, expires_year, kept_at, removed_at
          from payments.kept_cards
         where person_id = %(person_id)s
         order by kept_at, id
        """,
        person_id=person_id,
    )


async def erase_cards(db: Db, person_id: PersonId, *, now: datetime) -> int:
    """Let go of a person's cards: nothing tells whose they were, and their providers are told next."""
    return await run(
        db,
        """
          with attempts as (
                   update payments.payments
                      set keep_for = null
                    where keep_for = %(person_id)s
               )
        update payments.kept_cards
           set person_id = null,
               removed_at = coalesce(removed_at, %(now)s)
         where person_id = %(person_id)s
        """,
        person_id=person_id,
        now=now,
    )
