"""A race for a few units, run beside a demo: `python -m vitrina.demo.race rush|minute`.

Buyers are guests with the sandbox card who ask over HTTP, each from an address of one's own, and who ask
again with the same ids until they are answered, whatever dies meanwhile. In the end what they were told is
compared with the database.
"""

import asyncio
import ssl
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

import msgspec
import uvloop
from msgspec import Struct

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Category, NewProduct, NewVariant, ProductId, ProductStatus, VariantId
from vitrina.checkout import service as checkout
from vitrina.checkout.model import LineWanted, PurchaseStatus
from vitrina.demo import lab
from vitrina.demo.lab import Pace, Race, RaceState, RaceVerdict, Survived
from vitrina.demo.world import demo_id
from vitrina.identity import service as identity
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit import clock, tls
from vitrina.kit.config import Settings, load_settings, with_secret_key
from vitrina.kit.db import DatabaseError, Pool
from vitrina.kit.errors import Overloaded
from vitrina.kit.http import API_BASE
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Country
from vitrina.kit.ticker import read_clock_offset
from vitrina.payments.model import PurchaseId
from vitrina.shipping.model import Destination
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

SHOP, PICTURED = "molino.nube", "taza-barro"
PRODUCT_ID = ProductId(demo_id("product", "race"))
VARIANT_ID = VariantId(demo_id("variant", "race"))
PRICE_MINOR = 149_00
UNITS = {Pace.RUSH: 200, Pace.MINUTE: 600}
BUYERS = {Pace.RUSH: 500, Pace.MINUTE: 900}
SPREAD_S = {Pace.RUSH: 0.0, Pace.MINUTE: 60.0}
TELL_EVERY_S = 0.3
ASK_AGAIN_S = 0.2
ANSWER_S = 10.0
PATIENCE_S = 120.0
ANSWER_BYTES_MAX = 1_000_000
TRY_AGAIN_S = 1.0
THIS_MACHINE, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104  Recognised, not listened on.
PLACED, PAID = 201, 200
TEMPORARY = {408, 425, 429}
PAYMENT = {"method": "sandbox", "card": "success"}
BUYER = {"email": "carrera@people.example", "name": "Carrera de prueba", "language": "es"}
ADDRESS = {
    "country": "MX",
    "name": "Carrera de prueba",
    "line1": "Calle de la Prueba 1",
    "neighbourhood": "Centro",
    "city": "Oaxaca de Juárez",
    "state": "Oaxaca",
    "postal_code": "68000",
}


Done = TypeVar("Done")


class End(StrEnum):
    """What a buyer was told in the end."""

    BOUGHT = "bought"
    """It is paid."""
    REFUSED = "refused"
    """There is none left."""
    NOT_ANSWERED = "not_answered"
    """Nothing, for as long as anybody asks."""


class Answer(Struct, frozen=True, kw_only=True):
    """What came over HTTP."""

    status: int
    body: bytes


class Racing:
    """A race and all that is known of it."""

    def __init__(self, settings: Settings, pace: Pace) -> None:
        """Prepare; nothing is asked yet."""
        self._settings = settings
        self._pace = pace
        self._state = RaceState.STARTING
        self._asked_at = self._began_at = datetime.now(UTC)
        self._began = self._last = time.monotonic()
        self._total = Money(0, Country.MX.currency)
        self._ends: dict[PurchaseId, End] = {}
        self._first_answers: list[tuple[datetime, datetime]] = []
        self._trust: ssl.SSLContext | None = (
            tls.trusting(tls.certificate_of(settings)) if settings.tls_dir else None
        )

    async def run(self, pool: Pool) -> None:
        """Run to the verdict, and tell on the way."""
        self._tell(None)
        self._total = await _insist(lambda: _fill_shelf(pool, UNITS[self._pace]))
        self._state, self._began_at = RaceState.RUNNING, datetime.now(UTC)
        self._began = self._last = time.monotonic()
        telling = asyncio.create_task(self._keep_telling())
        await asyncio.gather(*[self._buy(number) for number in range(BUYERS[self._pace])])
        self._state = RaceState.COUNTING
        verdict = await _insist(lambda: self._verdict(pool))
        telling.cancel()
        self._state = RaceState.DONE
        self._tell(verdict)

    async def _keep_telling(self) -> None:
        while True:
            self._tell(None)
            await asyncio.sleep(TELL_EVERY_S)

    def _tell(self, verdict: RaceVerdict | None) -> None:
        counts = Counter(self._ends.values())
        is_over = self._state in {RaceState.COUNTING, RaceState.DONE}
        race = Race(
            pace=self._pace,
            state=self._state,
            began_at=self._began_at,
            elapsed_s=round((self._last if is_over else time.monotonic()) - self._began, 2),
            units=UNITS[self._pace],
            buyers=BUYERS[self._pace],
            bought=counts[End.BOUGHT],
            refused=counts[End.REFUSED],
            waiting=BUYERS[self._pace] - counts[End.BOUGHT] - counts[End.REFUSED],
            blows=[self._survived(blow) for blow in lab.blows(self._settings) if blow.at >= self._asked_at],
            verdict=verdict,
        )
        lab.write_race(self._settings, race)

    def _survived(self, blow: lab.Blow) -> Survived:
        answered = min((at for sent_at, at in self._first_answers if sent_at >= blow.at), default=None)
        after_s = round((answered - blow.at).total_seconds(), 2) if answered else None
        return Survived(target=blow.target, at=blow.at, answered_after_s=after_s)

    async def _buy(self, number: int) -> None:
        """Let one buyer come, ask, and ask again until there is an answer."""
        await asyncio.sleep(SPREAD_S[self._pace] * number / BUYERS[self._pace])
        purchase_id, sent_at = PurchaseId(new_id()), datetime.now(UTC)
        until = time.monotonic() + PATIENCE_S
        checkout_body = {
            "id": purchase_id,
            "lines": [{"variant_id": VARIANT_ID, "quantity": 1}],
            "buyer": BUYER,
            "address": ADDRESS,
            "expected_total": self._total,
        }
        end = End.NOT_ANSWERED
        placed = await self._ask("/checkouts", checkout_body, number, until)
        if placed and placed.status == PLACED:
            end = await self._pay(purchase_id, number, until)
        elif placed:
            end = End.REFUSED
        self._ends[purchase_id] = end
        self._last = time.monotonic()
        self._first_answers.append((sent_at, datetime.now(UTC)))

    async def _pay(self, purchase_id: PurchaseId, number: int, until: float) -> End:
        """Pay, and ask again while the provider has not said."""
        while paid := await self._ask(f"/checkouts/{purchase_id}/payment", PAYMENT, number, until):
            if paid.status != PAID:
                return End.NOT_ANSWERED
            if msgspec.json.decode(paid.body)["status"] == "paid":
                return End.BOUGHT
            await asyncio.sleep(ASK_AGAIN_S)
        return End.NOT_ANSWERED

    async def _ask(self, path: str, body: object, number: int, until: float) -> Answer | None:
        """Post until there is an answer that is one; None when nobody has the patience any more."""
        text = msgspec.json.encode(body)
        while time.monotonic() < until:
            try:
                async with asyncio.timeout(ANSWER_S):
                    answer = await self._post(API_BASE + path, text, number)
            except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
                answer = None
            if answer and answer.status < 500 and answer.status not in TEMPORARY:
                return answer
            await asyncio.sleep(ASK_AGAIN_S)
        return None

    async def _post(self, path: str, text: bytes, number: int) -> Answer:
        """Ask once, on a connection of one's own. Raises OSError, ValueError."""
        host = self._settings.host
        is_everywhere = host in {"localhost", EVERYWHERE, THIS_MACHINE}
        # One machine plays a crowd: each of it has an address, where the system has more than one.
        has_many = is_everywhere and sys.platform == "linux"
        reader, writer = await asyncio.open_connection(
            THIS_MACHINE if is_everywhere else host,
            self._settings.port,
            local_addr=(f"127.8.{number // 250}.{number % 250 + 1}", 0) if has_many else None,
            ssl=self._trust,
        )
        try:
            writer.write(
                f"POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                f"connection: close\r\ncontent-length: {len(text)}\r\n\r\n".encode()
                + text
            )
            head, _, rest = (await reader.read(ANSWER_BYTES_MAX)).partition(b"\r\n\r\n")
            while more := await reader.read(ANSWER_BYTES_MAX):
                rest += more
            return Answer(status=int(head[9:12]), body=rest)
        finally:
            writer.close()

    async def _verdict(self, pool: Pool) -> RaceVerdict:
        """Compare what buyers were told with the database."""
        ids = list(self._ends)
        bought = [each for each, end in self._ends.items() if end is End.BOUGHT]
        refused = [each for each, end in self._ends.items() if end is End.REFUSED]
        async with pool.transaction() as db:
            standing = await checkout.statuses(db, ids)
            shelf = (await inventory.levels(db, [VARIANT_ID]))[VARIANT_ID]
        breaches = await checkout.audit_money(pool)
        sold = sum(status is PurchaseStatus.PAID for status in standing.values())  # A unit each.
        gone = UNITS[self._pace] - shelf.available
        contradicted = sum(each in standing for each in refused)
        return RaceVerdict(
            sold=sold,
            oversold=max(0, sold - UNITS[self._pace], sold - gone) + contradicted,
            lost=sum(standing.get(each) is not PurchaseStatus.PAID for each in bought),
            doubled=sum(any(str(each) in breach.subject for each in ids) for breach in breaches),
            breaches=len(breaches),
        )


async def _insist(work: Callable[[], Awaitable[Done]]) -> Done:
    """Do it again until the database is there; nobody would hear that it was not."""
    while True:
        try:
            return await work()
        except (DatabaseError, OSError, Overloaded):
            await asyncio.sleep(TRY_AGAIN_S)


async def _fill_shelf(pool: Pool, units: int) -> Money:
    """Put so many units on the shelf; answers what one costs to the door."""
    await read_clock_offset(pool)
    now = clock.now()
    shop_id = ShopId(demo_id("shop", SHOP))
    async with pool.transaction() as db:
        shop = (await shops.shops_by_id(db, [shop_id]))[shop_id]
        owner = await identity.person_by_id(db, shop.owner_id)
        known = await catalogue.products_by_id(db, [PRODUCT_ID, ProductId(demo_id("product", PICTURED))])
        if PRODUCT_ID not in known:
            new = NewProduct(
                id=PRODUCT_ID,
                title="Taza de la carrera (prueba de carga)",
                description="Solo existe para la carrera en /lab. No se envía.",
                category=Category.KITCHEN,
                images=[each for product in known.values() for each in product.image_file_ids][:1],
                options=[],
                variants=[NewVariant(id=VARIANT_ID, sku="LAB-1", values=[], price_minor=PRICE_MINOR)],
                status=ProductStatus.ACTIVE,
            )
            await catalogue.create(db, shop_id=shop_id, actor=owner, product=new, now=now)
        levels = (await inventory.levels(db, [VARIANT_ID]))[VARIANT_ID]
        shelf = Count(variant_id=VARIANT_ID, quantity=units + levels.held + levels.sold_unshipped)
        await inventory.count(db, shop_id=shop_id, actor=owner, counts=[shelf])
        line = LineWanted(variant_id=VARIANT_ID, quantity=1)
        return (await checkout.quote(db, [line], Destination(country=Country.MX), now=now)).total


async def race(settings: Settings, pace: Pace) -> None:
    """Run one race on a demo."""
    assert settings.is_demo, "a race is for demos"
    async with Pool(settings.database_url) as pool:
        await Racing(settings, pace).run(pool)


def main() -> None:
    """Run the race that the command line names."""
    uvloop.run(race(with_secret_key(load_settings()), Pace(sys.argv[1])))


if __name__ == "__main__":
    main()
