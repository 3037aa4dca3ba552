"""What can be reported, whichever module owns it: how it is found, taken down and restored.

KINDS is the table. Another kind is a row here, a name in `ThingKind`, a row of `moderation.kinds` in a
migration, and its words `thing.<kind>` in the catalogues.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from vitrina.ads import service as ads
from vitrina.ads.model import AdCampaignId
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId, ProductStatus
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.live import service as live
from vitrina.live.model import MessageId as ChatMessageId
from vitrina.live.model import RoomId
from vitrina.media import service as media
from vitrina.messaging import service as messaging
from vitrina.messaging.model import MessageId
from vitrina.moderation.model import TITLE_LENGTH_MAX, Thing, ThingKind, ThingQuote
from vitrina.reviews import service as reviews
from vitrina.reviews.model import AnswerId, QuestionId, ReviewId
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId
from vitrina.sponsorships import service as sponsorships
from vitrina.sponsorships.model import SponsorCampaignId
from vitrina.videos import service as videos
from vitrina.videos.model import CommentId, VideoId

Find = Callable[[Db, Sequence[UUID]], Awaitable[list[Thing]]]
Take = Callable[[Db, UUID, datetime], Awaitable[None]]
# Each module calls its ids by a name of its own; to moderation they are all UUIDs.
Bring = Callable[[Db, Any], Awaitable[None]]
Sees = Callable[[Db, Thing, PersonId], Awaitable[bool]]


async def _everybody(db: Db, thing: Thing, person_id: PersonId) -> bool:
    del db, person_id
    return thing.is_public


class Hide(Protocol):
    """Takes a thing of one module out of sight."""

    async def __call__(self, db: Db, thing_id: Any, /, *, now: datetime) -> None:
        """Hide it. Twice is once."""
        ...


class Handling(Struct, frozen=True, kw_only=True):
    """What is done with one kind of things. sees: who may report one; whoever sees it.

    is_private: an operator may look at one, and decide about it, when it was reported and not before.
    """

    find: Find
    take_down: Take
    restore: Bring
    sees: Sees = _everybody
    is_private: bool = False


async def find_thing(db: Db, kind: ThingKind, thing_id: UUID) -> Thing | None:
    """Find a thing, public or not; None when there is none."""
    return (await things(db, [(kind, thing_id)])).get((kind, thing_id))


async def things(db: Db, wanted: Sequence[tuple[ThingKind, UUID]]) -> dict[tuple[ThingKind, UUID], Thing]:
    """Find many things; those that are gone are left out. Three statements a kind at most."""
    found: list[Thing] = []
    for kind, handling in KINDS.items():
        if ids := [thing_id for each, thing_id in wanted if each is kind]:
            found += await handling.find(db, ids)
    return {(each.kind, each.id): each for each in found}


async def _clips(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await videos.videos_by_id(db, [VideoId(each) for each in ids])
    return [
        Thing(
            kind=ThingKind.CLIP,
            id=each.id,
            subject_id=each.creator_id,
            title=_short(each.caption),
            text=each.caption,
            url=f"/v/{each.id}",
            is_public=each.published_at is not None,
            is_hidden=each.is_hidden,
        )
        for each in found.values()
    ]


async def _comments(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await videos.comments_by_id(db, [CommentId(each) for each in ids])
    return [
        Thing(
            kind=ThingKind.COMMENT,
            id=each.id,
            subject_id=each.author_id,
            title=_short(each.text),
            text=each.text,
            url=f"/v/{each.video_id}?comment={each.id}",
            is_public=each.is_shown,
            is_hidden=each.hidden_for is not None,
        )
        for each in found.values()
        if not each.deleted_for
    ]


async def _people(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await identity.persons(db, [PersonId(each) for each in ids])
    suspended = await identity.suspended_among(db, list(found))
    listed: list[Thing] = []
    for each in found.values():
        is_suspended = each.id in suspended
        listed.append(
            Thing(
                kind=ThingKind.PERSON,
                id=each.id,
                subject_id=each.id,
                title=_short(each.name),
                text=each.bio,
                url=f"/@{each.handle}",
                is_public=not is_suspended,
                is_hidden=is_suspended,
            )
        )
    return listed


async def _shops(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await shops.shops_by_id(db, [ShopId(each) for each in ids])
    closed = await shops.closed_among(db, list(found))
    listed: list[Thing] = []
    for each in found.values():
        is_closed = each.id in closed
        listed.append(
            Thing(
                kind=ThingKind.SHOP,
                id=each.id,
                subject_id=each.owner_id,
                title=_short(each.name),
                text=each.description,
                url=f"/@{each.handle}",
                is_public=not is_closed,
                is_hidden=is_closed,
            )
        )
    return listed


async def _products(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await catalogue.products_by_id(db, [ProductId(each) for each in ids])
    owners = await shops.shops_by_id(db, list({each.shop_id for each in found.values()}))
    hidden = await catalogue.hidden_among(db, list(found))
    listed: list[Thing] = []
    for each in found.values():
        is_draft = each.status is ProductStatus.DRAFT
        listed.append(
            Thing(
                kind=ThingKind.PRODUCT,
                id=each.id,
                subject_id=owners[each.shop_id].owner_id,
                title=_short(each.title),
                text=each.description,
                url=f"/p/{each.id}",
                is_public=not is_draft,
                is_hidden=each.id in hidden,
            )
        )
    return listed


async def _reviews(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await reviews.reviews_by_id(db, [ReviewId(each) for each in ids])
    pictures = await media.file_urls(db, {one for each in found.values() for one in each.photo_file_ids})
    return [
        Thing(
            kind=ThingKind.REVIEW,
            id=each.id,
            subject_id=each.author_id,
            title=_short(each.text) or "★" * each.stars,
            text=each.text,
            url=f"/p/{each.product_id}",
            is_public=each.hidden_for is None,
            is_hidden=each.hidden_for is not None,
            image_urls=[pictures[one].url for one in each.photo_file_ids if one in pictures],
        )
        for each in found.values()
    ]


async def _review_answers(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await reviews.reviews_by_id(db, [ReviewId(each) for each in ids])
    owners = await shops.shops_by_id(db, list({each.shop_id for each in found.values()}))
    people = await identity.persons(db, list({each.author_id for each in found.values()}))
    listed: list[Thing] = []
    for each in found.values():
        if each.answer is None or each.answered_at is None:
            continue
        shop, author = owners[each.shop_id], people.get(each.author_id)
        asked = ThingQuote(
            handle=author.handle if author else "",
            text=f"{'★' * each.stars} {each.text}".strip(),
            at=each.changed_at,
        )
        said = ThingQuote(handle=shop.handle, text=each.answer, at=each.answered_at, is_it=True)
        listed.append(
            Thing(
                kind=ThingKind.REVIEW_ANSWER,
                id=each.id,
                subject_id=shop.owner_id,
                title=_short(each.answer),
                text=each.answer,
                url=f"/p/{each.product_id}",
                is_public=each.hidden_for is None and each.answer_hidden_at is None,
                is_hidden=each.answer_hidden_at is not None,
                context=[asked, said],
            )
        )
    return listed


async def _questions(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await reviews.questions_by_id(db, [QuestionId(each) for each in ids])
    return [
        Thing(
            kind=ThingKind.QUESTION,
            id=each.id,
            subject_id=each.author_id,
            title=_short(each.text),
            text=each.text,
            url=f"/p/{each.product_id}",
            is_public=each.hidden_for is None,
            is_hidden=each.hidden_for is not None,
        )
        for each in found.values()
    ]


async def _answers(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await reviews.answers_by_id(db, [AnswerId(each) for each in ids])
    questions = await reviews.questions_by_id(db, list({each.question_id for each in found.values()}))
    owners = await shops.shops_by_id(db, list({each.shop_id for each in found.values()}))
    said_by = {each.author_id for each in [*found.values(), *questions.values()]}
    handles = {each.id: each.handle for each in (await identity.persons(db, list(said_by))).values()}
    listed: list[Thing] = []
    for each in found.values():
        question, shop = questions[each.question_id], owners[each.shop_id]
        asked = ThingQuote(
            handle=handles.get(question.author_id, ""), text=question.text, at=question.asked_at
        )
        who = shop.handle if each.is_shop else handles.get(each.author_id, "")
        said = ThingQuote(handle=who, text=each.text, at=each.changed_at, is_it=True)
        listed.append(
            Thing(
                kind=ThingKind.ANSWER,
                id=each.id,
                subject_id=shop.owner_id if each.is_shop else each.author_id,
                title=_short(each.text),
                text=each.text,
                url=f"/p/{each.product_id}",
                is_public=each.hidden_for is None and question.hidden_for is None,
                is_hidden=each.hidden_for is not None,
                context=[asked, said],
            )
        )
    return listed


async def _rooms(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await live.rooms_by_id(db, [RoomId(each) for each in ids])
    return [
        Thing(
            kind=ThingKind.LIVE,
            id=each.id,
            subject_id=each.host_id,
            title=_short(each.title),
            text=each.title,
            url=f"/live/{each.id}",
            is_public=not each.is_hidden,
            is_hidden=each.is_hidden,
        )
        for each in found.values()
    ]


async def _messages(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await messaging.messages_by_id(db, [MessageId(each) for each in ids])
    pictures = await media.file_urls(db, {each.file_id for each in found.values() if each.file_id})
    return [
        Thing(
            kind=ThingKind.MESSAGE,
            id=each.id,
            subject_id=each.author_id,
            title=_short(each.text) or "…",
            text=each.text,
            url="",
            is_public=False,
            is_hidden=each.is_hidden,
            image_urls=[picture.url] if each.file_id and (picture := pictures.get(each.file_id)) else [],
        )
        for each in found.values()
        if each.author_id
    ]


async def _live_messages(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await live.messages_by_id(db, [ChatMessageId(each) for each in ids])
    rooms = await live.rooms_by_id(db, list({each.room_id for each in found.values()}))
    around: dict[ChatMessageId, list[ThingQuote]] = {each: [] for each in found}
    for each in await live.said_around(db, list(found.values())):
        quote = ThingQuote(handle=each.handle, text=each.text, at=each.at, is_it=each.id == each.near_id)
        around[each.near_id].append(quote)
    return [
        Thing(
            kind=ThingKind.LIVE_MESSAGE,
            id=each.id,
            subject_id=each.author_id,
            title=_short(each.text),
            text=each.text,
            url=f"/live/{each.room_id}",
            is_public=not each.is_hidden and not rooms[each.room_id].is_hidden,
            is_hidden=each.is_hidden,
            context=around[each.id],
        )
        for each in found.values()
    ]


async def _briefs(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await sponsorships.campaigns_by_id(db, [SponsorCampaignId(each) for each in ids])
    brands = await shops.shops_by_id(db, list({each.shop_id for each in found.values()}))
    closed = await shops.closed_among(db, list(brands))
    return [
        Thing(
            kind=ThingKind.BRIEF,
            id=each.id,
            subject_id=brands[each.shop_id].owner_id,
            title=_short(each.title),
            text=f"{each.title}\n{each.brief}",
            url=f"/@{brands[each.shop_id].handle}",
            is_public=not each.is_hidden and each.shop_id not in closed,
            is_hidden=each.is_hidden,
        )
        for each in found.values()
    ]


async def _ads(db: Db, ids: Sequence[UUID]) -> list[Thing]:
    found = await ads.advertised(db, [AdCampaignId(each) for each in ids])
    clips = await videos.videos_by_id(db, [each.video_id for each in found])
    return [
        Thing(
            kind=ThingKind.AD,
            id=each.id,
            subject_id=each.advertiser_id,
            title=_short(each.name),
            text=clips[each.video_id].caption if each.video_id in clips else "",
            url=f"/v/{each.video_id}",
            is_public=not each.is_hidden,
            is_hidden=each.is_hidden,
        )
        for each in found
    ]


async def _is_told(db: Db, thing: Thing, person_id: PersonId) -> bool:
    found = await messaging.messages_by_id(db, [MessageId(thing.id)])
    return any([await messaging.is_told(db, each, person_id) for each in found.values()])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TITLE_LENGTH_MAX else line[: TITLE_LENGTH_MAX - 1] + "…"


async def _hide_shop(db: Db, shop_id: UUID, now: datetime) -> None:
    await shops.close_shop(db, ShopId(shop_id), now=now)
    await catalogue.hide_all_of(db, ShopId(shop_id))


async def _show_shop(db: Db, shop_id: UUID) -> None:
    await shops.reopen_shop(db, ShopId(shop_id))
    await _restore_products(db, [ShopId(shop_id)])


async def _hide_person(db: Db, person_id: UUID, now: datetime) -> None:
    who = PersonId(person_id)
    await identity.suspend(db, who, now=now)
    await videos.hide_all_of(db, who)
    await reviews.hide_all_of(db, who)
    await live.hide_all_of(db, who, now=now)
    for shop in await shops.shops_of(db, who):
        await catalogue.hide_all_of(db, shop.id)


async def _show_person(db: Db, person_id: UUID) -> None:
    who = PersonId(person_id)
    await identity.end_suspension(db, who)
    # Who is about to leave stays out of sight until she comes back.
    if not await identity.hidden_among(db, [who]):
        await videos.restore(db, who)
        await reviews.restore(db, who)
        await live.restore(db, who)
    await _restore_products(db, [shop.id for shop in await shops.shops_of(db, who)])


async def _restore_products(db: Db, shop_ids: Sequence[ShopId]) -> None:
    """Bring back what shops sell, unless they are closed for another reason as well."""
    closed = await shops.closed_among(db, shop_ids)
    for shop_id in shop_ids:
        if shop_id not in closed:
            await catalogue.restore(db, shop_id)


async def _show_room(db: Db, room_id: UUID) -> None:
    """Bring a room back, unless its host is out of sight."""
    await live.restore(db, room_id)
    room = (await live.rooms_by_id(db, [RoomId(room_id)])).get(RoomId(room_id))
    if room and await identity.hidden_among(db, [room.host_id]):
        await live.keep_hidden(db, room.host_id)


def _take(hide: Callable[[Db, Any], Awaitable[None]]) -> Take:
    """Take down what keeps no moment."""

    async def take_down(db: Db, thing_id: UUID, now: datetime) -> None:
        del now
        await hide(db, thing_id)

    return take_down


def _take_now(hide: Hide) -> Take:
    """Take down what keeps the moment."""

    async def take_down(db: Db, thing_id: UUID, now: datetime) -> None:
        await hide(db, thing_id, now=now)

    return take_down


KINDS: Mapping[ThingKind, Handling] = {
    ThingKind.CLIP: Handling(find=_clips, take_down=_take(videos.hide), restore=videos.restore),
    ThingKind.COMMENT: Handling(find=_comments, take_down=_take(videos.hide_comment), restore=videos.restore),
    ThingKind.PERSON: Handling(find=_people, take_down=_hide_person, restore=_show_person),
    ThingKind.SHOP: Handling(find=_shops, take_down=_hide_shop, restore=_show_shop),
    ThingKind.PRODUCT: Handling(find=_products, take_down=_take(catalogue.hide), restore=catalogue.restore),
    ThingKind.REVIEW: Handling(find=_reviews, take_down=_take(reviews.hide), restore=reviews.restore),
    ThingKind.REVIEW_ANSWER: Handling(
        find=_review_answers, take_down=_take_now(reviews.hide_answer), restore=reviews.restore_answer
    ),
    ThingKind.QUESTION: Handling(
        find=_questions, take_down=_take(reviews.hide_said), restore=reviews.restore_said
    ),
    ThingKind.ANSWER: Handling(
        find=_answers, take_down=_take(reviews.hide_said), restore=reviews.restore_said
    ),
    ThingKind.LIVE: Handling(find=_rooms, take_down=_take_now(live.hide), restore=_show_room),
    ThingKind.MESSAGE: Handling(
        find=_messages,
        take_down=_take_now(messaging.hide),
        restore=messaging.restore,
        sees=_is_told,
        is_private=True,
    ),
    ThingKind.LIVE_MESSAGE: Handling(
        find=_live_messages, take_down=_take_now(live.hide_message), restore=live.restore_message
    ),
    ThingKind.BRIEF: Handling(
        find=_briefs, take_down=_take_now(sponsorships.hide), restore=sponsorships.restore
    ),
    ThingKind.AD: Handling(find=_ads, take_down=_take_now(ads.take_down), restore=ads.restore),
}
