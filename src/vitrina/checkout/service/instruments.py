"""What in a purchase depends on how it is paid: a drop takes cards alone, and no card more than its share."""

from collections.abc import Sequence
from uuid import UUID

from vitrina.checkout.service.due import Due
from vitrina.drops import service as drops
from vitrina.drops.errors import CardLimitReached, PaidByCardAlone
from vitrina.kit.db import Db, Pool
from vitrina.payments import cards
from vitrina.payments.model import PurchaseId, Settled


async def require_card(db: Db, purchase_id: PurchaseId) -> None:
    """Refuse what does not settle at once for units of a drop. Raises PaidByCardAlone."""
    if await drops.claimed(db, [purchase_id]):
        raise PaidByCardAlone


async def require_share(pool: Pool, due: Due) -> None:
    """Refuse a kept card before it is charged for more of a drop than one buyer may have.

    Raises CardLimitReached.
    """
    purchase_id, payment = due.purchase.id, due.payment
    if payment.kept_card_id is None:
        return
    async with pool.transaction() as db:
        paid: dict[UUID, str] = {purchase_id: await cards.find_name(db, payment.kept_card_id)}
        for allowed in (await drops.over_share(db, paid)).values():
            raise CardLimitReached(allowed=allowed)
        # It counts from now on, so that of two purchases at once the second is refused.
        await drops.note_cards(db, paid)


async def refuse_over_share(db: Db, captured: Sequence[Settled]) -> tuple[set[PurchaseId], dict[UUID, str]]:
    """Find the purchases of which a card, told by its provider only now, paid more of a drop than it may.

    Answers those, and by which cards the others were paid, to be noted when they are sold. No statement where
    no provider told.
    """
    paid: dict[UUID, str] = {
        each.payment.purchase_id: cards.name_of(each.payment.provider, each.instrument.fingerprint)
        for each in captured
        if each.instrument
    }
    if not paid:
        return set(), {}
    over = await drops.over_share(db, paid)
    refused = {PurchaseId(purchase_id) for purchase_id in over}
    return refused, {each: name for each, name in paid.items() if each not in refused}
