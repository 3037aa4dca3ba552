"""SQL of questions about products and of what is answered."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run, value
from vitrina.kit.personal import Record, records
from vitrina.reviews.model import Answer, AnswerId, Question, QuestionId
from vitrina.shops.model import ShopId

TimeKey = tuple[datetime, UUID]
# Whether it is answered, when it was asked.
AnsweredKey = tuple[bool, datetime, UUID]


async def count_since(db: Db, author_id: PersonId, since: datetime) -> int:
    """Count what a person asked and answered since a moment, also what she deleted again."""
    return await value(
        db,
        "select count(*) from reviews.words where author_id = %(author_id)s and at > %(since)s",
        author_id=author_id,
        since=since,
    )


async def note_words(db: Db, author_id: PersonId, *, now: datetime, forget_before: datetime) -> None:
    """Write that a person asked or answered, and forget what she did long before."""
    await run(
        db,
        """
        with forgotten as (
            delete from reviews.words where author_id = %(author_id)s and at < %(forget_before)s
        )
        insert into reviews.words (author_id, at) values (%(author_id)s, %(now)s)
        """,
        author_id=author_id,
        now=now,
        forget_before=forget_before,
    )


async def forget_words(db: Db, author_id: PersonId) -> None:
    """Forget when a person asked and answered."""
    await run(db, "delete from reviews.words where author_id = %(author_id)s", author_id=author_id)


async def add(db: Db, question: Question) -> bool:
    """Write a question; false when there is one with its id."""
    return (
        await run(
            db,
            """
            insert into reviews.questions (id, product_id, shop_id, author_id, text, asked_at)
            values (%(id)s, %(product_id)s, %(shop_id)s, %(author_id)s, %(text)s, %(asked_at)s)
            on conflict (id) do nothing
            """,
            id=question.id,
            product_id=question.product_id,
            shop_id=question.shop_id,
            author_id=question.author_id,
            text=question.text,
            asked_at=question.asked_at,
        )
        == 1
    )


async def by_id(db: Db, ids: Sequence[QuestionId]) -> list[Question]:
    """Read questions in whatever state."""
    return await many(
        db,
        Question,
        """
        select q.id,
               q.product_id,
               q.shop_id,
               q.author_id,
               q.text,
               q.hidden_for,
               q.asked_at,
               q.answer_count > 0 as is_answered
          from reviews.questions q
         where q.id = any(%(ids)s)
        """,
        ids=list(ids),
    )


async def list_shown(
    db: Db, product_id: ProductId, *, reader_id: PersonId | None, after: AnsweredKey | None, limit: int
) -> list[Question]:
    """List what a reader sees of the questions about a product: answered ones first, of each the newest."""
    return await many(
        db,
        Question,
        """
        select q.id,
               q.product_id,
               q.shop_id,
               q.author_id,
               q.text,
               q.hidden_for,
               q.asked_at,
               q.answer_count > 0 as is_answered
          from reviews.questions q
         where q.product_id = %(product_id)s
           and q.hidden_for is null
           and (%(at)s::timestamptz is null
                or (q.answer_count > 0, q.asked_at, q.id) < (%(is_answered)s::boolean, %(at)s, %(id)s::uuid))
           and not social.is_unseen(%(reader_id)s, q.author_id)
         order by (q.answer_count > 0) desc, q.asked_at desc, q.id desc
         limit %(limit)s
        """,
        product_id=product_id,
        reader_id=reader_id,
        is_answered=after[0] if after else None,
        at=after[1] if after else None,
        id=after[2] if after else None,
        limit=limit,
    )


async def list_of_shop(
    db: Db, shop_id: ShopId, *, is_unanswered: bool, before: TimeKey | None, limit: int
) -> list[Question]:
    """List the questions about a shop's products, the newest first; all, or those it has not answered."""
    return await many(
        db,
        Question,
        """
        select q.id,
               q.product_id,
               q.shop_id,
               q.author_id,
               q.text,
               q.hidden_for,
               q.asked_at,
               q.answer_count > 0 as is_answered
          from reviews.questions q
         where q.shop_id = %(shop_id)s
           and q.hidden_for is null
           and (not %(is_unanswered)s
                or not exists (select 1
                                 from reviews.answers a
                                where a.question_id = q.id
                                  and a.is_shop))
           and (%(at)s::timestamptz is null or (q.asked_at, q.id) < (%(at)s, %(id)s::uuid))
         order by q.asked_at desc, q.id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        is_unanswered=is_unanswered,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def answers_shown(
    db: Db,
    question_ids: Sequence[QuestionId],
    *,
    reader_id: PersonId | None,
    shop_id: ShopId | None,
    each_max: int,
) -> list[Answer]:
    """List what a reader sees of the answers to each question: the shop's, what helped most, the oldest.

    Her own, and those of the shop that she runs, she sees taken down as well.
    """
    return await many(
        db,
        Answer,
        """
        select a.id,
               a.question_id,
               a.product_id,
               a.shop_id,
               a.author_id,
               a.is_shop,
               a.text,
               a.hidden_for,
               a.answered_at,
               a.changed_at,
               a.helpful_count,
               exists (select 1
                         from reviews.votes v
                        where v.answer_id = a.id
                          and v.person_id = %(reader_id)s) as is_helpful
          from unnest(%(ids)s::uuid[]) as w (question_id)
         cross join lateral (
                  select s.*
                    from reviews.answers s
                   where s.question_id = w.question_id
                     and (s.hidden_for is null
                          or s.author_id = %(reader_id)s
                          or (s.is_shop and s.shop_id = %(shop_id)s))
                     and (s.is_shop or not social.is_unseen(%(reader_id)s, s.author_id))
                   order by s.is_shop desc, s.helpful_count desc, s.answered_at, s.id
                   limit %(each_max)s
               ) a
         order by a.is_shop desc, a.helpful_count desc, a.answered_at, a.id
        """,
        ids=list(question_ids),
        reader_id=reader_id,
        shop_id=shop_id,
        each_max=each_max,
    )


async def answers_by_id(db: Db, ids: Sequence[AnswerId]) -> list[Answer]:
    """Read answers in whatever state."""
    return await many(
        db,
        Answer,
        """
        select a.id,
               a.question_id,
               a.product_id,
               a.shop_id,
               a.author_id,
               a.is_shop,
               a.text,
               a.hidden_for,
               a.answered_at,
               a.changed_at
          from reviews.answers a
         where a.id = any(%(ids)s)
        """,
        ids=list(ids),
    )


async def find_own_answer(
    db: Db, question_id: QuestionId, author_id: PersonId, *, is_shop: bool
) -> Answer | None:
    """Find what a person answered to a question; for a shop, what it did, whoever typed it."""
    found = await many(
        db,
        Answer,
        """
        select a.id,
               a.question_id,
               a.product_id,
               a.shop_id,
               a.author_id,
               a.is_shop,
               a.text,
               a.hidden_for,
               a.answered_at,
               a.changed_at
          from reviews.answers a
         where a.question_id = %(question_id)s
           and ((%(is_shop)s and a.is_shop) or a.author_id = %(author_id)s)
         order by a.is_shop desc
         limit 1
        """,
        question_id=question_id,
        author_id=author_id,
        is_shop=is_shop,
    )
    return found[0] if found else None


async def answer(db: Db, new: Answer, *, count_max: int) -> bool:
    """Write a first answer; false when the question has so many, or somebody was first with the shop's."""
    return (
        await run(
            db,
            """
            insert into reviews.answers
                   (id, question_id, product_id, shop_id, author_id, is_shop, text, answered_at, changed_at)
            select %(id)s,
                   q.id,
                   q.product_id,
                   q.shop_id,
                   %(author_id)s,
                   %(is_shop)s,
                   %(text)s,
                   %(answered_at)s,
                   %(answered_at)s
              from reviews.questions q
             where q.id = %(question_id)s
               and q.hidden_for is null
               and (%(is_shop)s or (select count(*)
                                      from reviews.answers a
                                     where a.question_id = q.id) < %(count_max)s)
            on conflict do nothing
            """,
            id=new.id,
            question_id=new.question_id,
            author_id=new.author_id,
            is_shop=new.is_shop,
            text=new.text,
            answered_at=new.answered_at,
            count_max=count_max,
        )
        == 1
    )


async def change_answer(db: Db, answer_id: AnswerId, text: str, now: datetime) -> bool:
    """Write another text in place of an answer's; false when it was taken down or is gone."""
    return (
        await run(
            db,
            """
            update reviews.answers
               set text = %(text)s,
                   changed_at = %(now)s
             where id = %(id)s
               and hidden_for is null
            """,
            id=answer_id,
            text=text,
            now=now,
        )
        == 1
    )


async def delete(db: Db, question_id: QuestionId, author_id: PersonId) -> bool:
    """Delete a question with what was answered; false when there is none of hers, or it was taken down."""
    return (
        await run(
            db,
            """
            delete from reviews.questions
             where id = %(id)s
               and author_id = %(author_id)s
               and hidden_for is null
            """,
            id=question_id,
            author_id=author_id,
        )
        == 1
    )


async def delete_answer(db: Db, answer_id: AnswerId) -> bool:
    """Delete an answer; false when it was taken down or is gone."""
    return (
        await run(db, "delete from reviews.answers where id = %(id)s and hidden_for is null", id=answer_id)
        == 1
    )


async def hide(db: Db, thing_id: UUID) -> None:
    """Take a question or an answer down, also one that is down with its author."""
    await run(
        db,
        """
        with asked as (
            update reviews.questions
               set hidden_for = id
             where id = %(id)s
        )
        update reviews.answers
           set hidden_for = id
         where id = %(id)s
        """,
        id=thing_id,
    )


async def hide_all_of(db: Db, author_id: PersonId) -> None:
    """Take down whatever a person asked and answered that is not; her shops' answers as well."""
    await run(
        db,
        """
        with asked as (
            update reviews.questions
               set hidden_for = author_id
             where author_id = %(author_id)s
               and hidden_for is null
        )
        update reviews.answers
           set hidden_for = author_id
         where author_id = %(author_id)s
           and hidden_for is null
        """,
        author_id=author_id,
    )


async def restore(db: Db, hidden_for: UUID) -> None:
    """Show again what one decision took down; not those of whom nobody sees."""
    await run(
        db,
        """
        with asked as (
            update reviews.questions
               set hidden_for = case when identity.is_hidden(author_id) then author_id end
             where hidden_for = %(hidden_for)s
        )
        update reviews.answers
           set hidden_for = case when identity.is_hidden(author_id) then author_id end
         where hidden_for = %(hidden_for)s
        """,
        hidden_for=hidden_for,
    )


async def erase(db: Db, author_id: PersonId, shop_ids: Sequence[ShopId], limit: int) -> int:
    """Delete so much of what a person asked, and of what she and her shops answered. Returns how much."""
    return await value(
        db,
        """
        with asked as (
            delete from reviews.questions
             where id in (select id from reviews.questions where author_id = %(author_id)s limit %(limit)s)
            returning id
        ),
        answered as (
            delete from reviews.answers
             where id in (select a.id
                            from reviews.answers a
                           where a.author_id = %(author_id)s
                              or (a.is_shop and a.shop_id = any(%(shop_ids)s))
                           limit %(limit)s)
            returning id
        )
        select greatest((select count(*) from asked), (select count(*) from answered))
        """,
        author_id=author_id,
        shop_ids=list(shop_ids),
        limit=limit,
    )


async def export(db: Db, author_id: UUID) -> AsyncIterator[Record]:
    """Read what a person asked about products."""
    async for record in records(
        db,
        "questions",
        """
        select q.id, q.product_id, q.text, q.asked_at
          from reviews.questions q
         where q.author_id = %(author_id)s
         order by q.asked_at
        """,
        author_id=author_id,
    ):
        yield record


async def export_answers(db: Db, author_id: UUID, shop_ids: Sequence[ShopId]) -> AsyncIterator[Record]:
    """Read what a person and her shops answered to questions."""
    async for record in records(
        db,
        "answers",
        """
        select a.id, a.question_id, a.product_id, a.is_shop, a.text, a.answered_at
          from reviews.answers a
         where a.author_id = %(author_id)s
            or (a.is_shop and a.shop_id = any(%(shop_ids)s))
         order by a.answered_at
        """,
        author_id=author_id,
        shop_ids=list(shop_ids),
    ):
        yield record
