"""A seeded world of buyers, shops, creators, banks that lie, and time.

Every choice comes from one seed. A step is what one person, or the clock, does; after each, the books and the
modules must agree. Faults are of the outside, and of our own process between the two.
"""

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec
import pytest

from tests.affiliates.sales import World as Sales
from tests.affiliates.sales import touch_of
from tests.builders import product_of, shop_of
from tests.checkout.buying import ADDRESS, BUYER
from tests.people import ANA, BRUNO, CARLA, join, load
from tests.simulation.bank import Bank
from tests.simulation.desk import Desk
from tests.simulation.prices import Prices
from tests.simulation.shelves import units_elsewhere
from tests.simulation.wallet import Wallet
from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import PlanKind
from vitrina.books import service as books
from vitrina.catalogue.model import Product, VariantId
from vitrina.checkout import service as checkout
from vitrina.checkout.errors import Expired, PaymentNotClosed
from vitrina.checkout.model import Asked, LineWanted, NewCheckout, NewPaymentTry, PurchaseView
from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.errors import ProviderError, Refusal
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Country, Currency
from vitrina.kit.ticker import advance_clock
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account
from vitrina.orders import service as orders
from vitrina.payments import service as payments
from vitrina.payments.errors import KeptCardNotFound, TooManyAttempts, TooManyKeptCards
from vitrina.payments.model import Card, Method, PurchaseId
from vitrina.payments.providers.sandbox import Sandbox
from vitrina.shipping.model import Destination
from vitrina.shops.model import Shop
from vitrina.wiring import SUBSCRIBERS

STOCK = 4
# Whoever is asked last has her time: a return that time decides lets its order mature after that.
WAITS = (timedelta(minutes=16), timedelta(hours=25), timedelta(days=60), timedelta(days=60))
# The less often a provider is asked something, the likelier that goes wrong.
FAULTS = {"charge": 0.06, "process": 0.1, "fetch": 0.2, "abandon": 0.25, "refund": 0.25, "forget": 0.25}
EXPECTED = (Expired, PaymentNotClosed, TooManyAttempts, TooManyKeptCards, KeptCardNotFound)


class Died(Exception):
    """Our process ended between the provider's answer and our own books."""


class Faults:
    """Lets requests and answers get lost, requests arrive much later, and our own process die in between."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.is_on = True
        self.mute_count = 0
        self.seen: Counter[str] = Counter()
        self.under_way: list[Callable[[], Awaitable[object]]] = []

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for verb in ("charge", "fetch", "abandon", "refund", "forget"):
            monkeypatch.setattr(Sandbox, verb, self._faulty(verb, getattr(Sandbox, verb)))

    def _faulty(self, verb: str, play: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def playing(sandbox: Sandbox, request: Any) -> Any:
            if self.is_on and self.mute_count:
                self.mute_count -= 1
                self.seen["mute"] += 1
                await play(sandbox, request)
                raise ProviderError("no answer gets through", permanent=False)
            if self._strikes(verb, "lost"):
                raise ProviderError("the line is dead", permanent=False)
            if verb == "charge" and self._strikes(verb, "slow"):
                self.under_way.append(partial(play, sandbox, request))
                raise ProviderError("no answer in time", permanent=False)
            answer = await play(sandbox, request)
            if self._strikes(verb, "unheard"):
                raise ProviderError("the line went dead", permanent=False)
            if verb == "charge" and self._strikes("process", "died"):
                raise Died
            return answer

        return playing

    def _strikes(self, verb: str, what: str) -> bool:
        is_struck = self.is_on and self.chance.random() < FAULTS[verb]
        self.seen[f"{verb} {what}"] += is_struck
        return is_struck

    async def fall_mute(self) -> None:
        """Let the provider do what it is asked and answer nothing, for a while."""
        self.mute_count = self.chance.randint(3, 20)

    async def arrive(self) -> None:
        """Let what is under way reach the provider; nobody hears its answer."""
        waiting, self.under_way = self.under_way, []
        for request in waiting:
            with suppress(ProviderError):  # A time-out of the sandbox.
                await request()


class World:
    """Two shops, three products, Ana with an account and many guests."""

    def __init__(self, pool: Pool, settings: Settings, seed: int) -> None:
        self.pool = pool
        self.settings = msgspec.structs.replace(settings, platform_fee_bps=800, default_plan_bps=300)
        self.chance = random.Random(seed)
        self.faults = Faults(random.Random(seed + 1))
        self.bank = Bank(pool, self.chance)
        self.desk = Desk(self)
        self.prices = Prices(self)
        self.wallet = Wallet(self)
        self.seen: Counter[str] = Counter()
        self.purchases: list[PurchaseView] = []
        # Whose page died with our process: they do not come back to pay.
        self.gone: set[PurchaseId] = set()
        self.products: list[Product] = []
        self.shops: list[Shop] = []
        self.owners: dict[object, Person] = {}
        self.units: dict[VariantId, int] = {}
        self.lag_count = 0
        self.ana: Person

    async def open(self) -> None:
        async with self.pool.transaction() as db:
            await join(db, CARLA)
            self.ana = await load(db, ANA)
            for owner in (BRUNO, BRUNO):
                shop = await shop_of(db, owner)
                self.shops.append(shop)
                self.owners[shop.id] = await load(db, owner)
                prices = [self.chance.choice([189_00, 49_99, 1, 1_250_01]) for _ in range(2)]
                # One that costs the same, for who takes it in the place of another.
                prices.append(prices[0])
                product = await product_of(db, shop, prices_minor=prices, quantity=STOCK)
                self.products.append(product)
                self.units |= {variant.id: STOCK for variant in product.variants}

    async def step(self) -> None:
        """Let somebody do something."""
        acts = {
            self.buy: 7,
            self.pay: 14,
            self.double_tap: 2,
            self.pay_late: 1,
            self.desk.fulfil: 9,
            self.desk.cancel: 2,
            self.desk.give_back: 2,
            self.desk.ask_return: 3,
            self.desk.move_return: 6,
            self.prices.plan: 1,
            self.prices.cancel: 1,
            self.wallet.tidy: 1,
            self.bank.dispute: 1,
            self.bank.decide: 1,
            self.restock: 1,
            self.let_time_pass: 2,
            self.faults.arrive: 1,
            self.faults.fall_mute: 1,
            self.lag: 1,
            self.run_jobs: 4,
            self.hear: 3,
        }
        [act] = self.chance.choices(list(acts), weights=list(acts.values()))
        await act()
        await self.agree()

    async def buy(self) -> None:
        """Place a checkout of one or two lines, perhaps with a touch, perhaps signed in."""
        await self._buy([await self._line() for _ in range(self.chance.choice([1, 1, 2, 3]))])

    async def _buy(self, lines: list[LineWanted]) -> None:
        buyer = self.chance.choice([None, None, self.ana])
        async with self.pool.transaction() as db:
            total = (await checkout.quote(db, lines, Destination(country=Country.MX), now=clock.now())).total
        if self.chance.random() < 0.1:
            total = Money(total.amount_minor + 1, total.currency)
        request = msgspec.convert(
            {"id": new_id(), "lines": lines, "buyer": BUYER, "address": ADDRESS, "expected_total": total},
            NewCheckout,
            from_attributes=True,
        )
        try:
            placed = await self._place(request, buyer)
        except Refusal as refusal:
            assert refusal.code in {"inventory.not_enough_stock", "checkout.total_changed"}, refusal.code
            self.seen[refusal.code] += 1
            return
        assert placed.total == total, "a buyer owes what she was told"
        self.purchases.append(placed)
        self.seen["placed"] += 1
        await self.prices.check(placed.id)

    async def _place(self, request: NewCheckout, buyer: Person | None) -> PurchaseView:
        return await checkout.buy(
            self.pool, settings=self.settings, viewer=buyer, request=request, now=clock.now()
        )

    async def _line(self) -> LineWanted:
        product = self.chance.choice(self.products)
        # One of each product is wanted most, so that it runs out.
        variant = self.chance.choice([*product.variants, *product.variants[:1] * 2])
        quantity = self.chance.choice([1, 1, 1, 2, 5])
        if self.chance.random() < 0.5:
            return LineWanted(variant_id=variant.id, quantity=quantity)
        plan = self.chance.choice([(PlanKind.SHOP, 1_500), (PlanKind.DEFAULT, 300)])
        sales = Sales(shop=self.shops[self.products.index(product)], product=product)
        async with self.pool.transaction() as db:
            touch = await touch_of(db, sales, at=clock.now(), plan=plan)
        return LineWanted(variant_id=variant.id, quantity=quantity, touch_id=touch.id)

    async def pay(self) -> None:
        """Try to pay one of the last purchases with some card."""
        if purchase := self._some_purchase():
            await self._pay(purchase)

    def _some_purchase(self) -> PurchaseView | None:
        there = [purchase for purchase in self.purchases[-3:] if purchase.id not in self.gone]
        return self.chance.choice(there) if there else None

    async def _pay(self, purchase: PurchaseView) -> None:
        card = self.chance.choice([*[Card.SUCCESS] * 4, *[Card.DECLINE, Card.CHALLENGE, Card.TIME_OUT] * 2])
        code = self.chance.choice([None, None, "123456", "000000"])
        guest = NewPaymentTry(method=Method.SANDBOX, card=card, challenge_code=code)
        for viewer_id, wanted in ((None, guest), (self.ana.id, await self.wallet.choose(guest))):
            asked = Asked(purchase_id=purchase.id, viewer_id=viewer_id, now=clock.now())
            try:
                tried = await checkout.pay(self.pool, settings=self.settings, asked=asked, wanted=wanted)
            except EXPECTED as refusal:
                self.seen[refusal.code] += 1
                return
            except Died:
                self.gone.add(purchase.id)
                return
            except Refusal as refusal:
                assert refusal.code == "checkout.purchase_not_found"
                continue
            self.seen[tried.status] += 1
            return

    async def double_tap(self) -> None:
        """Pay the same purchase several times at once."""
        import asyncio

        if purchase := self._some_purchase():
            await asyncio.gather(*[self._pay(purchase) for _ in range(3)])

    async def pay_late(self) -> None:
        """Pay one of the last purchases at a bank that tells nobody, until others have bought meanwhile."""
        if purchase := self._some_purchase():
            await self.faults.fall_mute()
            await self._pay(purchase)
            await advance_clock(self.pool, 16 * 60)
            await self._expire_holds(clock.now())
            for variant_id in await self._held(purchase) * STOCK:
                await self._buy([LineWanted(variant_id=variant_id, quantity=1)])

    async def _held(self, purchase: PurchaseView) -> list[VariantId]:
        async with self.pool.transaction() as db:
            return await value(
                db,
                "select array_agg(variant_id order by variant_id) from inventory.holds"
                " where purchase_id = %(id)s",
                id=purchase.id,
            )

    async def lag(self) -> None:
        """Let those who hear of facts fall behind the clock, for a while."""
        self.lag_count = self.chance.randint(5, 20)

    async def restock(self) -> None:
        """Let a shop put some more of a variant on the shelf and count."""
        product = self.chance.choice(self.products)
        variant_id = self.chance.choice(product.variants).id
        more = self.chance.randint(1, 3)
        async with self.pool.transaction() as db:
            before = (await inventory.levels(db, [variant_id]))[variant_id]
            count = Count(variant_id=variant_id, quantity=before.quantity + more)
            owner = self.owners[product.shop_id]
            await inventory.count(db, shop_id=product.shop_id, actor=owner, counts=[count])
        self.units[variant_id] += more
        self.seen["restocked"] += 1

    async def let_time_pass(self) -> None:
        """Move everybody's clock."""
        time = self.chance.choice(
            [
                timedelta(seconds=10),
                timedelta(seconds=30),
                timedelta(minutes=2),
                timedelta(minutes=5),
                timedelta(minutes=16),
                timedelta(hours=25),
                timedelta(days=16),
                timedelta(days=30),
            ]
        )
        await advance_clock(self.pool, int(time.total_seconds()))

    async def hear(self) -> None:
        """Wait a little for what providers have to say, and for refunds to go out."""
        await advance_clock(self.pool, 10)
        await self._poll(clock.now())
        await self._refund(clock.now() + timedelta(minutes=3))

    async def run_jobs(self) -> None:
        """Do what the worker does by the clock, in some order."""
        jobs = [
            self._drain,
            self._expire_holds,
            self._poll,
            self._expire,
            self._give_up,
            self._refund,
            self._mature,
            self._release,
            self._seal,
            self.desk.decide_due,
            self.prices.tell,
            self.wallet.forget,
        ]
        self.chance.shuffle(jobs)
        for job in jobs[: self.chance.randint(2, len(jobs))]:
            await job(clock.now())

    async def _drain(self, now: datetime) -> None:
        del now
        if self.lag_count:
            self.lag_count -= 1
            return
        await events.drain(self.pool, SUBSCRIBERS)

    async def _expire_holds(self, now: datetime) -> None:
        del now
        self.seen["holds expired"] += await inventory.expire_holds(self.pool)

    async def _poll(self, now: datetime) -> None:
        self.seen["told later"] += await checkout.poll_due(self.pool, now=now)
        async with self.pool.transaction() as db:
            gone = await value(db, "select count(*) from checkout.purchases where status = 'refunded'")
        self.seen["late and gone"] = int(gone)

    async def _expire(self, now: datetime) -> None:
        self.seen["expired"] += await checkout.expire_due(self.pool, now=now)

    async def _give_up(self, now: datetime) -> None:
        self.seen["given up"] += await checkout.give_up_due(self.pool, now=now)

    async def _refund(self, now: datetime) -> None:
        self.seen["refunded"] += await payments.refund_queued(self.pool, now=now)

    async def _mature(self, now: datetime) -> None:
        self.seen["matured"] += await orders.mature_due(self.pool, now=now)

    async def _release(self, now: datetime) -> None:
        self.seen["released"] += await affiliates.release_due(self.pool, now=now)

    async def _seal(self, now: datetime) -> None:
        del now
        await ledger.seal(self.pool)

    async def agree(self) -> None:
        """Assert that nobody contradicts anybody about money or stock."""
        async with self.pool.transaction() as db:
            assert await ledger.check(db) == []
            assert await checkout.check_money(db) == []
            for variant_id, units in self.units.items():
                assert await self._accounted_for(db, variant_id) == units
            elsewhere = await units_elsewhere(db)
            assert elsewhere == [], elsewhere

    async def _accounted_for(self, db: Any, variant_id: VariantId) -> int:
        """Count the units of a variant: on the shelf, held, sold, and on their way or with buyers."""
        level = (await inventory.levels(db, [variant_id]))[variant_id]
        shipped = await value(
            db,
            """
            select coalesce(sum(case state when 'shipped' then quantity else sent_quantity end), 0)
              from inventory.holds
             where variant_id = %(variant_id)s
               and state in ('sold', 'shipped')
            """,
            variant_id=variant_id,
        )
        assert level.available >= 0
        return level.available + level.held + level.sold_unshipped + int(shipped)

    async def come_to_rest(self) -> None:
        """Stop the faults and let the clock do its work: everything must become final."""
        self.faults.is_on = False
        self.lag_count = 0
        await self.faults.arrive()
        for wait in WAITS:
            await advance_clock(self.pool, int(wait.total_seconds()))
            for job in (
                self._drain,
                self._poll,
                self._expire_holds,
                self._expire,
                self._give_up,
                self.bank.decide_all,
                self._refund,
                self._drain,
                self._mature,
                self._release,
                self._seal,
                self.desk.decide_due,
                self.wallet.forget,
            ):
                await job(clock.now())
            await self.agree()

    async def assert_final(self) -> None:
        """Assert that nothing is open, and that the provider's own book says what ours says."""
        psp = Account(kind="psp_pending", owner="sandbox", currency=Currency.MXN)
        async with self.pool.transaction() as db:
            assert [each for each in await books.check(db) if each.breaches] == []
            for question in (
                "select count(*) from payments.payments where status in ('open', 'challenge', 'pending')",
                "select count(*) from payments.refunds where status <> 'done'",
                "select count(*) from inventory.holds where state = 'active'",
                "select count(*) from orders.orders where status = 'placed'",
                "select count(*) from returns.returns where state in ('requested', 'accepted', 'sent')",
                "select count(*) from orders.orders"
                " where status in ('shipped', 'delivered') and matured_at is null",
                "select count(*) from checkout.purchases where status not in ('paid', 'refunded', 'expired')",
                # What may be told once of an order. Matured or not, it has one end.
                "select count(*) from (select 1 from kit.events"
                " where name in ('OrderPaid', 'OrderMatured', 'OrderCancelled')"
                " group by name, body ->> 'order_id' having count(*) > 1) twice",
            ):
                assert await value(db, question) == 0, question
            self.seen["captured"] = await value(
                db, "select count(*) from payments.payments where status = 'captured'"
            )
            outside = await value(
                db,
                """
                select (select coalesce(sum(amount_minor), 0)
                          from payments.sandbox_charges
                         where outcome = 'captured')
                     - (select coalesce(sum(amount_minor), 0) from payments.sandbox_refunds)
                """,
            )
            assert (await ledger.balances(db, [psp]))[psp] == outside - self.bank.kept
        await self.bank.assert_final()
        await self.wallet.assert_final()
