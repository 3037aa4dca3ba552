"""SQL of reviews and of what they come to."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run, value
from vitrina.kit.personal import Record, records
from vitrina.reviews.model import Review, ReviewId, Stars
from vitrina.shops.model import ShopId

TimeKey = tuple[datetime, UUID]


class Rating(Struct, frozen=True, kw_only=True):
    """What the reviews of a product come to."""

    product_id: ProductId
    review_count: int
    stars_sum: int
    distribution: list[int]


async def line_up(db: Db, author_id: PersonId) -> None:
    """Let the reviews of one author pass one after another, so that limits hold."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended(%(id)s, 24))", id=str(author_id))


async def count_since(db: Db, author_id: PersonId, since: datetime) -> int:
    """Count the reviews that an author wrote since a moment."""
    return await value(
        db,
        "select count(*) from reviews.reviews where author_id = %(author_id)s and written_at > %(since)s",
        author_id=author_id,
        since=since,
    )


async def find(db: Db, review_id: ReviewId) -> Review | None:
    """Find a review in whatever state."""
    found = await by_id(db, [review_id])
    return found[0] if found else None


async def by_id(db: Db, ids: Sequence[ReviewId]) -> list[Review]:
    """Read reviews in whatever state."""
    return await many(
        db,
        Review,
        """
        select r.id,
               r.product_id,
               r.shop_id,
               r.author_id,
               r.stars,
               r.text,
               r.answer,
               r.answered_at,
               r.answer_hidden_at,
               r.hidden_for,
               r.written_at,
               r.changed_at,
               r.photo_file_ids
          from reviews.reviews r
         where r.id = any(%(ids)s)
        """,
        ids=list(ids),
    )


async def of_author(db: Db, author_id: PersonId, product_ids: Sequence[ProductId]) -> list[Review]:
    """Read what one person wrote about products, in whatever state."""
    return await many(
        db,
        Review,
        """
        select r.id,
               r.product_id,
               r.shop_id,
               r.author_id,
               r.stars,
               r.text,
               r.answer,
               r.answered_at,
               r.answer_hidden_at,
               r.hidden_for,
               r.written_at,
               r.changed_at,
               r.photo_file_ids
          from reviews.reviews r
         where r.product_id = any(%(product_ids)s)
           and r.author_id = %(author_id)s
        """,
        author_id=author_id,
        product_ids=list(product_ids),
    )


async def list_newest(
    db: Db,
    product_id: ProductId,
    *,
    stars: Stars | None,
    reader_id: PersonId | None,
    before: TimeKey | None,
    limit: int,
) -> list[Review]:
    """List what is shown of a product's reviews, the newest first; all, or those of so many stars."""
    return await many(
        db,
        Review,
        """
        select r.id,
               r.product_id,
               r.shop_id,
               r.author_id,
               r.stars,
               r.text,
               r.answer,
               r.answered_at,
               r.answer_hidden_at,
               r.hidden_for,
               r.written_at,
               r.changed_at,
               r.photo_file_ids
          from reviews.reviews r
         where r.product_id = %(product_id)s
           and r.hidden_for is null
           and (%(stars)s::smallint is null or r.stars = %(stars)s)
           and (%(at)s::timestamptz is null or (r.written_at, r.id) < (%(at)s, %(id)s::uuid))
           and not social.is_unseen(%(reader_id)s, r.author_id)
         order by r.written_at desc, r.id desc
         limit %(limit)s
        """,
        product_id=product_id,
        stars=stars,
        reader_id=reader_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def list_of_shop(
    db: Db, shop_id: ShopId, *, is_unanswered: bool, before: TimeKey | None, limit: int
) -> list[Review]:
    """List what is shown of the reviews of a shop's products, the newest first."""
    return await many(
        db,
        Review,
        """
        select r.id,
               r.product_id,
               r.shop_id,
               r.author_id,
               r.stars,
               r.text,
               r.answer,
               r.answered_at,
               r.answer_hidden_at,
               r.hidden_for,
               r.written_at,
               r.changed_at,
               r.photo_file_ids
          from reviews.reviews r
         where r.shop_id = %(shop_id)s
           and r.hidden_for is null
           and (not %(is_unanswered)s or r.answer is null)
           and (%(at)s::timestamptz is null or (r.written_at, r.id) < (%(at)s, %(id)s::uuid))
         order by r.written_at desc, r.id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        is_unanswered=is_unanswered,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def write(db: Db, review: Review) -> int:
    """Write a review, or change what its author wrote before; 0 when that was taken down."""
    return await run(
        db,
        """
        insert into reviews.reviews as r
               (id, product_id, shop_id, author_id, stars, text, photo_file_ids, written_at, changed_at)
        values (%(id)s, %(product_id)s, %(shop_id)s, %(author_id)s, %(stars)s, %(text)s,
                %(photo_file_ids)s::uuid[], %(written_at)s, %(changed_at)s)
        on conflict on constraint reviews_once_key do update
           set stars = excluded.stars,
               text = excluded.text,
               photo_file_ids = excluded.photo_file_ids,
               changed_at = excluded.changed_at
         where r.hidden_for is null
        """,
        id=review.id,
        product_id=review.product_id,
        shop_id=review.shop_id,
        author_id=review.author_id,
        stars=review.stars,
        text=review.text,
        photo_file_ids=review.photo_file_ids,
        written_at=review.written_at,
        changed_at=review.changed_at,
    )


async def delete(db: Db, product_id: ProductId, author_id: PersonId) -> int:
    """Delete what a person wrote about a product; 0 when there is nothing, or it was taken down."""
    return await run(
        db,
        """
        delete from reviews.reviews
         where product_id = %(product_id)s
           and author_id = %(author_id)s
           and hidden_for is null
        """,
        product_id=product_id,
        author_id=author_id,
    )


async def set_answer(db: Db, review_id: ReviewId, text: str | None, now: datetime) -> int:
    """Write what the shop says to a review, or take it back; 0 when one of the two was taken down."""
    return await run(
        db,
        """
        update reviews.reviews
           set answer = %(text)s,
               answered_at = case when %(text)s::text is not null then coalesce(answered_at, %(now)s) end
         where id = %(review_id)s
           and hidden_for is null
           and answer_hidden_at is null
        """,
        review_id=review_id,
        text=text,
        now=now,
    )


async def hide_answer(db: Db, review_id: ReviewId, hidden_at: datetime | None) -> None:
    """Let nobody but the shop read its answer to a review, or everybody again."""
    await run(
        db,
        """
        update reviews.reviews
           set answer_hidden_at = %(hidden_at)s
         where id = %(review_id)s
           and answer is not null
        """,
        review_id=review_id,
        hidden_at=hidden_at,
    )


async def hide(db: Db, review_id: ReviewId) -> list[ProductId]:
    """Take a review down, also one that is down with its author. Returns the product."""
    return await value(
        db,
        """
        with changed as (
            update reviews.reviews
               set hidden_for = id
             where id = %(review_id)s
               and hidden_for is distinct from id
            returning product_id
        )
        select coalesce(array_agg(product_id), '{}') from changed
        """,
        review_id=review_id,
    )


async def hide_all_of(db: Db, author_id: PersonId) -> list[ProductId]:
    """Take every review of a person down that is not. Returns the products."""
    return await value(
        db,
        """
        with changed as (
            update reviews.reviews
               set hidden_for = author_id
             where author_id = %(author_id)s
               and hidden_for is null
            returning product_id
        )
        select coalesce(array_agg(product_id), '{}') from changed
        """,
        author_id=author_id,
    )


async def restore(db: Db, hidden_for: UUID) -> list[ProductId]:
    """Show again what one decision took down; not those of whom nobody sees. Returns the products."""
    return await value(
        db,
        """
        with changed as (
            update reviews.reviews
               set hidden_for = case when identity.is_hidden(author_id) then author_id end
             where hidden_for = %(hidden_for)s
            returning product_id
        )
        select coalesce(array_agg(product_id), '{}') from changed
        """,
        hidden_for=hidden_for,
    )


async def ratings(db: Db, product_ids: Sequence[ProductId]) -> list[Rating]:
    """Read what the reviews of products come to; those that never had one are left out."""
    return await many(
        db,
        Rating,
        """
        select r.product_id,
               r.review_count,
               r.stars_sum,
               array[r.stars_1, r.stars_2, r.stars_3, r.stars_4, r.stars_5] as distribution
          from reviews.ratings r
         where r.product_id = any(%(product_ids)s)
        """,
        product_ids=list(product_ids),
    )


async def export(db: Db, author_id: UUID) -> AsyncIterator[Record]:
    """Read what a person wrote about products, with what was answered."""
    async for record in records(
        db,
        "reviews",
        """
        select r.id,
               r.product_id,
               r.stars,
               r.text,
               r.answer,
               r.photo_file_ids,
               r.written_at,
               r.changed_at
          from reviews.reviews r
         where r.author_id = %(author_id)s
         order by r.written_at
        """,
        author_id=author_id,
    ):
        yield record


async def export_answers(db: Db, shop_ids: Sequence[ShopId]) -> AsyncIterator[Record]:
    """Read what shops answered."""
    async for record in records(
        db,
        "review_answers",
        """
        select r.id as review_id,
               r.product_id,
               r.answer,
               r.answered_at
          from reviews.reviews r
         where r.shop_id = any(%(shop_ids)s)
           and r.answer is not null
         order by r.answered_at
        """,
        shop_ids=list(shop_ids),
    ):
        yield record


async def erase_answers(db: Db, shop_ids: Sequence[ShopId], limit: int) -> int:
    """Take back so many answers of shops."""
    return await run(
        db,
        """
        update reviews.reviews
           set answer = null,
               answered_at = null,
               answer_hidden_at = null
         where id in (select id
                        from reviews.reviews
                       where shop_id = any(%(shop_ids)s)
                         and answer is not null
                       limit %(limit)s)
        """,
        shop_ids=list(shop_ids),
        limit=limit,
    )


async def erase(db: Db, author_id: PersonId, limit: int) -> list[ProductId]:
    """Delete so many reviews of a person. Returns their products."""
    return await value(
        db,
        """
        with gone as (
            delete from reviews.reviews
             where id in (select id from reviews.reviews where author_id = %(author_id)s limit %(limit)s)
            returning product_id
        )
        select coalesce(array_agg(product_id), '{}') from gone
        """,
        author_id=author_id,
        limit=limit,
    )
