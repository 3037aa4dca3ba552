"""A shop and a creator with money, two operators, and what they do to payouts."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from tests.builders import shop_of
from tests.people import BRUNO, CARLA, DAVI, EVA, load
from vitrina.identity.model import Capability, NewPerson, Person, Proof
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal, Line
from vitrina.payouts import service
from vitrina.payouts.model import (
    BankFileId,
    BankFileView,
    BankOutcome,
    DestinationKind,
    DestinationView,
    NewBankFile,
    NewBankOutcome,
    NewDestination,
    NewPayout,
    Payee,
    PayeeKind,
    Payout,
    PayoutCase,
    PayoutId,
)
from vitrina.shops.model import Shop

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
HOLD = timedelta(hours=72)
SET_AT = MONDAY - timedelta(days=10)
CLABE = "002010077777777771"
OTHER_CLABE = "032180000118359719"
RFC = "GODE561231GR8"
COMPANY_RFC = "AAA010101AAA"
INES: NewPerson = replace(
    EVA,
    id=UUID("01900000-0000-7000-8000-000000000077"),
    email="ines@people.example",
    handle="ines.test",
    name="Ines",
    capabilities=frozenset({Capability.OPERATE}),
)
SETTINGS = Settings(
    secret_key="k" * 40,
    is_demo=True,
    payout_minimums="MXN=10000,BRL=1000",
    payout_four_eyes_above="MXN=100000,BRL=100000",
)
BANK = Account(kind="bank", owner="", currency=Currency.MXN)
PSP = Account(kind="psp_pending", owner="sandbox", currency=Currency.MXN)
PASSWORD = Proof(password="never looked at here")


def destination(number: str = CLABE, *, tax_id: str = "", holder: str = "Bruno Prueba") -> NewDestination:
    """A CLABE, to be set."""
    return NewDestination(
        currency=Currency.MXN,
        kind=DestinationKind.CLABE,
        holder=holder,
        number=number,
        tax_id=tax_id,
        proof=PASSWORD,
    )


class Desk:
    """What tests of payouts do."""

    def __init__(self, pool: Pool, settings: Settings = SETTINGS) -> None:
        self.pool = pool
        self.settings = settings
        self.shop: Shop
        self.bruno: Payee
        self.carla: Payee
        self.davi: Person
        self.ines: Person

    async def open(self) -> None:
        async with self.pool.transaction() as db:
            self.shop = await shop_of(db)
            bruno, carla = await load(db, BRUNO), await load(db, CARLA)
            self.bruno = await service.payee_for(db, bruno, PayeeKind.SHOP, self.shop.id)
            self.carla = await service.payee_for(db, carla, PayeeKind.CREATOR, carla.id)
            self.davi, self.ines = await load(db, DAVI), await load(db, INES)

    def account(self, payee: Payee) -> Account:
        kind = "seller_available" if payee.kind is PayeeKind.SHOP else "creator_available"
        return Account(kind=kind, owner=str(payee.id), currency=Currency.MXN)

    async def earn(self, payee: Payee, amount_minor: int, *, now: datetime = SET_AT) -> None:
        """Let a payee have so much more of her own; below zero, owe it."""
        key = f"test:{new_id()}"
        lines = [
            Line(account=PSP, amount_minor=amount_minor),
            Line(account=self.account(payee), amount_minor=-amount_minor),
        ]
        journal = Journal(
            key=key, kind="test", source=key, lines=lines, effective_at=now, is_forced=amount_minor < 0
        )
        async with self.pool.transaction() as db:
            await ledger.post(db, [journal])

    async def goes_to(
        self, payee: Payee, new: NewDestination | None = None, *, now: datetime = SET_AT
    ) -> DestinationView:
        async with self.pool.transaction() as db:
            return await service.set_destination(
                db, self.settings, payee=payee, new=new or destination(), now=now
            )

    async def ready_to_be_paid(self, amount_minor: int = 500_00) -> None:
        """Bruno's shop and Carla have so much each, and said where to long ago."""
        for payee in (self.bruno, self.carla):
            await self.earn(payee, amount_minor)
            await self.goes_to(payee)

    async def payday(self, *, now: datetime = MONDAY) -> int:
        return await service.run_payday(self.pool, self.settings, now=now)

    async def ask(self, payee: Payee, *, payout_id: PayoutId | None = None, now: datetime = MONDAY) -> Payout:
        new = NewPayout(id=payout_id or PayoutId(new_id()), currency=Currency.MXN)
        async with self.pool.transaction() as db:
            return await service.request(db, self.settings, payee=payee, new=new, now=now)

    async def cases(self) -> list[PayoutCase]:
        async with self.pool.transaction() as db:
            page = await service.list_cases(db, operator=self.davi, state=None, before=None, limit=50)
            return page.items

    async def approve(self, payout_id: PayoutId, who: Person, *, now: datetime = MONDAY) -> PayoutCase:
        async with self.pool.transaction() as db:
            return await service.approve(db, payout_id=payout_id, operator=who, now=now)

    async def refuse(self, payout_id: PayoutId, who: Person, *, now: datetime = MONDAY) -> PayoutCase:
        async with self.pool.transaction() as db:
            return await service.refuse(
                db, payout_id=payout_id, operator=who, reason="The name is another one.", now=now
            )

    async def send(self, *, now: datetime = MONDAY) -> BankFileView:
        new = NewBankFile(id=BankFileId(new_id()), currency=Currency.MXN)
        async with self.pool.transaction() as db:
            return await service.make_file(db, operator=self.davi, new=new, now=now)

    async def says(
        self, payout_id: PayoutId, outcome: BankOutcome, *, note: str = "", who: Person | None = None
    ) -> PayoutCase:
        said = NewBankOutcome(outcome=outcome, note=note)
        async with self.pool.transaction() as db:
            return await service.say_outcome(
                db, payout_id=payout_id, operator=who or self.davi, said=said, now=MONDAY
            )

    async def balance(self, account: Account) -> int:
        async with self.pool.transaction() as db:
            return (await ledger.balances(db, [account]))[account]

    async def has(self, payee: Payee) -> int:
        return await self.balance(self.account(payee))

    async def check(self) -> None:
        """The books say of every payout what it says of itself."""
        async with self.pool.transaction() as db:
            assert await service.check(db) == []
            assert await ledger.check(db) == []
