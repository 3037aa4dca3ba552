"""HTTP of payments: ways to pay, news of providers, and what operators say of money that nobody reports."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, post, put
from litestar.di import Provide
from litestar.params import PathParameter, QueryParameter
from msgspec.structs import replace

from vitrina.identity.errors import NotAllowed, SignInNeeded
from vitrina.identity.guards import require
from vitrina.identity.model import Capability, Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.edge import NOT_REPLAYABLE, SIGNED
from vitrina.kit.errors import BodyTooLarge, Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails, page_of
from vitrina.kit.places import Country, Currency
from vitrina.payments import by_hand, cards, differences, disputes, hints, holds, jobs, methods
from vitrina.payments.disputed import Disputes
from vitrina.payments.errors import (
    DifferenceChanged,
    DifferenceEmpty,
    DifferenceForeign,
    DifferenceNotFound,
    HintForged,
    KeptCardNotFound,
    RefundNotFound,
    SettlementDone,
    SettlementNotFound,
    SettlementOwn,
    SettlementUnderWay,
)
from vitrina.payments.kept import KeptCardId
from vitrina.payments.model import (
    AwaitedRefund,
    AwaitedTransfer,
    CashAtDoor,
    KeptCards,
    MethodOffer,
    ParkedHint,
    ParkedHints,
    PaymentMethods,
    RefundId,
    VoucherHolds,
)
from vitrina.payments.statement_model import DifferenceDesk, NewSettlement, Settlement, SettlementId
from vitrina.shops import service as shops
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["payments"]
OPERATOR = {"operator": Provide(require(Capability.OPERATE))}
NEWS_BYTES_MAX = 256 * 1024
SHOPS_MAX = 50
AMOUNT_MAX = 10**12
OfCurrency = Annotated[Currency, QueryParameter(name="currency")]
OfCountry = Annotated[Country, QueryParameter(name="country", description="Where it is sent to")]
OfAmount = Annotated[
    int, QueryParameter(name="amount", ge=1, le=AMOUNT_MAX, description="The total, in minor units")
]
OfShops = Annotated[
    list[UUID], QueryParameter(name="shop", max_items=SHOPS_MAX, description="Whose products are in it")
]
ProviderName = Annotated[str, PathParameter(max_length=40, description="Whose news: stripe")]


@get("/payment-methods", operation_id="listPaymentMethods", tags=TAGS, responses=fails(Malformed))
async def list_methods(
    currency: OfCurrency, country: OfCountry, amount: OfAmount, shop: OfShops, pool: Pool, settings: Settings
) -> PaymentMethods:
    """List the ways to pay a sum, in the order in which they are shown.

    At the door pays who buys of one shop, which sends parcels unpaid, in its own country; whether this buyer
    may is told when she tries.
    """
    found = methods.offered(settings, currency=currency, amount_minor=amount)
    shop_ids = [ShopId(each) for each in dict.fromkeys(shop)]
    async with pool.transaction() as db:
        takers = await by_hand.takes_cash(db, shop_ids)
        sellers = await shops.shops_by_id(db, list(takers))
    is_home = all(each.country is country for each in sellers.values())
    if len(shop_ids) != 1 or not takers or not is_home:
        found = methods.without_cash(found)
    return PaymentMethods(items=await _with_holds(pool, found, shop_ids))


async def _with_holds(pool: Pool, offers: list[MethodOffer], shop_ids: list[ShopId]) -> list[MethodOffer]:
    """Say where things are not held, because not every shop lets vouchers hold them."""
    if not any(holds.needs_leave(each.method) for each in offers):
        return offers
    async with pool.transaction() as db:
        is_let = await holds.let_by_all(db, shop_ids)
    return [replace(each, is_held=is_let or not holds.needs_leave(each.method)) for each in offers]


@post(
    "/webhooks/{provider:str}",
    operation_id="receiveProviderNews",
    tags=TAGS,
    status_code=200,
    request_max_body_size=NEWS_BYTES_MAX,
    opt={NOT_REPLAYABLE: True, SIGNED: True},
    responses=fails(HintForged, BodyTooLarge, Malformed),
)
async def receive_news(
    provider: ProviderName, request: Request[Any, Any, Any], pool: Pool, settings: Settings
) -> Response[None]:
    """Keep signed news of a payment provider, each once, and have their payment asked about."""
    raw = await request.body()
    signature = request.headers.get("stripe-signature")
    async with pool.transaction() as db:
        await hints.receive(db, settings, provider=provider, raw=raw, signature=signature, now=clock.now())
    return Response(None, status_code=200)


@get(
    "/shops/{shop:uuid}/cash-on-delivery",
    operation_id="getCashOnDelivery",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def get_cash_at_door(shop: ShopId, person: Person, pool: Pool) -> CashAtDoor:
    """Tell whether a shop sends parcels unpaid."""
    async with pool.transaction() as db:
        await shops.require_member(db, shop_id=shop, person=person)
        return CashAtDoor(is_offered=shop in await by_hand.takes_cash(db, [shop]))


@put(
    "/shops/{shop:uuid}/cash-on-delivery",
    operation_id="offerCashOnDelivery",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def offer_cash_at_door(shop: ShopId, person: Person, pool: Pool) -> CashAtDoor:
    """Let buyers pay a shop's parcels at their doors."""
    async with pool.transaction() as db:
        await by_hand.let_pay_at_door(db, shop_id=shop, actor=person, is_let=True, now=clock.now())
    return CashAtDoor(is_offered=True)


@delete(
    "/shops/{shop:uuid}/cash-on-delivery",
    operation_id="endCashOnDelivery",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def end_cash_at_door(shop: ShopId, person: Person, pool: Pool) -> None:
    """Let nobody pay a shop's parcels at the door any more; those that were confirmed still are."""
    async with pool.transaction() as db:
        await by_hand.let_pay_at_door(db, shop_id=shop, actor=person, is_let=False, now=clock.now())


@get(
    "/shops/{shop:uuid}/voucher-holds",
    operation_id="getVoucherHolds",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def get_voucher_holds(shop: ShopId, person: Person, pool: Pool) -> VoucherHolds:
    """Tell whether a shop holds its things for who pays with a voucher."""
    async with pool.transaction() as db:
        await shops.require_member(db, shop_id=shop, person=person)
        return VoucherHolds(is_offered=await holds.let_by_all(db, [shop]))


@put(
    "/shops/{shop:uuid}/voucher-holds",
    operation_id="letVouchersHold",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def let_vouchers_hold(shop: ShopId, person: Person, pool: Pool) -> VoucherHolds:
    """Hold a shop's things for days for who pays with a voucher."""
    async with pool.transaction() as db:
        await holds.let_vouchers_hold(db, shop_id=shop, actor=person, is_let=True, now=clock.now())
    return VoucherHolds(is_offered=True)


@delete(
    "/shops/{shop:uuid}/voucher-holds",
    operation_id="endVoucherHolds",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def end_voucher_holds(shop: ShopId, person: Person, pool: Pool) -> None:
    """Hold nothing for vouchers any more; what is held for some that were given out stays so."""
    async with pool.transaction() as db:
        await holds.let_vouchers_hold(db, shop_id=shop, actor=person, is_let=False, now=clock.now())


@get("/me/kept-cards", operation_id="listKeptCards", tags=TAGS, responses=fails(SignInNeeded))
async def list_kept_cards(person: Person, pool: Pool) -> KeptCards:
    """List the cards that you keep, the newest first: their ends alone; the numbers were never here."""
    async with pool.transaction() as db:
        return KeptCards(items=await cards.listed(db, person.id, now=clock.now()))


@delete(
    "/me/kept-cards/{card:uuid}",
    operation_id="removeKeptCard",
    tags=TAGS,
    responses=fails(SignInNeeded, KeptCardNotFound),
)
async def remove_kept_card(card: UUID, person: Person, pool: Pool) -> None:
    """Remove a card that you keep, here and then with its provider. For a minute you can have it back."""
    async with pool.transaction() as db:
        await cards.remove(db, KeptCardId(card), person_id=person.id, now=clock.now())


@put(
    "/me/kept-cards/{card:uuid}",
    operation_id="bringBackKeptCard",
    tags=TAGS,
    status_code=204,
    responses=fails(SignInNeeded, KeptCardNotFound),
)
async def bring_back_kept_card(card: UUID, person: Person, pool: Pool) -> None:
    """Have a card back that you removed less than a minute ago."""
    async with pool.transaction() as db:
        await cards.bring_back(db, KeptCardId(card), person_id=person.id, now=clock.now())


@get(
    "/parked-news",
    operation_id="listParkedNews",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed),
)
async def list_parked(operator: Person, pool: Pool) -> ParkedHints:
    """List news of providers that fit no payment here, the oldest first, for operators."""
    del operator
    async with pool.transaction() as db:
        items: list[ParkedHint] = await hints.parked(db)
    return ParkedHints(items=items)


@get(
    "/awaited-transfers",
    operation_id="listAwaitedTransfers",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, Malformed),
)
async def list_transfers(
    operator: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[AwaitedTransfer]:
    """List transfers that buyers promised, the oldest first, for operators."""
    del operator
    key = decode_cursor(cursor, tuple[UUID])
    async with pool.transaction() as db:
        found = await by_hand.awaited_transfers(db, after=key[0] if key else None, limit=limit + 1)
    return page_of(found, limit, lambda each: (each.payment_id,))


@get(
    "/awaited-refunds",
    operation_id="listAwaitedRefunds",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, Malformed),
)
async def list_refunds(
    operator: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[AwaitedRefund]:
    """List money that an operator is to send back by hand, or that a provider refused, the oldest first."""
    del operator
    key = decode_cursor(cursor, tuple[UUID])
    async with pool.transaction() as db:
        found = await by_hand.awaited_refunds(db, after=key[0] if key else None, limit=limit + 1)
    return page_of(found, limit, lambda each: (each.refund_id,))


@post(
    "/awaited-refunds/{refund:uuid}/return",
    operation_id="returnByHand",
    tags=TAGS,
    status_code=204,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, RefundNotFound),
)
async def return_by_hand(refund: UUID, operator: Person, pool: Pool) -> None:
    """Note that money was sent back by hand, for operators. Once."""
    async with pool.transaction() as db:
        await by_hand.return_by_hand(db, refund_id=RefundId(refund), actor=operator, now=clock.now())
        await jobs.refund.defer(db, refund_id=str(refund))


@post(
    "/awaited-refunds/{refund:uuid}/attempt",
    operation_id="askAgainForRefund",
    tags=TAGS,
    status_code=204,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, RefundNotFound),
)
async def ask_again(refund: UUID, operator: Person, pool: Pool) -> None:
    """Ask a provider again for a refund that it refused, for operators: the reason is mended."""
    del operator
    async with pool.transaction() as db:
        await by_hand.ask_again(db, refund_id=RefundId(refund))
        await jobs.refund.defer(db, refund_id=str(refund))


@get(
    "/disputes",
    operation_id="listDisputes",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed),
)
async def list_disputes(operator: Person, pool: Pool) -> Disputes:
    """List disputes, those that are open first, for operators."""
    del operator
    async with pool.transaction() as db:
        return Disputes(items=await disputes.listed(db))


@get(
    "/differences",
    operation_id="listDifferences",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed),
)
async def list_differences(operator: Person, pool: Pool) -> DifferenceDesk:
    """List where statements of providers and the books differ, over whole days, for operators."""
    async with pool.transaction() as db:
        return await differences.desk(db, operator=operator)


@post(
    "/settlements",
    operation_id="proposeSettlement",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(
        SignInNeeded,
        NotAllowed,
        Malformed,
        DifferenceNotFound,
        DifferenceForeign,
        DifferenceEmpty,
        SettlementUnderWay,
    ),
)
async def propose_settlement(data: NewSettlement, operator: Person, pool: Pool) -> Settlement:
    """Propose to believe a statement where it differs; another operator must agree."""
    async with pool.transaction() as db:
        return await differences.propose(db, operator=operator, new=data, now=clock.now())


@post(
    "/settlements/{settlement:uuid}/approval",
    operation_id="approveSettlement",
    tags=TAGS,
    status_code=200,
    dependencies=OPERATOR,
    responses=fails(
        SignInNeeded, NotAllowed, SettlementNotFound, SettlementOwn, SettlementDone, DifferenceChanged
    ),
)
async def approve_settlement(settlement: UUID, operator: Person, pool: Pool) -> Settlement:
    """Agree to what another operator proposed: the books say what the statement says."""
    async with pool.transaction() as db:
        return await differences.approve(
            db, settlement_id=SettlementId(settlement), operator=operator, now=clock.now()
        )


@delete(
    "/settlements/{settlement:uuid}",
    operation_id="withdrawSettlement",
    tags=TAGS,
    status_code=204,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, SettlementDone),
)
async def withdraw_settlement(settlement: UUID, operator: Person, pool: Pool) -> None:
    """Take a proposal back that nobody has agreed to, for operators."""
    del operator
    async with pool.transaction() as db:
        await differences.withdraw(db, settlement_id=SettlementId(settlement))


ROUTES = [
    list_disputes,
    list_methods,
    receive_news,
    get_cash_at_door,
    offer_cash_at_door,
    end_cash_at_door,
    get_voucher_holds,
    let_vouchers_hold,
    end_voucher_holds,
    list_kept_cards,
    remove_kept_card,
    bring_back_kept_card,
    list_parked,
    list_transfers,
    list_refunds,
    return_by_hand,
    ask_again,
    list_differences,
    propose_settlement,
    approve_settlement,
    withdraw_settlement,
]
