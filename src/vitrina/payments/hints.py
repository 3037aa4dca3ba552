"""What providers say by themselves. A hint makes us ask; nothing is booked because of it.

Wrong, repeated, late and unknown news cost nothing: what a payment is, its provider says when it is asked.
"""

import logging
from datetime import datetime, timedelta

from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.payments import store
from vitrina.payments.disputed import DisputeHinted
from vitrina.payments.errors import HintForged
from vitrina.payments.model import Hint, ParkedHint, Payment
from vitrina.payments.providers import STRIPE
from vitrina.payments.transfer_model import TransferHinted

DAYS_KEPT = timedelta(days=90)
PARKED_MAX = 200

log = logging.getLogger(__name__)


async def receive(
    db: Db, settings: Settings, *, provider: str, raw: bytes, signature: str | None, now: datetime
) -> Hint | None:
    """Keep what a provider delivers, once, and have its payment asked about. None: it was here before.

    News that fit no payment of ours are parked, for an operator to look at; so are those of money that came
    for an attempt which was closed for good. Raises HintForged for a wrong signature, a wrong provider, or a
    delivery of another age than five minutes; Malformed for what is no news.
    """
    if provider != STRIPE or not settings.stripe_webhook_secret:
        raise HintForged
    from vitrina.payments.providers import stripe

    hint = stripe.read_hint(raw, signature, secret=settings.stripe_webhook_secret)
    if not await store.add_hint(db, hint, now=now):
        return None
    await heed(db, hint, now=now)
    return hint


async def heed(db: Db, hint: Hint, *, now: datetime) -> None:
    """Have the payment that news are about asked for, or park them."""
    from vitrina.payments.providers import stripe

    if hint.kind.startswith(stripe.DISPUTES):
        await emit(db, DisputeHinted(provider=hint.provider, dispute_id=hint.object_id))
        await store.end_hint(db, hint, is_parked=False, now=now)
        return
    if hint.kind.startswith(stripe.TRANSFERS):
        await emit(db, TransferHinted(provider=hint.provider, reference=hint.object_id))
        await store.end_hint(db, hint, is_parked=False, now=now)
        return
    found = await store.wake(db, hint, now=now)
    is_of_ours = hint.kind.startswith(stripe.HEEDED)
    if found:
        await emit(db, found)
    elif is_of_ours:
        log.warning("news of a provider fit nothing", extra={"provider": hint.provider, "id": hint.event_id})
    await store.end_hint(db, hint, is_parked=found is None and is_of_ours, now=now)


async def wake(db: Db, payment: Payment, *, now: datetime) -> None:
    """Have a payment asked about now, as if its provider had told."""
    name = f"told:{payment.id}"
    hint = Hint(provider=payment.provider, event_id=name, kind="told", object_id=name, payment_id=payment.id)
    if found := await store.wake(db, hint, now=now):
        await emit(db, found)


async def parked(db: Db) -> list[ParkedHint]:
    """List news that fit nothing here, the oldest first, at most 200."""
    return await store.parked(db, limit=PARKED_MAX)


async def forget_old(db: Db, *, now: datetime) -> int:
    """Forget heeded news of long ago. Returns how many."""
    return await store.forget_hints(db, before=now - DAYS_KEPT)
