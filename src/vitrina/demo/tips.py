"""Two tips of a demo viewer for a clip: one with her name, one without."""

from datetime import datetime

from vitrina.demo.world import demo_id
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.ledger import service as ledger
from vitrina.payments.model import Card, Method
from vitrina.tips import service
from vitrina.tips.model import NewTip, NewTipPayment, TipId
from vitrina.videos.model import VideoId

GIVER, CLIP = "ana", "torre-de-conchas"


async def seed_tips(pool: Pool, settings: Settings, now: datetime) -> None:
    """Give both, and pay them with the test card."""
    place = service.Place(video_id=VideoId(demo_id("clip", CLIP)), room_id=None)
    card = NewTipPayment(method=Method.SANDBOX, card=Card.SUCCESS)
    async with pool.transaction() as db:
        giver = await identity.person_by_id(db, PersonId(demo_id("person", GIVER)))
        offered = await service.offer(db, settings, place=place, reader=giver, now=now)
    for number, is_anonymous in enumerate((False, True)):
        new = NewTip(
            id=TipId(demo_id("tip", str(number))),
            video_id=place.video_id,
            amount=offered.sums[number].amount,
            is_anonymous=is_anonymous,
        )
        async with pool.transaction() as db:
            await service.give(db, settings, giver=giver, new=new, now=now)
        await service.pay(pool, settings, giver=giver, tip_id=new.id, wanted=card, now=now)
    await ledger.seal(pool)
    await ledger.sum_revenue(pool)
