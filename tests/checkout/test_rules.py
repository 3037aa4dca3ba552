"""What a cart costs: tables, and properties."""

import hashlib
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import vitrina
from tests.checkout.buying import wanting
from tests.people import JOINED
from vitrina.catalogue.errors import VariantNotSold
from vitrina.catalogue.model import ProductId, VariantForSale, VariantId
from vitrina.checkout import rules
from vitrina.checkout.errors import MixedCurrencies
from vitrina.checkout.model import LineWanted, NewCheckout, NewPaymentTry, Priced
from vitrina.identity.model import PersonId
from vitrina.kit.money import tax_inside, with_tax
from vitrina.kit.places import Country, Language
from vitrina.kit.taxes import TAX_RATES, TaxClass, TaxRate, rates_of, tax_rate_bps
from vitrina.payments.model import Method
from vitrina.promotions.model import Candidate, CodesTyped, Coupon, CouponId, CouponKind, Funder
from vitrina.shipping.model import Destination, Sending
from vitrina.shops.model import Shop, ShopId

LOCALES = Path(vitrina.__file__).parent / "locales"
ARTICLE = re.compile(r"arts?\. ([\w-]+)")
NOWHERE = Sending(destination=Destination(country=Country.MX), choices=[], rates={}, now=JOINED)


def test_a_repeat_is_told_by_what_is_asked_for_and_not_by_how_it_is_paid() -> None:
    request = msgspec.convert(wanting(uuid4(), total_minor=239_00), NewCheckout)
    paid = replace(request, payment=NewPaymentTry(method=Method.SANDBOX))
    # As it was before a checkout could be paid at once: purchases outlive an update.
    written = msgspec.json.encode(request).replace(b',"payment":null}', b"}")

    assert rules.request_hash(request, None) == rules.request_hash(paid, None)
    assert rules.request_hash(request, None) == hashlib.sha256(b"[" + written + b",null]").digest()
    assert rules.request_hash(request, None) != rules.request_hash(replace(request, note="x"), None)


def shop(country: Country = Country.MX, shipping_minor: int = 50_00) -> Shop:
    return Shop(
        id=ShopId(uuid4()),
        handle="shop",
        name="Shop",
        description="",
        owner_id=PersonId(uuid4()),
        country=country,
        currency=country.currency,
        shipping_minor=shipping_minor,
        return_days=15,
        transit_max_days=10,
        avatar_file_id=None,
    )


def variant(
    of: Shop, price_minor: int, *, is_active: bool = True, tax_class: TaxClass = TaxClass.GENERAL
) -> VariantForSale:
    return VariantForSale(
        variant_id=VariantId(uuid4()),
        product_id=ProductId(uuid4()),
        shop_id=of.id,
        title="Shirt",
        values=[],
        sku="",
        image_file_id=None,
        price_minor=price_minor,
        compare_at_minor=None,
        price_version=1,
        currency=of.currency,
        is_active=is_active,
        tax_class=tax_class,
    )


def price(
    *wanted: tuple[VariantForSale, int], shops: list[Shop], exempt: rules.Exempt = rules.NOBODY_EXEMPT
) -> Priced:
    lines = [LineWanted(variant_id=each.variant_id, quantity=quantity) for each, quantity in wanted]
    return rules.price(
        lines,
        {each.variant_id: each for each, _ in wanted},
        {each.id: each for each in shops},
        sending=NOWHERE,
        exempt=exempt,
    )


@pytest.mark.parametrize(
    ("country", "price_minor", "quantity", "tax_minor"),
    [
        (Country.MX, 116_00, 1, 16_00),
        (Country.MX, 499_00, 1, 68_83),
        (Country.MX, 99, 3, 41),
        (Country.BR, 118_00, 1, 18_00),
        (Country.CL, 11_990, 2, 3_829),
        (Country.AR, 121_00, 1, 21_00),
        (Country.PE, 1, 1, 0),
        (Country.US, 20_00, 1, 0),
    ],
)
def test_tax_is_found_inside_a_price(country: Country, price_minor: int, quantity: int, tax_minor: int):
    seller = shop(country, shipping_minor=0)

    cart = price((variant(seller, price_minor), quantity), shops=[seller])

    assert cart.tax_minor == tax_minor
    assert cart.total_minor == price_minor * quantity
    [line] = cart.orders[0].lines
    assert line.base_minor == line.paid_minor - line.tax_minor


def test_each_shop_ships_once():
    first, second = shop(shipping_minor=50_00), shop(shipping_minor=99_00)
    a, b, c = variant(first, 100_00), variant(second, 200_00), variant(first, 300_00)

    cart = price((a, 1), (b, 2), (c, 1), shops=[first, second])

    assert [order.shop.id for order in cart.orders] == [first.id, second.id]
    assert [order.total_minor for order in cart.orders] == [450_00, 499_00]
    assert (cart.shipping_minor, cart.total_minor) == (149_00, 949_00)


def test_shipping_contains_tax_too():
    seller = shop(shipping_minor=116_00)

    cart = price((variant(seller, 116_00), 1), shops=[seller])

    assert cart.tax_minor == 32_00


def test_it_refuses_what_is_not_sold():
    seller = shop()
    gone = variant(seller, 100_00, is_active=False)

    with pytest.raises(VariantNotSold) as caught:
        price((variant(seller, 1_00), 1), (gone, 1), shops=[seller])

    assert caught.value.fields == {"variant_id": gone.variant_id}


def test_it_refuses_a_variant_that_does_not_exist():
    with pytest.raises(VariantNotSold):
        rules.price([LineWanted(variant_id=VariantId(uuid4()), quantity=1)], {}, {}, sending=NOWHERE)


def test_two_currencies_never_meet():
    first, second = shop(Country.MX), shop(Country.BR)

    with pytest.raises(MixedCurrencies):
        price((variant(first, 1_00), 1), (variant(second, 1_00), 1), shops=[first, second])


@given(
    prices=st.lists(st.tuples(st.integers(1, 10**9), st.integers(1, 99)), min_size=1, max_size=8),
    country=st.sampled_from(list(Country)),
    shipping_minor=st.integers(0, 10**7),
)
def test_a_cart_is_the_sum_of_its_parts(prices: list[tuple[int, int]], country: Country, shipping_minor: int):
    seller = shop(country, shipping_minor)

    cart = price(*[(variant(seller, each), quantity) for each, quantity in prices], shops=[seller])

    [order] = cart.orders
    assert cart.total_minor == shipping_minor + sum(each * quantity for each, quantity in prices)
    assert order.total_minor == order.shipping_minor + sum(line.paid_minor for line in order.lines)
    assert cart.tax_minor == tax_inside(shipping_minor, tax_rate_bps(country, JOINED)) + sum(
        line.tax_minor for line in order.lines
    )
    for line in order.lines:
        assert 0 <= line.tax_minor <= line.paid_minor
        assert line.base_minor + line.tax_minor == line.paid_minor


def test_every_country_has_its_tax():
    assert {each.country for each in TAX_RATES} == set(Country)


def test_a_tax_rate_holds_from_its_day_on_in_the_shops_country():
    read = date(2026, 1, 1)
    rates = [
        TaxRate(country=Country.MX, rate_bps=bps, valid_from=day, source="law", read=read)
        for bps, day in ((1_500, date(2000, 1, 1)), (1_600, date(2026, 3, 1)))
    ]

    # The first of March begins at six in the morning by UTC.
    assert tax_rate_bps(Country.MX, datetime(2026, 3, 1, 5, tzinfo=UTC), rates=rates) == 1_500
    assert tax_rate_bps(Country.MX, datetime(2026, 3, 1, 6, tzinfo=UTC), rates=rates) == 1_600


@pytest.mark.parametrize(
    ("country", "tax_class", "tax_minor"),
    [
        (Country.MX, TaxClass.ZERO, 0),
        (Country.BR, TaxClass.REDUCED, 10_71),
        (Country.CO, TaxClass.REDUCED, 4_76),
        (Country.AR, TaxClass.REDUCED, 9_50),
        (Country.PE, TaxClass.ZERO, 0),
        # What a country does not have is taxed as everything.
        (Country.MX, TaxClass.REDUCED, 13_79),
        (Country.CL, TaxClass.ZERO, 1_597),
    ],
)
def test_goods_carry_the_rate_of_their_class(country: Country, tax_class: TaxClass, tax_minor: int):
    seller = shop(country, shipping_minor=0)

    cart = price((variant(seller, 100_00, tax_class=tax_class), 1), shops=[seller])

    assert (cart.tax_minor, cart.total_minor) == (tax_minor, 100_00)


def test_a_parcel_carries_the_general_rate_whatever_is_in_it():
    seller = shop(shipping_minor=116_00)
    bread, shirt = variant(seller, 50_00, tax_class=TaxClass.ZERO), variant(seller, 116_00)

    [order] = price((bread, 1), (shirt, 1), shops=[seller]).orders

    assert [line.tax_minor for line in order.lines] == [0, 16_00]
    assert order.tax_minor == 32_00


def test_every_rate_names_its_law_and_no_class_has_two_beginnings_on_one_day():
    named = [(each.country, each.tax_class, each.valid_from) for each in TAX_RATES]

    assert len(set(named)) == len(named)
    assert all(each.source and each.rate_bps >= 0 for each in TAX_RATES)
    assert rates_of(Country.CL, JOINED).keys() == {TaxClass.GENERAL}


@pytest.mark.parametrize("language", Language)
def test_sellers_read_the_law_of_every_rate_in_their_language(language: Language):
    words = json.loads((LOCALES / f"{language}.json").read_text("utf-8"))

    for rate in TAX_RATES:
        said = words[f"tax.law_{rate.country.lower()}_{rate.tax_class}"]
        assert ARTICLE.findall(said) == ARTICLE.findall(rate.source), said


def test_an_exempt_buyer_pays_what_is_left_without_the_tax_inside():
    seller, other = shop(shipping_minor=58_00), shop(shipping_minor=0)
    mine, theirs = variant(seller, 116_00), variant(other, 116_00)

    cart = price((mine, 3), (theirs, 1), shops=[seller, other], exempt={seller.id: "RFC-1"})

    ours, rest = cart.orders
    assert (ours.total_minor, ours.tax_minor, ours.shipping_minor) == (350_00, 0, 50_00)
    assert (rest.total_minor, rest.tax_minor) == (116_00, 16_00)
    assert [order.exempt_document for order in cart.orders] == ["RFC-1", None]


@given(price_minor=st.integers(1, 10**9), quantity=st.integers(1, 99), country=st.sampled_from(list(Country)))
def test_what_an_exempt_buyer_saves_is_the_tax_of_each_piece(
    price_minor: int, quantity: int, country: Country
):
    seller = shop(country, shipping_minor=0)
    wanted = (variant(seller, price_minor), quantity)

    untaxed = price(wanted, shops=[seller], exempt={seller.id: "1"})

    rate_bps = tax_rate_bps(country, JOINED)
    assert untaxed.total_minor == (price_minor - tax_inside(price_minor, rate_bps)) * quantity
    assert untaxed.tax_minor == 0


@given(net_minor=st.integers(0, 10**9), rate_bps=st.integers(0, 9_999))
def test_tax_that_is_added_can_be_taken_off_again(net_minor: int, rate_bps: int):
    gross_minor = with_tax(net_minor, rate_bps)

    assert gross_minor - tax_inside(gross_minor, rate_bps) == net_minor


@pytest.mark.parametrize("tax_class", list(TaxClass))
@pytest.mark.parametrize("country", list(Country))
def test_fifty_less_ten_with_tax_inside_is_forty_to_pay(country: Country, tax_class: TaxClass):
    seller = shop(country, shipping_minor=0)
    lines = [(variant(seller, 50_00, tax_class=tax_class), 1)]
    typed = ten_off(seller)

    cart = rules.price(
        [LineWanted(variant_id=lines[0][0].variant_id, quantity=1)],
        {lines[0][0].variant_id: lines[0][0]},
        {seller.id: seller},
        typed=typed,
        sending=NOWHERE,
    )

    [line] = cart.orders[0].lines
    assert cart.total_minor == line.paid_minor == 40_00
    assert line.tax_minor == tax_inside(40_00, tax_rate_bps(country, JOINED, tax_class))


@given(
    prices=st.lists(
        st.tuples(st.integers(1_001, 10**7), st.integers(1, 9), st.sampled_from(list(TaxClass))),
        min_size=1,
        max_size=6,
    ),
    country=st.sampled_from(list(Country)),
    is_exempt=st.booleans(),
)
def test_a_discount_is_shared_by_largest_remainder_whatever_the_rates(
    prices: list[tuple[int, int, TaxClass]], country: Country, is_exempt: bool
):
    seller = shop(country, shipping_minor=0)
    wanted = [(variant(seller, each, tax_class=of), quantity) for each, quantity, of in prices]

    cart = rules.price(
        [LineWanted(variant_id=each.variant_id, quantity=quantity) for each, quantity in wanted],
        {each.variant_id: each for each, _ in wanted},
        {seller.id: seller},
        typed=ten_off(seller),
        sending=NOWHERE,
        exempt={seller.id: "1"} if is_exempt else {},
    )

    [order] = cart.orders
    before_minor = sum(line.unit_price_minor * line.quantity for line in order.lines)
    discount_minor = min(10_00, before_minor - 1)
    assert sum(line.discount_minor for line in order.lines) == discount_minor
    assert order.total_minor == before_minor - discount_minor
    for line in order.lines:
        exact = discount_minor * line.unit_price_minor * line.quantity / before_minor
        assert abs(line.discount_minor - exact) < 1
        assert line.base_minor + line.tax_minor == line.paid_minor


def ten_off(seller: Shop) -> CodesTyped:
    """A coupon of a shop: ten off."""
    coupon = Coupon(
        id=CouponId(uuid4()),
        funder=Funder.SHOP,
        shop_id=seller.id,
        code="TEN",
        kind=CouponKind.AMOUNT,
        rate_bps=None,
        amount_minor=10_00,
        discount_max_minor=None,
        currency=seller.currency,
        min_spend_minor=0,
        product_ids=[],
        collection_ids=[],
        uses_max=None,
        uses_per_buyer_max=None,
        starts_at=JOINED,
        ends_at=None,
        is_paused=False,
        use_count=0,
        created_at=JOINED,
    )
    found = [Candidate(coupon=coupon, product_ids=None, used_by={})]
    return CodesTyped(codes=["TEN"], buyer_key=None, now=JOINED, candidates=found)
