"""HTTP of saves, of lists of them, and of what is not wanted. The feed shows the clips themselves."""

from typing import Annotated

from litestar import delete, get, patch, post, put
from litestar.params import QueryParameter

from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import Page, fails
from vitrina.videos import service
from vitrina.videos.errors import ListIdTaken, ListNotFound, TooManyLists, TooManySaves, VideoNotFound
from vitrina.videos.model import ListId, NewSaveList, Saved, SaveList, SaveListChanges, VideoId

TAGS = ["saves"]
About = Annotated[
    VideoId | None, QueryParameter(name="video", description="Say of each list whether it has this clip")
]


@put(
    "/videos/{video:uuid}/save",
    operation_id="saveVideo",
    tags=TAGS,
    responses=fails(SignInNeeded, VideoNotFound, TooManySaves),
)
async def save_video(video: VideoId, person: Person, pool: Pool) -> Saved:
    """Save a clip for later; twice is once. Only the person sees what she saved."""
    async with pool.transaction() as db:
        return await service.save(db, video_id=video, actor=person, now=clock.now())


@delete(
    "/videos/{video:uuid}/save",
    operation_id="unsaveVideo",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, VideoNotFound),
)
async def unsave_video(video: VideoId, person: Person, pool: Pool) -> Saved:
    """Take a save back; the clip leaves every list."""
    async with pool.transaction() as db:
        return await service.unsave(db, video_id=video, actor=person)


@put(
    "/videos/{video:uuid}/disinterest",
    operation_id="loseInterest",
    status_code=204,
    tags=["videos"],
    responses=fails(SignInNeeded, VideoNotFound),
)
async def lose_interest(video: VideoId, person: Person, pool: Pool) -> None:
    """Keep a clip out of one's own feed; twice is once. Nobody else is told."""
    async with pool.transaction() as db:
        await service.lose_interest(db, video_id=video, actor=person, now=clock.now())


@delete(
    "/videos/{video:uuid}/disinterest",
    operation_id="regainInterest",
    status_code=204,
    tags=["videos"],
    responses=fails(SignInNeeded),
)
async def regain_interest(video: VideoId, person: Person, pool: Pool) -> None:
    """Let a clip into one's own feed again; twice is once."""
    async with pool.transaction() as db:
        await service.regain_interest(db, video_id=video, actor=person)


@get("/me/save-lists", operation_id="listSaveLists", tags=TAGS, responses=fails(SignInNeeded))
async def list_lists(person: Person, pool: Pool, about: About = None) -> Page[SaveList]:
    """List the own lists, the newest first; there are never more than 50."""
    async with pool.transaction() as db:
        return Page(items=await service.lists_of(db, actor=person, video_id=about))


@post(
    "/save-lists",
    operation_id="addSaveList",
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed, ListIdTaken, TooManyLists),
)
async def add_list(data: NewSaveList, person: Person, pool: Pool) -> SaveList:
    """Make a list of saved clips."""
    async with pool.transaction() as db:
        return await service.add_list(db, actor=person, new=data, now=clock.now())


@patch(
    "/save-lists/{save_list:uuid}",
    operation_id="changeSaveList",
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed, ListNotFound),
)
async def change_list(save_list: ListId, data: SaveListChanges, person: Person, pool: Pool) -> SaveList:
    """Name a list anew."""
    async with pool.transaction() as db:
        return await service.change_list(db, list_id=save_list, actor=person, changes=data)


@delete(
    "/save-lists/{save_list:uuid}",
    operation_id="deleteSaveList",
    tags=TAGS,
    responses=fails(SignInNeeded, ListNotFound),
)
async def delete_list(save_list: ListId, person: Person, pool: Pool) -> None:
    """Delete a list; its clips stay saved."""
    async with pool.transaction() as db:
        await service.delete_list(db, list_id=save_list, actor=person)


@put(
    "/save-lists/{save_list:uuid}/videos/{video:uuid}",
    operation_id="putIntoSaveList",
    tags=TAGS,
    responses=fails(SignInNeeded, ListNotFound, VideoNotFound, TooManySaves),
)
async def put_into_list(save_list: ListId, video: VideoId, person: Person, pool: Pool) -> SaveList:
    """Put a clip into a list, and save it if it was not."""
    async with pool.transaction() as db:
        return await service.put_into_list(
            db, list_id=save_list, video_id=video, actor=person, now=clock.now()
        )


@delete(
    "/save-lists/{save_list:uuid}/videos/{video:uuid}",
    operation_id="takeFromSaveList",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, ListNotFound),
)
async def take_from_list(save_list: ListId, video: VideoId, person: Person, pool: Pool) -> SaveList:
    """Take a clip out of a list; it stays saved."""
    async with pool.transaction() as db:
        return await service.take_from_list(db, list_id=save_list, video_id=video, actor=person)


ROUTES = [
    save_video,
    unsave_video,
    lose_interest,
    regain_interest,
    list_lists,
    add_list,
    change_list,
    delete_list,
    put_into_list,
    take_from_list,
]
