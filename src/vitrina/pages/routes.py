"""HTTP of pages: HTML for browsers and crawlers, the web app's files, and profiles."""

import gzip
import hashlib
from typing import Annotated, Any
from urllib.parse import quote

import brotli
import msgspec
from litestar import Request, asgi, get
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from litestar.types import Receive, Scope, Send
from msgspec.structs import replace

from vitrina.feed.errors import ProfileNotFound
from vitrina.identity import guards
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.answers import IS_RAW
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, NotFound
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, fails
from vitrina.kit.places import Language
from vitrina.pages import service
from vitrina.pages.model import Profile, Somebody, Visit, WebPage
from vitrina.pages.rules import html, listings, manifests
from vitrina.pages.shell import Shell, WebFile, app_file, find_shell, find_web_file
from vitrina.social.service import People

TAGS = ["pages"]
BROTLI_QUALITY = 5
ZIP_LEVEL = 5
CODE_LENGTH_MAX = 40
# Who is signed in stands in every page, so nobody else may keep it.
PRIVATE = "no-cache, private"
PUBLIC = "public, max-age=3600"
READ = [HttpMethod.GET, HttpMethod.HEAD]

Asked = Request[Any, Any, Any]
HandleText = Annotated[str, PathParameter(max_length=40, description="With or without its @")]


class Text:
    """A text as an ASGI application, packed as the reader takes it."""

    def __init__(self, content: str, *, kind: str, status: int = 200, headers: dict[str, str]) -> None:
        """kind: media type without the charset."""
        self._body = content.encode("utf-8", "replace")
        self._status = status
        self._headers = {"content-type": f"{kind}; charset=utf-8", "vary": "accept-encoding"} | headers

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Send it; only its headers to HEAD, and to who has it already."""
        del receive
        asked = dict(scope["headers"])
        accepted = asked.get(b"accept-encoding", b"")
        body, headers = self._body, dict(self._headers)
        if self._status == 200:
            tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
            headers["etag"] = f"W/{tag}"
            if tag.encode() in asked.get(b"if-none-match", b""):
                await self._start(send, 304, headers)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                return
        if b"br" in accepted:
            body, headers["content-encoding"] = _brotli(body), "br"
        elif b"gzip" in accepted:
            body, headers["content-encoding"] = gzip.compress(body, ZIP_LEVEL, mtime=0), "gzip"
        headers["content-length"] = str(len(body))
        await self._start(send, self._status, headers)
        shown = b"" if scope["method"] == HttpMethod.HEAD else body
        await send({"type": "http.response.body", "body": shown, "more_body": False})

    @staticmethod
    async def _start(send: Send, status: int, headers: dict[str, str]) -> None:
        raw = [(name.encode(), text.encode("latin-1")) for name, text in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})


def _brotli(content: bytes) -> bytes:
    return brotli.compress(content, quality=BROTLI_QUALITY)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


async def find_file(request: Asked) -> WebFile | None:
    """Answer with a file of the web app before anything is read of the request but its path."""
    return find_web_file(request.scope["path"])


@HTTPRouteHandler(
    ["/", "/{path:path}"],
    http_method=READ,
    include_in_schema=False,
    before_request=find_file,
    opt={IS_RAW: True},
)
async def show_page(request: Asked, pool: Pool, settings: Settings, language: Language) -> Text:
    """Show a page of the web app, or 404 in its clothes."""
    path = request.scope["path"]
    if path == "/api" or path.startswith("/api/"):
        raise NotFound
    shell = find_shell()
    if shell is None:
        return _plain(html.not_built_page(language), status=503)
    viewer = await guards.viewer(request, pool, settings)
    visit = Visit(viewer=viewer, language=language, now=clock.now())
    page = await service.web_page(pool, settings, path=path, query=dict(request.query_params), visit=visit)
    if page is None:
        return _plain(html.missing_page(language), status=404)
    return _as_html(page, shell, settings)


def _as_html(page: WebPage, shell: Shell, settings: Settings) -> Text:
    language = page.boot.locale
    parts = {
        "head": html.head(page.story, base_url=settings.base_url, language=language),
        "shell": html.shell(page.story, language),
        "boot": html.boot(replace(page.boot, words=shell.words.get(language))),
    }
    headers = {
        "cache-control": PRIVATE,
        "content-language": language.value,
        "content-security-policy": html.policy(settings, shell.script_hashes, is_embedded=page.is_embedded),
        "vary": "accept-encoding, accept-language, cookie",
    }
    return Text(shell.fill(language, parts), kind="text/html", status=page.status, headers=headers)


def _plain(content: str, *, status: int) -> Text:
    headers = {
        "cache-control": "no-cache",
        "content-security-policy": html.PLAIN_POLICY,
        "vary": "accept-encoding, accept-language",
    }
    return Text(content, kind="text/html", status=status, headers=headers)


@HTTPRouteHandler("/c/{code:str}", http_method=READ, include_in_schema=False, sync_to_thread=False)
def follow_cart_link(code: str) -> Redirect:
    """Lead to what a link carries; one page shows whatever comes from elsewhere."""
    return Redirect(f"/checkout?code={quote(code[:CODE_LENGTH_MAX], safe='')}")


@HTTPRouteHandler("/share", http_method=[HttpMethod.POST], include_in_schema=False, sync_to_thread=False)
def miss_shared_file() -> Redirect:
    """Lead to where a file is chosen: a service worker takes what other apps share, and was not there."""
    return Redirect("/studio/upload?shared=lost", status_code=HTTP_303_SEE_OTHER)


@HTTPRouteHandler(
    "/manifest.webmanifest",
    http_method=READ,
    include_in_schema=False,
    sync_to_thread=False,
    opt={IS_RAW: True},
)
def show_manifest(request: Asked, language: Language) -> Text:
    """Say how the app is installed, in the language that a page asks for by `lang`, else in the reader's."""
    asked = request.query_params.get("lang", "")
    chosen = Language(asked) if asked in set(Language) else language
    content = msgspec.json.encode(manifests.manifest(chosen)).decode()
    headers = {"cache-control": "no-cache", "vary": "accept-encoding, accept-language"}
    return Text(content, kind="application/manifest+json", headers=headers)


@asgi("/_app", is_mount=True, copy_scope=True, opt={IS_RAW: True})
async def app_files(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve the built scripts and styles; hashed names never change."""
    await app_file(scope["path"])(scope, receive, send)


@HTTPRouteHandler(
    "/robots.txt", http_method=READ, include_in_schema=False, sync_to_thread=False, opt={IS_RAW: True}
)
def show_robots(settings: Settings) -> Text:
    """Tell robots what is public."""
    return Text(listings.robots(settings), kind="text/plain", headers={"cache-control": PUBLIC})


@HTTPRouteHandler("/sitemap.xml", http_method=READ, include_in_schema=False, opt={IS_RAW: True})
async def show_sitemap(pool: Pool, settings: Settings) -> Text:
    """List the newest clips and products for search engines."""
    async with pool.transaction() as db:
        found = await service.listing(db)
    content = listings.sitemap(found, settings)
    return Text(content, kind="application/xml", headers={"cache-control": PUBLIC})


@get("/profiles/{handle:str}", operation_id="getProfile", tags=TAGS, responses=fails(ProfileNotFound))
async def get_profile(handle: HandleText, viewer: Person | None, pool: Pool) -> Profile:
    """Show a person or a shop by the handle."""
    async with pool.transaction() as db:
        return await service.get_profile(db, handle=handle, viewer=viewer)


@get(
    "/profiles/{handle:str}/followers",
    operation_id="listFollowers",
    tags=TAGS,
    responses=fails(ProfileNotFound, Malformed),
)
async def list_followers(
    handle: HandleText, viewer: Person | None, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[Somebody]:
    """List who follows a person or a shop, the newest first."""
    async with pool.transaction() as db:
        return await service.list_around(
            db, handle, People.FOLLOWERS, viewer=viewer, cursor=cursor, limit=limit
        )


@get(
    "/profiles/{handle:str}/followees",
    operation_id="listFollowees",
    tags=TAGS,
    responses=fails(ProfileNotFound, Malformed),
)
async def list_followees(
    handle: HandleText, viewer: Person | None, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[Somebody]:
    """List whom a person follows, people and shops, the newest first."""
    async with pool.transaction() as db:
        return await service.list_around(
            db, handle, People.FOLLOWEES, viewer=viewer, cursor=cursor, limit=limit
        )


@get("/me/blocks", operation_id="listBlocks", tags=TAGS, responses=fails(SignInNeeded, Malformed))
async def list_blocks(
    person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[Somebody]:
    """List whom the signed-in person blocks, the newest first."""
    async with pool.transaction() as db:
        return await service.list_people(
            db, People.BLOCKED, person.id, viewer=person, cursor=cursor, limit=limit
        )


@get("/me/mutes", operation_id="listMutes", tags=TAGS, responses=fails(SignInNeeded, Malformed))
async def list_mutes(
    person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[Somebody]:
    """List whom the signed-in person mutes, the newest first."""
    async with pool.transaction() as db:
        return await service.list_people(
            db, People.MUTED, person.id, viewer=person, cursor=cursor, limit=limit
        )


ROUTES = [get_profile, list_followers, list_followees, list_blocks, list_mutes]
PAGES = [
    show_page,
    follow_cart_link,
    miss_shared_file,
    show_manifest,
    app_files,
    show_robots,
    show_sitemap,
]
