"""Clips as their creator sees them."""

from collections.abc import Sequence

from vitrina.external import service as external
from vitrina.kit.db import Db
from vitrina.kit.locales import say
from vitrina.kit.places import Language
from vitrina.media import service as media
from vitrina.storefront import service as storefront
from vitrina.videos.model import (
    ExternalTagView,
    Failure,
    Remaking,
    RemakingView,
    TagView,
    Video,
    VideoView,
)
from vitrina.videos.service.overlays import captions_urls


async def show(db: Db, videos: Sequence[Video], *, language: Language) -> list[VideoView]:
    """Show clips with their files and products, in the same order. A constant number of statements.

    Tags of products that no longer exist are left out.  language: of the reader, for what failed.
    """
    files = await media.clip_urls(db, {video.file_id for video in videos if video.file_id})
    cards = await storefront.product_cards(db, {tag.product_id for video in videos for tag in video.tags})
    outside = await external.cards(db, {tag.external_id for video in videos for tag in video.external_tags})
    views: list[VideoView] = []
    for video in videos:
        file = files.get(video.file_id) if video.file_id else None
        views.append(
            VideoView(
                id=video.id,
                status=video.status,
                is_published=video.published_at is not None,
                progress_percent=video.progress_percent,
                failure=_failure(video.failure, language),
                caption=video.caption,
                language=video.language,
                edit=video.edit,
                can_cut=video.upload_id is not None,
                remake=_remaking(video.remake, language),
                duration_ms=video.duration_ms,
                width=file.width if file else None,
                height=file.height if file else None,
                hls_url=file.hls_url if file else None,
                poster_url=file.poster_url if file else None,
                preview_url=file.preview_url if file else None,
                tags=[
                    TagView(
                        product_id=tag.product_id,
                        from_ms=tag.from_ms,
                        to_ms=tag.to_ms,
                        product=cards[tag.product_id],
                    )
                    for tag in video.tags
                    if tag.product_id in cards
                ],
                external_tags=[
                    ExternalTagView(
                        external_id=tag.external_id,
                        from_ms=tag.from_ms,
                        to_ms=tag.to_ms,
                        product=outside[tag.external_id],
                    )
                    for tag in video.external_tags
                    if tag.external_id in outside
                ],
                stickers=video.stickers,
                captions=captions_urls(video.id, video.captions),
                like_count=video.like_count,
                comment_count=video.comment_count,
                save_count=video.save_count,
                published_at=video.published_at,
                scheduled_for=video.scheduled_for,
                is_taken_down=video.is_hidden,
                created_at=video.created_at,
            )
        )
    return views


def _remaking(remake: Remaking | None, language: Language) -> RemakingView | None:
    return remake and RemakingView(
        edit=remake.edit,
        is_cut=remake.is_cut,
        progress_percent=remake.progress_percent,
        failure=_failure(remake.failure, language),
    )


def _failure(code: str | None, language: Language) -> Failure | None:
    return Failure(code=code, title=say(language, f"error.{code}")) if code else None
