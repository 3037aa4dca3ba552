"""A dispute takes from shop, creator and platform what a refund would, sets it aside, and gives it back."""

from datetime import timedelta

import pytest

from tests.affiliates.sales import World as Sales
from tests.affiliates.sales import touch_of
from tests.checkout.buying import bought, wanting
from tests.orders.test_refund import new_refund
from tests.orders.world import World
from tests.people import CARLA, join, load
from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import CommissionState, PlanKind
from vitrina.books import service as books
from vitrina.catalogue import service as catalogue
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account
from vitrina.orders import service as orders
from vitrina.orders.errors import OrderIsDisputed
from vitrina.orders.model import Access, OrderId, Shipment
from vitrina.payments import disputes
from vitrina.payments.disputed import DisputeResult, DisputeState
from vitrina.payments.providers.sandbox import Sandbox
from vitrina.wiring import SUBSCRIBERS

# 398.00 are three units of 116.00, with 48.00 tax inside, and 50.00 of shipping.
TOTAL, FEE, COMMISSION, DISPUTE_FEE = 398_00, 30_00, 45_00, 15_00
SHOPS = TOTAL - FEE - COMMISSION


class Bank:
    """Whoever decides; and the order that it is about."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self.pool = pool
        self.world = World(pool, settings)
        self.order_id: OrderId
        self.reference: str
        self.found: dict[str, DisputeResult] = {}

    async def sell(self, plan: PlanKind) -> None:
        await self.world.open()
        async with self.pool.transaction() as db:
            await join(db, CARLA)
            [product_id] = await catalogue.products_of(db, [self.world.variant_id])
            product = (await catalogue.products_by_id(db, [product_id]))[product_id]
            sales = Sales(shop=self.world.shop, product=product)
            tap = await touch_of(db, sales, at=clock.now() - timedelta(hours=1), plan=(plan, 1_500))
        body = wanting(self.world.variant_id, total_minor=TOTAL, quantity=3)
        body["lines"][0]["touch_id"] = str(tap.id)
        purchase = await bought(self.pool, self.world.settings, body, now=clock.now(), buyer=self.world.ana)
        self.order_id = purchase.orders[0].id
        await events.drain(self.pool, SUBSCRIBERS)
        async with self.pool.transaction() as db:
            self.reference = await value(
                db, "select reference from payments.payments where status = 'captured'"
            )

    async def mature(self) -> None:
        now = clock.now()
        async with self.pool.transaction() as db:
            await orders.ship(
                db,
                order_id=self.order_id,
                actor=self.world.bruno,
                shipment=Shipment(carrier="DHL", tracking_number="1"),
                now=now,
            )
        await events.drain(self.pool, SUBSCRIBERS)
        later = now + timedelta(days=90)
        await affiliates.release_due(self.pool, now=later)
        assert await orders.mature_due(self.pool, now=later) == 1

    async def say(self, state: DisputeState, amount_minor: int = TOTAL, *, name: str = "dp_1") -> None:
        self.found[name] = DisputeResult(
            id=name,
            reference=self.reference,
            amount_minor=amount_minor,
            fee_minor=DISPUTE_FEE,
            currency=Currency.MXN,
            reason=None,
            state=state,
        )
        for _ in range(2):
            await disputes.follow(self.pool, provider="sandbox", dispute_id=name, now=clock.now())
            await events.drain(self.pool, SUBSCRIBERS)

    async def give_back(self, *, amount: int = 0, shipping: int = 0) -> None:
        async with self.pool.transaction() as db:
            await orders.refund(
                db,
                order_id=self.order_id,
                actor=self.world.bruno,
                wanted=new_refund(amount=amount, shipping=shipping),
                now=clock.now(),
            )
        await events.drain(self.pool, SUBSCRIBERS)

    async def standing(self) -> dict[str, int]:
        shop, creator = str(self.world.shop.id), str(CARLA.id)
        owners = {
            **dict.fromkeys(("seller_pending", "seller_available", "seller_reserve"), shop),
            **dict.fromkeys(("creator_pending", "creator_available", "creator_reserve"), creator),
            **dict.fromkeys(
                ("fee_pending", "fee_income", "fee_refunds", "chargeback_loss", "dispute_fee"), ""
            ),
            "dispute_suspense": "dp_1",
        }
        named = {kind: Account(kind=kind, owner=each, currency=Currency.MXN) for kind, each in owners.items()}
        async with self.pool.transaction() as db:
            found = await ledger.balances(db, list(named.values()))
            looked = await books.check(db)
        assert [each for each in looked if each.breaches and each.code != "I7"] == []
        return {kind: found[account] for kind, account in named.items() if found[account]}


@pytest.fixture
def bank(pool: Pool, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Bank:
    bank = Bank(pool, settings)

    async def fetch_dispute(self: Sandbox, dispute_id: str) -> DisputeResult:
        return bank.found[dispute_id]

    monkeypatch.setattr(Sandbox, "fetch_dispute", fetch_dispute)
    return bank


def own(*, has_matured: bool, shop: int, creator: int, fee: int = FEE) -> dict[str, int]:
    """What shop, creator and platform have of the order, pending or their own."""
    kinds = (
        ("seller_available", "creator_available", "fee_income")
        if has_matured
        else (
            "seller_pending",
            "creator_pending",
            "fee_pending",
        )
    )
    return {kind: amount for kind, amount in zip(kinds, (shop, creator, fee), strict=True) if amount}


@pytest.mark.parametrize("has_matured", [False, True])
async def test_all_of_it_is_set_aside_and_comes_back(bank: Bank, has_matured: bool):
    await bank.sell(PlanKind.SHOP)
    if has_matured:
        await bank.mature()
    before = own(has_matured=has_matured, shop=SHOPS, creator=COMMISSION)
    assert await bank.standing() == before

    await bank.say(DisputeState.OPEN)
    assert await bank.standing() == own(has_matured=has_matured, shop=0, creator=0) | {
        "seller_reserve": SHOPS,
        "creator_reserve": COMMISSION,
        "dispute_suspense": TOTAL,
        "dispute_fee": DISPUTE_FEE,
    }

    await bank.say(DisputeState.WON)
    assert await bank.standing() == before | {"dispute_fee": DISPUTE_FEE}


async def test_a_creator_reads_what_is_set_aside_of_hers(bank: Bank):
    await bank.sell(PlanKind.SHOP)
    await bank.say(DisputeState.OPEN)

    async with bank.pool.transaction() as db:
        [balance] = (await affiliates.earnings_of(db, await load(db, CARLA))).balances

    assert (balance.reserved.amount_minor, balance.pending.amount_minor) == (COMMISSION, 0)


@pytest.mark.parametrize("has_matured", [False, True])
async def test_what_is_lost_is_taken_back_as_a_refund_takes_it(bank: Bank, has_matured: bool):
    await bank.sell(PlanKind.SHOP)
    if has_matured:
        await bank.mature()

    await bank.say(DisputeState.OPEN)
    await bank.say(DisputeState.LOST)

    assert await bank.standing() == own(has_matured=has_matured, shop=0, creator=0) | {
        "fee_refunds": FEE,
        "dispute_fee": DISPUTE_FEE,
    }
    async with bank.pool.transaction() as db:
        order = (await orders.orders_by_id(db, [bank.order_id]))[bank.order_id]
        assert order.refunded_minor == TOTAL
        [state] = await value(db, "select array_agg(state) from affiliates.commissions")
    assert state == CommissionState.VOID


async def test_the_platform_bears_the_commission_that_its_fee_paid(bank: Bank):
    await bank.sell(PlanKind.DEFAULT)
    commission = FEE  # It cannot exceed the fee that pays it.
    assert await bank.standing() == own(has_matured=False, shop=TOTAL - FEE, creator=commission, fee=0)

    await bank.say(DisputeState.OPEN)
    assert await bank.standing() == {
        "seller_reserve": TOTAL - FEE,
        "creator_reserve": commission,
        "dispute_suspense": TOTAL,
        "dispute_fee": DISPUTE_FEE,
    }
    await bank.say(DisputeState.LOST)

    assert await bank.standing() == {"dispute_fee": DISPUTE_FEE}


@pytest.mark.parametrize("has_matured", [False, True])
async def test_a_part_is_shared_and_the_rest_goes_back_later(bank: Bank, has_matured: bool):
    await bank.sell(PlanKind.SHOP)
    if has_matured:
        await bank.mature()
    half = {"shop": SHOPS // 2, "creator": COMMISSION // 2}

    await bank.say(DisputeState.OPEN, TOTAL // 2)
    assert await bank.standing() == own(has_matured=has_matured, **half) | {
        "seller_reserve": SHOPS // 2,
        "creator_reserve": COMMISSION // 2,
        "dispute_suspense": TOTAL // 2,
        "dispute_fee": DISPUTE_FEE,
    }
    await bank.say(DisputeState.LOST, TOTAL // 2)
    assert await bank.standing() == own(has_matured=has_matured, **half) | {
        "fee_refunds": FEE // 2,
        "dispute_fee": DISPUTE_FEE,
    }

    await bank.give_back(amount=174_00, shipping=25_00)
    assert await bank.standing() == own(has_matured=has_matured, shop=0, creator=0, fee=FEE // 2) | {
        "fee_refunds": FEE // 2,
        "dispute_fee": DISPUTE_FEE,
    }


async def test_what_is_set_aside_matures_with_nothing_and_comes_back_as_ones_own(bank: Bank):
    await bank.sell(PlanKind.SHOP)
    await bank.say(DisputeState.OPEN)

    await bank.mature()
    assert await bank.standing() == {
        "fee_income": FEE,
        "seller_reserve": SHOPS,
        "creator_reserve": COMMISSION,
        "dispute_suspense": TOTAL,
        "dispute_fee": DISPUTE_FEE,
    }
    await bank.say(DisputeState.WON)

    assert await bank.standing() == own(has_matured=True, shop=SHOPS, creator=COMMISSION) | {
        "dispute_fee": DISPUTE_FEE
    }


async def test_two_disputes_of_one_order_never_take_the_same_money(bank: Bank):
    await bank.sell(PlanKind.SHOP)

    await bank.say(DisputeState.OPEN, TOTAL // 2, name="dp_1")
    await bank.say(DisputeState.OPEN, TOTAL, name="dp_2")
    assert (await bank.standing()).keys() & {"seller_pending", "creator_pending"} == set()
    await bank.say(DisputeState.LOST, TOTAL // 2, name="dp_1")
    await bank.say(DisputeState.WON, TOTAL, name="dp_2")

    found = await bank.standing()
    assert {kind: found.get(kind, 0) for kind in ("seller_pending", "creator_pending", "fee_refunds")} == {
        "seller_pending": SHOPS // 2,
        "creator_pending": COMMISSION // 2,
        "fee_refunds": FEE // 2,
    }


async def test_what_the_buyer_had_back_before_is_the_loss_of_the_platform(bank: Bank):
    await bank.sell(PlanKind.SHOP)
    await bank.give_back(amount=348_00)

    await bank.say(DisputeState.OPEN)
    await bank.say(DisputeState.LOST)

    assert await bank.standing() == {"chargeback_loss": 348_00, "dispute_fee": DISPUTE_FEE}


async def test_nothing_goes_back_while_a_bank_decides(bank: Bank):
    await bank.sell(PlanKind.SHOP)
    await bank.say(DisputeState.OPEN)
    access = Access(actor=bank.world.bruno)

    for amount in (1_00, 100_00):
        with pytest.raises(OrderIsDisputed):
            await bank.give_back(amount=amount)
    async with bank.pool.transaction() as db:
        with pytest.raises(OrderIsDisputed):
            await orders.cancel(db, order_id=bank.order_id, access=access, reason="gone", now=clock.now())
        with pytest.raises(OrderIsDisputed):
            await orders.foresee_refund(
                db, order_id=bank.order_id, actor=bank.world.bruno, wanted=new_refund(amount=1_00)
            )
    await bank.say(DisputeState.WON)
    await bank.give_back(amount=100_00)

    async with bank.pool.transaction() as db:
        await orders.cancel(db, order_id=bank.order_id, access=access, reason="gone", now=clock.now())
    await events.drain(bank.pool, SUBSCRIBERS)
    assert await bank.standing() == {"dispute_fee": DISPUTE_FEE}
