"""The inbox, and the outbox of a demo."""

from litestar import get, put

from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, NotFound
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, fails
from vitrina.kit.places import Language
from vitrina.notifications import service
from vitrina.notifications.errors import NoticeNotFound
from vitrina.notifications.model import DemoMail, MarkRead, Notice, NoticePreferences
from vitrina.notifications.push.routes import PUSH_ROUTES


@get(
    "/me/notices",
    operation_id="listNotices",
    tags=["notifications"],
    responses=fails(SignInNeeded, Malformed),
)
async def list_notices(
    person: Person, pool: Pool, language: Language, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[Notice]:
    """List the own notices, the newest first, in the language of the request."""
    async with pool.transaction() as db:
        return await service.list_notices(db, person.id, language=language, cursor=cursor, limit=limit)


@put(
    "/me/notices/read",
    operation_id="markNoticesRead",
    status_code=204,
    tags=["notifications"],
    responses=fails(SignInNeeded, NoticeNotFound, Malformed),
)
async def mark_read(person: Person, data: MarkRead, pool: Pool) -> None:
    """Mark a notice and all older ones as read."""
    async with pool.transaction() as db:
        await service.mark_read(db, person.id, data.until)


@get(
    "/me/notice-preferences",
    operation_id="getNoticePreferences",
    tags=["notifications"],
    responses=fails(SignInNeeded),
)
async def get_preferences(person: Person, pool: Pool) -> NoticePreferences:
    """Show which activity of other people comes to the own inbox."""
    async with pool.transaction() as db:
        return await service.notice_preferences(db, person.id)


@put(
    "/me/notice-preferences",
    operation_id="setNoticePreferences",
    tags=["notifications"],
    responses=fails(SignInNeeded, Malformed),
)
async def set_preferences(person: Person, data: NoticePreferences, pool: Pool) -> NoticePreferences:
    """Choose which activity of other people comes to the own inbox from now on."""
    async with pool.transaction() as db:
        return await service.set_notice_preferences(db, person.id, data)


@get("/demo/mails", operation_id="listDemoMails", tags=["demo"], responses=fails(NotFound, Malformed))
async def list_demo_mails(
    pool: Pool, settings: Settings, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[DemoMail]:
    """List the mails that a demo would send, the newest first. Only a demo has this page."""
    async with pool.transaction() as db:
        return await service.list_demo_mails(db, settings, cursor=cursor, limit=limit)


ROUTES = [list_notices, mark_read, get_preferences, set_preferences, list_demo_mails, *PUSH_ROUTES]
