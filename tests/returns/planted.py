"""What a person leaves in returns."""

from datetime import datetime, timedelta

from vitrina.identity.model import Person
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.orders import service as orders
from vitrina.orders.model import Access, OrderId
from vitrina.orders.refund_model import LineQuantity
from vitrina.returns import service as returns
from vitrina.returns.model import AskWithdrawal, Inspection, NewReturn, ReturnId, ReturnReason

CANARY = "zorzal"


async def plant_return(
    pool: Pool, *, order_id: OrderId, buyer: Person, shop_owner: Person, now: datetime
) -> None:
    """Give a unit back in her own words, and withdraw without an account."""
    return_id = ReturnId(new_id())
    moment = now + timedelta(hours=1)
    async with pool.transaction() as db:
        [line, *_] = await orders.lines_of(db, order_id)
        lines = [LineQuantity(line_id=line.id, quantity=1)]
        new = NewReturn(id=return_id, lines=lines, reason=ReturnReason.OTHER, words=f"Says {CANARY}")
        access = Access(actor=buyer)
        await returns.ask(db, order_id=order_id, access=access, new=new, now=moment)
        await returns.inspect(
            db,
            return_id=return_id,
            actor=shop_owner,
            inspection=Inspection(lines=lines, words=f"Thank you, {CANARY}"),
            now=moment,
        )
        asked = AskWithdrawal(order_code="VT-NOBODY2", email=buyer.email)
        await returns.ask_withdrawal(db, asked, now=moment)
