"""HTTP of what is laid over clips, and of publishing them later."""

from typing import Annotated

from litestar import Response, delete, get, put
from litestar.params import QueryParameter

from vitrina.identity.errors import SignInNeeded, Suspended
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import fails
from vitrina.kit.places import Language
from vitrina.media.model import Edit
from vitrina.videos import service
from vitrina.videos.errors import (
    AlreadyPublished,
    CaptionsNotFound,
    CaptionsOutside,
    CaptionsTooLong,
    CaptionsUnreadable,
    CoverOutside,
    NotReady,
    ScheduleWrong,
    SourceGone,
    TakenDown,
    VideoNotFound,
)
from vitrina.videos.model import Captions, NewCaptions, NewSchedule, VideoId, VideoView

TAGS = ["editing"]
# The address changes with what is said. Not for proxies: a draft is its creator's, a clip may be taken down.
CACHE = "private, max-age=86400"
Version = Annotated[str, QueryParameter(name="v", max_length=20, description="Only keeps old answers apart")]


@put(
    "/videos/{video:uuid}/captions/{track:str}",
    operation_id="putCaptions",
    tags=TAGS,
    responses=fails(
        SignInNeeded, VideoNotFound, Malformed, CaptionsUnreadable, CaptionsTooLong, CaptionsOutside
    ),
)
async def put_captions(
    video: VideoId, track: Language, data: NewCaptions, person: Person, pool: Pool
) -> Captions:
    """Keep what is said in a clip, in place of what was there in that language: cues, or a file as text."""
    async with pool.transaction() as db:
        return await service.put_captions(
            db, video_id=video, language=track, actor=person, new=data, now=clock.now()
        )


@get(
    "/videos/{video:uuid}/captions/{track:str}",
    operation_id="getCaptions",
    tags=TAGS,
    responses=fails(SignInNeeded, VideoNotFound, CaptionsNotFound),
)
async def get_captions(video: VideoId, track: Language, person: Person, pool: Pool) -> Captions:
    """Show captions to the creator of the clip."""
    async with pool.transaction() as db:
        return await service.get_captions(db, video_id=video, language=track, actor=person)


@delete(
    "/videos/{video:uuid}/captions/{track:str}",
    operation_id="deleteCaptions",
    tags=TAGS,
    responses=fails(SignInNeeded, VideoNotFound),
)
async def delete_captions(video: VideoId, track: Language, person: Person, pool: Pool) -> None:
    """Take captions off a clip."""
    async with pool.transaction() as db:
        await service.delete_captions(db, video_id=video, language=track, actor=person, now=clock.now())


@get(
    "/videos/{video:uuid}/captions/{track:str}/track.vtt",
    operation_id="downloadCaptions",
    tags=TAGS,
    media_type="text/vtt",
    responses=fails(VideoNotFound, CaptionsNotFound),
)
async def download_captions(
    video: VideoId, track: Language, pool: Pool, viewer: Person | None, version: Version = ""
) -> Response[bytes]:
    """Read captions as WebVTT: of published clips everybody, of a draft its creator."""
    del version
    async with pool.transaction() as db:
        written = await service.captions_file(
            db, video_id=video, language=track, reader_id=viewer.id if viewer else None
        )
    return Response(written.encode(), media_type="text/vtt", headers={"cache-control": CACHE})


@put(
    "/videos/{video:uuid}/edit",
    operation_id="editVideo",
    tags=TAGS,
    responses=fails(SignInNeeded, VideoNotFound, Malformed, NotReady, SourceGone, CoverOutside),
)
async def edit_video(video: VideoId, data: Edit, person: Person, pool: Pool, language: Language) -> VideoView:
    """Cut a clip another way, or choose its cover. It plays as it is until `remake` is done.

    What is tagged, said and laid over it stays with its pictures; what is cut off is gone.
    """
    async with pool.transaction() as db:
        wished = await service.set_edit(db, video_id=video, actor=person, edit=data)
        return (await service.show(db, [wished], language=language))[0]


@put(
    "/videos/{video:uuid}/schedule",
    operation_id="scheduleVideo",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        VideoNotFound,
        Malformed,
        NotReady,
        TakenDown,
        Suspended,
        AlreadyPublished,
        ScheduleWrong,
    ),
)
async def schedule_video(
    video: VideoId, data: NewSchedule, person: Person, pool: Pool, language: Language
) -> VideoView:
    """Publish a draft by itself at a moment, in place of one chosen before. Until then it stays private."""
    async with pool.transaction() as db:
        scheduled = await service.schedule(
            db, video_id=video, actor=person, publish_at=data.publish_at, now=clock.now()
        )
        return (await service.show(db, [scheduled], language=language))[0]


@delete(
    "/videos/{video:uuid}/schedule",
    operation_id="unscheduleVideo",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, VideoNotFound),
)
async def unschedule_video(video: VideoId, person: Person, pool: Pool, language: Language) -> VideoView:
    """Let a scheduled clip stay a draft; twice is once."""
    async with pool.transaction() as db:
        draft = await service.unschedule(db, video_id=video, actor=person)
        return (await service.show(db, [draft], language=language))[0]


ROUTES = [
    put_captions,
    get_captions,
    delete_captions,
    download_captions,
    edit_video,
    schedule_video,
    unschedule_video,
]
