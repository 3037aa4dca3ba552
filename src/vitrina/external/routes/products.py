"""HTTP of external: products sold elsewhere, and what they earned."""

from datetime import datetime
from uuid import UUID

from litestar import delete, get, patch, post

from vitrina.external import service
from vitrina.external.errors import (
    ExternalIdTaken,
    ExternalNotFound,
    LinkRefused,
    OwnLink,
    TooManyExternals,
)
from vitrina.external.model import ConversionView, ExternalChanges, ExternalId, ExternalView, NewExternal
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, Overloaded
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails, page_of
from vitrina.kit.places import Language
from vitrina.media.errors import ImageNotFound

TAGS = ["external"]


@post(
    "/me/external-products",
    operation_id="addExternalProduct",
    tags=TAGS,
    responses=fails(
        SignInNeeded, Malformed, LinkRefused, OwnLink, ExternalIdTaken, TooManyExternals, Overloaded
    ),
)
async def add_product(
    data: NewExternal, person: Person, pool: Pool, settings: Settings, language: Language
) -> ExternalView:
    """Add a product that is sold elsewhere by its address; its page is read within ten seconds.

    Who has it already gets that one, with its own id. When the page tells nothing, `failure` says why, and
    its person fills in what is missing.
    """
    added = await service.add(pool, settings, actor=person, new=data, now=clock.now())
    async with pool.transaction() as db:
        return (await service.show(db, [added], language=language))[0]


@get(
    "/me/external-products",
    operation_id="listMyExternalProducts",
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed),
)
async def list_products(
    person: Person, pool: Pool, language: Language, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[ExternalView]:
    """List the signed-in person's products from elsewhere, the newest first."""
    before = decode_cursor(cursor, tuple[datetime, UUID])
    async with pool.transaction() as db:
        found = await service.list_own(db, actor=person, before=before, limit=limit + 1)
        shown = await service.show(db, found, language=language)
        return page_of(shown, limit, lambda each: (each.created_at, each.id))


@get(
    "/external-products/{external:uuid}",
    operation_id="getExternalProduct",
    tags=TAGS,
    responses=fails(SignInNeeded, ExternalNotFound),
)
async def get_product(external: UUID, person: Person, pool: Pool, language: Language) -> ExternalView:
    """Show a product from elsewhere to its person."""
    async with pool.transaction() as db:
        found = await service.get_own(db, external_id=ExternalId(external), actor=person)
        return (await service.show(db, [found], language=language))[0]


@patch(
    "/external-products/{external:uuid}",
    operation_id="changeExternalProduct",
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed, ExternalNotFound, ImageNotFound),
)
async def change_product(
    external: UUID, data: ExternalChanges, person: Person, pool: Pool, language: Language
) -> ExternalView:
    """Change what is said about a product from elsewhere. Absent fields stay."""
    async with pool.transaction() as db:
        changed = await service.change(
            db, actor=person, external_id=ExternalId(external), changes=data, now=clock.now()
        )
        return (await service.show(db, [changed], language=language))[0]


@post(
    "/external-products/{external:uuid}/refresh",
    operation_id="refreshExternalProduct",
    tags=TAGS,
    responses=fails(SignInNeeded, ExternalNotFound, LinkRefused, Overloaded),
)
async def refresh_product(
    external: UUID, person: Person, pool: Pool, settings: Settings, language: Language
) -> ExternalView:
    """Read the page again: price and picture of today; the words stay as they are."""
    found = await service.refresh(
        pool, settings, actor=person, external_id=ExternalId(external), now=clock.now()
    )
    async with pool.transaction() as db:
        return (await service.show(db, [found], language=language))[0]


@delete(
    "/external-products/{external:uuid}",
    operation_id="removeExternalProduct",
    tags=TAGS,
    responses=fails(SignInNeeded, ExternalNotFound),
)
async def remove_product(external: UUID, person: Person, pool: Pool) -> None:
    """Take a product from elsewhere away: clips show it no more, and its link leads nowhere."""
    async with pool.transaction() as db:
        await service.remove(db, actor=person, external_id=ExternalId(external), now=clock.now())


@get(
    "/me/conversions",
    operation_id="listMyConversions",
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed),
)
async def list_conversions(
    person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[ConversionView]:
    """List your sales elsewhere, newest first, each with its level of trust and its arithmetic."""
    before = decode_cursor(cursor, tuple[datetime, UUID])
    async with pool.transaction() as db:
        return await service.conversions_of(db, person, before=before, limit=limit)


ROUTES = [
    add_product,
    list_products,
    get_product,
    change_product,
    refresh_product,
    remove_product,
    list_conversions,
]
