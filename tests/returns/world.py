"""A shop of Bruno's, what Ana bought from it, and what she gives back."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from tests.checkout.buying import ADDRESS, bought, wanting
from tests.orders.test_refund import PARCEL, SHIPPING_MINOR, UNITS
from tests.orders.world import PRICE_MINOR
from tests.orders.world import World as Orders
from vitrina.checkout import service as checkout
from vitrina.identity.model import Person
from vitrina.kit import clock, events
from vitrina.kit.db import value
from vitrina.kit.ids import new_id
from vitrina.ledger import service as ledger
from vitrina.orders import service as orders
from vitrina.orders.model import Access, OrderId
from vitrina.orders.refund_model import LineQuantity
from vitrina.returns import service as returns
from vitrina.returns.model import (
    Acceptance,
    Inspection,
    NewReturn,
    ReturnId,
    ReturnParcel,
    ReturnReason,
    ReturnRefusal,
    ReturnView,
)
from vitrina.wiring import SUBSCRIBERS


class World(Orders):
    """What a test of returns needs: orders that were sent or received, and both sides."""

    async def sent(self, *, country: str = "MX", at: datetime | None = None) -> OrderId:
        """Three units of 116.00 with shipping of 50.00, paid by Ana and sent, to some country."""
        now = at or clock.now()
        address = {**ADDRESS, "country": country}
        if country != "MX":
            address = {"country": country, "name": "Ana", "line1": "Calle 1", "city": "Ciudad"}
            address |= {"state": "SP", "postal_code": "01310-100"} if country == "BR" else {}
        total_minor = UNITS * PRICE_MINOR + SHIPPING_MINOR
        body = wanting(self.variant_id, total_minor=total_minor, quantity=UNITS)
        purchase = await bought(self.pool, self.settings, body, now=now, buyer=self.ana)
        order_id = purchase.orders[0].id
        async with self.pool.transaction() as db:
            if country != "MX":
                await value(
                    db,
                    """
                    update orders.orders
                       set address = address || jsonb_build_object('country', %(country)s::text)
                     where id = %(id)s
                    returning 1
                    """,
                    id=order_id,
                    country=country,
                )
            await orders.ship(db, order_id=order_id, actor=self.bruno, shipment=PARCEL, now=now)
        await self.hear()
        return order_id

    async def received(self, *, country: str = "MX", at: datetime | None = None) -> OrderId:
        """The same, and Ana has it."""
        order_id = await self.sent(country=country, at=at)
        async with self.pool.transaction() as db:
            await orders.deliver(db, order_id=order_id, access=Access(actor=self.ana), now=at or clock.now())
        await self.hear()
        return order_id

    async def lines(self, order_id: OrderId, quantity: int) -> list[LineQuantity]:
        """So many units of its only line."""
        async with self.pool.transaction() as db:
            [line] = await orders.lines_of(db, order_id)
        return [LineQuantity(line_id=line.id, quantity=quantity)]

    async def ask(
        self, order_id: OrderId, *, quantity: int = 1, now: datetime | None = None, **changes: Any
    ) -> ReturnId:
        """Ana asks to give so many units back."""
        new = NewReturn(
            id=ReturnId(new_id()),
            lines=await self.lines(order_id, quantity),
            reason=ReturnReason.DOES_NOT_FIT,
            words="too small",
        )
        async with self.pool.transaction() as db:
            await returns.ask(
                db,
                order_id=order_id,
                access=Access(actor=self.ana),
                new=replace(new, **changes),
                now=now or clock.now(),
            )
        return changes.get("id", new.id)

    async def accept(
        self,
        return_id: ReturnId,
        *,
        instructions: str = "Calle 5, local 2, de 9 a 14",
        now: datetime | None = None,
    ) -> None:
        acceptance = Acceptance(instructions=instructions)
        async with self.pool.transaction() as db:
            await returns.accept(
                db, return_id=return_id, actor=self.bruno, acceptance=acceptance, now=now or clock.now()
            )

    async def refuse(self, return_id: ReturnId, **changes: Any) -> None:
        refusal = replace(ReturnRefusal(words="it was used"), **changes)
        async with self.pool.transaction() as db:
            await returns.refuse(db, return_id=return_id, actor=self.bruno, refusal=refusal, now=clock.now())

    async def send(self, return_id: ReturnId, *, now: datetime | None = None) -> None:
        parcel = ReturnParcel(carrier="Estafeta", tracking_number="MX-9")
        async with self.pool.transaction() as db:
            await returns.send(
                db,
                return_id=return_id,
                access=Access(actor=self.ana),
                parcel=parcel,
                now=now or clock.now(),
            )

    async def keep(self, return_id: ReturnId) -> None:
        async with self.pool.transaction() as db:
            await returns.keep(db, return_id=return_id, access=Access(actor=self.ana), now=clock.now())

    async def inspect(self, return_id: ReturnId, order_id: OrderId, quantity: int, **more: Any) -> None:
        lines = await self.lines(order_id, quantity) if quantity else []
        async with self.pool.transaction() as db:
            await returns.inspect(
                db,
                return_id=return_id,
                actor=self.bruno,
                inspection=Inspection(lines=lines, **more),
                now=clock.now(),
            )

    async def show(self, return_id: ReturnId, who: Person | None = None) -> ReturnView:
        async with self.pool.transaction() as db:
            return await returns.show(db, return_id=return_id, access=Access(actor=who or self.ana))

    async def hear(self) -> None:
        """Let everybody hear what happened."""
        await events.drain(self.pool, SUBSCRIBERS)

    async def is_sound(self) -> bool:
        """Whether the books and the orders agree."""
        async with self.pool.transaction() as db:
            return not [*await checkout.check_money(db), *await orders.check(db), *await ledger.check(db)]
