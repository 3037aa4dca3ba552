"""Opening, changing and showing shops."""

from litestar import get, patch, post

from vitrina.identity.errors import BirthDateMissing, HandleTaken, SignInNeeded, TooYoung
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import Page, fails
from vitrina.media.errors import ImageNotFound
from vitrina.shops import service
from vitrina.shops.errors import CountryFixed, NotYourShop, ShopIdTaken, ShopNotFound, TooManyShops
from vitrina.shops.model import ChangeShop, NewShop, ShopId, ShopPublic

TAGS = ["shops"]


@post(
    "/shops",
    operation_id="openShop",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        BirthDateMissing,
        TooYoung,
        HandleTaken,
        ShopIdTaken,
        TooManyShops,
        ImageNotFound,
        Malformed,
    ),
)
async def open_shop(person: Person, data: NewShop, pool: Pool) -> ShopPublic:
    """Open a shop. For people of 18 and older; whoever opens one may sell."""
    async with pool.transaction() as db:
        shop = await service.open_shop(db, person, data, now=clock.now())
        return (await service.show_shops(db, [shop], person))[0]


@get("/me/shops", operation_id="listMyShops", tags=TAGS, responses=fails(SignInNeeded))
async def list_my_shops(person: Person, pool: Pool) -> Page[ShopPublic]:
    """List the shops that the signed-in person runs; there are never more than 10."""
    async with pool.transaction() as db:
        shops = await service.shops_of(db, person.id)
        return Page(items=await service.show_shops(db, shops, person))


@get("/shops/{shop:uuid}", operation_id="getShop", tags=TAGS, responses=fails(ShopNotFound))
async def get_shop(shop: ShopId, viewer: Person | None, pool: Pool) -> ShopPublic:
    """Show a shop."""
    async with pool.transaction() as db:
        found = await service.get_open_shop(db, shop, viewer)
        return (await service.show_shops(db, [found], viewer))[0]


@patch(
    "/shops/{shop:uuid}",
    operation_id="changeShop",
    tags=TAGS,
    responses=fails(
        SignInNeeded, NotYourShop, ShopNotFound, HandleTaken, CountryFixed, ImageNotFound, Malformed
    ),
)
async def change_shop(shop: ShopId, person: Person, data: ChangeShop, pool: Pool) -> ShopPublic:
    """Change a shop's profile and terms. Absent fields stay as they are."""
    async with pool.transaction() as db:
        changed = await service.change_shop(db, person, shop, data)
        return (await service.show_shops(db, [changed], person))[0]


ROUTES = [open_shop, list_my_shops, get_shop, change_shop]
