"""From a cart to a purchase that waits for its payment."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from vitrina.addresses import service as addresses
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import VariantForSale, VariantId
from vitrina.checkout import rules, store
from vitrina.checkout.errors import PurchaseIdTaken, TotalChanged
from vitrina.checkout.model import (
    NOTE_LENGTH_MAX,
    NewCheckout,
    PaymentView,
    Priced,
    PricedOrder,
    Purchase,
    PurchaseOrder,
    PurchaseStatus,
)
from vitrina.checkout.service import views
from vitrina.checkout.service.due import TURNS, Due
from vitrina.checkout.service.exempt import exempt_in
from vitrina.drops import service as drops
from vitrina.drops.model import Claimed, Parcel
from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.inventory.model import HoldRequest, Shortage
from vitrina.kit.batch import PerPool
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, UniqueViolation, constraint
from vitrina.kit.errors import Malformed, Refusal
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.text import clean_line, clean_text
from vitrina.orders import service as orders
from vitrina.orders.model import Address, Buyer, NewOrder, OrderId
from vitrina.payments import methods
from vitrina.payments import service as payments
from vitrina.payments.model import Method, NewPayment, PaymentId, PurchaseId
from vitrina.prohibitions import service as prohibitions
from vitrina.promotions import service as promotions
from vitrina.promotions.model import CodesTyped, NewUse
from vitrina.shipping import service as shipping
from vitrina.shipping.model import Destination, Sending, ShippingRate
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

HOLD_TIME = methods.CARD_TIME
# What a purchase with the id of a tip meets.
TIP_HAS_ID = {"payments_attempt_key", "payments_live_key"}


class Wanted(Struct, frozen=True, kw_only=True):
    """A checkout that was read and cleaned."""

    request: NewCheckout
    buyer: Buyer
    viewer: Person | None
    request_hash: bytes
    fee_bps: int
    method: Method | None
    now: datetime
    claimed: Claimed | None = None

    @property
    def hold_until(self) -> datetime:
        """To when its stock is held: longer than a claim alone, shorter than a cart."""
        if self.claimed is None or self.claimed.claim.until is None:
            return self.now + HOLD_TIME
        return max(self.claimed.claim.until, self.now + drops.PAY_TIME)

    @property
    def buyer_key(self) -> UUID:
        """Whom the limits of coupons count."""
        return promotions.buyer_key(self.buyer.id, self.buyer.email)

    def sending(self, rates: Mapping[ShopId, Sequence[ShippingRate]]) -> Sending:
        """Where it goes, and how the buyer chose."""
        address = self.request.address
        to = Destination(
            country=address.country, state=address.state, postal_code=address.postal_code, is_whole=True
        )
        return Sending(destination=to, choices=self.request.shipping, rates=rates, now=self.now)

    def typed(self) -> CodesTyped:
        """The codes of coupons, and who typed them."""
        return CodesTyped(codes=self.request.coupon_codes, buyer_key=self.buyer_key, now=self.now)


class Placement(Struct, frozen=True, kw_only=True):
    """A purchase that is there, and how its payment stands. due: when it was made just now."""

    purchase: Purchase
    payment: PaymentView
    due: Due | None = None


Answers = dict[PurchaseId, Placement | Refusal]


async def placed(
    pool: Pool, *, settings: Settings, viewer: Person | None, request: NewCheckout, now: datetime
) -> Placement:
    """Hold the stock and write the orders of a purchase; the same id again is the same purchase.

    Prices and stock are read in the transaction that writes them. Units claimed in a drop under this id are
    bought at its price. Raises Malformed, VariantNotSold, MixedCurrencies, ProhibitedThere, NotSentThere,
    TooHeavy, TotalChanged (with the quote of now), NotEnoughStock, PurchaseIdTaken; for what is for adults
    alone SignInNeeded, BirthDateMissing, TooYoung; for what was claimed in a drop ClaimNotFound, ClaimWaits,
    ClaimOver, NotWhatWasClaimed, AddressLimitReached.
    """
    checked, buyer = _checked(request, viewer, settings)
    wanted = Wanted(
        request=checked,
        buyer=buyer,
        viewer=viewer,
        request_hash=rules.request_hash(checked, buyer.id),
        fee_bps=settings.platform_fee_bps,
        method=methods.first(settings),
        now=now,
    )
    return await _placements(pool, wanted)


def _checked(request: NewCheckout, viewer: Person | None, settings: Settings) -> tuple[NewCheckout, Buyer]:
    wrong: dict[str, str] = {}
    name, phone = clean_line(request.buyer.name), clean_line(request.buyer.phone or "")
    if not name:
        wrong["buyer.name"] = addresses.MISSING
    email, address = "", request.address
    try:
        email = identity.normal_email(request.buyer.email)
    except Malformed as refusal:
        wrong |= {f"buyer.{field}": reason for field, reason in refusal.reasons.items()}
    try:
        phone = addresses.checked_phone(phone, address.country) if phone else ""
    except Malformed as refusal:
        wrong |= {f"buyer.{field}": reason for field, reason in refusal.reasons.items()}
    try:
        address = addresses.checked(request.address, settings)
    except Malformed as refusal:
        wrong |= refusal.reasons
    if wrong:
        raise Malformed(wrong)
    buyer = Buyer(
        id=viewer.id if viewer else None,
        email=email,
        name=name,
        phone=phone or None,
        language=request.buyer.language,
    )
    note = clean_text(request.note or "")[:NOTE_LENGTH_MAX] or None
    return replace(request, address=address, note=note), buyer


async def _place(pool: Pool, wanted: Sequence[Wanted]) -> Sequence[Placement | Refusal]:
    async with pool.transaction() as db:
        return await place_many(db, wanted)


_placements = PerPool(_place, lanes=1, turns=TURNS)


async def place_many(db: Db, wanted: Sequence[Wanted]) -> list[Placement | Refusal]:
    """Place purchases in order of arrival; one answer each. One statement a step, whatever the number.

    Raises UniqueViolation when another process placed one of the ids meanwhile: alone, each is found; and
    PurchaseIdTaken for one that is a tip's.
    """
    answers = await _known(db, [each.request.id for each in wanted])
    fresh: dict[PurchaseId, Wanted] = {}
    for each in wanted:
        if each.request.id not in answers:
            fresh.setdefault(each.request.id, each)
    claimed = await drops.claimed(db, list(fresh))
    fresh = {each.request.id: each for each in _claimable(fresh.values(), claimed, answers)}
    priced = await _price(db, list(fresh.values()), answers)
    await _redeem(db, fresh, priced, answers)
    held = await _hold(db, [fresh[purchase_id] for purchase_id in priced], answers)
    # Coupons before stock, here and where a payment is settled, so that crossed purchases only wait.
    lacking = [
        purchase_id for purchase_id, cart in priced.items() if cart.coupons_used and purchase_id in answers
    ]
    if lacking:
        await promotions.give_back(db, lacking, now=wanted[0].now)
    await _write(db, [(each, priced[each.request.id]) for each in held], answers)
    return [_own(each, answers[each.request.id]) for each in wanted]


def _claimable(wanted: Iterable[Wanted], claimed: Mapping[UUID, Claimed], answers: Answers) -> list[Wanted]:
    """Join purchases with what was claimed for them in drops; refuse in `answers` what is not as claimed."""
    joined: list[Wanted] = []
    for each in wanted:
        request, claim = each.request, claimed.get(each.request.id)
        lines = [(line.variant_id, line.quantity) for line in request.lines]
        refusal = claim and drops.checkout_refusal(claim, lines, buyer_id=each.buyer.id, now=each.now)
        if refusal:
            answers[request.id] = refusal
        else:
            joined.append(replace(each, claimed=claim))
    return joined


def _own(wanted: Wanted, answer: Placement | Refusal) -> Placement | Refusal:
    if isinstance(answer, Placement) and answer.purchase.request_hash != wanted.request_hash:
        return PurchaseIdTaken()
    return answer


async def _known(db: Db, ids: Sequence[PurchaseId]) -> Answers:
    found = await store.purchases(db, ids)
    attempts = await payments.latest_payments(db, [purchase.id for purchase in found])
    return {
        purchase.id: Placement(purchase=purchase, payment=views.payment_view(attempts[purchase.id]))
        for purchase in found
    }


async def _price(db: Db, wanted: Sequence[Wanted], answers: Answers) -> dict[PurchaseId, Priced]:
    """Price what may still be sold at the total that its buyer saw; refuse the rest in `answers`."""
    asked = [each for each in wanted if not _is_sold_out(each, answers)]
    variants = await catalogue.variants_for_sale(
        db, [line.variant_id for each in asked for line in each.request.lines]
    )
    sellers = await shops.shops_by_id(db, list({variant.shop_id for variant in variants.values()}))
    held = await prohibitions.prohibited(
        db, {pair for each in asked for pair in rules.destinations(each.request, variants)}
    )
    typed = await promotions.with_candidates(db, [each.typed() for each in asked], shop_ids=list(sellers))
    rates = await shipping.rates_of(db, list(sellers))
    exempt = await exempt_in(db, sellers, [each.viewer for each in asked], now=wanted[0].now) if asked else {}
    priced: dict[PurchaseId, Priced] = {}
    changed: dict[PurchaseId, Priced] = {}
    for each, codes in zip(asked, typed, strict=True):
        request = each.request
        try:
            cart = rules.price(
                request.lines,
                variants,
                sellers,
                cart_id=request.cart_id,
                typed=codes,
                sending=each.sending(rates),
                claimed=each.claimed,
                exempt=exempt.get(each.viewer.id, {}) if each.viewer else {},
            )
        except Refusal as refusal:
            answers[request.id] = refusal
            continue
        # The one place where whatever is bought, by whatever way, passes the law of where it goes to, and the
        # age of its buyer.
        if there := rules.prohibited_refusal(request.lines, variants, request.address.country, held):
            answers[request.id] = there
            continue
        if too_young := _age_refusal(each, variants):
            answers[request.id] = too_young
            continue
        (priced if cart.total == request.expected_total else changed)[request.id] = cart
    for purchase_id, quote in zip(changed, await views.quotes(db, list(changed.values())), strict=True):
        answers[purchase_id] = TotalChanged(quote=quote)
    return priced


async def _redeem(
    db: Db, wanted: Mapping[PurchaseId, Wanted], priced: dict[PurchaseId, Priced], answers: Answers
) -> None:
    """Use the coupons of purchases; who lost the race for a last use is told what the cart costs without."""
    uses = [
        NewUse(
            purchase_id=purchase_id,
            coupon_id=used.coupon_id,
            buyer_key=wanted[purchase_id].buyer_key,
            discount_minor=used.discount_minor,
        )
        for purchase_id, cart in priced.items()
        for used in cart.coupons_used
    ]
    if not uses:
        return
    refused = await promotions.redeem(db, uses, now=next(iter(wanted.values())).now)
    for purchase_id in refused:
        del priced[PurchaseId(purchase_id)]
    # The coupons are read again: the rules say why they do not hold any more.
    again = [wanted[PurchaseId(purchase_id)] for purchase_id in refused]
    unchanged = await _price(db, again, answers)
    for purchase_id, quote in zip(unchanged, await views.quotes(db, list(unchanged.values())), strict=True):
        answers[purchase_id] = TotalChanged(quote=quote)


def _age_refusal(wanted: Wanted, variants: Mapping[VariantId, VariantForSale]) -> Refusal | None:
    """Say why this buyer may not have one of her lines."""
    limit = max((variants[line.variant_id].age_limit for line in wanted.request.lines), default=0)
    return identity.age_refusal(wanted.viewer, limit, wanted.now)


def _is_sold_out(wanted: Wanted, answers: Answers) -> bool:
    """Refuse from memory what was just found sold out, so that a crowd costs the database nothing."""
    if wanted.claimed:
        return False
    for line in wanted.request.lines:
        if inventory.is_known_sold_out(line.variant_id):
            shortage = Shortage(variant_id=line.variant_id, wanted=line.quantity, available=0)
            answers[wanted.request.id] = inventory.refusal([shortage])
            return True
    return False


async def _hold(db: Db, wanted: Sequence[Wanted], answers: Answers) -> list[Wanted]:
    """Hold stock in order of arrival, or keep what was claimed; refuse in `answers` what cannot be had."""
    parcels = [
        Parcel(
            claim_id=each.claimed.claim.id,
            drop=each.claimed.drop,
            address=_address_lines(each.request.address),
            until=each.hold_until,
        )
        for each in wanted
        if each.claimed
    ]
    # Drops are locked before holds, everywhere.
    for claim_id, refusal in (await drops.check_out(db, parcels)).items():
        answers[PurchaseId(claim_id)] = refusal
    requests = [
        HoldRequest(
            purchase_id=each.request.id,
            lines=[(line.variant_id, line.quantity) for line in each.request.lines],
            until=each.hold_until,
        )
        for each in wanted
        if not each.claimed
    ]
    shortages = await inventory.hold(db, requests)
    for purchase_id, lacking in shortages.items():
        if lacking:
            answers[PurchaseId(purchase_id)] = inventory.refusal(lacking)
    return [each for each in wanted if each.request.id not in answers]


def _address_lines(address: Address) -> list[str]:
    """What tells one door from another."""
    return [address.country.value, address.postal_code or "", address.line1, address.line2 or ""]


async def _write(db: Db, held: Sequence[tuple[Wanted, Priced]], answers: Answers) -> None:
    """Write purchases, their orders and their payments."""
    if not held:
        return
    now = held[0][0].now
    new = [_new_order(each, order) for each, cart in held for order in cart.orders]
    parts: dict[PurchaseId, list[NewOrder]] = {each.request.id: [] for each, _ in held}
    for order in new:
        parts[order.purchase_id].append(order)
    try:
        # None of them needs what another one answers: all are sent before the first answer is waited for.
        async with db.pipeline():
            codes = {placed.id: placed.code for placed in await orders.place(db, new, now=now)}
            purchases = [_purchase(each, cart, parts[each.request.id], codes) for each, cart in held]
            await store.add_purchases(db, purchases, now=now)
            new_payments = [
                _new_payment(each, purchase) for (each, _), purchase in zip(held, purchases, strict=True)
            ]
            opened = await payments.open_payments(db, new_payments, now=now)
    except UniqueViolation as e:
        if constraint(e) in TIP_HAS_ID:
            raise PurchaseIdTaken from e
        raise
    for (each, cart), purchase, payment in zip(held, purchases, opened, strict=True):
        is_plain = not cart.coupons_used and each.claimed is None
        answers[purchase.id] = Placement(
            purchase=purchase,
            payment=views.payment_view(payment),
            due=Due(purchase=purchase, payment=payment, is_plain=is_plain),
        )


def _new_order(wanted: Wanted, part: PricedOrder) -> NewOrder:
    return NewOrder(
        id=OrderId(new_id()),
        purchase_id=wanted.request.id,
        shop_id=part.shop.id,
        buyer=wanted.buyer,
        address=wanted.request.address,
        currency=part.shop.currency,
        shipping_minor=part.shipping_minor,
        tax_minor=part.tax_minor,
        fee_bps=wanted.fee_bps,
        shop_return_days=part.shop.return_days,
        transit_max_days=part.way.transit_max_days,
        shipping_name=part.way.name,
        promise=part.way.promise,
        note=wanted.request.note,
        promo_minor=part.promo_minor,
        coupon_codes=part.coupon_codes,
        exempt_document=part.exempt_document,
        lines=part.lines,
    )


def _purchase(wanted: Wanted, cart: Priced, parts: Sequence[NewOrder], codes: dict[OrderId, str]) -> Purchase:
    return Purchase(
        id=wanted.request.id,
        buyer_id=wanted.buyer.id,
        request_hash=wanted.request_hash,
        currency=cart.currency,
        total_minor=cart.total_minor,
        status=PurchaseStatus.AWAITING_PAYMENT,
        orders=[
            PurchaseOrder(
                id=order.id,
                code=codes[order.id],
                shop=views.shop_name(part.shop),
                total=Money(order.total_minor, order.currency),
            )
            for order, part in zip(parts, cart.orders, strict=True)
        ],
        hold_until=wanted.hold_until,
    )


def _new_payment(wanted: Wanted, purchase: Purchase) -> NewPayment:
    return NewPayment(
        id=PaymentId(new_id()),
        purchase_id=purchase.id,
        amount_minor=purchase.total_minor,
        currency=purchase.currency,
        parts=[(order.id, order.total.amount_minor) for order in purchase.orders],
        method=wanted.method,
    )
