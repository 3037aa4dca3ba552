"""SQL of what external knows of one person."""

from collections.abc import AsyncIterator
from uuid import UUID

from vitrina.kit.db import Db, run
from vitrina.kit.personal import Record, records


async def export(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read a person's products from elsewhere, merchants, conversions, and where she was sent."""
    async for record in records(
        db,
        "products_elsewhere",
        """
        select id, url, title, merchant_name, price_minor, currency, price_seen_at, removed_at, created_at
          from external.products
         where person_id = %(person_id)s
         order by created_at
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "merchants",
        """
        select id, host, name, sub_id_template, parameters, statuses, created_at
          from external.merchants
         where person_id = %(person_id)s
         order by created_at
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "conversions",
        """
        select id, merchant_id, event, product_title, currency, sale_minor, commission_minor, share_bps,
               state, received_minor, reported_minor, pending_minor, available_minor, created_at, changed_at
          from external.conversions
         where creator_id = %(person_id)s
         order by created_at
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "clicks",
        """
        select id, product_id, video_id, at
          from external.clicks
         where person_id = %(person_id)s
         order by at
        """,
        person_id=person_id,
    ):
        yield record


async def erase(db: Db, person_id: UUID) -> None:
    """Delete a person's products from elsewhere, and what names her merchants."""
    await run(db, "delete from external.products where person_id = %(person_id)s", person_id=person_id)
    await run(
        db,
        """
        update external.merchants
           set name = 'deleted',
               sub_id_template = '',
               parameters = '{}',
               statuses = '{}',
               secret_number = secret_number + 1
         where person_id = %(person_id)s
        """,
        person_id=person_id,
    )
