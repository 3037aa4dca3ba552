"""Where each cent of a purchase is: from the books, and adding up to what was paid."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.builders import clip_of
from tests.checkout.buying import Client, bought, on_sale, wanting
from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, load, sign_in
from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import NewTouch, TouchId
from vitrina.affiliates.service.touches import Visitor
from vitrina.catalogue import service as catalogue
from vitrina.checkout import rules
from vitrina.checkout import service as checkout
from vitrina.checkout.trail_model import MoneyTrail, Movement, Party
from vitrina.identity.model import NewPerson
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, many
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal, Line
from vitrina.orders import service as orders
from vitrina.orders.errors import OrderNotFound
from vitrina.orders.model import Access, OrderId, Shipment
from vitrina.wiring import SUBSCRIBERS

PRICE_MINOR, SHIPPING_MINOR = 499_00, 50_00
TOTAL_MINOR = PRICE_MINOR + SHIPPING_MINOR
DEFAULT_BPS = 300


class World:
    """A purchase of two shops, one piece by a clip of Carla's."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self.pool = pool
        self.settings = replace(settings, platform_fee_bps=800, default_plan_bps=DEFAULT_BPS, is_demo=True)

    async def buy(self) -> list[OrderId]:
        _, [shown] = await on_sale(self.pool, prices_minor=[PRICE_MINOR])
        _, [other] = await on_sale(self.pool, prices_minor=[PRICE_MINOR], owner=EVA_IN_MEXICO)
        async with self.pool.transaction() as db:
            product_id = (await catalogue.variants_for_sale(db, [shown]))[shown].product_id
            tap = NewTouch(
                id=TouchId(new_id()),
                video_id=await clip_of(db, products=[product_id]),
                product_id=product_id,
            )
            visitor = Visitor(id=new_id(), person_id=None)
            await affiliates.touch(
                db, tap=tap, visitor=visitor, default_plan_bps=DEFAULT_BPS, now=clock.now()
            )
        lines = [
            {"variant_id": str(shown), "quantity": 1, "touch_id": str(tap.id)},
            {"variant_id": str(other), "quantity": 1},
        ]
        body = wanting(total_minor=2 * TOTAL_MINOR, lines=lines)
        purchase = await bought(self.pool, self.settings, body, now=clock.now())
        await events.drain(self.pool, SUBSCRIBERS)
        return [order.id for order in purchase.orders]

    async def trail(self, order_id: OrderId, *, person: NewPerson | None = DAVI) -> MoneyTrail:
        async with self.pool.transaction() as db:
            access = Access(actor=await load(db, person) if person else None)
            return await checkout.trail(db, settings=self.settings, order_id=order_id, access=access)


EVA_IN_MEXICO = replace(EVA, country=BRUNO.country)


@pytest.fixture
def world(pool: Pool, settings: Settings) -> World:
    return World(pool, settings)


def sums(trail: MoneyTrail, *parties: Party) -> list[int]:
    return [part.amount.amount_minor for part in trail.parts if part.party in parties]


def adds_up(trail: MoneyTrail) -> bool:
    by_journal = [
        sum(line.amount.amount_minor if line.is_debit else -line.amount.amount_minor for line in each.lines)
        for each in trail.journals
    ]
    return sum(sums(trail, *Party)) == trail.paid.amount_minor and set(by_journal) == {0}


async def test_every_cent_is_somewhere_and_a_sale_by_a_clip_pays_its_creator(world: World) -> None:
    [first, _] = await world.buy()

    trail = await world.trail(first)

    assert adds_up(trail)
    assert trail.paid.amount_minor == 2 * TOTAL_MINOR
    # 499.00 with 16 % inside: base 430.17. Fee 8 % of it for each; 3 % of it goes on from the first's.
    assert sums(trail, Party.CREATOR) == [1291]
    assert sums(trail, Party.PLATFORM) == [2 * 3441 - 1291]
    assert sums(trail, Party.TAX) == [6883 + 690, 6883 + 690]
    assert sums(trail, Party.SHOP) == [TOTAL_MINOR - 3441 - 7573] * 2
    assert sums(trail, Party.PROVIDER) == [0]
    assert [part.name for part in trail.parts if part.party is Party.CREATOR] == ["@carla.test"]


async def test_a_part_names_the_journals_that_moved_it(world: World) -> None:
    [first, _] = await world.buy()

    trail = await world.trail(first)

    [creator] = [part for part in trail.parts if part.party is Party.CREATOR]
    [accrued] = [each for each in trail.journals if each.id in creator.journals]
    assert accrued.kind == "commission_accrued"
    credited = [line.amount for line in accrued.lines if line.party is Party.CREATOR and not line.is_debit]
    assert credited == [creator.amount]


async def test_what_is_cancelled_goes_back_to_the_buyer_and_still_adds_up(world: World) -> None:
    [first, second] = await world.buy()
    async with world.pool.transaction() as db:
        bruno = await load(db, BRUNO)
        await orders.cancel(db, order_id=first, access=Access(actor=bruno), reason="roto", now=clock.now())
    await events.drain(world.pool, SUBSCRIBERS)

    trail = await world.trail(second)

    assert adds_up(trail)
    assert sums(trail, Party.BUYER) == [TOTAL_MINOR]
    assert sums(trail, Party.CREATOR) == [0]
    assert sums(trail, Party.TAX) == [7573]


async def test_what_matures_stays_whose_it_was(world: World) -> None:
    [first, _] = await world.buy()
    before = await world.trail(first)
    now = clock.now()
    async with world.pool.transaction() as db:
        sent = Shipment(carrier="DHL", tracking_number="1")
        await orders.ship(db, order_id=first, actor=await load(db, BRUNO), shipment=sent, now=now)
    await events.drain(world.pool, SUBSCRIBERS)
    later = now + timedelta(days=40)
    assert await orders.mature_due(world.pool, now=later) == 1
    assert await affiliates.release_due(world.pool, now=later) == 1

    after = await world.trail(first)

    assert adds_up(after)
    assert [(part.party, part.amount) for part in after.parts] == [
        (part.party, part.amount) for part in before.parts
    ]
    assert len(after.journals) == len(before.journals) + 2


async def test_a_movement_of_an_unknown_kind_is_shown_plainly(world: World) -> None:
    """The books may learn to move the money of an order in ways that this page does not know."""
    [first, _] = await world.buy()
    shop, currency = await stored_shop(world, first), Currency.MXN
    lines = [
        Line(account=Account(kind="seller_pending", owner=shop, currency=currency), amount_minor=7_00),
        Line(account=Account(kind="tax_payable", owner="", currency=currency), amount_minor=-7_00),
        Line(account=Account(kind="psp_pending", owner="sandbox", currency=currency), amount_minor=-50_00),
        Line(account=Account(kind="bank", owner="", currency=currency), amount_minor=50_00),
    ]
    learned = Journal(
        key="learned:1",
        kind="learned_later",
        source=orders.source_of(first),
        lines=lines,
        effective_at=clock.now(),
    )
    async with world.pool.transaction() as db:
        await ledger.post(db, [learned])

    trail = await world.trail(first)

    assert adds_up(trail)
    assert sums(trail, Party.OTHER) == [7_00]
    assert min(sums(trail, Party.SHOP)) == TOTAL_MINOR - 3441 - 7573 - 7_00
    [other] = [part for part in trail.parts if part.party is Party.OTHER]
    [journal] = [each for each in trail.journals if each.id in other.journals]
    assert (journal.key, journal.kind) == ("learned:1", Movement.OTHER)
    assert {line.account for line in journal.lines} >= {"tax_payable", "bank"}


async def stored_shop(world: World, order_id: OrderId) -> str:
    async with world.pool.transaction() as db:
        return str((await orders.orders_by_id(db, [order_id]))[order_id].shop_id)


async def refused(world: World, order_id: OrderId, *, access: Access) -> bool:
    async with world.pool.transaction() as db:
        try:
            await checkout.trail(db, settings=world.settings, order_id=order_id, access=access)
        except OrderNotFound:
            return True
    return False


async def test_outside_of_a_demo_operators_alone_may_look(world: World) -> None:
    [first, _] = await world.buy()
    async with world.pool.transaction() as db:
        davi, carla = await load(db, DAVI), await load(db, CARLA)
    with_key = Access(has_key=True)

    assert not await refused(world, first, access=with_key)
    assert await refused(world, first, access=Access())
    assert await refused(world, first, access=Access(actor=carla))

    world.settings = replace(world.settings, is_demo=False)
    assert await refused(world, first, access=with_key)
    assert not await refused(world, first, access=Access(actor=davi))


async def test_over_http_a_stranger_finds_nothing(client: Client, pool: Pool, world: World) -> None:
    [first, _] = await world.buy()
    path = f"/api/v1/orders/{first}/money"

    assert (await client.get(path, headers=await sign_in(pool, ANA))).status_code == 404
    assert (await client.get(path, params={"key": "0" * 64})).status_code == 404
    seen = await client.get(path, headers=await sign_in(pool, DAVI))
    assert seen.json()["paid"] == {"amount": 2 * TOTAL_MINOR, "currency": "MXN"}


async def test_every_account_that_an_order_uses_has_a_party(pool: Pool, world: World) -> None:
    await world.buy()
    async with pool.transaction() as db:
        used: Sequence[Account] = await many(
            db, Account, "select distinct kind, '' as owner, currency from ledger.accounts"
        )

    assert {each.kind for each in used} <= rules.PARTIES.keys()


async def test_every_journal_that_an_order_writes_has_a_name(world: World) -> None:
    [first, _] = await world.buy()
    async with world.pool.transaction() as db:
        bruno = await load(db, BRUNO)
        await orders.cancel(db, order_id=first, access=Access(actor=bruno), reason="roto", now=clock.now())
    await events.drain(world.pool, SUBSCRIBERS)

    kinds = [each.kind for each in (await world.trail(first)).journals]

    assert {Movement.PAYMENT_CAPTURED, Movement.COMMISSION_REVERSED, Movement.ORDER_CANCELLED} <= set(kinds)
    assert Movement.OTHER not in kinds
