"""Moves, windows, journals: tables and properties."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from vitrina.catalogue.model import ProductId, VariantId
from vitrina.identity.model import PersonId
from vitrina.kit.errors import Malformed
from vitrina.kit.places import Country, Currency, Language
from vitrina.orders import rules
from vitrina.orders.model import (
    Address,
    CancelledBy,
    NewLine,
    Order,
    OrderId,
    OrderStatus,
    Shipment,
)
from vitrina.orders.rules import Role
from vitrina.orders.views import (
    Allowed,
)
from vitrina.payments.model import PurchaseId, RefundId
from vitrina.shops.model import ShopId

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
PLACED, CONFIRMED, PAID, PACKED, PARTLY, SHIPPED, DELIVERED, CANCELLED = OrderStatus
BUYER, SHOP = frozenset({Role.BUYER}), frozenset({Role.SHOP})


def order(status: OrderStatus = PAID, *, total_minor: int = 166_00, fee_minor: int = 10_00) -> Order:
    return Order(
        id=OrderId(uuid4()),
        purchase_id=PurchaseId(uuid4()),
        shop_id=ShopId(uuid4()),
        code="VT-2345678",
        buyer_id=PersonId(uuid4()),
        buyer_email="ana@people.example",
        buyer_name="Ana",
        language=Language.ES,
        address=Address(country=Country.MX, name="Ana", line1="1", city="CDMX"),
        currency=Currency.MXN,
        shipping_minor=50_00,
        promo_minor=0,
        coupon_codes=[],
        shipping_name=None,
        promised_from=None,
        promised_until=None,
        buyer_note=None,
        tax_minor=16_00,
        refunded_minor=0,
        refunded_shipping_minor=0,
        fee_minor=fee_minor,
        total_minor=total_minor,
        return_days=15,
        transit_max_days=10,
        status=status,
        carrier=None,
        tracking_number=None,
        tracking_url=None,
        placed_at=NOW,
        paid_at=NOW,
        shipped_at=None,
        delivered_at=None,
        matured_at=None,
        is_cash=False,
        remitted_at=None,
    )


@pytest.mark.parametrize(
    ("target", "sources"),
    [
        (PLACED, []),
        (CONFIRMED, [PLACED]),
        (PAID, [PLACED]),
        (PACKED, [CONFIRMED, PAID]),
        (PARTLY, [PAID, PACKED, PARTLY]),
        (SHIPPED, [CONFIRMED, PAID, PACKED, PARTLY]),
        (DELIVERED, [SHIPPED]),
        (CANCELLED, [PLACED, CONFIRMED, PAID, PACKED, PARTLY, SHIPPED]),
    ],
)
def test_the_moves(target: OrderStatus, sources: list[OrderStatus]):
    assert rules.sources(target) == sources


@pytest.mark.parametrize(
    ("status", "buyer", "shop"),
    [
        (PLACED, "", ""),
        (PAID, "cancel", "cancel pack ship split refund"),
        (PACKED, "cancel", "cancel ship split refund"),
        (PARTLY, "", "cancel ship split refund"),
        (SHIPPED, "deliver", "cancel deliver refund"),
        (DELIVERED, "", "refund"),
        (CANCELLED, "", ""),
    ],
)
def test_who_may_do_what(status: OrderStatus, buyer: str, shop: str):
    assert names(rules.allowed(order(status), BUYER)) == buyer
    assert names(rules.allowed(order(status), SHOP)) == shop
    assert names(rules.allowed(order(status), BUYER | SHOP)) == shop
    assert names(rules.allowed(order(status), frozenset())) == ""


@pytest.mark.parametrize(
    ("status", "buyer", "shop"),
    [
        (CONFIRMED, "cancel", "cancel pack ship"),
        (PACKED, "cancel", "cancel ship"),
        (SHIPPED, "", "cancel collect"),
    ],
)
def test_who_may_do_what_with_an_order_that_is_paid_at_the_door(status: OrderStatus, buyer: str, shop: str):
    unpaid = replace(order(status), is_cash=True, paid_at=None)

    assert names(rules.allowed(unpaid, BUYER)) == buyer
    assert names(rules.allowed(unpaid, SHOP)) == shop


def names(allowed: Allowed) -> str:
    return " ".join(name for name in allowed.__struct_fields__ if getattr(allowed, name))


def test_a_matured_order_is_not_cancelled():
    assert not rules.allowed(replace(order(SHIPPED), matured_at=NOW), SHOP).cancel


def test_nobody_cancels_for_the_system_what_was_paid():
    assert rules.cancellable_from(CancelledBy.SYSTEM) == {PLACED}


def test_a_parcel_without_news_arrives_after_the_longest_transit():
    assert rules.deliver_by(10, NOW) == NOW + timedelta(days=10)
    assert rules.return_until(order(), NOW) == NOW + timedelta(days=15)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://carrier.example/1",
        "//carrier.example/1",
        "https://",
        "https:///path",
        "https://carrier.example@evil.example/1",
        "https://carrier.example/<script>",
        "https://carrier.example/ 1",
        "https://carrier.example/\u202e1",
        "https://[::1",
        "data:text/html,hello",
    ],
)
def test_a_tracking_address_leads_to_the_web_and_nowhere_else(url: str):
    with pytest.raises(Malformed) as caught:
        rules.checked_shipment(Shipment(carrier="DHL", tracking_number="1", tracking_url=url))

    assert set(caught.value.reasons) == {"tracking_url"}


def test_a_shipment_is_cleaned():
    typed = Shipment(carrier="  Estafeta\u200b ", tracking_number=" 12 34 ", tracking_url="  ")

    assert rules.checked_shipment(typed) == Shipment(
        carrier="Estafeta", tracking_number="12 34", tracking_url=None
    )
    good = Shipment(carrier="DHL", tracking_number="1", tracking_url="https://dhl.example/?n=1&x=ñ")
    assert rules.checked_shipment(good) == good


def test_an_empty_shipment_names_each_field():
    with pytest.raises(Malformed) as caught:
        rules.checked_shipment(Shipment(carrier=" ", tracking_number="\u200b"))

    assert set(caught.value.reasons) == {"carrier", "tracking_number"}


def line(base_minor: int) -> NewLine:
    return NewLine(
        product_id=ProductId(uuid4()),
        variant_id=VariantId(uuid4()),
        title="Shirt",
        variant_values=[],
        image_file_id=None,
        quantity=1,
        unit_price_minor=base_minor,
        discount_minor=0,
        paid_minor=base_minor,
        tax_rate_bps=0,
        tax_minor=0,
        base_minor=base_minor,
        touch_id=None,
        cart_id=None,
    )


@pytest.mark.parametrize(
    ("base_minor", "fee_bps", "fee_minor"),
    [(100_00, 800, 8_00), (387_16, 1_500, 58_07), (6, 800, 0), (7, 800, 1), (100_00, 0, 0)],
)
def test_the_fee_is_half_up_of_the_base(base_minor: int, fee_bps: int, fee_minor: int):
    assert rules.fee(line(base_minor), fee_bps) == fee_minor


sums = st.integers(1, 10**12).flatmap(lambda total: st.tuples(st.just(total), st.integers(0, total - 1)))


@given(sums)
def test_every_journal_of_an_order_is_zero(amounts: tuple[int, int]):
    total_minor, fee_minor = amounts
    paid = order(total_minor=total_minor, fee_minor=fee_minor)
    refund_id = RefundId(uuid4())

    journals = [
        rules.accrued(paid, now=NOW),
        rules.cancelled(paid, refund_id, now=NOW),
        rules.not_honoured(paid, refund_id, now=NOW),
        rules.matured(paid, seller_minor=total_minor - fee_minor, fee_minor=fee_minor, now=NOW),
    ]

    for journal in journals:
        assert journal is not None
        assert sum(each.amount_minor for each in journal.lines) == 0
        assert all(each.amount_minor for each in journal.lines)
        assert journal.source == f"order:{paid.id}"


@given(sums)
def test_a_cancellation_takes_back_what_was_accrued(amounts: tuple[int, int]):
    total_minor, fee_minor = amounts
    paid = order(total_minor=total_minor, fee_minor=fee_minor)
    left: dict[str, int] = {}

    for journal in (rules.accrued(paid, now=NOW), rules.cancelled(paid, RefundId(uuid4()), now=NOW)):
        for each in journal.lines:
            left[each.account.kind] = left.get(each.account.kind, 0) + each.amount_minor

    assert {kind: amount for kind, amount in left.items() if amount} == {
        "order_liability": total_minor,
        "refund_payable": -total_minor,
    }


def test_an_order_of_which_nothing_is_left_matures_without_a_journal():
    assert rules.matured(order(), seller_minor=0, fee_minor=0, now=NOW) is None


def test_a_shop_that_promised_more_than_it_got_owes_the_rest():
    journal = rules.matured(order(), seller_minor=-5, fee_minor=0, now=NOW)

    assert journal is not None
    assert journal.is_forced
