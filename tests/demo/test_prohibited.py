"""The product of the demo world that its words hold, and the request that waits."""

from tests.people import ANA, DAVI, JOINED, load

from vitrina.demo.prohibited import SHOP, TITLE, seed_prohibited
from vitrina.demo.world import demo_id
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.money import Money
from vitrina.kit.places import Country, Currency
from vitrina.prohibitions import service as prohibitions
from vitrina.prohibitions.model import WhichPermits
from vitrina.shops import service as shops
from vitrina.shops.model import NewShop, ShopId


async def test_a_bag_for_vapes_waits_for_a_permit(pool: Pool, settings: Settings) -> None:
    new = NewShop(
        id=ShopId(demo_id("shop", SHOP)),
        handle=SHOP,
        name="Lirio Lento",
        country=Country.CO,
        shipping=Money(9_000_00, Currency.COP),
        return_days=15,
        transit_max_days=10,
    )
    async with pool.transaction() as db:
        await shops.open_shop(db, await load(db, ANA), new, now=JOINED)

    await seed_prohibited(pool, settings, JOINED)

    async with pool.transaction() as db:
        operator = await load(db, DAVI)
        waiting = await prohibitions.list_requests(
            db, WhichPermits.WAITING, operator=operator, cursor=None, limit=10
        )
    [case] = waiting.items
    assert (case.title, case.is_current) == (TITLE, True)
    assert case.request.countries == [Country.MX, Country.BR, Country.AR]
