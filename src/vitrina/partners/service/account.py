"""The partner account of a shop: keys, terms, and the endpoint that orders are told to."""

from datetime import datetime, timedelta

from vitrina.identity.model import Person
from vitrina.kit import crypto
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.kit.net import Fetcher
from vitrina.kit.text import clean_line
from vitrina.partners import rules
from vitrina.partners.errors import (
    EndpointNotFound,
    EndpointRefused,
    PartnerKeyNotFound,
    PartnerKeyWrong,
    ScopeMissing,
    TooManyPartnerKeys,
)
from vitrina.partners.model import (
    Caller,
    Endpoint,
    EndpointSecret,
    EndpointView,
    MadePartnerKey,
    NewEndpoint,
    NewPartnerKey,
    PartnerKey,
    PartnerKeyId,
    PartnerTerms,
    PartnerView,
    Scope,
)
from vitrina.partners.store import endpoints as endpoint_store
from vitrina.partners.store import keys as store
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

KEY_PREFIX = "vp"
HINT_LENGTH = 7
KEYS_MAX = 20
DEAD_COUNTED_MAX = 100
USE_NOTED_EVERY = timedelta(minutes=1)


async def show(db: Db, *, shop_id: ShopId, actor: Person) -> PartnerView:
    """Show a shop's partner account to its owner. Raises ShopNotFound, NotYourShop."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    endpoint = await endpoint_store.find_endpoint(db, shop_id)
    return PartnerView(
        keys=await store.keys(db, shop_id, limit=KEYS_MAX),
        terms=await terms_of(db, shop_id),
        endpoint=_view(endpoint) if endpoint else None,
        dead_letter_count=await store.dead_letter_count(db, shop_id, limit=DEAD_COUNTED_MAX),
    )


async def terms_of(db: Db, shop_id: ShopId) -> PartnerTerms:
    """Tell how a shop sells what its partner tells."""
    return await store.find_terms(db, shop_id) or PartnerTerms()


async def set_terms(db: Db, *, shop_id: ShopId, actor: Person, terms: PartnerTerms) -> PartnerTerms:
    """Choose how the actor's shop sells what its partner tells next. Raises ShopNotFound, NotYourShop."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    await store.set_terms(db, shop_id, terms)
    return terms


async def make_key(
    db: Db, *, shop_id: ShopId, actor: Person, new: NewPartnerKey, now: datetime
) -> MadePartnerKey:
    """Make a key of the actor's shop. Its secret is in this answer and nowhere else.

    Raises Malformed, TooManyPartnerKeys, ShopNotFound, NotYourShop.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    name = clean_line(new.name)
    if not name:
        raise Malformed({"name": "must not be empty"})
    await store.line_up(db, shop_id)
    if len(await store.keys(db, shop_id, limit=KEYS_MAX)) >= KEYS_MAX:
        raise TooManyPartnerKeys(count_max=KEYS_MAX)
    secret = crypto.new_token(KEY_PREFIX)
    key = PartnerKey(
        id=PartnerKeyId(new_id()),
        shop_id=shop_id,
        name=name,
        hint=secret[:HINT_LENGTH],
        scopes=sorted(set(new.scopes)),
        made_at=now,
        used_at=None,
    )
    await store.add_key(db, key, digest=crypto.digest(secret), made_by=actor.id)
    return MadePartnerKey(id=key.id, secret=secret)


async def revoke_key(db: Db, *, shop_id: ShopId, key_id: PartnerKeyId, actor: Person, now: datetime) -> None:
    """End a key of the actor's shop at once. Raises PartnerKeyNotFound, ShopNotFound, NotYourShop."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    if not await store.revoke_key(db, key_id, shop_id=shop_id, now=now):
        raise PartnerKeyNotFound


async def find_caller(db: Db, secret: str, *, scope: Scope, now: datetime) -> Caller:
    """Tell for which shop a secret acts. Raises PartnerKeyWrong, ScopeMissing."""
    holder = await store.find_by_digest(db, crypto.digest(secret))
    if holder is None:
        raise PartnerKeyWrong
    if scope not in holder.scopes:
        raise ScopeMissing(scope=scope.value)
    await store.note_used(db, holder.id, now=now, every=USE_NOTED_EVERY)
    shop = await shops.get_shop(db, holder.shop_id)
    return Caller(
        key_id=holder.id,
        shop_id=shop.id,
        owner_id=shop.owner_id,
        currency=shop.currency,
        scopes=list(holder.scopes),
    )


async def set_endpoint(
    db: Db, settings: Settings, *, shop_id: ShopId, actor: Person, new: NewEndpoint, now: datetime
) -> EndpointSecret:
    """Choose where the orders of the actor's shop are told; one that was disabled is tried again.

    The secret of a new endpoint is in this answer; that of a known one stays what it was.
    Raises EndpointRefused, ShopNotFound, NotYourShop.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    url = new.url.strip()
    fetcher = Fetcher(settings)
    if not (fetcher.is_allowed(url) and fetcher.is_sealed(url)):  # Names and addresses of buyers go there.
        raise EndpointRefused
    is_new = await endpoint_store.set_endpoint(db, shop_id, url=url, salt=new_id(), now=now)
    endpoint = await _endpoint(db, shop_id)
    secret = rules.secret_of(settings.secret_key, endpoint.salt) if is_new else None
    return EndpointSecret(endpoint=_view(endpoint), secret=secret)


async def rotate_secret(
    db: Db, settings: Settings, *, shop_id: ShopId, actor: Person, now: datetime
) -> EndpointSecret:
    """Give the endpoint of the actor's shop another secret; the one before is valid for a day more.

    now: real time.  Raises EndpointNotFound, ShopNotFound, NotYourShop.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    if not await endpoint_store.rotate(db, shop_id, salt=new_id(), old_until=now + rules.OLD_SECRET_TIME):
        raise EndpointNotFound
    endpoint = await _endpoint(db, shop_id)
    return EndpointSecret(
        endpoint=_view(endpoint), secret=rules.secret_of(settings.secret_key, endpoint.salt)
    )


async def delete_endpoint(db: Db, *, shop_id: ShopId, actor: Person) -> None:
    """Tell the orders of the actor's shop nowhere; what waits is told no more.

    Raises EndpointNotFound, ShopNotFound, NotYourShop.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    if not await endpoint_store.delete_endpoint(db, shop_id):
        raise EndpointNotFound


async def _endpoint(db: Db, shop_id: ShopId) -> Endpoint:
    found = await endpoint_store.find_endpoint(db, shop_id)
    if found is None:
        raise EndpointNotFound
    return found


def _view(endpoint: Endpoint) -> EndpointView:
    return EndpointView(
        url=endpoint.url,
        made_at=endpoint.made_at,
        old_secret_until=endpoint.old_until,
        failing_since=endpoint.failing_since,
        disabled_at=endpoint.disabled_at,
    )
