"""HTTP of a shop's partner account, for its owner."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import QueryParameter

from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.edge import NOT_REPLAYABLE
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails, page_of
from vitrina.partners import service
from vitrina.partners.errors import (
    DeliveryNotFound,
    EndpointNotFound,
    EndpointRefused,
    PartnerKeyNotFound,
    TooManyPartnerKeys,
)
from vitrina.partners.model import (
    DeliveryId,
    DeliveryStatus,
    DeliveryView,
    EndpointSecret,
    MadePartnerKey,
    NewEndpoint,
    NewPartnerKey,
    PartnerKeyId,
    PartnerTerms,
    PartnerView,
)
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["partners"]
Status = Annotated[DeliveryStatus | None, QueryParameter(name="status", description="All, or in one status")]


@get(
    "/shops/{shop:uuid}/partner",
    operation_id="getPartner",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def get_partner(shop: ShopId, person: Person, pool: Pool) -> PartnerView:
    """Show a shop's partner account: keys, terms, and where orders are told."""
    async with pool.transaction() as db:
        return await service.show(db, shop_id=shop, actor=person)


@put(
    "/shops/{shop:uuid}/partner/terms",
    operation_id="setPartnerTerms",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def set_terms(shop: ShopId, data: PartnerTerms, person: Person, pool: Pool) -> PartnerTerms:
    """Choose how much of a count is held back, and how far a price may jump."""
    async with pool.transaction() as db:
        return await service.set_terms(db, shop_id=shop, actor=person, terms=data)


@post(
    "/shops/{shop:uuid}/partner/keys",
    operation_id="makePartnerKey",
    tags=TAGS,
    opt={NOT_REPLAYABLE: True},
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, TooManyPartnerKeys, Malformed),
)
async def make_key(shop: ShopId, data: NewPartnerKey, person: Person, pool: Pool) -> MadePartnerKey:
    """Make a key for a partner's program. The answer alone has the secret."""
    async with pool.transaction() as db:
        return await service.make_key(db, shop_id=shop, actor=person, new=data, now=clock.now())


@delete(
    "/shops/{shop:uuid}/partner/keys/{key:uuid}",
    operation_id="revokePartnerKey",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, PartnerKeyNotFound),
)
async def revoke_key(shop: ShopId, key: PartnerKeyId, person: Person, pool: Pool) -> None:
    """End a key at once."""
    async with pool.transaction() as db:
        await service.revoke_key(db, shop_id=shop, key_id=key, actor=person, now=clock.now())


@put(
    "/shops/{shop:uuid}/partner/endpoint",
    operation_id="setPartnerEndpoint",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, EndpointRefused, Malformed),
)
async def set_endpoint(
    shop: ShopId, data: NewEndpoint, person: Person, pool: Pool, settings: Settings
) -> EndpointSecret:
    """Choose where orders are told. The secret of a new endpoint is in this answer alone."""
    async with pool.transaction() as db:
        return await service.set_endpoint(db, settings, shop_id=shop, actor=person, new=data, now=clock.now())


@delete(
    "/shops/{shop:uuid}/partner/endpoint",
    operation_id="deletePartnerEndpoint",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, EndpointNotFound),
)
async def delete_endpoint(shop: ShopId, person: Person, pool: Pool) -> None:
    """Tell orders nowhere; what waits is told no more."""
    async with pool.transaction() as db:
        await service.delete_endpoint(db, shop_id=shop, actor=person)


@post(
    "/shops/{shop:uuid}/partner/endpoint/secrets",
    operation_id="rotatePartnerSecret",
    tags=TAGS,
    opt={NOT_REPLAYABLE: True},
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, EndpointNotFound),
)
async def rotate_secret(shop: ShopId, person: Person, pool: Pool, settings: Settings) -> EndpointSecret:
    """Sign with a new secret; for a day each message carries a signature of the old one as well."""
    async with pool.transaction() as db:
        return await service.rotate_secret(db, settings, shop_id=shop, actor=person, now=clock.real_now())


@get(
    "/shops/{shop:uuid}/partner/deliveries",
    operation_id="listPartnerDeliveries",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def list_deliveries(
    shop: ShopId,
    person: Person,
    pool: Pool,
    status: Status = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[DeliveryView]:
    """List what was told of orders and what became of it, the newest first."""
    key = decode_cursor(cursor, tuple[UUID])
    before = DeliveryId(key[0]) if key else None
    async with pool.transaction() as db:
        found = await service.list_own_deliveries(
            db, shop_id=shop, actor=person, wanted=(status, before), limit=limit + 1
        )
    return page_of(found, limit, lambda each: (each.id,))


@post(
    "/shops/{shop:uuid}/partner/deliveries/{delivery:uuid}/replay",
    operation_id="replayPartnerDelivery",
    tags=TAGS,
    status_code=200,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, DeliveryNotFound, EndpointNotFound),
)
async def replay(shop: ShopId, delivery: DeliveryId, person: Person, pool: Pool) -> DeliveryView:
    """Send a delivery again, under the same id."""
    async with pool.transaction() as db:
        return await service.replay_own(db, shop_id=shop, delivery_id=delivery, actor=person, now=clock.now())


ROUTES = [
    get_partner,
    set_terms,
    make_key,
    revoke_key,
    set_endpoint,
    delete_endpoint,
    rotate_secret,
    list_deliveries,
    replay,
]
