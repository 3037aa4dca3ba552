"""HTTP of comments."""

from typing import Annotated

from litestar import delete, get, post, put
from litestar.params import QueryParameter

from vitrina.identity.errors import SignInNeeded, Suspended
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, fails
from vitrina.videos import service
from vitrina.videos.errors import (
    CannotPin,
    CommentIdTaken,
    CommentNotFound,
    CommentNotYours,
    VideoNotFound,
)
from vitrina.videos.model import (
    CommentFilters,
    CommentId,
    CommentOrder,
    CommentThread,
    CommentView,
    NewComment,
    VideoId,
)

TAGS = ["comments"]
WhichOrder = Annotated[CommentOrder, QueryParameter(name="order", description="What is pinned comes first")]


@get(
    "/videos/{video:uuid}/comments",
    operation_id="listComments",
    tags=TAGS,
    responses=fails(VideoNotFound, Malformed),
)
async def list_comments(
    video: VideoId,
    pool: Pool,
    viewer: Person | None,
    order: WhichOrder = CommentOrder.TOP,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[CommentView]:
    """List what was said about a clip. Held comments of the reader's own stand before the first page."""
    async with pool.transaction() as db:
        return await service.list_comments(
            db, video_id=video, order=order, reader=viewer, cursor=cursor, limit=limit
        )


@get(
    "/comments/{comment:uuid}/replies",
    operation_id="listReplies",
    tags=TAGS,
    responses=fails(CommentNotFound, VideoNotFound, Malformed),
)
async def list_replies(
    comment: CommentId, pool: Pool, viewer: Person | None, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[CommentView]:
    """List the answers to a comment, the oldest first."""
    async with pool.transaction() as db:
        return await service.list_replies(db, comment_id=comment, reader=viewer, cursor=cursor, limit=limit)


@get(
    "/comments/{comment:uuid}",
    operation_id="getComment",
    tags=TAGS,
    responses=fails(CommentNotFound, VideoNotFound),
)
async def get_comment(comment: CommentId, pool: Pool, viewer: Person | None) -> CommentThread:
    """Show a comment that a link leads to, with what it answers."""
    async with pool.transaction() as db:
        return await service.find_thread(db, comment_id=comment, reader=viewer)


@post(
    "/videos/{video:uuid}/comments",
    operation_id="addComment",
    tags=TAGS,
    responses=fails(
        SignInNeeded, VideoNotFound, CommentNotFound, CommentIdTaken, Suspended, Malformed, TooManyRequests
    ),
)
async def add_comment(video: VideoId, data: NewComment, person: Person, pool: Pool) -> CommentView:
    """Say something about a clip, or answer a comment. `held_because` tells when its creator looks first."""
    async with pool.transaction() as db:
        said = await service.comment(db, video_id=video, actor=person, new=data, now=clock.now())
        return await service.show_comment(db, said, person)


@delete(
    "/comments/{comment:uuid}",
    operation_id="deleteComment",
    tags=TAGS,
    responses=fails(SignInNeeded, CommentNotFound, CommentNotYours),
)
async def delete_comment(comment: CommentId, person: Person, pool: Pool) -> None:
    """Delete a comment with its answers: one's own, or one under one's own clip."""
    async with pool.transaction() as db:
        await service.delete_comment(db, comment_id=comment, actor=person, now=clock.now())


@delete(
    "/comments/{comment:uuid}/deletion",
    operation_id="undeleteComment",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, CommentNotFound),
)
async def undelete_comment(comment: CommentId, person: Person, pool: Pool) -> CommentView:
    """Bring back what one deleted within the last ten minutes."""
    async with pool.transaction() as db:
        said = await service.undelete_comment(db, comment_id=comment, actor=person, now=clock.now())
        return await service.show_comment(db, said, person)


@put(
    "/comments/{comment:uuid}/like",
    operation_id="likeComment",
    tags=TAGS,
    responses=fails(SignInNeeded, CommentNotFound, VideoNotFound),
)
async def like_comment(comment: CommentId, person: Person, pool: Pool) -> CommentView:
    """Like a comment; twice is once."""
    async with pool.transaction() as db:
        said = await service.like_comment(db, comment_id=comment, actor=person, now=clock.now())
        return await service.show_comment(db, said, person)


@delete(
    "/comments/{comment:uuid}/like",
    operation_id="unlikeComment",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, CommentNotFound),
)
async def unlike_comment(comment: CommentId, person: Person, pool: Pool) -> CommentView:
    """Take a like back; twice is once."""
    async with pool.transaction() as db:
        said = await service.unlike_comment(db, comment_id=comment, actor=person)
        return await service.show_comment(db, said, person)


@put(
    "/comments/{comment:uuid}/pin",
    operation_id="pinComment",
    tags=TAGS,
    responses=fails(SignInNeeded, CommentNotFound, CannotPin),
)
async def pin_comment(comment: CommentId, person: Person, pool: Pool) -> CommentView:
    """Put a comment under one's own clip first, in place of the one before."""
    async with pool.transaction() as db:
        said = await service.pin_comment(db, comment_id=comment, actor=person)
        return await service.show_comment(db, said, person)


@delete(
    "/comments/{comment:uuid}/pin",
    operation_id="unpinComment",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, CommentNotFound, CannotPin),
)
async def unpin_comment(comment: CommentId, person: Person, pool: Pool) -> CommentView:
    """Take the pin off a comment under one's own clip."""
    async with pool.transaction() as db:
        said = await service.unpin_comment(db, comment_id=comment, actor=person)
        return await service.show_comment(db, said, person)


@get(
    "/me/held-comments", operation_id="listHeldComments", tags=TAGS, responses=fails(SignInNeeded, Malformed)
)
async def list_held(
    person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[CommentView]:
    """List what waits under one's own clips, the newest first."""
    async with pool.transaction() as db:
        return await service.list_held(db, actor=person, cursor=cursor, limit=limit)


@put(
    "/comments/{comment:uuid}/approval",
    operation_id="approveComment",
    tags=TAGS,
    responses=fails(SignInNeeded, CommentNotFound, CommentNotYours),
)
async def approve_comment(comment: CommentId, person: Person, pool: Pool) -> CommentView:
    """Show a held comment under one's own clip to everybody."""
    async with pool.transaction() as db:
        said = await service.approve(db, comment_id=comment, actor=person, now=clock.now())
        return await service.show_comment(db, said, person)


@get("/me/comment-filters", operation_id="getCommentFilters", tags=TAGS, responses=fails(SignInNeeded))
async def get_filters(person: Person, pool: Pool) -> CommentFilters:
    """Show the words that hold comments under one's own clips."""
    async with pool.transaction() as db:
        return await service.comment_filters(db, person.id)


@put(
    "/me/comment-filters",
    operation_id="setCommentFilters",
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed),
)
async def set_filters(data: CommentFilters, person: Person, pool: Pool) -> CommentFilters:
    """Set the words that hold comments from now on; case and accents do not matter."""
    async with pool.transaction() as db:
        return await service.set_comment_filters(db, person.id, data)


ROUTES = [
    list_comments,
    list_replies,
    get_comment,
    add_comment,
    delete_comment,
    undelete_comment,
    like_comment,
    unlike_comment,
    pin_comment,
    unpin_comment,
    list_held,
    approve_comment,
    get_filters,
    set_filters,
]
