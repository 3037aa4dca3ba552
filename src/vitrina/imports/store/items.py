"""SQL of what a run read: items, problems, verdicts."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.imports.model import Mode, Problem, Run, RunId, Source, Verdict
from vitrina.kit.db import Db, many, one, run, value


class NewItem(Struct, frozen=True, kw_only=True):
    """A product as it was read. body: JSON."""

    external_id: str
    line: int
    digest: bytes
    body: str
    is_complete: bool
    is_wrong: bool


class Item(Struct, frozen=True, kw_only=True):
    """A product as it was read, with the product of ours that it is."""

    external_id: str
    line: int
    digest: bytes | None
    body: str | None
    verdict: Verdict
    product_id: ProductId | None


class Piece(Struct, frozen=True, kw_only=True):
    """One of the places where a file speaks of a product."""

    external_id: str
    line: int
    body: str
    is_wrong: bool


class Tally(Struct, frozen=True, kw_only=True):
    """Items by verdict, and what the source had."""

    new_count: int
    changed_count: int
    unchanged_count: int
    wrong_count: int
    vanishing_count: int
    known_count: int


async def clear(db: Db, run_id: RunId) -> None:
    """Forget what a run has read."""
    await run(
        db,
        """
        with problems as (delete from imports.problems where run_id = %(run_id)s)
        delete from imports.items where run_id = %(run_id)s
        """,
        run_id=run_id,
    )


async def add_items(db: Db, run_id: RunId, items: Sequence[NewItem]) -> None:
    """Keep products as they were read. One statement."""
    await run(
        db,
        """
        insert into imports.items (run_id, external_id, line, digest, body, is_complete, verdict)
        select %(run_id)s, i.*
          from unnest(
                   %(external_ids)b::text[],
                   %(lines)b::integer[],
                   %(digests)b::bytea[],
                   %(bodies)b::text[],
                   %(complete)b::boolean[],
                   %(verdicts)b::text[]) as i
        on conflict do nothing
        """,
        run_id=run_id,
        external_ids=[each.external_id for each in items],
        lines=[each.line for each in items],
        digests=[each.digest for each in items],
        bodies=[each.body for each in items],
        complete=[each.is_complete for each in items],
        verdicts=["wrong" if each.is_wrong else "new" for each in items],
    )


async def add_problems(db: Db, run_id: RunId, problems: Sequence[Problem], *, position: int) -> None:
    """Keep problems, counted from a position. One statement."""
    await run(
        db,
        """
        insert into imports.problems (
               run_id, position, line, external_id, field, code, sample, is_error)
        select %(run_id)s, %(position)s + p.place - 1, p.line, p.external_id, p.field, p.code, p.sample,
               p.is_error
          from unnest(
                   %(lines)b::integer[],
                   %(external_ids)b::text[],
                   %(fields)b::text[],
                   %(codes)b::text[],
                   %(samples)b::text[],
                   %(errors)b::boolean[])
               with ordinality as p (line, external_id, field, code, sample, is_error, place)
        """,
        run_id=run_id,
        position=position,
        lines=[each.line for each in problems],
        external_ids=[each.external_id for each in problems],
        fields=[str(each.field) for each in problems],
        codes=[each.code for each in problems],
        samples=[each.sample for each in problems],
        errors=[each.is_error for each in problems],
    )


async def scattered(db: Db, run_id: RunId, *, after: str, limit: int) -> list[Piece]:
    """Read the places of products whose rows stand apart in the file, `limit` products at most."""
    return await many(
        db,
        Piece,
        """
        select i.external_id, i.line, i.body, i.verdict = 'wrong' as is_wrong
          from imports.items i
          join (select external_id
                  from imports.items
                 where run_id = %(run_id)s
                   and external_id > %(after)s
                 group by external_id
                having count(*) > 1
                 order by external_id
                 limit %(limit)s) s on s.external_id = i.external_id
         where i.run_id = %(run_id)s
         order by i.external_id, i.line
        """,
        run_id=run_id,
        after=after,
        limit=limit,
    )


async def join_items(db: Db, run_id: RunId, items: Sequence[NewItem]) -> None:
    """Put one item in the place of several."""
    await run(
        db,
        "delete from imports.items where run_id = %(run_id)s and external_id = any(%(ids)b::text[])",
        run_id=run_id,
        ids=[each.external_id for each in items],
    )
    await add_items(db, run_id, items)


async def judge(db: Db, run_id: RunId, source: Source) -> None:
    """Say of each item whether it is new, changed, as before, or cannot be made. One statement."""
    await run(
        db,
        """
        update imports.items i
           set verdict = case when p.digest = i.digest and not p.is_gone then 'unchanged'
                              when p.product_id is not null then 'changed'
                              else 'wrong'
                          end
          from imports.items o
          left join imports.products p on p.shop_id = %(shop_id)s and p.external_id = o.external_id
         where o.run_id = %(run_id)s
           and o.verdict = 'new'
           and (p.product_id is not null or not o.is_complete)
           and i.run_id = o.run_id
           and i.external_id = o.external_id
           and i.line = o.line
        """,
        run_id=run_id,
        shop_id=source.shop_id,
    )


async def tell_incomplete(db: Db, run_id: RunId, *, position: int, limit: int) -> int:
    """Note a problem for each new product that lacks a name or a price. Returns how many."""
    return await run(
        db,
        """
        insert into imports.problems (
               run_id, position, line, external_id, field, code, sample, is_error)
        select i.run_id, %(position)s + row_number() over (order by i.line) - 1, i.line, i.external_id, '',
               'incomplete', '', true
          from imports.items i
         where i.run_id = %(run_id)s
           and i.verdict = 'wrong'
           and not i.is_complete
           and not exists (select 1
                             from imports.problems p
                            where p.run_id = i.run_id
                              and p.external_id = i.external_id
                              and p.is_error)
         limit %(limit)s
        """,
        run_id=run_id,
        position=position,
        limit=limit,
    )


async def find_vanishing(db: Db, run_id: RunId, source: Source) -> None:
    """Note the products of a source that its file does not name any more; a delta never does."""
    if source.mode is not Mode.FULL:
        return
    await run(
        db,
        """
        insert into imports.items (run_id, external_id, line, is_complete, verdict)
        select %(run_id)s, p.external_id, 0, false, 'vanishing'
          from imports.products p
         where p.source_id = %(source_id)s
           and not p.is_gone
           and not exists (select 1
                             from imports.items i
                            where i.run_id = %(run_id)s
                              and i.external_id = p.external_id)
        """,
        run_id=run_id,
        source_id=source.id,
    )


async def tally(db: Db, run_id: RunId, source: Source) -> Tally:
    """Count items by verdict, and what the source had."""
    found = await one(
        db,
        Tally,
        """
        select count(*) filter (where verdict = 'new')::integer as new_count,
               count(*) filter (where verdict = 'changed')::integer as changed_count,
               count(*) filter (where verdict = 'unchanged')::integer as unchanged_count,
               count(*) filter (where verdict = 'wrong')::integer as wrong_count,
               count(*) filter (where verdict = 'vanishing')::integer as vanishing_count,
               (select count(*)
                  from imports.products
                 where source_id = %(source_id)s
                   and not is_gone)::integer as known_count
          from imports.items
         where run_id = %(run_id)s
        """,
        run_id=run_id,
        source_id=source.id,
    )
    assert found, "an aggregate always answers a row"
    return found


async def next_to_apply(db: Db, of: Run, *, after: str, limit: int) -> list[Item]:
    """Read the next items that change something, by their external id."""
    return await many(
        db,
        Item,
        """
        select i.external_id, i.line, i.digest, i.body, i.verdict, p.product_id
          from imports.items i
          left join imports.products p on p.shop_id = %(shop_id)s and p.external_id = i.external_id
         where i.run_id = %(run_id)s
           and i.external_id > %(after)s
           and i.verdict in ('new', 'changed', 'vanishing')
         order by i.external_id
         limit %(limit)s
        """,
        run_id=of.id,
        shop_id=of.shop_id,
        after=after,
        limit=limit,
    )


async def previewed(db: Db, of: Run, *, verdict: Verdict | None, after: str | None, limit: int) -> list[Item]:
    """List items by their external id."""
    return await many(
        db,
        Item,
        """
        select i.external_id, i.line, i.digest, i.body, i.verdict, p.product_id
          from imports.items i
          left join imports.products p on p.shop_id = %(shop_id)s and p.external_id = i.external_id
         where i.run_id = %(run_id)s
           and (%(verdict)s::text is null or i.verdict = %(verdict)s)
           and (%(after)s::text is null or i.external_id > %(after)s)
         order by i.external_id
         limit %(limit)s
        """,
        run_id=of.id,
        shop_id=of.shop_id,
        verdict=verdict,
        after=after,
        limit=limit,
    )


class Placed(Struct, frozen=True, kw_only=True):
    """A problem with its place in the list."""

    position: int
    line: int
    external_id: str
    field: str
    code: str
    sample: str
    is_error: bool


async def problems(db: Db, run_id: RunId, *, after: int, limit: int) -> list[Placed]:
    """List problems in the order of the file."""
    return await many(
        db,
        Placed,
        """
        select position, line, external_id, field, code, sample, is_error
          from imports.problems
         where run_id = %(run_id)s
           and position > %(after)s
         order by position
         limit %(limit)s
        """,
        run_id=run_id,
        after=after,
        limit=limit,
    )


async def count_problems(db: Db, run_id: RunId) -> int:
    """Count the problems of a run."""
    return await value(db, "select count(*) from imports.problems where run_id = %(run_id)s", run_id=run_id)


async def next_problem(db: Db, run_id: RunId) -> int:
    """Tell the position that follows the last problem of a run."""
    return await value(
        db,
        "select coalesce(max(position) + 1, 0) from imports.problems where run_id = %(run_id)s",
        run_id=run_id,
    )


def body_of(product: Struct) -> str:
    """Write a product as it is kept."""
    return msgspec.json.encode(product).decode()
