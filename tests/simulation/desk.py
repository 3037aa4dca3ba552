"""What shops and buyers do with orders after the sale: parcels, cancellations, refunds, returns."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Db
from vitrina.kit.errors import Refusal
from vitrina.kit.ids import new_id
from vitrina.orders import service as orders
from vitrina.orders.errors import (
    MoreThanIsLeft,
    NothingToRefund,
    NotReadyToPack,
    NotReadyToShip,
    NotRefundable,
    NotShipped,
    OrderIsDisputed,
    RefundsNothingSent,
    SentBefore,
    TooLateToCancel,
)
from vitrina.orders.model import Access, OrderId, OrderStatus, ParcelId, Shipment
from vitrina.orders.parcels import NewParcel
from vitrina.orders.refund_model import LineQuantity, NewRefund
from vitrina.orders.rules import REFUNDABLE
from vitrina.orders.views import OrderView
from vitrina.payments.model import RefundId
from vitrina.returns import service as returns
from vitrina.returns.model import (
    Acceptance,
    Inspection,
    NewReturn,
    Replacement,
    ReturnId,
    ReturnParcel,
    ReturnReason,
    ReturnRefusal,
)

if TYPE_CHECKING:
    from tests.simulation.world import World

MOVING = {OrderStatus.PAID, OrderStatus.PACKED, OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED}
NOT_NOW = (
    MoreThanIsLeft,
    NothingToRefund,
    NotReadyToPack,
    NotReadyToShip,
    NotRefundable,
    NotShipped,
    OrderIsDisputed,
    RefundsNothingSent,
    SentBefore,
    TooLateToCancel,
)
# What may stand in the way of who gives something back, besides the states of a return.
IN_THE_WAY = {"inventory.not_enough_stock", *(refusal.code for refusal in NOT_NOW)}


class Back(Struct, frozen=True, kw_only=True):
    """A return that somebody asked for."""

    id: ReturnId
    order_id: OrderId
    owner: Person


class Desk:
    """Whoever has something to do with an order that was paid."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.returns: list[Back] = []

    async def fulfil(self) -> None:
        """Let a shop, or time, move one order on."""
        order_id, actor = await self._some_order()
        if order_id is None:
            return
        world, now = self.world, clock.now()
        act = world.chance.choice(["pack", "ship", "part", "part", "deliver", "deliver", "part delivered"])
        access = Access(actor=actor)
        try:
            async with world.pool.transaction() as db:
                if act == "pack":
                    await orders.pack(db, order_id=order_id, actor=actor, now=now)
                elif act == "ship":
                    shipment = Shipment(carrier="DHL", tracking_number=str(order_id)[:8])
                    await orders.ship(db, order_id=order_id, actor=actor, shipment=shipment, now=now)
                elif act == "part":
                    parcel = self._part(await orders.show(db, order_id=order_id, access=access))
                    for _ in range(world.chance.choice([1, 1, 2])):
                        await orders.send(db, order_id=order_id, actor=actor, new=parcel, now=now)
                elif act == "deliver":
                    await orders.deliver(db, order_id=order_id, access=access, now=now)
                else:
                    await self._deliver_parcel(db, order_id, access)
        except NOT_NOW as refusal:
            world.seen[refusal.code] += 1
            return
        world.seen[act] += 1

    def _part(self, order: OrderView) -> NewParcel:
        """Choose some units; now and then more than are left."""
        chance = self.world.chance
        here = [line for line in order.lines if line.left_quantity] or order.lines
        chosen = chance.sample(here, k=chance.randint(1, len(here)))
        too_many = chance.choice([0, 0, 0, 1])
        return NewParcel(
            id=ParcelId(new_id()),
            carrier="Estafeta",
            tracking_number=str(order.id)[-8:],
            lines=[
                LineQuantity(
                    line_id=line.id, quantity=chance.randint(1, max(1, line.left_quantity)) + too_many
                )
                for line in chosen
            ],
        )

    async def _deliver_parcel(self, db: Db, order_id: OrderId, access: Access) -> None:
        shown = await orders.show(db, order_id=order_id, access=access)
        if not shown.parcels:
            raise NotShipped
        parcel = self.world.chance.choice(shown.parcels)
        await orders.deliver_parcel(
            db, order_id=order_id, parcel_id=parcel.id, access=access, now=clock.now()
        )

    async def cancel(self) -> None:
        """Let a buyer with the order's key, or the shop, end an order."""
        order_id, actor = await self._some_order()
        if order_id is None:
            return
        world = self.world
        access = world.chance.choice([Access(has_key=True), Access(actor=actor)])
        try:
            async with world.pool.transaction() as db:
                await orders.cancel(db, order_id=order_id, access=access, reason="mind", now=clock.now())
        except NOT_NOW:
            return
        world.seen["cancelled"] += 1

    async def give_back(self) -> None:
        """Let a shop refund a part of an order, on its way, received, or long over; now and then twice."""
        order_id, actor = await self._some_order(REFUNDABLE)
        if order_id is None:
            return
        world = self.world
        async with world.pool.transaction() as db:
            shown = await orders.show(db, order_id=order_id, access=Access(actor=actor))
        line = world.chance.choice(shown.lines)
        wanted = NewRefund(
            id=RefundId(new_id()),
            reason="a scratch",
            lines=[LineQuantity(line_id=line.id, quantity=1)] if world.chance.random() < 0.6 else [],
            shipping=world.chance.choice([0, 0, 1, shown.shipping.amount_minor]),
            amount=world.chance.choice([0, 0, 1, 17, line.total.amount_minor]),
            is_restocked=True,
        )
        for _ in range(world.chance.choice([1, 1, 2])):
            try:
                async with world.pool.transaction() as db:
                    await orders.refund(db, order_id=order_id, actor=actor, wanted=wanted, now=clock.now())
            except NOT_NOW as refusal:
                world.seen[refusal.code] += 1
                return
        world.seen["given back"] += 1

    async def ask_return(self) -> None:
        """Let a buyer ask to give units back, for money or for another variant; now and then twice."""
        order_id, owner = await self._some_order(REFUNDABLE)
        if order_id is None:
            return
        world = self.world
        async with world.pool.transaction() as db:
            shown = await orders.show(db, order_id=order_id, access=Access(actor=owner))
        line = world.chance.choice(shown.lines)
        [product] = [each for each in world.products if each.id == line.product_id]
        new = NewReturn(
            id=ReturnId(new_id()),
            lines=[
                LineQuantity(line_id=line.id, quantity=world.chance.randint(1, max(1, line.kept_quantity)))
            ],
            reason=world.chance.choice(list(ReturnReason)),
            words="too small",
            wanted_variant_id=world.chance.choice([None, *(each.id for each in product.variants)]),
        )

        async def ask(db: Db) -> None:
            await returns.ask(db, order_id=order_id, access=Access(has_key=True), new=new, now=clock.now())

        is_exchange = new.wanted_variant_id is not None
        if await self._try("exchange asked" if is_exchange else "return asked", ask):
            self.returns.append(Back(id=new.id, order_id=order_id, owner=owner))

    async def move_return(self) -> None:
        """Let one side of one of the last returns do something, in whatever state it is."""
        if not self.returns:
            return
        world = self.world
        back = world.chance.choice(self.returns[-6:])
        act, move = world.chance.choice(list(self._moves(back).items()))
        await self._try(act, move)

    def _moves(self, back: Back) -> dict[str, Callable[[Db], Awaitable[None]]]:
        id, actor, access, now = back.id, back.owner, Access(has_key=True), clock.now()

        async def inspect(db: Db) -> None:
            lines = (await returns.show(db, return_id=id, access=Access(actor=actor))).lines
            taken = [LineQuantity(line_id=each.line_id, quantity=each.quantity) for each in lines]
            kept = Inspection(lines=self.world.chance.choice([taken, taken, []]), words="as it was")
            await returns.inspect(db, return_id=id, actor=actor, inspection=kept, now=now)

        acceptance, refusal = Acceptance(instructions="Calle 5"), ReturnRefusal(words="it was used")
        parcel = ReturnParcel(carrier="Estafeta", tracking_number="MX-9")
        instead = Replacement(carrier="DHL", tracking_number="X-1")
        return {
            "return accepted": lambda db: returns.accept(
                db, return_id=id, actor=actor, acceptance=acceptance, now=now
            ),
            "return refused": lambda db: returns.refuse(
                db, return_id=id, actor=actor, refusal=refusal, now=now
            ),
            "return sent": lambda db: returns.send(db, return_id=id, access=access, parcel=parcel, now=now),
            "return kept": lambda db: returns.keep(db, return_id=id, access=access, now=now),
            "return inspected": inspect,
            "exchanged": lambda db: returns.exchange(
                db, return_id=id, actor=actor, replacement=instead, now=now
            ),
        }

    async def _try(self, what: str, act: Callable[[Db], Awaitable[None]]) -> bool:
        """Do something about a return. False: it was refused, for a reason that there may be."""
        try:
            async with self.world.pool.transaction() as db:
                await act(db)
        except Refusal as refusal:
            assert refusal.code in IN_THE_WAY or refusal.code.startswith("returns."), refusal.code
            self.world.seen[refusal.code] += 1
            return False
        self.world.seen[what] += 1
        return True

    async def decide_due(self, now: datetime) -> None:
        self.world.seen["return decided by time"] += await returns.decide_due(self.world.pool, now=now)

    async def _some_order(self, statuses: Collection[OrderStatus] = MOVING) -> tuple[OrderId | None, Person]:
        world = self.world
        placed = [order for purchase in world.purchases for order in purchase.orders]
        async with world.pool.transaction() as db:
            kept = await orders.orders_by_id(db, [order.id for order in placed])
        moving = [order for order in placed if kept[order.id].status in statuses]
        if not moving:
            return None, world.ana
        order = world.chance.choice(moving)
        return order.id, world.owners[order.shop.id]
