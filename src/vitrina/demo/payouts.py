"""Payouts of the demo: a shop's has arrived, a creator's waits for two operators, with tax withheld.

Neither says where its money goes from now on: that is left to who tries it, and no payday empties an account.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from vitrina.demo.people import PASSWORD
from vitrina.demo.world import demo_id
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId, Proof
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.events import drain
from vitrina.kit.places import Currency
from vitrina.payouts import service
from vitrina.payouts.errors import BelowMinimum
from vitrina.payouts.model import (
    BankFileId,
    DestinationKind,
    NewBankFile,
    NewDestination,
    NewPayout,
    PayeeKind,
    Payout,
    PayoutId,
    PayoutState,
)
from vitrina.wiring import SUBSCRIBERS

OPERATORS = ("davi", "ines")
SET_AGO = timedelta(days=20)


class DemoPayout(Struct, frozen=True, kw_only=True):
    """A payout to be made. owner: a persona's key; shop: of hers, or none for what she earned herself.

    number, tax_id: with right check digits, and nobody's.
    """

    owner: str
    shop: str | None
    currency: Currency
    kind: DestinationKind
    number: str
    tax_id: str = ""
    has_arrived: bool = False


PAYOUTS = (
    DemoPayout(
        owner="iara",
        shop="ventania.27",
        currency=Currency.BRL,
        kind=DestinationKind.PIX,
        number="iara@demo.vitrina.example",
        has_arrived=True,
    ),
    DemoPayout(
        owner="carla",
        shop=None,
        currency=Currency.MXN,
        kind=DestinationKind.CLABE,
        number="002010077777777771",
        tax_id="XIDE020314DE4",
    ),
)


async def seed_payouts(pool: Pool, settings: Settings, now: datetime) -> None:
    """Make both, as far as there is enough. Doing it twice is once."""
    for each in PAYOUTS:
        payout = await _ask(pool, settings, each, now=now)
        if payout and each.has_arrived:
            await _carry_out(pool, each, payout, now=now)
    await drain(pool, SUBSCRIBERS)


async def _ask(pool: Pool, settings: Settings, wanted: DemoPayout, *, now: datetime) -> Payout | None:
    new = NewDestination(
        currency=wanted.currency,
        kind=wanted.kind,
        holder=f"{wanted.owner.title()} Demo",
        number=wanted.number,
        tax_id=wanted.tax_id,
        proof=Proof(password=PASSWORD),
    )
    asked = NewPayout(id=PayoutId(demo_id("payout", wanted.owner)), currency=wanted.currency)
    kind = PayeeKind.SHOP if wanted.shop else PayeeKind.CREATOR
    payee_id = demo_id("shop", wanted.shop) if wanted.shop else demo_id("person", wanted.owner)
    try:
        async with pool.transaction() as db:
            owner = await identity.person_by_id(db, PersonId(demo_id("person", wanted.owner)))
            payee = await service.payee_for(db, owner, kind, payee_id)
            await service.set_destination(db, settings, payee=payee, new=new, now=now - SET_AGO)
            payout = await service.request(db, settings, payee=payee, new=asked, now=now)
            await service.remove_destination(db, payee=payee, currency=wanted.currency, now=now)
    except BelowMinimum:
        return None
    return payout


async def _carry_out(pool: Pool, wanted: DemoPayout, payout: Payout, *, now: datetime) -> None:
    file = NewBankFile(id=BankFileId(demo_id("payout-file", wanted.owner)), currency=wanted.currency)
    async with pool.transaction() as db:
        operators = [await identity.person_by_id(db, PersonId(demo_id("person", key))) for key in OPERATORS]
        for operator in operators if payout.state is PayoutState.WAITING else ():
            await service.approve(db, payout_id=payout.id, operator=operator, now=now)
        await service.make_file(db, operator=operators[0], new=file, now=now)
        await service.say_paid(
            db, file_id=file.id, operator=operators[1], note="Pagamento de demonstração", now=now
        )
