"""Verbs of questions: asked by anybody, answered by the shop and by who received the product."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from vitrina.catalogue.model import ProductId
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.events import emit
from vitrina.kit.http import Page, decode_cursor, page_of
from vitrina.kit.ids import new_id
from vitrina.orders import service as orders
from vitrina.reviews import rules
from vitrina.reviews.errors import (
    AnswerNotFound,
    AnswerTakenDown,
    MayNotAnswer,
    OwnAnswer,
    OwnShopQuestion,
    QuestionIdTaken,
    QuestionNotFound,
    QuestionTakenDown,
    TooManyAnswers,
)
from vitrina.reviews.model import (
    ANSWERS_SHOWN_MAX,
    Answer,
    AnswerId,
    NewAnswer,
    NewQuestion,
    Question,
    QuestionAnswer,
    QuestionAnswered,
    QuestionAsked,
    QuestionId,
    QuestionView,
    Reviewer,
    ShopQuestion,
)
from vitrina.reviews.service import shown
from vitrina.reviews.store import line_up, votes
from vitrina.reviews.store import questions as store
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId
from vitrina.social import service as social

# More is no shopping.
BURST = (timedelta(minutes=1), 5)
DAILY = (timedelta(days=1), 50)
VOTES_DAILY = (timedelta(days=1), 200)


async def ask(
    db: Db, *, product_id: ProductId, actor: Person, new: NewQuestion, now: datetime
) -> QuestionView:
    """Ask something about a product; the same id again is the same question.

    Raises ProductNotFound, OwnShopQuestion, QuestionIdTaken, Suspended, Malformed, TooManyRequests.
    """
    text = rules.question_text(new.text)
    await identity.require_good_standing(db, actor.id)
    product = await shown.get_product(db, product_id)
    if (await shops.get_shop(db, product.shop_id)).is_run_by(actor.id):
        raise OwnShopQuestion
    wanted = Question(
        id=new.id,
        product_id=product_id,
        shop_id=product.shop_id,
        author_id=actor.id,
        text=text,
        hidden_for=None,
        asked_at=now,
    )
    await line_up(db, actor.id)
    known = await store.by_id(db, [new.id])
    if not known:
        await _check_pace(db, actor.id, now)
        if not await store.add(db, wanted):
            raise QuestionIdTaken
        asked = QuestionAsked(
            question_id=new.id,
            product_id=product_id,
            shop_id=product.shop_id,
            author_id=actor.id,
            at=now,
        )
        await emit(db, asked)
    elif (known[0].author_id, known[0].product_id, known[0].text) != (actor.id, product_id, text):
        raise QuestionIdTaken
    return (await _show(db, known or [wanted], actor.id))[0]


async def delete_question(db: Db, *, question_id: QuestionId, actor: Person) -> None:
    """Delete what one asked, with what was answered; twice is once. Raises QuestionTakenDown."""
    if await store.delete(db, question_id, actor.id):
        return
    if any(each.author_id == actor.id for each in await store.by_id(db, [question_id])):
        raise QuestionTakenDown


async def answer_question(
    db: Db, *, question_id: QuestionId, actor: Person, new: NewAnswer, now: datetime
) -> QuestionView:
    """Answer a question, for the shop or as who received the product, in place of one's answer before.

    Raises QuestionNotFound, MayNotAnswer, AnswerTakenDown, TooManyAnswers, Suspended, Malformed,
    TooManyRequests.
    """
    text = rules.answer_text(new.text)
    await identity.require_good_standing(db, actor.id)
    question = await _get_seen(db, question_id, actor.id)
    is_shop = await _require_answerer(db, question, actor)
    await line_up(db, actor.id)
    known = await store.find_own_answer(db, question_id, actor.id, is_shop=is_shop)
    if known is None:
        await _check_pace(db, actor.id, now)
        await _answer_first(db, question, actor.id, text, is_shop=is_shop, now=now)
    elif known.text != text and not await store.change_answer(db, known.id, text, now):
        raise AnswerTakenDown
    return await _show_one(db, question_id, actor.id, is_shop=is_shop)


async def _answer_first(
    db: Db, question: Question, author_id: PersonId, text: str, *, is_shop: bool, now: datetime
) -> None:
    new = Answer(
        id=AnswerId(new_id()),
        question_id=question.id,
        product_id=question.product_id,
        shop_id=question.shop_id,
        author_id=author_id,
        is_shop=is_shop,
        text=text,
        hidden_for=None,
        answered_at=now,
        changed_at=now,
    )
    if not await store.answer(db, new, count_max=ANSWERS_SHOWN_MAX):
        raise TooManyAnswers(count_max=ANSWERS_SHOWN_MAX)
    answered = QuestionAnswered(
        question_id=question.id,
        answer_id=new.id,
        product_id=question.product_id,
        shop_id=question.shop_id,
        asker_id=question.author_id,
        author_id=author_id,
        is_shop=is_shop,
        at=now,
    )
    await emit(db, answered)


async def delete_answer(db: Db, *, question_id: QuestionId, actor: Person) -> QuestionView:
    """Take one's answer back, or the shop's that one runs; twice is once.

    Raises QuestionNotFound, AnswerTakenDown.
    """
    question = await _get_seen(db, question_id, actor.id)
    is_shop = (await shops.get_shop(db, question.shop_id)).is_run_by(actor.id)
    known = await store.find_own_answer(db, question_id, actor.id, is_shop=is_shop)
    if known and not await store.delete_answer(db, known.id):
        raise AnswerTakenDown
    return await _show_one(db, question_id, actor.id, is_shop=is_shop)


async def vote(db: Db, *, answer_id: AnswerId, actor: Person, now: datetime) -> QuestionView:
    """Say that an answer helped; twice is once.

    Raises AnswerNotFound, OwnAnswer, Suspended, TooManyRequests.
    """
    await identity.require_good_standing(db, actor.id)
    answer, is_shop = await _get_answer(db, answer_id, actor.id)
    if answer.author_id == actor.id or (answer.is_shop and is_shop):
        raise OwnAnswer
    await line_up(db, actor.id)
    window, count_max = VOTES_DAILY
    if await votes.count_since(db, actor.id, now - window) >= count_max:
        raise TooManyRequests(retry_after_s=int(window.total_seconds()) // count_max)
    await votes.vote(db, answer_id, actor.id, now)
    return await _show_one(db, answer.question_id, actor.id, is_shop=is_shop)


async def unvote(db: Db, *, answer_id: AnswerId, actor: Person) -> QuestionView:
    """Take back that an answer helped; twice is once. Raises AnswerNotFound."""
    answer, is_shop = await _get_answer(db, answer_id, actor.id)
    await votes.unvote(db, answer_id, actor.id)
    return await _show_one(db, answer.question_id, actor.id, is_shop=is_shop)


async def list_questions(
    db: Db, *, product_id: ProductId, reader: Person | None, cursor: str | None, limit: int
) -> Page[QuestionView]:
    """List what was asked about a product, answered questions first, of each the newest.

    A constant number of statements.

    Raises ProductNotFound, Malformed.
    """
    product = await shown.get_product(db, product_id)
    reader_id = reader.id if reader else None
    after = decode_cursor(cursor, tuple[bool, datetime, UUID])
    found = await store.list_shown(db, product_id, reader_id=reader_id, after=after, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.is_answered, each.asked_at, each.id))
    is_shop = reader_id is not None and (await shops.get_shop(db, product.shop_id)).is_run_by(reader_id)
    views = await _show(db, page.items, reader_id, shop_id=product.shop_id if is_shop else None)
    return Page(items=views, next_cursor=page.next_cursor)


async def list_shop_questions(
    db: Db, *, shop_id: ShopId, actor: Person, is_unanswered: bool, cursor: str | None, limit: int
) -> Page[ShopQuestion]:
    """List what was asked about a shop's products for who runs it, the newest first.

    is_unanswered: only what the shop has not answered.  Raises ShopNotFound, NotYourShop, Malformed.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    before = decode_cursor(cursor, tuple[datetime, UUID])
    found = await store.list_of_shop(db, shop_id, is_unanswered=is_unanswered, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.asked_at, each.id))
    products = await shown.products(db, {each.product_id for each in page.items})
    views = await _show(db, page.items, actor.id, shop_id=shop_id)
    return Page(
        items=[ShopQuestion(question=each, product=products.get(each.product_id)) for each in views],
        next_cursor=page.next_cursor,
    )


async def questions_by_id(db: Db, ids: Sequence[QuestionId]) -> dict[QuestionId, Question]:
    """Read questions in whatever state; those that do not exist are left out. One statement."""
    return {each.id: each for each in await store.by_id(db, ids)} if ids else {}


async def answers_by_id(db: Db, ids: Sequence[AnswerId]) -> dict[AnswerId, Answer]:
    """Read answers to questions in whatever state; those that do not exist are left out. One statement."""
    return {each.id: each for each in await store.answers_by_id(db, ids)} if ids else {}


async def hide_said(db: Db, thing_id: UUID) -> None:
    """Take a question or an answer to one down. Twice is once."""
    await store.hide(db, thing_id)


async def restore_said(db: Db, hidden_for: UUID) -> None:
    """Bring back a question or an answer that was taken down."""
    await store.restore(db, hidden_for)


async def _get_seen(db: Db, question_id: QuestionId, reader_id: PersonId) -> Question:
    """Read a question that the reader sees: who is apart from its author answers her nothing."""
    [question] = await store.by_id(db, [question_id]) or [None]
    if question is None or question.hidden_for:
        raise QuestionNotFound
    is_shop = (await shops.get_shop(db, question.shop_id)).is_run_by(reader_id)
    if not is_shop and await social.is_apart(db, question.author_id, reader_id):
        raise QuestionNotFound
    return question


async def _get_answer(db: Db, answer_id: AnswerId, reader_id: PersonId) -> tuple[Answer, bool]:
    """Read an answer that the reader sees, and tell whether she runs its shop. Raises AnswerNotFound."""
    [answer] = await store.answers_by_id(db, [answer_id]) or [None]
    if answer is None or answer.hidden_for:
        raise AnswerNotFound
    try:
        await _get_seen(db, answer.question_id, reader_id)
    except QuestionNotFound as unseen:
        raise AnswerNotFound from unseen
    if not answer.is_shop and await social.is_apart(db, answer.author_id, reader_id):
        raise AnswerNotFound
    return answer, (await shops.get_shop(db, answer.shop_id)).is_run_by(reader_id)


async def _require_answerer(db: Db, question: Question, actor: Person) -> bool:
    """Tell whether she answers for the shop. Raises MayNotAnswer."""
    if (await shops.get_shop(db, question.shop_id)).is_run_by(actor.id):
        return True
    if not await orders.received_among(db, actor.id, [question.product_id]):
        raise MayNotAnswer
    return False


async def _check_pace(db: Db, author_id: PersonId, now: datetime) -> None:
    for window, count_max in (BURST, DAILY):
        if await store.count_since(db, author_id, now - window) >= count_max:
            raise TooManyRequests(retry_after_s=int(window.total_seconds()) // count_max)
    await store.note_words(db, author_id, now=now, forget_before=now - DAILY[0])


async def _show_one(db: Db, question_id: QuestionId, reader_id: PersonId, *, is_shop: bool) -> QuestionView:
    found = await store.by_id(db, [question_id])
    shop_id = found[0].shop_id if found and is_shop else None
    views = await _show(db, found, reader_id, shop_id=shop_id)
    if not views:
        raise QuestionNotFound
    return views[0]


async def _show(
    db: Db, found: Sequence[Question], reader_id: PersonId | None, *, shop_id: ShopId | None = None
) -> list[QuestionView]:
    """Show questions in this order with their answers; those of who is gone are left out. Three statements.

    shop_id: of the shop that the reader runs, with those of its answers that were taken down.
    """
    answers = await store.answers_shown(
        db, [each.id for each in found], reader_id=reader_id, shop_id=shop_id, each_max=ANSWERS_SHOWN_MAX
    )
    people = {each.author_id for each in found} | {each.author_id for each in answers if not each.is_shop}
    authors = await shown.authors(db, people, reader_id)
    said: dict[QuestionId, list[QuestionAnswer]] = {each.id: [] for each in found}
    for each in answers:
        author = None if each.is_shop else authors.get(each.author_id)
        if each.is_shop or author:
            said[each.question_id].append(_answer_view(each, author, reader_id, shop_id))
    return [
        QuestionView(
            id=each.id,
            product_id=each.product_id,
            author=author,
            text=each.text,
            answers=said[each.id],
            is_hidden=each.hidden_for is not None,
            asked_at=each.asked_at,
        )
        for each in found
        if (author := authors.get(each.author_id))
    ]


def _answer_view(
    answer: Answer, author: Reviewer | None, reader_id: PersonId | None, shop_id: ShopId | None
) -> QuestionAnswer:
    return QuestionAnswer(
        id=answer.id,
        is_shop=answer.is_shop,
        author=author,
        text=answer.text,
        is_own=answer.shop_id == shop_id if answer.is_shop else answer.author_id == reader_id,
        is_edited=answer.changed_at > answer.answered_at,
        is_hidden=answer.hidden_for is not None,
        helpful_count=answer.helpful_count,
        is_helpful=answer.is_helpful,
        answered_at=answer.answered_at,
    )
