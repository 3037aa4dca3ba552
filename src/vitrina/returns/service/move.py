"""What the two sides of a return do. Each move is a compare-and-set: who comes second is told so."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Exchanged
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.kit.events import emit
from vitrina.kit.text import clean_line, clean_text
from vitrina.orders import service as orders
from vitrina.orders.errors import MoreThanIsLeft, NotForYou
from vitrina.orders.model import Access, Order, OrderLineId
from vitrina.orders.refund_model import LineQuantity, NewRefund
from vitrina.payments.model import RefundId
from vitrina.returns import rules, store
from vitrina.returns.errors import (
    MoreThanWasReturned,
    NoExchangeWanted,
    ReturnMovedOn,
    WithdrawalIsARight,
)
from vitrina.returns.model import (
    Acceptance,
    Inspection,
    Replacement,
    Return,
    ReturnAct,
    ReturnId,
    ReturnMoved,
    ReturnParcel,
    ReturnRefusal,
    ReturnSide,
    ReturnState,
)
from vitrina.returns.service.show import get_for

ACCEPTED, SENT = ReturnState.ACCEPTED, ReturnState.SENT
REFUNDED, REFUSED, WITHDRAWN = ReturnState.REFUNDED, ReturnState.REFUSED, ReturnState.WITHDRAWN
EXCHANGED = ReturnState.EXCHANGED
BUYER, SHOP = ReturnSide.BUYER, ReturnSide.SHOP


async def accept(
    db: Db, *, return_id: ReturnId, actor: Person, acceptance: Acceptance, now: datetime
) -> None:
    """Say where the goods go; the same again changes nothing, another place comes too late.

    What the buyer wants instead is held from now.

    Raises ReturnNotFound, NotForYou, ReturnMovedOn, NotEnoughStock, Malformed.
    """
    found, _ = await _get_of_shop(db, return_id, actor)
    instructions = _said(acceptance.instructions, "instructions")
    label_url = (acceptance.label_url or "").strip() or None
    if label_url and not orders.is_web_address(label_url):
        raise Malformed({"label_url": "must be an http or https address"})
    if found.state is ACCEPTED and (found.instructions, found.label_url) == (instructions, label_url):
        return
    wanted = replace(_wanted(ACCEPTED, by=SHOP, now=now), instructions=instructions, label_url=label_url)
    await _move(db, found, ReturnAct.ACCEPT, wanted)
    if found.wanted_variant_id:
        [line] = await store.lines_of(db, [found.id])
        await inventory.exchange(db, found.id, variant_id=found.wanted_variant_id, unit_count=line.quantity)


async def refuse(
    db: Db, *, return_id: ReturnId, actor: Person, refusal: ReturnRefusal, now: datetime
) -> None:
    """Say no, to the wish or to what came back; the money of the order waits no more.

    What the buyer's law gives is refused only with what that law excludes, until the goods have come back.
    Raises ReturnNotFound, NotForYou, ReturnMovedOn, WithdrawalIsARight, Malformed.
    """
    found, order = await _get_of_shop(db, return_id, actor)
    answer = _said(refusal.words, "words")
    if found.state is REFUSED:
        return
    excluded = orders.return_right(order).exclusions
    if found.is_withdrawal and found.state is not SENT and refusal.exclusion not in excluded:
        raise WithdrawalIsARight
    exclusion = refusal.exclusion.value if refusal.exclusion else None
    wanted = replace(_wanted(REFUSED, by=SHOP, now=now), answer=answer, exclusion=exclusion)
    await _move(db, found, ReturnAct.REFUSE, wanted)
    await let_go(db, found)
    await orders.resume(db, found.order_id, now=now)


async def send(db: Db, *, return_id: ReturnId, access: Access, parcel: ReturnParcel, now: datetime) -> None:
    """Note that the buyer gave the goods to a carrier; the same parcel again changes nothing.

    Raises ReturnNotFound, NotForYou, ReturnMovedOn, Malformed.
    """
    found = await _get_of_buyer(db, return_id, access)
    carrier = _said(clean_line(parcel.carrier), "carrier")
    number = _said(clean_line(parcel.tracking_number), "tracking_number")
    if found.state is SENT and found.tracking_number == number:
        return
    wanted = replace(_wanted(SENT, by=BUYER, now=now), carrier=carrier, tracking_number=number)
    await _move(db, found, ReturnAct.SEND, wanted)


async def keep(db: Db, *, return_id: ReturnId, access: Access, now: datetime) -> None:
    """End a return whose goods the buyer keeps; again changes nothing.

    Raises ReturnNotFound, NotForYou, ReturnMovedOn.
    """
    found = await _get_of_buyer(db, return_id, access)
    if found.state is WITHDRAWN:
        return
    await _move(db, found, ReturnAct.WITHDRAW, _wanted(WITHDRAWN, by=BUYER, now=now))
    await let_go(db, found)
    await orders.resume(db, found.order_id, now=now)


async def inspect(
    db: Db, *, return_id: ReturnId, actor: Person, inspection: Inspection, now: datetime
) -> None:
    """Refund what a shop takes back, all of it or a part; of nothing with words why, that is a refusal.

    Raises ReturnNotFound, NotForYou, ReturnMovedOn, MoreThanWasReturned, WithdrawalIsARight, MoreThanIsLeft,
    Malformed.
    """
    found, order = await _get_of_shop(db, return_id, actor)
    if not inspection.lines:
        refusal = ReturnRefusal(words=_said(inspection.words, "words"))
        await refuse(db, return_id=return_id, actor=actor, refusal=refusal, now=now)
        return
    if found.state is REFUNDED:
        return
    returned = {line.line_id: line.quantity for line in await store.lines_of(db, [found.id])}
    accepted: dict[OrderLineId, int] = {}
    for each in inspection.lines:
        accepted[each.line_id] = accepted.get(each.line_id, 0) + each.quantity
    if any(quantity > returned.get(line_id, 0) for line_id, quantity in accepted.items()):
        raise MoreThanWasReturned
    answer = clean_text(inspection.words) or None
    if accepted != returned and answer is None:
        raise Malformed({"words": "say why it is less"})
    wanted = replace(_wanted(REFUNDED, by=SHOP, now=now), answer=answer)
    lines = await orders.lines_of(db, order.id)
    by_law = rules.shipping_back(order, lines, accepted, by_law=found.is_withdrawal)
    shipping = by_law if inspection.shipping is None else inspection.shipping
    if shipping < by_law:
        raise WithdrawalIsARight
    given = Given(accepted=accepted, shipping_minor=shipping, is_restocked=inspection.is_restocked)
    await refund(db, found, wanted, given)


class Given(Struct, frozen=True, kw_only=True):
    """What goes back for a return. accepted: units by line."""

    accepted: Mapping[OrderLineId, int]
    shipping_minor: int
    is_restocked: bool


async def refund(db: Db, found: Return, wanted: store.Wanted, given: Given) -> None:
    """Move a return to refunded and let its order give back so much, under the return's own id.

    Raises ReturnMovedOn, and what orders' `give_back` raises.
    """
    # First, so that of two who decide at once the second one gives nothing.
    if not await store.move(
        db,
        found.id,
        replace(wanted, refunded_minor=0),
        sources=rules.sources(ReturnAct.REFUND, wanted.by, REFUNDED),
    ):
        raise ReturnMovedOn
    await store.note_accepted(db, found.id, given.accepted)
    await let_go(db, found)
    refund_minor = 0
    if given.accepted or given.shipping_minor:
        division = await orders.give_back(
            db,
            order_id=found.order_id,
            wanted=NewRefund(
                id=RefundId(found.id),
                lines=[LineQuantity(line_id=line, quantity=units) for line, units in given.accepted.items()],
                shipping=given.shipping_minor,
                reason=found.code,
                is_restocked=given.is_restocked,
            ),
            now=wanted.at,
            are_sent=True,
        )
        refund_minor = division.amount_minor if division else 0
    await store.note_refunded(db, found.id, refund_minor)
    await orders.resume(db, found.order_id, now=wanted.at)
    moved = replace(found, state=REFUNDED, refunded_minor=refund_minor)
    await tell(db, moved, by=wanted.by, now=wanted.at)


async def exchange(
    db: Db, *, return_id: ReturnId, actor: Person, replacement: Replacement, now: datetime
) -> None:
    """Send what the buyer wants instead of money; again changes nothing. The books do not move.

    Who has had her money back for it gets no goods as well. Raises ReturnNotFound, NotForYou, ReturnMovedOn,
    NoExchangeWanted, MoreThanIsLeft, Malformed.
    """
    found, order = await _get_of_shop(db, return_id, actor)
    sent = orders.checked_shipment(replacement)
    if found.state is EXCHANGED:
        return
    if found.wanted_variant_id is None:
        raise NoExchangeWanted
    await _move(db, found, ReturnAct.EXCHANGE, replace(_wanted(EXCHANGED, by=SHOP, now=now), sent=sent))
    # First, for it locks the order: a refund of this moment is either seen here or sees what was exchanged.
    await orders.resume(db, found.order_id, now=now)
    [line] = await store.lines_of(db, [found.id])
    [ordered] = [each for each in await orders.lines_of(db, order.id) if each.id == line.line_id]
    if ordered.kept_quantity < line.quantity:
        raise MoreThanIsLeft
    await store.note_accepted(db, found.id, {line.line_id: line.quantity})
    await inventory.line_up_sending(db, shop_id=order.shop_id, purchase_ids=[found.id, order.purchase_id])
    await inventory.send(db, found.id, [(found.wanted_variant_id, line.quantity)], shop_id=order.shop_id)
    units = [(ordered.variant_id, line.quantity)]
    await inventory.come_back(db, order.purchase_id, units, is_restocked=replacement.is_restocked)
    sent_instead = Exchanged(
        id=found.id,
        variant_id=found.wanted_variant_id,
        purchase_id=order.purchase_id,
        of_variant_id=ordered.variant_id,
        quantity=line.quantity,
    )
    await inventory.note_exchange(db, sent_instead, now=now)


async def let_go(db: Db, found: Return) -> None:
    """Give back what was held instead of money, for nobody gets it any more."""
    if found.wanted_variant_id:
        await inventory.give_back(db, found.id, [found.wanted_variant_id])


async def tell(db: Db, moved: Return, *, by: ReturnSide, now: datetime) -> None:
    """Tell everybody that a return came into the state it is in."""
    await emit(
        db,
        ReturnMoved(
            return_id=moved.id,
            code=moved.code,
            order_id=moved.order_id,
            order_code=moved.order_code,
            shop_id=moved.shop_id,
            buyer_id=moved.buyer_id,
            buyer_email=moved.buyer_email,
            language=moved.language,
            state=moved.state,
            by=by,
            currency=moved.currency,
            refunded_minor=moved.refunded_minor,
            moved_at=now,
        ),
    )


async def _move(db: Db, found: Return, act: ReturnAct, wanted: store.Wanted) -> None:
    sources = rules.sources(act, wanted.by, wanted.state)
    if not await store.move(db, found.id, wanted, sources=sources):
        raise ReturnMovedOn
    await tell(db, replace(found, state=wanted.state), by=wanted.by, now=wanted.at)


def _wanted(state: ReturnState, *, by: ReturnSide, now: datetime) -> store.Wanted:
    return store.Wanted(state=state, by=by, at=now, due_at=rules.due_after(state, now=now))


def _said(words: str, field: str) -> str:
    said = clean_text(words)
    if not said:
        raise Malformed({field: "must not be empty"})
    return said


async def _get_of_shop(db: Db, return_id: ReturnId, actor: Person) -> tuple[Return, Order]:
    found, order, sides = await get_for(db, return_id, Access(actor=actor))
    if SHOP not in sides:
        raise NotForYou
    return found, order


async def _get_of_buyer(db: Db, return_id: ReturnId, access: Access) -> Return:
    found, _, sides = await get_for(db, return_id, access)
    if BUYER not in sides:
        raise NotForYou
    return found
