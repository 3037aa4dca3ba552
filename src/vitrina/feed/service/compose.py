"""Putting together what the screen of a clip shows."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import Disclosure
from vitrina.catalogue.model import ProductId
from vitrina.external import service as external
from vitrina.external.model import ExternalCard, ExternalId
from vitrina.feed.model import Chosen, Clip, Creator, Reader, ShownExternal, ShownProduct
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db
from vitrina.media import service as media
from vitrina.media.model import ClipView, FileId, FileView
from vitrina.social import service as social
from vitrina.sponsorships import service as sponsorships
from vitrina.storefront import service as storefront
from vitrina.storefront.model import ProductCard
from vitrina.videos import service as videos
from vitrina.videos.model import Video, VideoId


class Parts(Struct, frozen=True, kw_only=True):
    """What clips are put together from, by id."""

    files: Mapping[FileId, ClipView]
    creators: Mapping[PersonId, Person]
    avatars: Mapping[FileId, FileView]
    cards: Mapping[ProductId, ProductCard]
    outside: Mapping[ExternalId, ExternalCard]
    followed_ids: set[UUID]
    liked_ids: set[VideoId]
    saved_ids: set[VideoId]


async def compose(db: Db, chosen: Sequence[Chosen], *, reader: Reader) -> list[Clip]:
    """Show clips in this order; those that were taken back meanwhile are left out.

    A constant number of statements, however many clips.
    """
    found = await videos.videos_by_id(db, [each.video_id for each in chosen])
    shown = {each.id: each for each in found.values() if each.published_at and each.file_id}
    parts = await _parts(db, list(shown.values()), reader=reader)
    listed = [
        (each, video)
        for each in chosen
        if (video := shown.get(each.video_id))
        and video.creator_id in parts.creators
        and video.file_id in parts.files
    ]
    labels = await affiliates.disclosures(
        db,
        [(video.creator_id, [tag.product_id for tag in video.tags]) for _, video in listed],
        with_outside=[
            any(tag.external_id in parts.outside for tag in video.external_tags) for _, video in listed
        ],
        default_plan_bps=reader.default_plan_bps,
    )
    paid = await sponsorships.paid_among(db, {video.id for _, video in listed})
    return [
        _clip(
            video,
            each,
            parts=parts,
            disclosures=[Disclosure.PAID, *disclosures] if video.id in paid else disclosures,
            viewer=reader.viewer,
        )
        for (each, video), disclosures in zip(listed, labels, strict=True)
    ]


async def _parts(db: Db, shown: Sequence[Video], *, reader: Reader) -> Parts:
    viewer = reader.viewer
    creator_ids = list({video.creator_id for video in shown})
    creators = await identity.persons(db, creator_ids)
    cards = await storefront.product_cards(db, {tag.product_id for video in shown for tag in video.tags})
    avatar_ids = {each.avatar_file_id for each in creators.values() if each.avatar_file_id}
    return Parts(
        files=await media.clip_urls(db, {video.file_id for video in shown if video.file_id}),
        creators=creators,
        avatars=await media.file_urls(db, avatar_ids),
        cards={each.id: each for each in cards.values() if not (reader.is_minor and each.age_limit)},
        outside=await external.cards(db, {tag.external_id for video in shown for tag in video.external_tags}),
        followed_ids=await social.followed_among(db, viewer.id, creator_ids) if viewer else set(),
        liked_ids=await videos.liked_among(db, viewer.id, [each.id for each in shown]) if viewer else set(),
        saved_ids=await videos.saved_among(db, viewer.id, [each.id for each in shown]) if viewer else set(),
    )


def _clip(
    video: Video, chosen: Chosen, *, parts: Parts, disclosures: list[Disclosure], viewer: Person | None
) -> Clip:
    assert video.file_id
    assert video.duration_ms
    assert video.published_at
    file = parts.files[video.file_id]
    return Clip(
        id=video.id,
        creator=_creator(parts.creators[video.creator_id], parts=parts, viewer=viewer),
        caption=video.caption,
        language=video.language,
        hls_url=file.hls_url,
        av1_url=file.av1_url,
        poster_url=file.poster_url,
        preview_url=file.preview_url,
        width=file.width,
        height=file.height,
        duration_ms=video.duration_ms,
        like_count=video.like_count,
        is_liked=video.id in parts.liked_ids,
        comment_count=video.comment_count,
        save_count=video.save_count,
        is_saved=video.id in parts.saved_ids,
        products=[
            ShownProduct(from_ms=tag.from_ms, to_ms=tag.to_ms, product=parts.cards[tag.product_id])
            for tag in video.tags
            if tag.product_id in parts.cards
        ],
        external_products=[
            ShownExternal(from_ms=tag.from_ms, to_ms=tag.to_ms, product=parts.outside[tag.external_id])
            for tag in video.external_tags
            if tag.external_id in parts.outside
        ],
        stickers=[
            sticker
            for sticker in video.stickers
            if sticker.product_id is None or sticker.product_id in parts.cards
        ],
        captions=videos.captions_urls(video.id, video.captions),
        disclosures=disclosures,
        published_at=video.published_at,
        why=chosen.why,
    )


def _creator(person: Person, *, parts: Parts, viewer: Person | None) -> Creator:
    avatar = parts.avatars.get(person.avatar_file_id) if person.avatar_file_id else None
    return Creator(
        id=person.id,
        handle=person.handle,
        name=person.name,
        avatar_url=avatar.thumbnail_url if avatar else None,
        is_following=person.id in parts.followed_ids,
        is_self=viewer is not None and viewer.id == person.id,
    )
