"""A retailer's shop in the demo: its catalogue comes by a feed, its orders go to the stand-in retailer."""

import csv
import io
from datetime import datetime, timedelta

from msgspec import Struct

from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import SetPlan
from vitrina.catalogue.model import Category
from vitrina.demo.world import asset, demo_id, world
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.imports import service as imports
from vitrina.imports.model import Mode, NewSource, Schedule, SourceChanges, SourceId
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.money import Money
from vitrina.kit.places import Country, Currency
from vitrina.media import service as media
from vitrina.media.model import OwnerId
from vitrina.partners import service as partners
from vitrina.partners.model import NewEndpoint, NewPartnerKey, Scope
from vitrina.shops import service as shops
from vitrina.shops.model import NewShop, ShopId

HANDLE = "almacen.demo"
NAME = "Almacén Demo"
OWNER = "tadeo"
PICTURE = "products/cafetera-moka.webp"
KEY_NAME = "Almacén Demo"
SOURCE_NAME = "Almacén Demo"
OPENED_AGO = timedelta(days=45)
PLAN_BPS = 800
HEAD = ("id", "title", "description", "availability", "condition", "price", "link", "image_link", "quantity")
# Key of the row, title, what it is, price, units, and which picture of the demo world shows it.
SOLD = (
    ("ALM-001", "Vajilla de almacén, 12 piezas", "Barro vidriado para cuatro personas.", "849.00", 40, 0),
    ("ALM-002", "Cafetera de almacén, 6 tazas", "De aluminio, para estufa de gas.", "499.00", 60, 1),
    ("ALM-003", "Frazada de almacén, matrimonial", "Algodón tejido, se lava a máquina.", "699.00", 25, 2),
)


class Introduced(Struct, frozen=True, kw_only=True):
    """With what the stand-in proves itself, and what orders are signed with."""

    api_key: str
    secret: str


async def seed_retail(pool: Pool, settings: Settings, now: datetime) -> None:
    """Open the retailer's shop; its products come when the stand-in serves its feed."""
    owner_id, shop_id = PersonId(demo_id("person", OWNER)), ShopId(demo_id("shop", HANDLE))
    picture = await media.add_image(pool, settings, owner_id=OwnerId(owner_id), raw=asset(PICTURE), now=now)
    new = NewShop(
        id=shop_id,
        handle=HANDLE,
        name=NAME,
        description="Un minorista de la demo: su catálogo llega por un feed y sus pedidos salen solos.",
        country=Country.MX,
        shipping=Money(99_00, Currency.MXN),
        return_days=10,
        transit_max_days=7,
        avatar_file_id=picture.file_id,
    )
    async with pool.transaction() as db:
        owner = await identity.person_by_id(db, owner_id)
        await shops.open_shop(db, owner, new, now=now - OPENED_AGO)
        plan = SetPlan(rate_bps=PLAN_BPS)
        await affiliates.set_plan(db, shop_id=shop_id, terms=plan, actor=owner, now=now - OPENED_AGO)


def feed(url: str) -> bytes:
    """Write the feed of the stand-in, as Google's tables are written."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEAD)
    for sku, title, description, price, units, picture in SOLD:
        link, image = f"{url}/#{sku}", f"{url}/{picture}.webp"
        said = f"{description} Producto inventado de la demo."
        rows.writerow((sku, title, said, "in_stock", "new", f"{price} MXN", link, image, units))
    return text.getvalue().encode()


def asset_of(path: str) -> bytes | None:
    """Find the picture that the stand-in serves under a path."""
    name = path.removeprefix("/").removesuffix(".webp")
    if not name.isdecimal() or int(name) >= len(SOLD):
        return None
    return asset(world().products[int(name)].picture)


async def introduce(settings: Settings, url: str) -> Introduced:
    """Give the stand-in a key of its own at each start, and let orders and the feed find it where it is."""
    now = clock.now()
    shop_id = ShopId(demo_id("shop", HANDLE))
    async with Pool(settings.database_url, size_max=2) as pool:
        async with pool.transaction() as db:
            is_there = shop_id in await shops.shops_by_id(db, [shop_id])
        if not is_there:  # A demo world of an earlier release.
            await seed_retail(pool, settings, now)
        return await _introduce(pool, settings, url, now=now)


async def _introduce(pool: Pool, settings: Settings, url: str, *, now: datetime) -> Introduced:
    shop_id = ShopId(demo_id("shop", HANDLE))
    async with pool.transaction() as db:
        owner = await identity.person_by_id(db, PersonId(demo_id("person", OWNER)))
        known = await partners.show(db, shop_id=shop_id, actor=owner)
        for key in known.keys:
            if key.name == KEY_NAME:
                await partners.revoke_key(db, shop_id=shop_id, key_id=key.id, actor=owner, now=now)
        new = NewPartnerKey(name=KEY_NAME, scopes=[Scope.STOCK, Scope.ORDERS])
        made = await partners.make_key(db, shop_id=shop_id, actor=owner, new=new, now=now)
        wanted = NewEndpoint(url=f"{url}/orders")
        opened = await partners.set_endpoint(db, settings, shop_id=shop_id, actor=owner, new=wanted, now=now)
        if opened.secret is None:
            opened = await partners.rotate_secret(
                db, settings, shop_id=shop_id, actor=owner, now=clock.real_now()
            )
        source_id, feed_url = SourceId(demo_id("source", HANDLE)), f"{url}/feed.csv"
        source = NewSource(
            id=source_id,
            name=SOURCE_NAME,
            url=feed_url,
            mode=Mode.FULL,
            schedule=Schedule.HOURLY,
            category=Category.HOME,
        )
        added = await imports.add_source(db, settings, shop_id=shop_id, actor=owner, new=source, now=now)
        if added.url != feed_url:
            changes = SourceChanges(url=feed_url)
            await imports.change_source(
                db, settings, source_id=source_id, actor=owner, changes=changes, now=now
            )
    assert opened.secret, "a new endpoint and a rotation answer one"
    return Introduced(api_key=made.secret, secret=opened.secret)
