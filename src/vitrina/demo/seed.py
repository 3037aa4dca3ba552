"""Fills a demo instance: people, shops, products, clips, follows, likes and orders in every state."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import SetPlan
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import (
    CollectionId,
    NewCollection,
    NewProduct,
    NewVariant,
    ProductChanges,
    ProductId,
    ProductStatus,
    VariantId,
)
from vitrina.demo.ads import seed_ads
from vitrina.demo.audience import seed_audience
from vitrina.demo.clips import seed_clips
from vitrina.demo.counter import seed_counter
from vitrina.demo.disputes import seed_disputes
from vitrina.demo.dropped import seed_drops
from vitrina.demo.for_adults import seed_for_adults
from vitrina.demo.outside import seed_outside
from vitrina.demo.papers import seed_papers
from vitrina.demo.paying import seed_paying
from vitrina.demo.payouts import seed_payouts
from vitrina.demo.people import PASSWORD
from vitrina.demo.prohibited import seed_prohibited
from vitrina.demo.promos import seed_promos
from vitrina.demo.purchases import is_seeded, seed_purchases
from vitrina.demo.replays import seed_replays
from vitrina.demo.retail import seed_retail
from vitrina.demo.returns import seed_returns
from vitrina.demo.shows import seed_shows
from vitrina.demo.sponsored import seed_sponsorships
from vitrina.demo.talk import seed_talk
from vitrina.demo.tips import seed_tips
from vitrina.demo.world import DemoProduct, DemoShop, Persona, asset, demo_id, world
from vitrina.identity import service as identity
from vitrina.identity.model import AskToken, Capability, NewPerson, Person, PersonId
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit import clock
from vitrina.kit.config import Settings, with_secret_key
from vitrina.kit.db import Pool
from vitrina.kit.money import Money
from vitrina.media import service as media
from vitrina.media.model import FileId, OwnerId
from vitrina.reviews import service as reviews
from vitrina.reviews.model import NewAnswer, NewReview, Stars
from vitrina.shops import service as shops
from vitrina.shops.model import NewShop, ShopId
from vitrina.wishes import service as wishes
from vitrina.wishes.model import BroughtWish

TOKEN_NAME = "Demo"  # noqa: S105  A name, not a secret.
TOKEN_DAYS = 30
OPENED_AGO = timedelta(days=60)
TRANSIT_MAX_DAYS = 7
FULL_PRICE_FOR = timedelta(days=8)
CAPABILITIES = {
    "creator": Capability.EARN,
    "shop_owner": Capability.SELL,
    "operator": Capability.OPERATE,
}


class DemoPerson(Struct, frozen=True, kw_only=True):
    """Somebody of the demo world whom a visitor may be."""

    handle: str
    name: str
    role: str
    email: str
    password: str
    token: str


async def seed(settings: Settings, report: Callable[[str], None]) -> None:
    """Make whatever of the demo world is not there yet. report: told what is being made."""
    settings = with_secret_key(settings)
    now = clock.now()
    async with Pool(settings.database_url) as pool:
        if await is_seeded(pool, settings):
            report("already there")
            return
        report("people")
        await _seed_people(pool, settings, now)
        report("shops and products")
        await asyncio.gather(*[_seed_shop(pool, settings, shop, now) for shop in world().shops])
        await seed_retail(pool, settings, now)
        await seed_promos(pool, now)
        await seed_papers(pool, settings, now)
        await seed_prohibited(pool, settings, now)
        report("clips")
        await seed_clips(pool, settings, now)
        await seed_outside(pool, settings, now)
        report("orders")
        await seed_returns(pool, settings, now)
        await seed_paying(pool, settings, now)
        await seed_purchases(pool, settings, now)
        report("payouts, sponsorships and tips")
        await seed_payouts(pool, settings, now)
        await seed_sponsorships(pool, settings, now)
        await seed_tips(pool, settings, now)
        report("reviews and comments")
        await _seed_reviews(pool, settings, now)
        await _seed_wishes(pool, now)
        await seed_talk(pool, now)
        report("live shows and replays")
        await seed_shows(pool, settings, now)
        await seed_replays(pool, settings, now)
        report("ads, drops and disputes")
        await seed_ads(pool, settings, now)
        await seed_audience(pool, now)
        await seed_for_adults(pool, settings, now)
        await seed_drops(pool, settings, now)
        await seed_counter(pool, settings, now)
        await seed_disputes(pool, now)
        report(f"{len(world().clips)} clips, {len(world().products)} products")


async def people(settings: Settings) -> list[DemoPerson]:
    """List the people of the demo with their password and a token that is made anew at each start."""
    known = {persona.email: persona for persona in world().people}
    async with Pool(settings.database_url) as pool, pool.transaction() as db:
        found = [person for person in await identity.demo_people(db) if person.email in known]
        order = [persona.email for persona in world().people]
        return [
            DemoPerson(
                handle=person.handle,
                name=person.name,
                role=(known[person.email].roles or ["nobody yet"])[0].replace("_", " "),
                email=person.email,
                password=PASSWORD,
                token=await _new_token(pool, person),
            )
            for person in sorted(found, key=lambda person: order.index(person.email))
        ]


async def _new_token(pool: Pool, person: Person) -> str:
    now = clock.real_now()
    async with pool.transaction() as db:
        for token in await identity.list_tokens(db, person.id, now=now):
            if token.name == TOKEN_NAME:
                await identity.delete_token(db, token_id=token.id, person_id=person.id)
        asked = AskToken(name=TOKEN_NAME, expires_in_days=TOKEN_DAYS)
        return (await identity.create_token(db, person.id, asked, now=now)).token


async def _seed_people(pool: Pool, settings: Settings, now: datetime) -> None:
    password_hash = await identity.hash_password(PASSWORD)
    for persona in world().people:
        person_id = PersonId(demo_id("person", persona.key))
        async with pool.transaction() as db:
            if await identity.persons(db, [person_id]):
                continue
        picture = await media.add_image(
            pool, settings, owner_id=OwnerId(person_id), raw=asset(persona.avatar), now=now
        )
        async with pool.transaction() as db:
            new = _new_person(persona, person_id, picture.file_id, password_hash)
            await identity.create_person(db, new, now=now - OPENED_AGO)


def _new_person(persona: Persona, person_id: PersonId, picture: FileId, password_hash: str) -> NewPerson:
    return NewPerson(
        id=person_id,
        email=persona.email,
        language=persona.language,
        handle=persona.handle,
        name=persona.display_name,
        bio=persona.bio,
        birth_date=persona.birth_date,
        country=persona.country,
        avatar_file_id=picture,
        capabilities=frozenset(CAPABILITIES[role] for role in persona.roles if role in CAPABILITIES),
        password_hash=password_hash,
        is_demo=True,
    )


async def _seed_shop(pool: Pool, settings: Settings, shop: DemoShop, now: datetime) -> None:
    owner_id = PersonId(demo_id("person", shop.owner))
    shop_id = ShopId(demo_id("shop", shop.handle))
    picture = await media.add_image(
        pool, settings, owner_id=OwnerId(owner_id), raw=asset(shop.avatar), now=now
    )
    async with pool.transaction() as db:
        owner = await identity.person_by_id(db, owner_id)
        await shops.open_shop(db, owner, _new_shop(shop, shop_id, picture.file_id), now=now - OPENED_AGO)
        plan = SetPlan(rate_bps=shop.plan_rate_bps)
        await affiliates.set_plan(db, shop_id=shop_id, terms=plan, actor=owner, now=now - OPENED_AGO)
    products = [product for product in world().products if product.shop == shop.handle]
    for position, product in enumerate(products):
        published_at = now - OPENED_AGO + timedelta(hours=len(products) - position)
        await _seed_product(pool, settings, product, owner=owner, now=published_at)
    for position, collection in enumerate(each for each in world().collections if each.shop == shop.handle):
        new = NewCollection(
            id=CollectionId(demo_id("collection", collection.key)),
            name=collection.name,
            product_ids=[ProductId(demo_id("product", key)) for key in collection.products],
        )
        made_at = now - OPENED_AGO - timedelta(hours=position)
        async with pool.transaction() as db:
            await catalogue.add_collection(db, shop_id=shop_id, actor=owner, new=new, now=made_at)


def _new_shop(shop: DemoShop, shop_id: ShopId, picture: FileId) -> NewShop:
    return NewShop(
        id=shop_id,
        handle=shop.handle,
        name=shop.name,
        description=shop.description,
        country=shop.country,
        shipping=Money(shop.shipping_flat_minor, shop.currency),
        return_days=shop.return_days,
        transit_max_days=TRANSIT_MAX_DAYS,
        avatar_file_id=picture,
    )


async def _seed_product(
    pool: Pool, settings: Settings, product: DemoProduct, *, owner: Person, now: datetime
) -> None:
    picture = await media.add_image(
        pool, settings, owner_id=OwnerId(owner.id), raw=asset(product.picture), now=now
    )
    shop_id = ShopId(demo_id("shop", product.shop))
    variants = [
        NewVariant(
            id=variant_id(product.key, position),
            sku=variant.sku,
            values=variant.values,
            price_minor=variant.price_minor,
            compare_at_minor=variant.compare_at_minor,
        )
        for position, variant in enumerate(product.variants)
    ]
    new = NewProduct(
        id=ProductId(demo_id("product", product.key)),
        title=product.title,
        description=product.description,
        category=product.category,
        images=[picture.file_id],
        options=product.options,
        variants=variants,
        status=ProductStatus.ACTIVE,
    )
    stock = [
        Count(variant_id=variant_id(product.key, position), quantity=variant.stock)
        for position, variant in enumerate(product.variants)
    ]
    before = [
        replace(each, price_minor=each.compare_at_minor or each.price_minor, compare_at_minor=None)
        for each in variants
    ]
    is_reduced = any(each.compare_at_minor for each in variants)
    async with pool.transaction() as db:
        full = replace(new, variants=before)
        await catalogue.create(db, shop_id=shop_id, actor=owner, product=full, now=now)
        if is_reduced:  # What costs less now was really offered for more.
            less, at = ProductChanges(variants=variants), now + FULL_PRICE_FOR
            await catalogue.edit(db, product_id=new.id, actor=owner, changes=less, now=at)
        await inventory.count(db, shop_id=shop_id, actor=owner, counts=stock)


async def _seed_reviews(pool: Pool, settings: Settings, now: datetime) -> None:
    """Let people rate what they received, and shops answer an hour later."""
    shop_of = {product.key: product.shop for product in world().products}
    owner_of = {shop.handle: shop.owner for shop in world().shops}
    for each in world().reviews:
        product_id = ProductId(demo_id("product", each.product))
        at = now - timedelta(days=each.age_days)
        author_id = PersonId(demo_id("person", each.person))
        photos = [
            await media.add_image(pool, settings, owner_id=OwnerId(author_id), raw=asset(photo), now=at)
            for photo in each.photos
        ]
        new = NewReview(stars=Stars(each.stars), text=each.text, photos=[photo.file_id for photo in photos])
        async with pool.transaction() as db:
            author = await identity.person_by_id(db, author_id)
            review = await reviews.write(db, product_id=product_id, actor=author, new=new, now=at)
            if each.answer:
                owner_id = PersonId(demo_id("person", owner_of[shop_of[each.product]]))
                answer, later = NewAnswer(text=each.answer), at + timedelta(hours=1)
                owner = await identity.person_by_id(db, owner_id)
                await reviews.answer(db, review_id=review.id, actor=owner, new=answer, now=later)


async def _seed_wishes(pool: Pool, now: datetime) -> None:
    for each in world().wishes:
        made = BroughtWish(
            product_id=ProductId(demo_id("product", each.product)),
            price_minor=each.price_then_minor,
            wished_at=now - timedelta(days=each.age_days),
        )
        async with pool.transaction() as db:
            person = await identity.person_by_id(db, PersonId(demo_id("person", each.person)))
            await wishes.bring(db, brought=[made], actor=person, now=now)


def variant_id(product_key: str, position: int) -> VariantId:
    """Name a variant by its product and its place in it."""
    return VariantId(demo_id("variant", f"{product_key}:{position}"))
