"""Talking about clips: said, answered, liked, pinned, held, deleted; the counts stay the sums."""

import asyncio
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of
from tests.people import ANA, BRUNO, CARLA, EVA, JOINED, join, load, sign_in
from vitrina.identity.model import NewPerson
from vitrina.kit.db import Db, Pool, run, value
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.ids import new_id
from vitrina.kit.text import fold
from vitrina.videos import rules, service
from vitrina.videos.errors import (
    CannotPin,
    CommentIdTaken,
    CommentNotFound,
    CommentNotYours,
    VideoNotFound,
)
from vitrina.videos.model import (
    COMMENT_LENGTH_MAX,
    Comment,
    CommentFilters,
    CommentId,
    CommentOrder,
    CommentView,
    HeldBecause,
    NewComment,
    VideoId,
)
from vitrina.videos.store import comments as store

Client = AsyncTestClient[Litestar]
NOW = JOINED + timedelta(days=30)


async def say(
    db: Db,
    video_id: VideoId,
    text: str,
    *,
    by: NewPerson = ANA,
    to: CommentId | None = None,
    now: datetime = NOW,
) -> Comment:
    new = NewComment(id=CommentId(new_id()), text=text, parent_id=to)
    return await service.comment(db, video_id=video_id, actor=await load(db, by), new=new, now=now)


async def read(
    db: Db,
    video_id: VideoId,
    *,
    by: NewPerson | None = None,
    order: CommentOrder = CommentOrder.TOP,
    limit: int = 20,
) -> list[CommentView]:
    """Every page, one after the other."""
    reader = await load(db, by) if by else None
    found: list[CommentView] = []
    cursor = None
    while True:
        page = await service.list_comments(
            db, video_id=video_id, order=order, reader=reader, cursor=cursor, limit=limit
        )
        found += page.items
        if not (cursor := page.next_cursor):
            return found


async def counted(db: Db, video_id: VideoId) -> int:
    return (await service.videos_by_id(db, [video_id]))[video_id].comment_count


async def test_what_is_said_is_read_by_everybody_as_plain_text(db: Db) -> None:
    clip = await clip_of(db)

    said = await say(db, clip, "  <b>linda</b>\u202e @carla.test \n\n\n\nsí ")

    [shown] = await read(db, clip)
    assert shown.id == said.id
    assert shown.text == "<b>linda</b> @carla.test\n\nsí"
    assert [each.person_id for each in shown.mentions] == [CARLA.id]
    assert (shown.author.handle, shown.author.is_creator, shown.can_delete) == ("ana.test", False, False)
    assert await counted(db, clip) == 1


async def test_the_same_id_twice_is_one_comment_and_no_door_to_anothers(db: Db) -> None:
    clip, other = await clip_of(db), await clip_of(db)
    new = NewComment(id=CommentId(new_id()), text="once")
    ana, eva = await load(db, ANA), await load(db, EVA)

    for _ in range(2):
        await service.comment(db, video_id=clip, actor=ana, new=new, now=NOW)

    assert len(await read(db, clip)) == await counted(db, clip) == 1
    for actor, video_id in ((eva, clip), (ana, other)):
        with pytest.raises(CommentIdTaken):
            await service.comment(db, video_id=video_id, actor=actor, new=new, now=NOW)


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\u202e", "x" * (COMMENT_LENGTH_MAX + 1)])
async def test_nothing_and_too_much_are_no_comments(db: Db, text: str) -> None:
    clip = await clip_of(db)

    with pytest.raises(Malformed):
        await say(db, clip, text)


async def test_nobody_talks_about_a_draft(db: Db) -> None:
    draft = await clip_of(db, published_at=None)

    with pytest.raises(VideoNotFound):
        await say(db, draft, "hello")
    with pytest.raises(VideoNotFound):
        await read(db, draft)


async def test_answers_stand_under_the_comment_and_have_one_level(db: Db) -> None:
    clip = await clip_of(db)
    top = await say(db, clip, "how much?")
    first = await say(db, clip, "189", by=CARLA, to=top.id)
    second = await say(db, clip, "thanks", to=first.id, now=NOW + timedelta(seconds=1))

    page = await service.list_replies(db, comment_id=top.id, reader=None, cursor=None, limit=10)

    assert [each.id for each in page.items] == [first.id, second.id]
    assert {each.parent_id for each in page.items} == {top.id}
    assert [(each.id, each.reply_count) for each in await read(db, clip)] == [(top.id, 2)]
    assert await counted(db, clip) == 3


async def test_an_answer_belongs_to_the_clip_of_its_comment(db: Db) -> None:
    clip, other = await clip_of(db), await clip_of(db)
    said = await say(db, clip, "here")

    with pytest.raises(CommentNotFound):
        await say(db, other, "there", to=said.id)


@pytest.mark.parametrize("order", CommentOrder)
async def test_pages_show_each_comment_once_and_the_pinned_one_first(db: Db, order: CommentOrder) -> None:
    clip = await clip_of(db)
    made = [await say(db, clip, f"n. {n}", now=NOW + timedelta(minutes=n)) for n in range(7)]
    for liked, fans in ((made[2], (BRUNO, EVA)), (made[4], (BRUNO,))):
        for fan in fans:
            await service.like_comment(db, comment_id=liked.id, actor=await load(db, fan), now=NOW)
    await service.pin_comment(db, comment_id=made[1].id, actor=await load(db, CARLA))

    shown = await read(db, clip, order=order, limit=2)

    by_order = {CommentOrder.TOP: [1, 2, 4, 6, 5, 3, 0], CommentOrder.NEWEST: [1, 6, 5, 4, 3, 2, 0]}
    assert [each.id for each in shown] == [made[n].id for n in by_order[order]]
    assert [each.is_pinned for each in shown] == [True] + [False] * 6


async def test_one_comment_is_pinned_at_most_and_only_by_the_creator(db: Db) -> None:
    clip = await clip_of(db)
    carla, ana = await load(db, CARLA), await load(db, ANA)
    first, second = await say(db, clip, "one"), await say(db, clip, "two")
    answer = await say(db, clip, "three", to=first.id)

    for said in (first, second):
        await service.pin_comment(db, comment_id=said.id, actor=carla)

    assert [each.is_pinned for each in await read(db, clip)] == [True, False]
    for said, actor in ((first, ana), (answer, carla)):
        with pytest.raises(CannotPin):
            await service.pin_comment(db, comment_id=said.id, actor=actor)
    await service.unpin_comment(db, comment_id=second.id, actor=carla)
    assert not any(each.is_pinned for each in await read(db, clip))


async def test_a_like_of_a_comment_counts_once(db: Db) -> None:
    clip = await clip_of(db)
    said = await say(db, clip, "yes")
    eva = await load(db, EVA)

    counts = [
        (await service.like_comment(db, comment_id=said.id, actor=eva, now=NOW)).like_count for _ in "ab"
    ]
    counts += [(await service.unlike_comment(db, comment_id=said.id, actor=eva)).like_count for _ in "ab"]

    assert counts == [1, 1, 0, 0]


async def test_author_and_creator_delete_with_the_answers_and_nobody_else(db: Db) -> None:
    clip = await clip_of(db)
    said = await say(db, clip, "spam")
    await say(db, clip, "no spam here", by=EVA, to=said.id)
    stays = await say(db, clip, "nice")

    with pytest.raises(CommentNotYours):
        await service.delete_comment(db, comment_id=said.id, actor=await load(db, EVA), now=NOW)
    await service.delete_comment(db, comment_id=said.id, actor=await load(db, CARLA), now=NOW)

    assert [each.id for each in await read(db, clip)] == [stays.id]
    assert await counted(db, clip) == 1
    with pytest.raises(CommentNotFound):
        await service.list_replies(db, comment_id=said.id, reader=None, cursor=None, limit=10)


async def test_a_deletion_is_undone_by_who_deleted_for_ten_minutes(db: Db) -> None:
    clip = await clip_of(db)
    said = await say(db, clip, "question")
    await say(db, clip, "answer", by=EVA, to=said.id)
    carla, ana = await load(db, CARLA), await load(db, ANA)

    await service.delete_comment(db, comment_id=said.id, actor=carla, now=NOW)
    with pytest.raises(CommentNotFound):
        await service.undelete_comment(db, comment_id=said.id, actor=ana, now=NOW)
    await service.undelete_comment(db, comment_id=said.id, actor=carla, now=NOW + timedelta(minutes=9))
    assert await counted(db, clip) == 2

    await service.delete_comment(db, comment_id=said.id, actor=carla, now=NOW)
    with pytest.raises(CommentNotFound):
        await service.undelete_comment(db, comment_id=said.id, actor=carla, now=NOW + timedelta(minutes=11))


async def test_what_was_deleted_an_hour_ago_is_gone_for_good(db: Db) -> None:
    clip = await clip_of(db)
    said, stays = await say(db, clip, "gone"), await say(db, clip, "here")
    await say(db, clip, "gone too", to=said.id)
    await service.delete_comment(db, comment_id=said.id, actor=await load(db, ANA), now=NOW)

    assert await service.forget_deleted_comments(db, now=NOW + timedelta(minutes=59)) == 0
    assert await service.forget_deleted_comments(db, now=NOW + timedelta(minutes=61)) == 2

    assert [each.id for each in await read(db, clip)] == [stays.id]
    assert await counted(db, clip) == 1


async def test_a_filtered_word_holds_a_comment_until_the_creator_approves_it(db: Db) -> None:
    clip = await clip_of(db)
    carla = await load(db, CARLA)
    await service.set_comment_filters(db, carla.id, CommentFilters(words=["Estafa", " ", "péssimo"]))

    held = await say(db, clip, "Es una ESTÁFA!")
    fine = await say(db, clip, "no es estafador")

    assert (held.held_because, fine.held_because) == (HeldBecause.WORD, None)
    assert [each.id for each in await read(db, clip)] == [fine.id]
    assert [each.id for each in await read(db, clip, by=ANA)] == [held.id, fine.id]
    assert [each.id for each in await read(db, clip, by=EVA)] == [fine.id]
    waiting = await service.list_held(db, actor=carla, cursor=None, limit=10)
    assert [each.id for each in waiting.items] == [held.id]

    with pytest.raises(CommentNotYours):
        await service.approve(db, comment_id=held.id, actor=await load(db, ANA), now=NOW)
    await service.approve(db, comment_id=held.id, actor=carla, now=NOW)
    assert {each.id for each in await read(db, clip)} == {held.id, fine.id}
    assert await counted(db, clip) == 2


async def test_links_of_newcomers_and_repetitions_are_held_but_not_the_creators_own(db: Db) -> None:
    clip = await clip_of(db)
    on_day_one = JOINED + timedelta(hours=1)

    held = await say(db, clip, "gana dinero en www.ejemplo.test", now=on_day_one)
    later = await say(db, clip, "miren www.ejemplo.test", now=NOW)
    again = await say(db, clip, "MIREN www.ejemplo.test", now=NOW + timedelta(hours=1))
    own = await say(db, clip, "https://ejemplo.test", by=CARLA, now=on_day_one)

    assert [each.held_because for each in (held, later, again, own)] == [
        HeldBecause.LINK,
        None,
        HeldBecause.DUPLICATE,
        None,
    ]


async def test_who_talks_too_fast_waits(db: Db) -> None:
    clip = await clip_of(db)
    for n in range(10):
        await say(db, clip, f"n. {n}")

    with pytest.raises(TooManyRequests):
        await say(db, clip, "n. 10", now=NOW + timedelta(seconds=59))
    await say(db, clip, "n. 11", now=NOW + timedelta(seconds=61))


async def test_ten_at_once_are_ten_and_no_more(pool: Pool) -> None:
    async with pool.transaction() as db:
        clip = await clip_of(db)
        await join(db, ANA)

    async def try_to_say(n: int) -> bool:
        try:
            async with pool.transaction() as db:
                await say(db, clip, f"n. {n}")
        except TooManyRequests:
            return False
        return True

    said = await asyncio.gather(*(try_to_say(n) for n in range(16)))

    assert sum(said) == 10
    async with pool.transaction() as db:
        assert await counted(db, clip) == 10


async def test_counts_are_the_sums_whatever_happens_to_rows(db: Db) -> None:
    """Held, hidden, deleted, undeleted, erased, in one statement or in many."""
    clip, other = await clip_of(db), await clip_of(db)
    tops = [
        await say(db, each, f"t{n}", by=who) for n, each in enumerate((clip, other)) for who in (ANA, EVA)
    ]
    for top in tops:
        for n in range(3):
            await say(db, top.video_id, f"{top.id} {n}", by=BRUNO, to=top.id, now=NOW + timedelta(hours=n))
    steps = (
        "update videos.comments set held_because = 'link' where text like '%% 1'",
        "update videos.comments set hidden_for = author_id where author_id = %(ana)s",
        "update videos.comments set held_because = null where text like '%% 1'",
        "update videos.comments set deleted_for = id, deleted_at = now() where text like '%% 1'",
        "update videos.comments set hidden_for = null",
        "delete from videos.comments where text like '%% 1' or text = 't1'",
    )

    for step in steps:
        await run(db, step, ana=ANA.id)

        assert await value(
            db,
            """
            select bool_and(k.comment_count = (select count(*) from videos.comments c
                                                where c.video_id = k.video_id and c.is_shown))
              from videos.talk_counts k
            """,
        )
        assert await value(
            db,
            """
            select bool_and(p.reply_count = (select count(*) from videos.comments c
                                              where c.parent_id = p.id and c.is_shown))
              from videos.comments p
            """,
        )


async def test_a_deleted_clip_takes_its_talk_along(db: Db) -> None:
    clip = await clip_of(db)
    said = await say(db, clip, "bye")
    await say(db, clip, "bye bye", to=said.id)

    await service.delete(db, video_id=clip, actor=await load(db, CARLA), now=NOW)

    assert await store.comments(db, [said.id]) == []
    assert await value(db, "select count(*) from videos.talk_counts where video_id = %(id)s", id=clip) == 0


async def test_over_http_a_guest_reads_and_is_asked_to_sign_in_to_talk(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        clip = await clip_of(db)
    ana = await sign_in(pool, ANA)
    path = f"/api/v1/videos/{clip}/comments"
    body = {"id": str(new_id()), "text": "¿Cuánto cuesta?"}

    asked = await client.post(path, json=body)
    said = await client.post(path, json=body, headers=ana)
    listed = await client.get(path, params={"order": "newest"})

    assert (asked.status_code, said.status_code, listed.status_code) == (401, 201, 200)
    assert said.json()["can_delete"] is True
    [shown] = listed.json()["items"]
    assert (shown["text"], shown["can_delete"], shown["is_liked"]) == ("¿Cuánto cuesta?", False, False)
    too_long = await client.post(path, json={"id": str(new_id()), "text": "x" * 501}, headers=ana)
    assert too_long.json()["code"] == "kit.malformed"
    forged = await client.get(path, params={"cursor": "bm9wZQ"})
    assert forged.status_code == 422


@given(st.text(max_size=200))
def test_what_is_named_is_a_handle_and_folding_twice_is_folding_once(text: str) -> None:
    assert all(3 <= len(handle) <= 30 and handle == handle.lower() for handle in rules.named_handles(text))
    assert len(rules.named_handles(text)) <= 5
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("@ana.lopez y @BRUNO_", ["ana.lopez", "bruno"]),
        ("mail ana@example.com", []),
        ("@ana @ana @ana", ["ana"]),
        ("@a @b @@ana.b", []),
        (" ".join(f"@person{n}" for n in range(9)), [f"person{n}" for n in range(5)]),
    ],
)
def test_named_handles(text: str, handles: list[str]) -> None:
    assert rules.named_handles(text) == handles


@pytest.mark.parametrize(
    ("text", "is_link"),
    [
        ("http://x.y", True),
        ("mira WWW.algo", True),
        ("tienda.com/x", True),
        ("barato.com.mx", True),
        ("hola.que tal", False),
        ("1.50 mil", False),
        ("sí...no", False),
    ],
)
def test_links(text: str, is_link: bool) -> None:
    assert (rules.why_held(text, words=[], is_newcomer=True, is_repeated=False) is not None) == is_link
