"""Clicks: kept before a visitor is sent to a merchant."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.external import rules
from vitrina.external.errors import LinkNotFound
from vitrina.external.model import Click, ClickId, External
from vitrina.external.store import merchants as merchant_store
from vitrina.external.store import products as store
from vitrina.identity import service as identity
from vitrina.identity.model import Capability, PersonId
from vitrina.kit.db import Db
from vitrina.kit.ids import new_id


class Caller(Struct, frozen=True, kw_only=True):
    """Who follows a link. is_counted: False for robots and for who follows too many."""

    visitor_id: UUID
    person_id: PersonId | None
    video_id: UUID | None
    is_counted: bool


async def follow(db: Db, *, code: str, caller: Caller, now: datetime) -> str:
    """Answer where a link leads, after the click was kept. Raises LinkNotFound.

    Only stored addresses are answered. A creator's own clicks, and those of a link whose person has not
    turned earning on, are kept and earn nothing.
    """
    product = await store.find_by_code(db, code)
    if product is None or await identity.hidden_among(db, [product.person_id]):
        raise LinkNotFound
    merchant = await merchant_store.find_of_host(db, rules.site_of(product.host), product.person_id)
    if not caller.is_counted:
        return product.url
    share_bps = merchant.creator_share_bps if merchant and await _earns(db, product, caller) else 0
    click = Click(
        id=ClickId(new_id()),
        product_id=product.id,
        creator_id=product.person_id,
        merchant_id=merchant.id if merchant else None,
        video_id=caller.video_id,
        visitor_id=caller.visitor_id,
        person_id=caller.person_id,
        share_bps=share_bps,
        at=now,
    )
    await store.add_click(db, click)
    return rules.way_out(product.url, merchant.sub_id_template if merchant else "", click.id)


async def _earns(db: Db, product: External, caller: Caller) -> bool:
    if caller.person_id == product.person_id:
        return False
    creator = (await identity.persons(db, [product.person_id])).get(product.person_id)
    return creator is not None and creator.can(Capability.EARN)
