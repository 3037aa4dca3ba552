"""A comment that a link leads to, with what it answers."""

import pytest

from tests.builders import clip_of
from tests.people import ANA, CARLA, EVA, load
from tests.social.test_blocks import NOW, say
from vitrina.kit.db import Db
from vitrina.kit.ids import new_id
from vitrina.videos import service as videos
from vitrina.videos.errors import CommentNotFound, VideoNotFound
from vitrina.videos.model import CommentId


async def test_an_answer_comes_with_what_it_answers(db: Db) -> None:
    clip = await clip_of(db, CARLA)
    said = await say(db, clip, ANA, "First of all")
    answer = await say(db, clip, EVA, "I think so too", to=said)

    alone = await videos.find_thread(db, comment_id=said, reader=None)
    found = await videos.find_thread(db, comment_id=answer, reader=await load(db, CARLA))

    assert (alone.comment.id, alone.answered) == (said, None)
    assert found.comment.id == answer
    assert found.answered
    assert (found.answered.id, found.answered.reply_count) == (said, 1)
    assert found.comment.can_delete


async def test_what_is_gone_is_not_found_with_all_under_it(db: Db) -> None:
    clip = await clip_of(db, CARLA)
    said = await say(db, clip, ANA, "First of all")
    answer = await say(db, clip, EVA, "I think so too", to=said)
    await videos.delete_comment(db, comment_id=said, actor=await load(db, ANA), now=NOW)

    for each in (said, answer, CommentId(new_id())):
        with pytest.raises(CommentNotFound):
            await videos.find_thread(db, comment_id=each, reader=None)


async def test_nothing_is_found_under_a_clip_that_is_not_shown(db: Db) -> None:
    clip = await clip_of(db, CARLA)
    said = await say(db, clip, ANA, "First of all")
    await videos.hide(db, clip)

    with pytest.raises(VideoNotFound):
        await videos.find_thread(db, comment_id=said, reader=None)
