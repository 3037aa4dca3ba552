"""SQL of channels."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.channels.model import CartLink, Feed, LinkedLine, Target
from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.personal import Record, records
from vitrina.shops.model import ShopId


class _LinkRow(Struct, frozen=True, kw_only=True):
    """A link whose lines are JSON text, because ids inside of it are text too."""

    code: str
    lines: str
    video_id: UUID | None
    made_at: datetime

    def link(self) -> CartLink:
        lines = msgspec.json.decode(self.lines, type=list[LinkedLine])
        return CartLink(code=self.code, lines=lines, video_id=self.video_id, made_at=self.made_at)


async def put_feed(db: Db, *, shop_id: ShopId, target: Target, digest: bytes, now: datetime) -> None:
    """Open a feed, or give it another token; the old one opens nothing from now on."""
    await run(
        db,
        """
        insert into channels.feeds (shop_id, target, token_digest, made_at)
        values (%(shop_id)s, %(target)s, %(digest)s, %(now)s)
        on conflict (shop_id, target) do update
           set token_digest = excluded.token_digest,
               made_at = excluded.made_at
        """,
        shop_id=shop_id,
        target=target,
        digest=digest,
        now=now,
    )


async def delete_feed(db: Db, *, shop_id: ShopId, target: Target) -> int:
    """Close a feed. Returns 0 when it was not open."""
    return await run(
        db,
        "delete from channels.feeds where shop_id = %(shop_id)s and target = %(target)s",
        shop_id=shop_id,
        target=target,
    )


async def feeds(db: Db, shop_id: ShopId) -> list[Feed]:
    """List the open feeds of a shop; there are as many as targets at most."""
    return await many(
        db,
        Feed,
        """
        select shop_id, target, made_at, fetched_at, row_count, left_out_count
          from channels.feeds
         where shop_id = %(shop_id)s
         limit 10
        """,
        shop_id=shop_id,
    )


async def find_feed(db: Db, *, shop_id: ShopId, target: Target, digest: bytes) -> Feed | None:
    """Find a feed by its token."""
    return await one(
        db,
        Feed,
        """
        select shop_id, target, made_at, fetched_at, row_count, left_out_count
          from channels.feeds
         where shop_id = %(shop_id)s
           and target = %(target)s
           and token_digest = %(digest)s
        """,
        shop_id=shop_id,
        target=target,
        digest=digest,
    )


async def note_fetch(db: Db, *, shop_id: ShopId, target: Target, now: datetime) -> None:
    """Note that a feed was asked for."""
    await run(
        db,
        """
        update channels.feeds
           set fetched_at = %(now)s
         where shop_id = %(shop_id)s
           and target = %(target)s
        """,
        shop_id=shop_id,
        target=target,
        now=now,
    )


async def note_counts(
    db: Db, *, shop_id: ShopId, target: Target, row_count: int, left_out_count: int
) -> None:
    """Note what a feed held that was read to its end."""
    await run(
        db,
        """
        update channels.feeds
           set row_count = %(row_count)s,
               left_out_count = %(left_out_count)s
         where shop_id = %(shop_id)s
           and target = %(target)s
        """,
        shop_id=shop_id,
        target=target,
        row_count=row_count,
        left_out_count=left_out_count,
    )


async def export_feeds(db: Db, shop_id: UUID) -> AsyncIterator[Record]:
    """Read which feeds of a shop are open."""
    async for record in records(
        db,
        "product_feeds",
        """
        select shop_id, target, made_at, fetched_at
          from channels.feeds
         where shop_id = %(shop_id)s
         order by target
        """,
        shop_id=shop_id,
    ):
        yield record


async def erase_feeds(db: Db, shop_id: UUID) -> None:
    """Close every feed of a shop."""
    await run(db, "delete from channels.feeds where shop_id = %(shop_id)s", shop_id=shop_id)


async def line_up(db: Db, person_id: UUID) -> None:
    """Let one request at a time make links of a person."""
    key = f"channels.{person_id}"
    await run(db, "select pg_advisory_xact_lock(hashtextextended(%(key)s, 0))", key=key)


async def count_links(db: Db, person_id: UUID, *, but: str) -> int:
    """Count the links of a person that are not a certain one."""
    return await value(
        db,
        "select count(*) from channels.cart_links where person_id = %(person_id)s and code <> %(but)s",
        person_id=person_id,
        but=but,
    )


async def add_link(db: Db, link: CartLink, *, person_id: UUID) -> None:
    """Keep a link; one that is there stays as it is."""
    await run(
        db,
        """
        insert into channels.cart_links (code, person_id, lines, video_id, made_at)
        values (%(code)s, %(person_id)s, %(lines)s::jsonb, %(video_id)s, %(made_at)s)
        on conflict (code) do nothing
        """,
        code=link.code,
        person_id=person_id,
        lines=msgspec.json.encode(link.lines).decode(),
        video_id=link.video_id,
        made_at=link.made_at,
    )


async def find_link(db: Db, code: str) -> CartLink | None:
    """Find a link by its code."""
    row = await one(
        db,
        _LinkRow,
        """
        select code, lines::text as lines, video_id, made_at
          from channels.cart_links
         where code = %(code)s
        """,
        code=code,
    )
    return row.link() if row else None


async def links_of(
    db: Db, person_id: UUID, *, before: tuple[datetime, str] | None, limit: int
) -> list[CartLink]:
    """List a person's links, the last made first."""
    rows = await many(
        db,
        _LinkRow,
        """
        select code, lines::text as lines, video_id, made_at
          from channels.cart_links
         where person_id = %(person_id)s
           and (%(at)s::timestamptz is null or (made_at, code) < (%(at)s, %(code)s::text))
         order by made_at desc, code desc
         limit %(limit)s
        """,
        person_id=person_id,
        at=before and before[0],
        code=before and before[1],
        limit=limit,
    )
    return [row.link() for row in rows]


async def delete_link(db: Db, *, code: str, person_id: UUID) -> int:
    """Delete a person's link. Returns 0 when she has none such."""
    return await run(
        db,
        "delete from channels.cart_links where code = %(code)s and person_id = %(person_id)s",
        code=code,
        person_id=person_id,
    )


async def export_links(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read the links that a person made."""
    async for record in records(
        db,
        "cart_links",
        """
        select code, lines, video_id, made_at
          from channels.cart_links
         where person_id = %(person_id)s
         order by made_at
        """,
        person_id=person_id,
    ):
        yield record


async def erase_links(db: Db, person_id: UUID) -> None:
    """End every link of a person, who may have a few hundred."""
    await run(db, "delete from channels.cart_links where person_id = %(person_id)s", person_id=person_id)
