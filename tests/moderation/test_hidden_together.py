"""What two decisions took down stays down until both are taken back, and counts are of what is shown."""

from itertools import permutations
from typing import NamedTuple
from uuid import UUID

import pytest

from tests.builders import clip_of, product_of, shop_of
from tests.moderation.test_moderation import decide, say
from tests.people import ANA, BRUNO, CARLA, EVA, load
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductStatus
from vitrina.kit.db import Db, value
from vitrina.moderation.model import Action, ThingKind
from vitrina.shops import service as shops
from vitrina.videos import service as videos
from vitrina.videos.model import CommentId, CommentOrder, VideoId


class Decided(NamedTuple):
    """Something that can be taken down."""

    kind: ThingKind
    thing_id: UUID


async def shown(db: Db, clip: VideoId) -> set[UUID]:
    """Ids of the comments and answers that a guest reads, and a look at the counts."""
    page = await videos.list_comments(
        db, video_id=clip, order=CommentOrder.NEWEST, reader=None, cursor=None, limit=50
    )
    ids: set[UUID] = {each.id for each in page.items}
    for each in page.items:
        answers = await videos.list_replies(db, comment_id=each.id, reader=None, cursor=None, limit=50)
        assert each.reply_count == len(answers.items)
        ids |= {answer.id for answer in answers.items}
    count = await value(
        db, "select comment_count from videos.talk_counts where video_id = %(clip)s", clip=clip
    )
    assert count == len(ids)
    return ids


async def test_an_answer_goes_with_what_it_answers_and_comes_back_with_it(db: Db) -> None:
    clip = await clip_of(db, CARLA)
    said = await say(db, clip, ANA, "First of all")
    answer = await say(db, clip, EVA, "I think so too", to=said)
    other = await say(db, clip, EVA, "Something else")
    cases = [Decided(ThingKind.COMMENT, said), Decided(ThingKind.PERSON, ANA.id)]

    for each in cases:
        await decide(db, *each, Action.TAKE_DOWN)
        seen = await shown(db, clip)
        assert other in seen
        assert not seen & {said, answer}
        # Eva did nothing wrong: nothing was decided about her, and she goes on.
        assert (
            await value(
                db, "select count(*) from moderation.decisions where subject_id = %(eva)s", eva=EVA.id
            )
            == 0
        )
        await say(db, clip, EVA, f"Still here {each.kind}")
        await decide(db, *each, Action.RESTORE)
        assert {said, answer, other} <= await shown(db, clip)


@pytest.mark.parametrize("downs", list(permutations(range(3))))
@pytest.mark.parametrize("ups", list(permutations(range(3))))
async def test_whatever_the_order(db: Db, downs: tuple[int, ...], ups: tuple[int, ...]) -> None:
    """A comment, its author and the author of its answer are taken down and come back in any order."""
    clip = await clip_of(db, CARLA)
    said = await say(db, clip, ANA, "First of all")
    answer = await say(db, clip, EVA, "I think so too", to=said)
    cases = [
        Decided(ThingKind.COMMENT, said),
        Decided(ThingKind.PERSON, ANA.id),
        Decided(ThingKind.PERSON, EVA.id),
    ]
    down: set[int] = set()

    def expected() -> set[CommentId]:
        seen = {said, answer} if not down & {0, 1} else set[CommentId]()
        return seen - ({answer} if 2 in down else set[CommentId]())

    for each in downs:
        await decide(db, *cases[each], Action.TAKE_DOWN)
        down.add(each)
        assert await shown(db, clip) == expected(), (downs, down)
    for each in ups:
        await decide(db, *cases[each], Action.RESTORE)
        down.discard(each)
        assert await shown(db, clip) == expected(), (downs, ups, down)


@pytest.mark.parametrize("clip_first", [True, False])
@pytest.mark.parametrize("clip_back_first", [True, False])
async def test_a_clip_and_its_creator(db: Db, clip_first: bool, clip_back_first: bool) -> None:
    clip = await clip_of(db, CARLA)
    before = (await videos.videos_by_id(db, [clip]))[clip].published_at
    own, creator = Decided(ThingKind.CLIP, clip), Decided(ThingKind.PERSON, CARLA.id)

    for each in (own, creator) if clip_first else (creator, own):
        await decide(db, *each, Action.TAKE_DOWN)
        assert (await videos.videos_by_id(db, [clip]))[clip].published_at is None
    one, other = (own, creator) if clip_back_first else (creator, own)
    await decide(db, *one, Action.RESTORE)
    assert (await videos.videos_by_id(db, [clip]))[clip].published_at is None
    await decide(db, *other, Action.RESTORE)

    assert (await videos.videos_by_id(db, [clip]))[clip].published_at == before


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_product_its_shop_and_its_owner(db: Db, order: tuple[int, ...]) -> None:
    """Who is suspended shows no shop either; paid orders go on."""
    shop = await shop_of(db, BRUNO)
    product = await product_of(db, shop)
    cases = [
        Decided(ThingKind.PRODUCT, product.id),
        Decided(ThingKind.SHOP, shop.id),
        Decided(ThingKind.PERSON, BRUNO.id),
    ]

    async def is_on_sale() -> bool:
        found = (await catalogue.products_by_id(db, [product.id]))[product.id]
        return found.status is ProductStatus.ACTIVE

    for each in reversed(order):
        await decide(db, *cases[each], Action.TAKE_DOWN)
        assert not await is_on_sale()
    assert shop.id in await shops.closed_among(db, [shop.id])
    for each in order[:2]:
        await decide(db, *cases[each], Action.RESTORE)
        assert not await is_on_sale(), order
    await decide(db, *cases[order[2]], Action.RESTORE)

    assert await is_on_sale()
    assert not await shops.closed_among(db, [shop.id])


async def test_who_is_suspended_is_in_no_list_and_nobody_names_her(db: Db) -> None:
    clip = await clip_of(db, CARLA)
    await load(db, EVA)
    await decide(db, ThingKind.PERSON, EVA.id, Action.TAKE_DOWN)

    said = await say(db, clip, ANA, f"Look, @{EVA.handle}")

    assert (await videos.comments_by_id(db, [said]))[said].mentions == []
