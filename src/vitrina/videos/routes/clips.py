"""HTTP of videos: the studio's side of clips, and likes."""

from datetime import datetime
from uuid import UUID

from litestar import delete, get, patch, post, put

from vitrina.identity.errors import SignInNeeded, Suspended
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails, page_of
from vitrina.kit.places import Language
from vitrina.media.errors import UploadNotFinished, UploadNotFound, UploadTaken
from vitrina.videos import service
from vitrina.videos.errors import (
    IdTaken,
    NotAVideo,
    NotReady,
    ProductNotShown,
    StickerOutside,
    StickerWithoutProduct,
    TagOutside,
    TakenDown,
    TooManyVideos,
    VideoNotFound,
)
from vitrina.videos.model import Liked, NewVideo, VideoChanges, VideoId, VideoView

TAGS = ["videos"]


@post(
    "/videos",
    operation_id="addVideo",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        Malformed,
        UploadNotFound,
        UploadNotFinished,
        UploadTaken,
        NotAVideo,
        TooManyVideos,
        IdTaken,
    ),
)
async def add_video(
    data: NewVideo, person: Person, pool: Pool, settings: Settings, language: Language
) -> VideoView:
    """Make a clip of a finished upload. It is `processing` until it is `ready` or has `failed`."""
    video = await service.begin(pool, settings, actor=person, new=data, now=clock.now())
    async with pool.transaction() as db:
        return (await service.show(db, [video], language=language))[0]


@get("/videos/{video:uuid}", operation_id="getVideo", tags=TAGS, responses=fails(SignInNeeded, VideoNotFound))
async def get_video(video: VideoId, person: Person, pool: Pool, language: Language) -> VideoView:
    """Show a clip to its creator."""
    async with pool.transaction() as db:
        found = await service.get_own(db, video_id=video, actor=person)
        return (await service.show(db, [found], language=language))[0]


@get("/me/videos", operation_id="listMyVideos", tags=TAGS, responses=fails(SignInNeeded, Malformed))
async def list_my_videos(
    person: Person, pool: Pool, language: Language, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[VideoView]:
    """List the signed-in person's clips, newest first."""
    before = decode_cursor(cursor, tuple[datetime, UUID])
    async with pool.transaction() as db:
        found = await service.list_own(db, actor=person, before=before, limit=limit + 1)
        shown = await service.show(db, found, language=language)
        return page_of(shown, limit, lambda each: (each.created_at, each.id))


@patch(
    "/videos/{video:uuid}",
    operation_id="changeVideo",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        Malformed,
        VideoNotFound,
        TagOutside,
        ProductNotShown,
        StickerOutside,
        StickerWithoutProduct,
    ),
)
async def change_video(
    video: VideoId, data: VideoChanges, person: Person, pool: Pool, language: Language
) -> VideoView:
    """Change caption, language, tags or stickers. Absent fields stay; tags and stickers are whole lists."""
    async with pool.transaction() as db:
        changed = await service.edit(db, video_id=video, actor=person, changes=data)
        return (await service.show(db, [changed], language=language))[0]


@post(
    "/videos/{video:uuid}/publication",
    operation_id="publishVideo",
    tags=TAGS,
    responses=fails(SignInNeeded, VideoNotFound, NotReady, TakenDown, Suspended),
)
async def publish_video(video: VideoId, person: Person, pool: Pool, language: Language) -> VideoView:
    """Show a clip to everybody."""
    async with pool.transaction() as db:
        shown = await service.publish(db, video_id=video, actor=person, now=clock.now())
        return (await service.show(db, [shown], language=language))[0]


@delete(
    "/videos/{video:uuid}/publication",
    operation_id="unpublishVideo",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, VideoNotFound),
)
async def unpublish_video(video: VideoId, person: Person, pool: Pool, language: Language) -> VideoView:
    """Take a clip back to the drafts."""
    async with pool.transaction() as db:
        hidden = await service.unpublish(db, video_id=video, actor=person, now=clock.now())
        return (await service.show(db, [hidden], language=language))[0]


@delete(
    "/videos/{video:uuid}",
    operation_id="deleteVideo",
    tags=TAGS,
    responses=fails(SignInNeeded, VideoNotFound),
)
async def delete_video(video: VideoId, person: Person, pool: Pool) -> None:
    """Delete a clip with its files."""
    async with pool.transaction() as db:
        await service.delete(db, video_id=video, actor=person, now=clock.now())


@put(
    "/videos/{video:uuid}/like",
    operation_id="likeVideo",
    tags=TAGS,
    responses=fails(SignInNeeded, VideoNotFound),
)
async def like_video(video: VideoId, person: Person, pool: Pool) -> Liked:
    """Like a clip; twice is once."""
    async with pool.transaction() as db:
        return await service.like(db, video_id=video, person_id=person.id, now=clock.now())


@delete(
    "/videos/{video:uuid}/like",
    operation_id="unlikeVideo",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, VideoNotFound),
)
async def unlike_video(video: VideoId, person: Person, pool: Pool) -> Liked:
    """Take a like back; twice is once."""
    async with pool.transaction() as db:
        return await service.unlike(db, video_id=video, person_id=person.id)


ROUTES = [
    add_video,
    get_video,
    list_my_videos,
    change_video,
    publish_video,
    unpublish_video,
    delete_video,
    like_video,
    unlike_video,
]
