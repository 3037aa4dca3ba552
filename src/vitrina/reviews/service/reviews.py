"""Verbs of reviews: written by who received a product, answered by its shop, taken down by moderation."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId, ProductRating, ProductStatus, ProductSummary, average_tenths
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.events import emit
from vitrina.kit.http import Page, decode_cursor, page_of
from vitrina.kit.ids import new_id
from vitrina.media import service as media
from vitrina.media.model import FileId, FileView
from vitrina.orders import service as orders
from vitrina.reviews import rules, store
from vitrina.reviews.errors import (
    AnswerTakenDown,
    NotReceived,
    OwnProduct,
    ReviewNotFound,
    ReviewTakenDown,
)
from vitrina.reviews.model import (
    AnswerView,
    NewAnswer,
    NewReview,
    OwnReview,
    RatingSummary,
    Review,
    ReviewAnswered,
    Reviewer,
    ReviewId,
    ReviewView,
    ReviewWritten,
    ShopReview,
    Stars,
)
from vitrina.reviews.service import shown
from vitrina.reviews.store import questions, votes
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

# More is no shopping.
BURST = (timedelta(minutes=1), 10)
DAILY = (timedelta(days=1), 100)
ERASE_BATCH = 500


async def write(db: Db, *, product_id: ProductId, actor: Person, new: NewReview, now: datetime) -> ReviewView:
    """Review a product that one received, or change what one wrote; the same again changes nothing.

    Raises ProductNotFound, OwnProduct, NotReceived, ImageNotFound, ReviewTakenDown, Suspended, Malformed,
    TooManyRequests.
    """
    text = rules.review_text(new.text)
    await identity.require_good_standing(db, actor.id)
    product = await shown.get_product(db, product_id)
    await store.line_up(db, actor.id)
    known = await _find_own(db, product_id, actor.id)
    if known and known.hidden_for:
        raise ReviewTakenDown
    photos = list(dict.fromkeys(new.photos))
    if known and (known.stars, known.text, known.photo_file_ids) == (new.stars, text, photos):
        return (await _show(db, [known], actor.id))[0]
    if known is None:
        await _check_may_review(db, product, actor.id)
        await _check_pace(db, actor.id, now)
    await media.own_images(db, file_ids=photos, person_id=actor.id)
    wanted = Review(
        id=ReviewId(new_id()),
        product_id=product_id,
        shop_id=product.shop_id,
        author_id=actor.id,
        stars=new.stars,
        text=text,
        answer=None,
        answered_at=None,
        answer_hidden_at=None,
        hidden_for=None,
        written_at=now,
        changed_at=now,
        photo_file_ids=photos,
    )
    if not await store.write(db, wanted):
        raise ReviewTakenDown
    await _tell_ratings(db, [product_id])
    if known is None:
        await emit(db, _written(wanted))
    review = await _find_own(db, product_id, actor.id)
    assert review, "it was just written"
    return (await _show(db, [review], actor.id))[0]


async def delete(db: Db, *, product_id: ProductId, actor: Person) -> None:
    """Delete what one wrote about a product; twice is once. Raises ReviewTakenDown."""
    if await store.delete(db, product_id, actor.id):
        await _tell_ratings(db, [product_id])
    elif await _find_own(db, product_id, actor.id):
        raise ReviewTakenDown


async def answer(db: Db, *, review_id: ReviewId, actor: Person, new: NewAnswer, now: datetime) -> ReviewView:
    """Say what the shop says to a review, in place of what it said before.

    Raises ReviewNotFound, NotYourShop, ShopNotFound, AnswerTakenDown, Suspended, Malformed.
    """
    text = rules.answer_text(new.text)
    await identity.require_good_standing(db, actor.id)
    review = await _get_of_shop(db, review_id, actor)
    await _set_answer(db, review_id, text, now)
    if review.answer is None:
        await emit(
            db,
            ReviewAnswered(
                review_id=review.id,
                product_id=review.product_id,
                shop_id=review.shop_id,
                author_id=review.author_id,
                at=now,
            ),
        )
    return await _show_anew(db, review_id, actor.id)


async def unanswer(db: Db, *, review_id: ReviewId, actor: Person, now: datetime) -> ReviewView:
    """Take the shop's answer back; twice is once.

    Raises ReviewNotFound, NotYourShop, ShopNotFound, AnswerTakenDown.
    """
    await _get_of_shop(db, review_id, actor)
    await _set_answer(db, review_id, None, now)
    return await _show_anew(db, review_id, actor.id)


async def _set_answer(db: Db, review_id: ReviewId, text: str | None, now: datetime) -> None:
    if await store.set_answer(db, review_id, text, now):
        return
    review = await store.find(db, review_id)
    raise AnswerTakenDown if review and not review.hidden_for else ReviewNotFound


async def list_reviews(
    db: Db,
    *,
    product_id: ProductId,
    stars: Stars | None,
    reader: Person | None,
    cursor: str | None,
    limit: int,
) -> Page[ReviewView]:
    """List a product's reviews, the newest first; all, or those of so many stars.

    A constant number of statements. Raises ProductNotFound, Malformed.
    """
    await shown.get_product(db, product_id)
    reader_id = reader.id if reader else None
    before = decode_cursor(cursor, tuple[datetime, UUID])
    found = await store.list_newest(
        db, product_id, stars=stars, reader_id=reader_id, before=before, limit=limit + 1
    )
    page = page_of(found, limit, lambda each: (each.written_at, each.id))
    return Page(items=await _show(db, page.items, reader_id), next_cursor=page.next_cursor)


async def summarise(db: Db, product_id: ProductId) -> RatingSummary:
    """Tell what a product's reviews come to. Raises ProductNotFound."""
    await shown.get_product(db, product_id)
    found = next(iter(await store.ratings(db, [product_id])), None)
    if found is None or not found.review_count:
        return RatingSummary(average_tenths=None, count=0, distribution=[0] * len(Stars))
    return RatingSummary(
        average_tenths=average_tenths(found.stars_sum, found.review_count),
        count=found.review_count,
        distribution=found.distribution,
    )


async def own_reviews(db: Db, *, product_ids: Sequence[ProductId], actor: Person) -> list[OwnReview]:
    """Tell of some products whether the actor may review them, and what she wrote; unknown ones left out."""
    found = await catalogue.summaries(db, product_ids) if product_ids else {}
    written = {each.product_id: each for each in await store.of_author(db, actor.id, product_ids)}
    received = await orders.received_among(db, actor.id, product_ids)
    own_shops = {each.id for each in await shops.shops_of(db, actor.id)}
    views = {each.product_id: each for each in await _show(db, list(written.values()), actor.id)}
    return [
        OwnReview(
            product_id=each.id,
            may_review=_is_open(each, written.get(each.id))
            and each.id in received
            and each.shop_id not in own_shops,
            may_answer=each.id in received or each.shop_id in own_shops,
            review=views.get(each.id),
        )
        for each in found.values()
    ]


async def list_of_shop(
    db: Db, *, shop_id: ShopId, actor: Person, is_unanswered: bool, cursor: str | None, limit: int
) -> Page[ShopReview]:
    """List the reviews of a shop's products for who runs it, the newest first.

    Raises ShopNotFound, NotYourShop, Malformed.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    before = decode_cursor(cursor, tuple[datetime, UUID])
    found = await store.list_of_shop(db, shop_id, is_unanswered=is_unanswered, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.written_at, each.id))
    products = await shown.products(db, {each.product_id for each in page.items})
    views = await _show(db, page.items, actor.id, is_shop=True)
    return Page(
        items=[ShopReview(review=each, product=products.get(each.product_id)) for each in views],
        next_cursor=page.next_cursor,
    )


async def reviews_by_id(db: Db, ids: Sequence[ReviewId]) -> dict[ReviewId, Review]:
    """Read reviews in whatever state; those that do not exist are left out. One statement."""
    return {each.id: each for each in await store.by_id(db, ids)} if ids else {}


async def hide(db: Db, review_id: ReviewId) -> None:
    """Take a review down: it is in no list and in no sum. Twice is once."""
    await _tell_ratings(db, await store.hide(db, review_id))


async def hide_all_of(db: Db, person_id: PersonId) -> None:
    """Take down whatever a person reviewed, asked and answered. Twice is once."""
    await _tell_ratings(db, await store.hide_all_of(db, person_id))
    await questions.hide_all_of(db, person_id)


async def restore(db: Db, hidden_for: UUID) -> None:
    """Bring back what one decision took down; what another one took down as well stays so."""
    await _tell_ratings(db, await store.restore(db, hidden_for))
    await questions.restore(db, hidden_for)


async def hide_answer(db: Db, review_id: ReviewId, *, now: datetime) -> None:
    """Let nobody but its shop read an answer. Twice is once."""
    await store.hide_answer(db, review_id, now)


async def restore_answer(db: Db, review_id: ReviewId) -> None:
    """Let everybody read an answer again."""
    await store.hide_answer(db, review_id, None)


async def erase(db: Db, person_id: PersonId) -> bool:
    """Delete some of what a person reviewed, asked and voted for, and of what she and her shops answered.

    True when more may be left.
    """
    gone = await store.erase(db, person_id, ERASE_BATCH)
    await _tell_ratings(db, gone)
    own_shops = [each.id for each in await shops.shops_of(db, person_id)]
    answer_count = await store.erase_answers(db, own_shops, ERASE_BATCH) if own_shops else 0
    asked_count = await questions.erase(db, person_id, own_shops, ERASE_BATCH)
    await questions.forget_words(db, person_id)
    vote_count = await votes.erase(db, person_id, ERASE_BATCH)
    return ERASE_BATCH in {len(gone), answer_count, asked_count, vote_count}


async def _tell_ratings(db: Db, product_ids: Sequence[ProductId]) -> None:
    """Tell the catalogue how products are rated now: who changes a sum waits for its row until we commit."""
    found = await store.ratings(db, product_ids) if product_ids else []
    await catalogue.rate(
        db,
        [
            ProductRating(
                product_id=each.product_id, rating_count=each.review_count, stars_sum=each.stars_sum
            )
            for each in found
        ],
    )


async def _find_own(db: Db, product_id: ProductId, author_id: PersonId) -> Review | None:
    found = await store.of_author(db, author_id, [product_id])
    return found[0] if found else None


async def _get_of_shop(db: Db, review_id: ReviewId, actor: Person) -> Review:
    review = await store.find(db, review_id)
    if review is None or review.hidden_for:
        raise ReviewNotFound
    await shops.require_member(db, shop_id=review.shop_id, person=actor)
    return review


async def _check_may_review(db: Db, product: ProductSummary, author_id: PersonId) -> None:
    shop = await shops.get_shop(db, product.shop_id)
    if shop.is_run_by(author_id):
        raise OwnProduct
    if not await orders.received_among(db, author_id, [product.id]):
        raise NotReceived


async def _check_pace(db: Db, author_id: PersonId, now: datetime) -> None:
    for window, count_max in (BURST, DAILY):
        if await store.count_since(db, author_id, now - window) >= count_max:
            raise TooManyRequests(retry_after_s=int(window.total_seconds()) // count_max)


def _is_open(product: ProductSummary, written: Review | None) -> bool:
    return product.status is not ProductStatus.DRAFT and (written is None or written.hidden_for is None)


def _written(review: Review) -> ReviewWritten:
    return ReviewWritten(
        review_id=review.id,
        product_id=review.product_id,
        shop_id=review.shop_id,
        author_id=review.author_id,
        stars=review.stars,
        at=review.written_at,
    )


async def _show_anew(db: Db, review_id: ReviewId, reader_id: PersonId) -> ReviewView:
    views = await _show(db, await store.by_id(db, [review_id]), reader_id, is_shop=True)
    if not views:
        raise ReviewNotFound
    return views[0]


async def _show(
    db: Db, found: Sequence[Review], reader_id: PersonId | None, *, is_shop: bool = False
) -> list[ReviewView]:
    """Show reviews in this order; those of who is gone are left out. Three statements.

    is_shop: to who runs the shop, with those of its answers that were taken down.
    """
    authors = await shown.authors(db, {each.author_id for each in found}, reader_id)
    pictures = await media.file_urls(db, {file_id for each in found for file_id in each.photo_file_ids})
    return [
        _view(each, author, pictures, is_shop=is_shop)
        for each in found
        if (author := authors.get(each.author_id))
    ]


def _view(
    review: Review, author: Reviewer, pictures: Mapping[FileId, FileView], *, is_shop: bool
) -> ReviewView:
    answer = None
    is_down = review.answer_hidden_at is not None
    if review.answer is not None and review.answered_at is not None and (is_shop or not is_down):
        answer = AnswerView(text=review.answer, answered_at=review.answered_at, is_hidden=is_down)
    return ReviewView(
        id=review.id,
        product_id=review.product_id,
        author=author,
        stars=review.stars,
        text=review.text,
        photos=[pictures[each] for each in review.photo_file_ids if each in pictures],
        answer=answer,
        is_edited=review.changed_at > review.written_at,
        is_hidden=review.hidden_for is not None,
        written_at=review.written_at,
    )
