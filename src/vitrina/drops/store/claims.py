"""Claims: made, served, paid, ended."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.drops.model import Claim, ClaimId, ClaimState, ClaimWanted, DropId, HolderId, Tally
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run
from vitrina.kit.personal import Record, records


class _Id(Struct, frozen=True, kw_only=True):
    id: UUID


class _Line(Struct, frozen=True, kw_only=True):
    drop_id: DropId
    length: int


class Bought(Struct, frozen=True, kw_only=True):
    """How many units of a drop a holder has paid."""

    drop_id: DropId
    holder_id: HolderId
    unit_count: int


async def tallies(db: Db, ids: Sequence[DropId]) -> dict[DropId, Tally]:
    """Count the units of drops by what became of them."""
    rows = await many(
        db,
        Tally,
        """
        select d.id as drop_id,
               coalesce(sum(c.quantity) filter (where c.state = 'held'), 0)::integer as held,
               coalesce(sum(c.quantity) filter (where c.state = 'bought'), 0)::integer as bought,
               coalesce(sum(c.quantity) filter (where c.state = 'waiting'), 0)::integer as waiting,
               count(*) filter (where c.state = 'waiting') as claims_waiting
          from unnest(%(ids)b::uuid[]) as d (id)
          left join drops.claims c on c.drop_id = d.id and c.state in ('held', 'bought', 'waiting')
         group by d.id
        """,
        ids=list(ids),
    )
    return {row.drop_id: row for row in rows}


async def known(db: Db, asked: Sequence[ClaimWanted]) -> list[Claim]:
    """Read the claims that have one of these ids, or that their holders have in the same drop now."""
    return await many(
        db,
        Claim,
        """
        select c.id, c.drop_id, c.holder_id, c.person_id, c.quantity, c.state, c.turn, c.until, c.asked_at
          from drops.claims c
         where c.id = any(%(ids)b::uuid[])
         union
        select c.id, c.drop_id, c.holder_id, c.person_id, c.quantity, c.state, c.turn, c.until, c.asked_at
          from unnest(%(drops)b::uuid[], %(holders)b::uuid[]) as a (drop_id, holder_id)
          join drops.claims c on c.drop_id = a.drop_id and c.holder_id = a.holder_id
         where c.state in ('waiting', 'held')
        """,
        ids=[each.id for each in asked],
        drops=[each.drop_id for each in asked],
        holders=[each.holder_id for each in asked],
    )


async def bought(db: Db, asked: Sequence[ClaimWanted]) -> dict[tuple[DropId, HolderId], int]:
    """Count what these holders have paid in these drops."""
    rows = await many(
        db,
        Bought,
        """
        select c.drop_id, c.holder_id, sum(c.quantity)::integer as unit_count
          from unnest(%(drops)b::uuid[], %(holders)b::uuid[]) as a (drop_id, holder_id)
          join drops.claims c on c.drop_id = a.drop_id and c.holder_id = a.holder_id
         where c.state = 'bought'
         group by c.drop_id, c.holder_id
        """,
        drops=[each.drop_id for each in asked],
        holders=[each.holder_id for each in asked],
    )
    return {(row.drop_id, row.holder_id): row.unit_count for row in rows}


async def add_claims(
    db: Db, claims: Sequence[tuple[ClaimWanted, ClaimState]], *, until: datetime
) -> list[Claim]:
    """Write claims in the order given; until: for those that are held."""
    return await many(
        db,
        Claim,
        """
        insert into drops.claims (id, drop_id, holder_id, person_id, quantity, state, until, asked_at)
        select id, drop_id, holder_id, person_id, quantity, state,
               case state when 'held' then %(until)s end, asked_at
          from unnest(%(ids)b::uuid[],
                      %(drops)b::uuid[],
                      %(holders)b::uuid[],
                      %(persons)b::uuid[],
                      %(quantities)b::integer[],
                      %(states)b::text[],
                      %(asked_at)b::timestamptz[])
               with ordinality
               as c (id, drop_id, holder_id, person_id, quantity, state, asked_at, place)
         order by place
        returning id, drop_id, holder_id, person_id, quantity, state, turn, until, asked_at
        """,
        until=until,
        ids=[each.id for each, _ in claims],
        drops=[each.drop_id for each, _ in claims],
        holders=[each.holder_id for each, _ in claims],
        persons=[each.person_id for each, _ in claims],
        quantities=[each.quantity for each, _ in claims],
        states=[state.value for _, state in claims],
        asked_at=[each.now for each, _ in claims],
    )


async def claims(db: Db, ids: Sequence[UUID]) -> dict[ClaimId, Claim]:
    """Read claims."""
    rows = await many(
        db,
        Claim,
        """
        select id, drop_id, holder_id, person_id, quantity, state, turn, until, asked_at
          from drops.claims
         where id = any(%(ids)b::uuid[])
        """,
        ids=list(ids),
    )
    return {row.id: row for row in rows}


async def newest_of(db: Db, drop_ids: Sequence[DropId], holder_ids: Sequence[HolderId]) -> list[Claim]:
    """Read the newest claim of holders in each of these drops."""
    return await many(
        db,
        Claim,
        """
        select distinct on (drop_id)
               id, drop_id, holder_id, person_id, quantity, state, turn, until, asked_at
          from drops.claims
         where drop_id = any(%(drops)s::uuid[])
           and holder_id = any(%(holders)s::uuid[])
         order by drop_id, turn desc
        """,
        drops=list(drop_ids),
        holders=list(holder_ids),
    )


class _Ahead(Struct, frozen=True, kw_only=True):
    id: ClaimId
    ahead: int


async def ahead(db: Db, waiting: Sequence[Claim]) -> dict[ClaimId, int]:
    """Count the claims that come before these in their lines."""
    rows = await many(
        db,
        _Ahead,
        """
          with line as (
                   select id, row_number() over (partition by drop_id order by turn) - 1 as ahead
                     from drops.claims
                    where drop_id = any(%(drops)b::uuid[])
                      and state = 'waiting'
               )
        select id, ahead
          from line
         where id = any(%(ids)b::uuid[])
        """,
        ids=[each.id for each in waiting],
        drops=list({each.drop_id for each in waiting}),
    )
    return {row.id: row.ahead for row in rows}


async def move(
    db: Db,
    ids: Sequence[UUID],
    *,
    to: ClaimState,
    of: Sequence[ClaimState],
    until: datetime | None = None,
) -> list[ClaimId]:
    """Move claims that are in one of these states; answers those that moved. until: when it changes."""
    rows = await many(
        db,
        _Id,
        """
        update drops.claims
           set state = %(to)s,
               until = coalesce(%(until)s, until)
         where id in (select c.id
                        from drops.claims c
                       where c.id = any(%(ids)b::uuid[])
                         and c.state = any(%(of)s::text[])
                       order by c.id
                         for update)
           and state = any(%(of)s::text[])
        returning id
        """,
        ids=list(ids),
        to=to.value,
        of=[state.value for state in of],
        until=until,
    )
    return [ClaimId(row.id) for row in rows]


async def expire(db: Db, *, now: datetime, limit: int) -> int:
    """End claims whose time to pay is over, leaving alone what somebody moves right now. Returns how many."""
    return await run(
        db,
        """
          with due as (
                   select id
                     from drops.claims
                    where state = 'held'
                      and until <= %(now)s
                    order by until
                    limit %(limit)s
                      for update skip locked
               )
        update drops.claims c
           set state = 'over'
          from due d
         where c.id = d.id
        """,
        now=now,
        limit=limit,
    )


async def miss(db: Db, drop_ids: Sequence[DropId]) -> int:
    """Tell whoever waits in these drops that nothing comes back any more. Returns how many claims."""
    return await run(
        db,
        "update drops.claims set state = 'missed' where drop_id = any(%(ids)s::uuid[]) and state = 'waiting'",
        ids=list(drop_ids),
    )


async def waited_for(db: Db, ids: Sequence[DropId]) -> dict[DropId, int]:
    """Count the claims that wait, in those of these drops that have any."""
    rows = await many(
        db,
        _Line,
        """
        select drop_id, count(*) as length
          from drops.claims
         where drop_id = any(%(ids)b::uuid[])
           and state = 'waiting'
         group by drop_id
        """,
        ids=list(ids),
    )
    return {row.drop_id: row.length for row in rows}


async def with_lines(db: Db, *, limit: int) -> list[DropId]:
    """List drops that somebody waits for."""
    rows = await many(
        db,
        _Id,
        "select distinct drop_id as id from drops.claims where state = 'waiting' limit %(limit)s",
        limit=limit,
    )
    return [DropId(row.id) for row in rows]


async def line(db: Db, drop_id: DropId, *, limit: int) -> list[Claim]:
    """Read the claims that wait in a drop, in turn."""
    return await many(
        db,
        Claim,
        """
        select id, drop_id, holder_id, person_id, quantity, state, turn, until, asked_at
          from drops.claims
         where drop_id = %(drop_id)s
           and state = 'waiting'
         order by turn
         limit %(limit)s
        """,
        drop_id=drop_id,
        limit=limit,
    )


async def send_to(db: Db, wanted: Sequence[tuple[ClaimId, bytes, datetime]]) -> list[ClaimId]:
    """Note where held claims are sent, and to when, unless that address has its share; answers those noted.

    One after the other in the order given; the caller has locked the drops.
    """
    rows = await many(
        db,
        _Id,
        """
          with wanted as (
                   select w.id, w.address_key, w.until, c.drop_id, c.quantity, d.buyer_max, w.place
                     from unnest(%(ids)b::uuid[], %(keys)b::bytea[], %(untils)b::timestamptz[])
                          with ordinality as w (id, address_key, until, place)
                     join drops.claims c on c.id = w.id and c.state = 'held'
                     join drops.drops d on d.id = c.drop_id
               ),
               granted as (
                   select w.id, w.address_key, w.until
                     from wanted w
                    where coalesce((select sum(o.quantity)
                                      from drops.claims o
                                     where o.drop_id = w.drop_id
                                       and o.address_key = w.address_key
                                       and o.state in ('held', 'bought')
                                       and o.id <> w.id), 0)
                          + (select sum(e.quantity)
                               from wanted e
                              where e.drop_id = w.drop_id
                                and e.address_key = w.address_key
                                and e.place <= w.place) <= w.buyer_max
               )
        update drops.claims c
           set address_key = g.address_key,
               until = greatest(c.until, g.until)
          from granted g
         where c.id = g.id
           and c.state = 'held'
        returning c.id
        """,
        ids=[claim_id for claim_id, _, _ in wanted],
        keys=[key for _, key, _ in wanted],
        untils=[until for _, _, until in wanted],
    )
    return [ClaimId(row.id) for row in rows]


async def hold_instruments(db: Db, keys: Sequence[tuple[DropId, bytes]]) -> int:
    """Let nobody else count what these cards paid until this transaction ends."""
    return await run(
        db,
        """
        insert into drops.instruments (drop_id, instrument_key)
        select distinct drop_id, instrument_key
          from unnest(%(drops)s::uuid[], %(keys)s::bytea[]) as k (drop_id, instrument_key)
         order by drop_id, instrument_key
        on conflict (drop_id, instrument_key) do update set instrument_key = excluded.instrument_key
        """,
        drops=[drop_id for drop_id, _ in keys],
        keys=[key for _, key in keys],
    )


async def over_share(db: Db, wanted: Sequence[tuple[ClaimId, bytes]]) -> list[ClaimId]:
    """Tell for which claims a card would pay more of a drop than one buyer may have.

    One after the other in the order given; the caller has the cards to herself.
    """
    rows = await many(
        db,
        _Id,
        """
          with wanted as (
                   select w.id, w.instrument_key, c.drop_id, c.quantity, d.buyer_max, w.place
                     from unnest(%(ids)s::uuid[], %(keys)s::bytea[])
                          with ordinality as w (id, instrument_key, place)
                     join drops.claims c on c.id = w.id
                     join drops.drops d on d.id = c.drop_id
               )
        select w.id
          from wanted w
         where coalesce((select sum(o.quantity)
                           from drops.claims o
                          where o.drop_id = w.drop_id
                            and o.instrument_key = w.instrument_key
                            and o.state in ('held', 'bought')
                            and o.id not in (select id from wanted)), 0)
               + (select sum(e.quantity)
                    from wanted e
                   where e.drop_id = w.drop_id
                     and e.instrument_key = w.instrument_key
                     and e.place <= w.place) > w.buyer_max
        """,
        ids=[claim_id for claim_id, _ in wanted],
        keys=[key for _, key in wanted],
    )
    return [ClaimId(row.id) for row in rows]


async def note_instruments(db: Db, paid: Sequence[tuple[ClaimId, bytes]]) -> int:
    """Write which card pays claims."""
    return await run(
        db,
        """
        update drops.claims c
           set instrument_key = p.instrument_key
          from unnest(%(ids)s::uuid[], %(keys)s::bytea[]) as p (id, instrument_key)
         where c.id = p.id
        """,
        ids=[claim_id for claim_id, _ in paid],
        keys=[key for _, key in paid],
    )


def export(db: Db, person_id: PersonId) -> AsyncIterator[Record]:
    """Read a person's claims."""
    return records(
        db,
        "drop_claims",
        """
        select c.id, c.drop_id, d.product_id, c.quantity, d.price_minor, d.currency, c.state, c.until,
               c.asked_at
          from drops.claims c
          join drops.drops d on d.id = c.drop_id
         where c.person_id = %(person_id)s
         order by c.turn
        """,
        person_id=person_id,
    )


async def forget(db: Db, person_id: PersonId) -> int:
    """Forget who claimed, and where it went; her live claims are over. Returns how many."""
    return await run(
        db,
        """
        update drops.claims
           set person_id = null,
               holder_id = gen_random_uuid(),
               address_key = null,
               instrument_key = null,
               state = case when state in ('waiting', 'held') then 'over' else state end
         where person_id = %(person_id)s
        """,
        person_id=person_id,
    )
