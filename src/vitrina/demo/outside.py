"""A product of another shop in a demo clip: clicked, sold there, and one sale of it paid."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from vitrina.demo.world import DemoClip, asset, demo_id, world
from vitrina.external import service as external
from vitrina.external.model import (
    External,
    ExternalChanges,
    ExternalId,
    Found,
    Merchant,
    MerchantId,
    NewExternal,
    NewMerchant,
    NewReceipt,
    ReceiptId,
)
from vitrina.external.service import Caller, Proof
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.places import Currency
from vitrina.media import service as media
from vitrina.media.model import OwnerId
from vitrina.videos import service as videos
from vitrina.videos.model import ExternalTag, VideoChanges, VideoId

CLIP = "cuanto-cuesta"
# Kept for examples by those who give out names: whoever follows the link reads that nothing is sold there.
HOST = "example.com"
NAME = "Tienda Ejemplo (demo)"
TEMPLATE = "clickref={click_id}"
PICTURE = "products/cafetera-moka.webp"
TOLD = Found(title="Cafetera moka 12 tazas", merchant_name=NAME, price_minor=749_00, currency=Currency.MXN)
# Days ago, sale, and what the merchant pays for it; the first one was confirmed and paid.
SALES = ((6, "749.00", "74.90", "approved"), (1, "1498.00", "149.80", "pending"))


async def seed_outside(pool: Pool, settings: Settings, now: datetime) -> None:
    """Show the product in its clip, and let two visitors buy it there. What was done is not done again."""
    clip = next(each for each in world().clips if each.key == CLIP)
    async with pool.transaction() as db:
        creator = await identity.person_by_id(db, PersonId(demo_id("person", clip.creator)))
        operator = await identity.person_by_id(db, PersonId(demo_id("person", "davi")))
        new = NewMerchant(
            id=MerchantId(demo_id("merchant", HOST)), host=HOST, name=NAME, sub_id_template=TEMPLATE
        )
        merchant = await external.add_merchant(db, owner_id=None, new=new, now=now)
    product = await _seed_product(pool, settings, clip, creator=creator, now=now)
    async with pool.transaction() as db:
        reported = await external.list_conversions(db, merchant_id=merchant.id, before=None, limit=1)
    if not reported.items:
        await _seed_sales(pool, settings, product, merchant, now=now)
        await _receive(pool, merchant, operator, now=now)


async def _seed_product(
    pool: Pool, settings: Settings, clip: DemoClip, *, creator: Person, now: datetime
) -> External:
    raw, owner_id, seen_at = asset(PICTURE), OwnerId(creator.id), now - timedelta(days=clip.age_days)
    picture = await media.add_image(pool, settings, owner_id=owner_id, raw=raw, now=now)
    new = NewExternal(id=ExternalId(demo_id("external", CLIP)), url=f"https://{HOST}/cafetera-moka-12")
    async with pool.transaction() as db:
        added = await external.add_told(db, actor=creator, new=new, found=TOLD, now=seen_at)
        changes = ExternalChanges(image_file_id=picture.file_id)
        shown = await external.change(db, actor=creator, external_id=added.id, changes=changes, now=seen_at)
        # The film may have come out a moment shorter than the facts say.
        video = await videos.get_own(db, video_id=VideoId(demo_id("clip", CLIP)), actor=creator)
        end_ms = min(clip.duration_ms, video.duration_ms or clip.duration_ms)
        tag = ExternalTag(external_id=added.id, from_ms=clip.tags[-1].to_ms, to_ms=end_ms)
        edit = VideoChanges(external_tags=[tag])
        await videos.edit(db, video_id=video.id, actor=creator, changes=edit)
    return shown


async def _seed_sales(
    pool: Pool, settings: Settings, product: External, merchant: Merchant, *, now: datetime
) -> None:
    """Let visitors follow the link, and the merchant report what they bought an hour later."""
    async with pool.transaction() as db:
        secrets = await external.renew_secrets(db, settings, owner_id=None, merchant_id=merchant.id)
    for number, (days_ago, sale, commission, status) in enumerate(SALES, start=1):
        at = now - timedelta(days=days_ago)
        visitor = Caller(
            visitor_id=demo_id("visitor", f"{HOST}:{number}"),
            person_id=None,
            video_id=demo_id("clip", CLIP),
            is_counted=True,
        )
        async with pool.transaction() as db:
            target = await external.follow(db, code=product.code, caller=visitor, now=at)
        said = {
            "click": parse_qs(urlsplit(target).query)["clickref"][0],
            "transaction": f"DEMO-{number}",
            "sale": sale,
            "commission": commission,
            "currency": Currency.MXN.value,
            "status": status,
            "token": secrets.token,
        }
        proof = Proof(secret_key=settings.secret_key, real_now=clock.real_now())
        heard_at = at + timedelta(hours=1)
        await external.hear(pool, merchant_id=merchant.id, parameters=said, proof=proof, now=heard_at)


async def _receive(pool: Pool, merchant: Merchant, operator: Person, *, now: datetime) -> None:
    """Record that the money of what was confirmed arrived."""
    async with pool.transaction() as db:
        page = await external.list_conversions(db, merchant_id=merchant.id, before=None, limit=len(SALES))
        paid = page.items[-1]
        new = NewReceipt(
            id=ReceiptId(demo_id("receipt", paid.transaction)), conversion_ids=[paid.id], amount=paid.due
        )
        await external.receive(
            db, merchant_id=merchant.id, operator=operator, new=new, now=now - timedelta(days=2)
        )
