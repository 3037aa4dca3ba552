"""Returns of the demo world: one that waits for its shop, and a part that a shop gave back."""

from datetime import datetime, timedelta

from vitrina.demo.purchases import ANA_ID, Plan, Stage, make_purchase
from vitrina.demo.world import demo_id, world
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.events import drain
from vitrina.orders import service as orders
from vitrina.orders.model import Access
from vitrina.orders.refund_model import LineQuantity, NewRefund
from vitrina.payments.model import RefundId
from vitrina.returns import service as returns
from vitrina.returns.model import NewReturn, ReturnId, ReturnReason
from vitrina.wiring import SUBSCRIBERS

RETURNED, SCRATCHED = "cuanto-cuesta", "torre-de-conchas"
WORDS = "Es más pequeña de lo que pensaba. (Esto es una demostración.)"
SCRATCH = "Llegó con un rasguño. (Esto es una demostración.)"
SCRATCH_MINOR = 15_00


async def seed_returns(pool: Pool, settings: Settings, now: datetime) -> None:
    """Let Ana buy twice in Bruno's shop, give one piece back, and get something for a scratch."""
    clips = {clip.key: clip for clip in world().clips}
    async with pool.transaction() as db:
        ana = await identity.person_by_id(db, ANA_ID)
        bruno = await identity.person_by_id(db, PersonId(demo_id("person", "bruno")))
    plans = [
        Plan(clip=clips[key], stage=Stage.DELIVERED, days_ago=4, quantity=2, is_ana=True)
        for key in (RETURNED, SCRATCHED)
    ]
    [returned], [scratched] = [
        [order.id for order in (await make_purchase(pool, settings, plan, buyer=ana, now=now)).orders]
        for plan in plans
    ]
    async with pool.transaction() as db:
        [line] = await orders.lines_of(db, returned)
        new = NewReturn(
            id=ReturnId(demo_id("return", RETURNED)),
            lines=[LineQuantity(line_id=line.id, quantity=1)],
            reason=ReturnReason.NOT_AS_DESCRIBED,
            words=WORDS,
        )
        asked_at = now - timedelta(hours=3)
        await returns.ask(db, order_id=returned, access=Access(actor=ana), new=new, now=asked_at)
        refund = NewRefund(id=RefundId(demo_id("refund", SCRATCHED)), amount=SCRATCH_MINOR, reason=SCRATCH)
        await orders.refund(db, order_id=scratched, actor=bruno, wanted=refund, now=asked_at)
    await drain(pool, SUBSCRIBERS)
