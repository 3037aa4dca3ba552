"""Payouts of two demo creators: one has arrived, the other one waits for two operators, with tax withheld.

Neither says where her money goes from now on: that is left to who tries it, and no payday empties an account.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from vitrina.demo.people import PASSWORD
from vitrina.demo.world import demo_id
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId, Proof
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
    PayoutId,
)
from vitrina.wiring import SUBSCRIBERS

OPERATORS = ("davi", "ines")
SET_AGO = timedelta(days=20)


class DemoPayout(Struct, frozen=True, kw_only=True):
    """A payout to be made. number, tax_id: with right check digits, and nobody's."""

    creator: str
    currency: Currency
    kind: DestinationKind
    number: str
    tax_id: str = ""
    has_arrived: bool = False


PAYOUTS = (
    DemoPayout(
        creator="luana",
        currency=Currency.BRL,
        kind=DestinationKind.PIX,
        number="luana@demo.vitrina.example",
        has_arrived=True,
    ),
    DemoPayout(
        creator="carla",
        currency=Currency.MXN,
        kind=DestinationKind.CLABE,
        number="002010077777777771",
        tax_id="XIDE020314DE4",
    ),
)


async def seed_payouts(pool: Pool, settings: Settings, now: datetime) -> None:
    """Make both, as far as there is enough. Doing it twice is once."""
    async with pool.transaction() as db:
        operators = [await identity.person_by_id(db, PersonId(demo_id("person", key))) for key in OPERATORS]
    for each in PAYOUTS:
        payout_id = PayoutId(demo_id("payout", each.creator))
        if await _ask(pool, settings, each, payout_id, now=now) and each.has_arrived:
            await _carry_out(pool, each, payout_id, operators=operators, now=now)
    await drain(pool, SUBSCRIBERS)


async def _ask(
    pool: Pool, settings: Settings, wanted: DemoPayout, payout_id: PayoutId, *, now: datetime
) -> bool:
    new = NewDestination(
        currency=wanted.currency,
        kind=wanted.kind,
        holder=f"{wanted.creator.title()} Demo",
        number=wanted.number,
        tax_id=wanted.tax_id,
        proof=Proof(password=PASSWORD),
    )
    try:
        async with pool.transaction() as db:
            creator = await identity.person_by_id(db, PersonId(demo_id("person", wanted.creator)))
            payee = await service.payee_for(db, creator, PayeeKind.CREATOR, creator.id)
            await service.set_destination(db, payee=payee, new=new, now=now - SET_AGO)
            asked = NewPayout(id=payout_id, currency=wanted.currency)
            await service.request(db, settings, payee=payee, new=asked, now=now)
            await service.remove_destination(db, payee=payee, currency=wanted.currency, now=now)
    except BelowMinimum:
        return False
    return True


async def _carry_out(
    pool: Pool, wanted: DemoPayout, payout_id: PayoutId, *, operators: list[Person], now: datetime
) -> None:
    file = NewBankFile(id=BankFileId(demo_id("payout-file", wanted.creator)), currency=wanted.currency)
    async with pool.transaction() as db:
        found = await service.list_payouts(
            db,
            payee=await service.payee_for(
                db,
                await identity.person_by_id(db, PersonId(demo_id("person", wanted.creator))),
                PayeeKind.CREATOR,
                demo_id("person", wanted.creator),
            ),
            before=None,
            limit=1,
        )
        for operator in operators if found.items[0].state == "waiting" else []:
            await service.approve(db, payout_id=payout_id, operator=operator, now=now)
        await service.make_file(db, operator=operators[0], new=file, now=now)
        await service.say_paid(
            db, file_id=file.id, operator=operators[1], note="Transferencia de demostración", now=now
        )
