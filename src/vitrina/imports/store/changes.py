"""SQL of which product is which, and of what products were before."""

from collections.abc import Sequence

from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.imports.model import Run, RunId, SourceId
from vitrina.kit.db import Db, many, run


class Known(Struct, frozen=True, kw_only=True):
    """A product of a source as we know it."""

    external_id: str
    product_id: ProductId
    source_id: SourceId
    digest: bytes | None
    is_gone: bool


class Change(Struct, frozen=True, kw_only=True):
    """What a product was before a run. before, counted: JSON."""

    external_id: str
    product_id: ProductId
    before: str | None
    digest_before: bytes | None
    was_gone: bool
    counted: str


async def known(db: Db, of: Run, external_ids: Sequence[str]) -> dict[str, Known]:
    """Find which products of a shop these are."""
    rows = await many(
        db,
        Known,
        """
        select external_id, product_id, source_id, digest, is_gone
          from imports.products
         where shop_id = %(shop_id)s
           and external_id = any(%(external_ids)b::text[])
        """,
        shop_id=of.shop_id,
        external_ids=list(external_ids),
    )
    return {row.external_id: row for row in rows}


async def remember(db: Db, of: Run, products: Sequence[Known]) -> None:
    """Write which products these are, and what was imported last. One statement."""
    await run(
        db,
        """
        insert into imports.products as p (
               shop_id, external_id, product_id, source_id, digest, is_gone)
        select %(shop_id)s, k.external_id, k.product_id, k.source_id, k.digest, k.is_gone
          from unnest(
                   %(external_ids)b::text[],
                   %(product_ids)b::uuid[],
                   %(source_ids)b::uuid[],
                   %(digests)b::bytea[],
                   %(gone)b::boolean[]) as k (external_id, product_id, source_id, digest, is_gone)
         order by k.external_id
        on conflict (shop_id, external_id) do update
           set source_id = excluded.source_id,
               digest = excluded.digest,
               is_gone = excluded.is_gone
        """,
        shop_id=of.shop_id,
        external_ids=[each.external_id for each in products],
        product_ids=[each.product_id for each in products],
        source_ids=[each.source_id for each in products],
        digests=[each.digest for each in products],
        gone=[each.is_gone for each in products],
    )


async def add(db: Db, run_id: RunId, changes: Sequence[Change]) -> None:
    """Keep what products were before. One statement."""
    await run(
        db,
        """
        insert into imports.changes (
               run_id, external_id, product_id, before, digest_before, was_gone, counted)
        select %(run_id)s, c.*
          from unnest(
                   %(external_ids)b::text[],
                   %(product_ids)b::uuid[],
                   %(befores)b::text[],
                   %(digests)b::bytea[],
                   %(gone)b::boolean[],
                   %(counted)b::text[]) as c
        """,
        run_id=run_id,
        external_ids=[each.external_id for each in changes],
        product_ids=[each.product_id for each in changes],
        befores=[each.before for each in changes],
        digests=[each.digest_before for each in changes],
        gone=[each.was_gone for each in changes],
        counted=[each.counted for each in changes],
    )


async def next_to_undo(db: Db, run_id: RunId, *, after: str, limit: int) -> list[Change]:
    """Read the next products to put back, by their external id."""
    return await many(
        db,
        Change,
        """
        select external_id, product_id, before, digest_before, was_gone, counted
          from imports.changes
         where run_id = %(run_id)s
           and external_id > %(after)s
         order by external_id
         limit %(limit)s
        """,
        run_id=run_id,
        after=after,
        limit=limit,
    )


async def forget_others(db: Db, of: Run) -> None:
    """Forget what products were before earlier runs of a source: only the last can be undone."""
    await run(
        db,
        """
        delete from imports.changes c
         using imports.runs r
         where r.source_id = %(source_id)s
           and r.id <> %(run_id)s
           and c.run_id = r.id
        """,
        source_id=of.source_id,
        run_id=of.id,
    )


async def forget(db: Db, run_id: RunId) -> None:
    """Forget what products were before a run: it was undone."""
    await run(db, "delete from imports.changes where run_id = %(run_id)s", run_id=run_id)
