"""What coupons take off a cart: tables, and properties."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from vitrina.catalogue.model import ProductId
from vitrina.kit.errors import Malformed
from vitrina.kit.places import Currency
from vitrina.promotions import rules
from vitrina.promotions.model import (
    Candidate,
    CodesTyped,
    Coupon,
    CouponId,
    CouponKind,
    CouponProblem,
    CouponState,
    Cut,
    Funder,
    Goods,
    NewCoupon,
    ShopPart,
    Verdict,
)
from vitrina.shops.model import ShopId

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHOP, OTHER = ShopId(uuid4()), ShopId(uuid4())
SHIRT, MUG = ProductId(uuid4()), ProductId(uuid4())
ANA_KEY = uuid4()


def coupon(code: str = "TEN", **changes: Any) -> Coupon:
    """A coupon of 10 % off everything in the first shop, unless said otherwise."""
    given = Coupon(
        id=CouponId(uuid4()),
        funder=Funder.SHOP,
        shop_id=SHOP,
        code=code,
        kind=CouponKind.PERCENT,
        rate_bps=1_000,
        amount_minor=None,
        discount_max_minor=None,
        currency=Currency.MXN,
        min_spend_minor=0,
        product_ids=[],
        collection_ids=[],
        uses_max=None,
        uses_per_buyer_max=None,
        starts_at=NOW - timedelta(days=1),
        ends_at=None,
        is_paused=False,
        use_count=0,
        created_at=NOW,
    )
    return replace(given, **changes)


def amount(code: str, amount_minor: int, **changes: Any) -> Coupon:
    return coupon(code, kind=CouponKind.AMOUNT, rate_bps=None, amount_minor=amount_minor, **changes)


def free_shipping(code: str = "SHIP", **changes: Any) -> Coupon:
    return coupon(code, kind=CouponKind.FREE_SHIPPING, rate_bps=None, **changes)


PLATFORM: dict[str, Any] = {"funder": Funder.PLATFORM, "shop_id": None}


def part(*goods_minor: int, shop: ShopId = SHOP, shipping_minor: int = 50_00) -> ShopPart:
    """A shop's part: a shirt first, then mugs."""
    products = [SHIRT, *[MUG] * (len(goods_minor) - 1)]
    return ShopPart(
        shop_id=shop,
        currency=Currency.MXN,
        goods=[
            Goods(product_id=product, sum_minor=minor)
            for product, minor in zip(products, goods_minor, strict=True)
        ],
        shipping_minor=shipping_minor,
    )


def apply(parts: Sequence[ShopPart], *coupons: Coupon, codes: Sequence[str] | None = None) -> Verdict:
    candidates = [
        Candidate(
            coupon=each,
            product_ids=frozenset(each.product_ids) if each.product_ids else None,
            used_by={ANA_KEY: 1},
        )
        for each in coupons
    ]
    typed = CodesTyped(
        codes=codes if codes is not None else [each.code for each in coupons],
        buyer_key=ANA_KEY,
        now=NOW,
        candidates=candidates,
    )
    return rules.apply(parts, typed)


@pytest.mark.parametrize(
    ("given_coupon", "goods", "cut"),
    [
        (coupon(), [50_00], Cut(lines_minor=[5_00], codes=["TEN"])),
        (coupon(), [33], Cut(lines_minor=[3], codes=["TEN"])),
        (coupon(), [35], Cut(lines_minor=[4], codes=["TEN"])),
        (amount("A", 10_00), [50_00], Cut(lines_minor=[10_00], codes=["A"])),
        (amount("A", 10), [1_00, 1_00, 1_00], Cut(lines_minor=[4, 3, 3], codes=["A"])),
        # Of the goods one minor unit stays to be paid.
        (amount("A", 99_00), [50_00], Cut(lines_minor=[49_99], codes=["A"])),
        (coupon(discount_max_minor=2_00), [50_00], Cut(lines_minor=[2_00], codes=["TEN"])),
        (coupon(product_ids=[MUG]), [50_00, 30_00], Cut(lines_minor=[0, 3_00], codes=["TEN"])),
        (free_shipping(), [50_00], Cut(lines_minor=[0], shipping_minor=50_00, codes=["SHIP"])),
        (coupon(**PLATFORM), [50_00], Cut(lines_minor=[0], promo_minor=5_00, codes=["TEN"])),
        (
            free_shipping(**PLATFORM),
            [50_00],
            Cut(lines_minor=[0], promo_minor=50_00, codes=["SHIP"]),
        ),
    ],
)
def test_a_coupon_takes_off_what_it_says(given_coupon: Coupon, goods: list[int], cut: Cut):
    verdict = apply([part(*goods)], given_coupon)

    assert verdict.cuts == [cut]
    assert verdict.refused == []
    [used] = verdict.used
    assert used.discount_minor == sum(cut.lines_minor) + cut.shipping_minor + cut.promo_minor


@pytest.mark.parametrize(
    ("given_coupon", "problem", "missing_minor"),
    [
        (coupon(shop_id=OTHER), CouponProblem.UNKNOWN, None),
        (coupon(currency=Currency.BRL), CouponProblem.UNKNOWN, None),
        (coupon(starts_at=NOW + timedelta(seconds=1)), CouponProblem.NOT_YET, None),
        (coupon(ends_at=NOW), CouponProblem.ENDED, None),
        (coupon(is_paused=True), CouponProblem.PAUSED, None),
        (coupon(uses_max=3, use_count=3), CouponProblem.USED_UP, None),
        (coupon(uses_per_buyer_max=1), CouponProblem.USED_BY_YOU, None),
        (coupon(product_ids=[MUG]), CouponProblem.OTHER_PRODUCTS, None),
        (coupon(min_spend_minor=60_00), CouponProblem.MIN_SPEND, 10_00),
        (coupon(rate_bps=1, code="ONE"), CouponProblem.NO_EFFECT, None),
    ],
)
def test_a_code_that_takes_nothing_off_says_why(
    given_coupon: Coupon, problem: CouponProblem, missing_minor: int | None
):
    goods_minor = 1 if problem is CouponProblem.NO_EFFECT else 50_00
    verdict = apply([part(goods_minor)], given_coupon)

    assert verdict.used == []
    [refused] = verdict.refused
    assert (refused.problem, refused.missing_minor) == (problem, missing_minor)
    assert verdict.cuts == [Cut(lines_minor=[0], codes=[])]


def test_shipping_that_is_free_already_cannot_be_freed():
    verdict = apply([part(50_00, shipping_minor=0)], free_shipping())

    assert [each.problem for each in verdict.refused] == [CouponProblem.NO_EFFECT]


def test_a_code_of_nobody_is_unknown_and_spaces_and_capitals_do_not_matter():
    verdict = apply([part(50_00)], coupon(), codes=["  t en ", "NOBODY"])

    assert [each.code for each in verdict.used] == ["TEN"]
    assert [(each.code, each.problem) for each in verdict.refused] == [("NOBODY", CouponProblem.UNKNOWN)]


def test_of_two_coupons_of_a_shop_the_first_typed_is_used():
    verdict = apply([part(50_00)], coupon("A"), coupon("B"), codes=["B", "A"])

    assert [each.code for each in verdict.used] == ["B"]
    assert [(each.code, each.problem) for each in verdict.refused] == [("A", CouponProblem.OTHER_COUPON)]


def test_the_first_that_holds_is_used():
    verdict = apply([part(50_00)], coupon("A", is_paused=True), coupon("B"))

    assert [each.code for each in verdict.used] == ["B"]


def test_each_shop_and_the_platform_may_have_one():
    verdict = apply(
        [part(100_00), part(200_00, shop=OTHER)],
        coupon("A"),
        coupon("B", shop_id=OTHER),
        amount("P", 27_00, **PLATFORM),
    )

    assert [each.code for each in verdict.used] == ["A", "B", "P"]
    # 90.00 and 180.00 are left: the platform's 27.00 are shared among them by what they are.
    assert [(each.lines_minor, each.promo_minor) for each in verdict.cuts] == [
        ([10_00], 9_00),
        ([20_00], 18_00),
    ]


def test_two_coupons_of_the_platform_do_not_meet():
    verdict = apply([part(50_00)], coupon("P", **PLATFORM), free_shipping("Q", **PLATFORM))

    assert [each.code for each in verdict.used] == ["P"]
    assert [each.problem for each in verdict.refused] == [CouponProblem.OTHER_COUPON]


def test_the_same_code_in_two_shops_helps_in_both():
    verdict = apply([part(100_00), part(200_00, shop=OTHER)], coupon("HELLO"), coupon("HELLO", shop_id=OTHER))

    assert {each.discount_minor for each in verdict.used} == {10_00, 20_00}
    assert verdict.refused == []


KINDS = st.one_of(
    st.integers(1, 10_000).map(lambda bps: coupon("C", rate_bps=bps)),
    st.integers(1, 10**9).map(lambda minor: amount("C", minor)),
    st.just(free_shipping("C")),
)
PARTS = st.lists(
    st.tuples(st.lists(st.integers(1, 10**7), min_size=1, max_size=6), st.integers(0, 10**5)),
    min_size=1,
    max_size=3,
)


@given(parts=PARTS, of_shop=KINDS, of_platform=KINDS, is_for_mugs=st.booleans())
def test_discounts_add_up_and_leave_something_to_pay(
    parts: list[tuple[list[int], int]], of_shop: Coupon, of_platform: Coupon, is_for_mugs: bool
):
    shops = [SHOP, OTHER, ShopId(uuid4())]
    cart = [
        part(*goods, shop=shop, shipping_minor=shipping)
        for shop, (goods, shipping) in zip(shops, parts, strict=False)
    ]
    limited = replace(of_shop, code="S", product_ids=[MUG] if is_for_mugs else [])

    verdict = apply(cart, limited, replace(of_platform, code="P", **PLATFORM))

    taken_minor = 0
    for each, cut in zip(cart, verdict.cuts, strict=True):
        goods_minor = sum(goods.sum_minor for goods in each.goods)
        for goods, off_minor in zip(each.goods, cut.lines_minor, strict=True):
            assert 0 <= off_minor <= goods.sum_minor
            assert goods.product_id == MUG or not is_for_mugs or not off_minor
        assert 0 <= cut.shipping_minor <= each.shipping_minor
        left_minor = goods_minor - sum(cut.lines_minor) + each.shipping_minor - cut.shipping_minor
        assert left_minor - cut.promo_minor >= 1
        taken_minor += sum(cut.lines_minor) + cut.shipping_minor + cut.promo_minor
    assert taken_minor == sum(each.discount_minor for each in verdict.used)
    assert len(verdict.used) + len(verdict.refused) == 2


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, CouponState.ACTIVE),
        ({"is_paused": True}, CouponState.PAUSED),
        ({"starts_at": NOW + timedelta(days=1)}, CouponState.SCHEDULED),
        ({"ends_at": NOW}, CouponState.ENDED),
        ({"uses_max": 1, "use_count": 1, "is_paused": True}, CouponState.USED_UP),
    ],
)
def test_a_coupon_is_in_one_state(changes: dict[str, Any], state: CouponState):
    assert rules.state(coupon(**changes), NOW) is state


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"rate_bps": None}, {"rate_bps"}),
        ({"amount": 1_00}, {"amount"}),
        ({"kind": CouponKind.AMOUNT}, {"rate_bps", "amount"}),
        ({"kind": CouponKind.FREE_SHIPPING, "rate_bps": None, "discount_max": 1_00}, {"discount_max"}),
        ({"ends_at": NOW}, {"ends_at"}),
        ({"starts_at": NOW + timedelta(days=2), "ends_at": NOW + timedelta(days=1)}, {"ends_at"}),
        ({"starts_at": datetime(2026, 4, 1)}, {"starts_at"}),  # noqa: DTZ001
    ],
)
def test_a_coupon_that_contradicts_itself_names_each_field(changes: dict[str, Any], wrong: set[str]):
    new = replace(
        NewCoupon(id=CouponId(uuid4()), code="TEN", kind=CouponKind.PERCENT, rate_bps=1_000), **changes
    )

    with pytest.raises(Malformed) as caught:
        rules.checked(new, now=NOW)

    assert set(caught.value.reasons) == wrong


def test_a_guest_is_known_by_a_digest_of_her_address():
    key = rules.guest_key("ana@people.example")

    assert key == rules.guest_key("ana@people.example")
    assert key != rules.guest_key("eva@people.example")
