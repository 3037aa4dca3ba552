"""Who wins a sale, what it pays, what a refund takes back: tables and properties, no database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrina.affiliates import rules
from vitrina.affiliates.model import (
    CommissionId,
    Freeze,
    Grant,
    Outcome,
    PlanKind,
    Rule,
    Terms,
    Touch,
    TouchId,
)
from vitrina.catalogue.model import ProductId, VariantId
from vitrina.identity.model import PersonId
from vitrina.kit.ids import new_id
from vitrina.kit.money import share, tax_inside
from vitrina.kit.places import Currency, Language
from vitrina.orders.model import OrderId, OrderLineId, OrderPaid, PaidLine, PurchaseId
from vitrina.shops.model import ShopId
from vitrina.videos.model import VideoId

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CARLA, DANI, ANA, BRUNO = (PersonId(new_id()) for _ in range(4))
MUG = ProductId(new_id())
CART = new_id()


def touch(**changes: Any) -> Touch:
    at = changes.get("at", NOON - timedelta(hours=1))
    basic = Touch(
        id=TouchId(new_id()),
        visitor_id=new_id(),
        person_id=None,
        creator_id=CARLA,
        video_id=VideoId(new_id()),
        product_id=MUG,
        shop_id=ShopId(new_id()),
        is_earning=True,
        plan_kind=PlanKind.SHOP,
        plan_version=3,
        rate_bps=1_500,
        at=at,
        expires_at=rules.touch_until(at),
    )
    return msgspec.structs.replace(basic, **changes)


def terms(rate_bps: int) -> Terms:
    return Terms(product_id=MUG, kind=PlanKind.SHOP, version=7, rate_bps=rate_bps)


def sale(*, buyer_id: PersonId | None = ANA, email: str = "ana@example.org", line: Any = None) -> rules.Sale:
    paid = line or paid_line()
    order = OrderPaid(
        order_id=OrderId(new_id()),
        order_code="VT-7Q3K9MP",
        purchase_id=PurchaseId(new_id()),
        shop_id=ShopId(new_id()),
        buyer_id=buyer_id,
        buyer_email=email,
        language=Language.ES,
        currency=Currency.MXN,
        total_minor=paid.paid_minor,
        paid_at=NOON,
        lines=[paid],
    )
    return rules.Sale(
        order=order, line=paid, shop_owner_id=BRUNO, creator_emails={CARLA: "carla@example.org"}
    )


def paid_line(*, paid_minor: int = 44_910, tax_rate_bps: int = 1_600, fee_bps: int = 800) -> PaidLine:
    tax_minor = tax_inside(paid_minor, tax_rate_bps)
    return PaidLine(
        line_id=OrderLineId(new_id()),
        product_id=MUG,
        variant_id=VariantId(new_id()),
        title="Taza",
        quantity=1,
        paid_minor=paid_minor,
        discount_minor=4_990,
        tax_rate_bps=tax_rate_bps,
        tax_minor=tax_minor,
        base_minor=paid_minor - tax_minor,
        fee_minor=share(paid_minor - tax_minor, fee_bps),
        cart_id=CART,
    )


def freeze(of: Touch, *, at: datetime = NOON - timedelta(minutes=30)) -> Freeze:
    return Freeze(
        cart_id=CART, variant_id=new_id(), touch_id=of.id, frozen_at=at, expires_at=rules.frozen_until(at)
    )


def test_the_worked_example_of_the_domain_rules() -> None:
    """MXN 499.00 with tax inside, 10 % seller coupon, tax 16 %, 15 %: 449.10 -> 387.16 -> 58.07."""
    line = paid_line(paid_minor=44_910)

    earned = rules.commission(sale(line=line), touch(), id=CommissionId(new_id()), terms_now=terms(1_500))

    assert earned is not None
    assert (earned.tax_minor, earned.base_minor, earned.amount_minor) == (6_194, 38_716, 5_807)


def test_the_last_touch_inside_its_window_wins() -> None:
    first = touch(at=NOON - timedelta(days=2))
    last = touch(at=NOON - timedelta(days=1), creator_id=DANI)

    decision = rules.decide(sale(), [first, last], None)

    assert decision.rule is Rule.LAST_TOUCH
    assert decision.winner_touch_id == last.id
    assert [each.outcome for each in decision.touches] == [Outcome.WON, Outcome.EARLIER]


def test_a_tap_after_the_payment_has_no_part_in_the_sale() -> None:
    before, after = touch(), touch(at=NOON + timedelta(minutes=1))

    decision = rules.decide(sale(), [after, before], None)

    assert [(each.id, each.outcome) for each in decision.touches] == [(before.id, Outcome.WON)]


def test_a_touch_that_was_frozen_in_the_cart_beats_a_later_one() -> None:
    frozen = touch(at=NOON - timedelta(days=20))
    later = touch(at=NOON - timedelta(minutes=5), creator_id=DANI)

    decision = rules.decide(sale(), [frozen, later], freeze(frozen, at=NOON - timedelta(days=20)))

    assert decision.rule is Rule.FROZEN_TOUCH
    assert decision.winner_touch_id == frozen.id
    assert {each.id: each.outcome for each in decision.touches}[later.id] is Outcome.AFTER_CART


@pytest.mark.parametrize(
    ("age", "wins"),
    [
        (timedelta(days=7) - timedelta(microseconds=1), True),
        (timedelta(days=7), False),
        (timedelta(days=8), False),
    ],
)
def test_a_touch_earns_for_seven_days_and_not_an_instant_longer(age: timedelta, wins: bool) -> None:
    tap = touch(at=NOON - age)

    decision = rules.decide(sale(), [tap], None)

    assert (decision.winner_touch_id == tap.id) is wins
    assert decision.touches[0].outcome is (Outcome.WON if wins else Outcome.EXPIRED)


def test_a_freeze_that_is_over_no_longer_counts() -> None:
    old = touch(at=NOON - timedelta(days=31))
    fresh = touch(at=NOON - timedelta(days=1), creator_id=DANI)

    decision = rules.decide(sale(), [old, fresh], freeze(old, at=NOON - timedelta(days=30)))

    assert (decision.rule, decision.winner_touch_id) == (Rule.LAST_TOUCH, fresh.id)


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        (sale(buyer_id=CARLA), Outcome.OWN_PURCHASE),
        (sale(buyer_id=None, email="Carla@Example.org"), Outcome.OWN_PURCHASE),
        (sale(), Outcome.WON),
    ],
)
def test_nobody_earns_from_her_own_purchase(case: rules.Sale, outcome: Outcome) -> None:
    decision = rules.decide(case, [touch()], None)

    assert decision.touches[0].outcome is outcome
    assert (decision.winner_touch_id is None) is (outcome is not Outcome.WON)


def test_the_owner_of_the_shop_earns_no_commission_from_it() -> None:
    decision = rules.decide(sale(), [touch(creator_id=BRUNO)], None)

    assert decision.touches[0].outcome is Outcome.OWN_SHOP
    assert decision.winner_touch_id is None


def test_a_creator_who_does_not_earn_leaves_the_line_without_commission() -> None:
    """The sale was hers: the creator before her does not take it."""
    before = touch(at=NOON - timedelta(days=3), creator_id=DANI)
    last = touch(is_earning=False)

    decision = rules.decide(sale(), [before, last], None)

    assert decision.winner_touch_id is None
    assert [each.outcome for each in decision.touches] == [Outcome.NOT_EARNING, Outcome.EARLIER]


def test_a_line_without_a_touch_pays_nobody() -> None:
    assert rules.decide(sale(), [], None).rule is Rule.NO_TOUCH


@pytest.mark.parametrize(
    ("now_bps", "paid_bps", "version"),
    [(2_000, 2_000, 7), (1_500, 1_500, 3), (500, 1_500, 3), (None, 1_500, 3)],
)
def test_a_raise_counts_at_once_and_a_cut_leaves_the_promise(
    now_bps: int | None, paid_bps: int, version: int
) -> None:
    now = terms(now_bps) if now_bps else None

    earned = rules.commission(sale(), touch(), id=CommissionId(new_id()), terms_now=now)

    assert earned is not None
    assert (earned.rate_bps, earned.plan_version) == (paid_bps, version)


LATER = NOON + timedelta(days=30)


@pytest.mark.parametrize(
    ("of_the_day", "kept", "promised"),
    [
        # Nothing was cut: what the shop pays today.
        (None, [], None),
        (1_000, [], (1_000, 7, None)),
        # It was cut, to less or to nothing.
        (1_000, [1_500], (1_500, 3, LATER)),
        (None, [1_500], (1_500, 3, LATER)),
        # It was cut twice: the better one of those in force.
        (500, [1_000, 1_500], (1_500, 3, LATER)),
        # It was cut and raised again, as high or higher: a raise counts at once for everybody.
        (1_500, [1_500], (1_500, 7, None)),
        (2_000, [1_500], (2_000, 7, None)),
    ],
)
def test_a_kept_rate_holds_while_it_is_the_better_one(
    of_the_day: int | None, kept: list[int], promised: tuple[int, int, datetime | None] | None
) -> None:
    grants = [
        Grant(
            creator_id=CARLA,
            product_id=MUG,
            plan_kind=PlanKind.SHOP,
            plan_version=3,
            rate_bps=rate_bps,
            granted_at=NOON,
            locked_until=LATER,
        )
        for rate_bps in kept
    ]

    found = rules.promise(terms(of_the_day) if of_the_day else None, grants)

    assert (found and (found.rate_bps, found.plan_version, found.locked_until)) == promised


def test_a_kept_rate_is_named_in_the_commission_until_a_raise_beats_it() -> None:
    by_grant = touch(locked_until=LATER)

    kept = rules.commission(sale(), by_grant, id=CommissionId(new_id()), terms_now=terms(500))
    raised = rules.commission(sale(), by_grant, id=CommissionId(new_id()), terms_now=terms(2_000))

    assert kept is not None
    assert raised is not None
    assert (kept.rate_bps, kept.plan_version, kept.locked_until) == (1_500, 3, LATER)
    assert (raised.rate_bps, raised.plan_version, raised.locked_until) == (2_000, 7, None)


def test_a_shop_that_opens_a_plan_above_the_default_pays_it_itself() -> None:
    by_default = touch(plan_kind=PlanKind.DEFAULT, rate_bps=300)

    earned = rules.commission(sale(), by_default, id=CommissionId(new_id()), terms_now=terms(1_500))

    assert earned is not None
    assert rules.source_account(earned).kind == "seller_pending"


def test_the_default_plan_never_pays_more_than_the_fee_it_is_paid_from() -> None:
    by_default = touch(plan_kind=PlanKind.DEFAULT, rate_bps=300)
    line = paid_line(fee_bps=200)

    earned = rules.commission(sale(line=line), by_default, id=CommissionId(new_id()), terms_now=None)

    assert earned is not None
    assert earned.amount_minor == line.fee_minor
    assert rules.source_account(earned).kind == "fee_pending"


def test_a_commission_that_rounds_to_nothing_is_none() -> None:
    line = paid_line(paid_minor=1)

    assert rules.commission(sale(line=line), touch(), id=CommissionId(new_id()), terms_now=None) is None


@given(
    paid_minor=st.integers(100, 10**9),
    rate_bps=st.integers(100, 8_000),
    cuts=st.lists(st.integers(1, 100), min_size=1, max_size=8),
)
def test_partial_refunds_add_up_and_a_full_refund_ends_at_zero(
    paid_minor: int, rate_bps: int, cuts: list[int]
) -> None:
    line = paid_line(paid_minor=paid_minor)
    tap = touch(rate_bps=rate_bps)
    earned = rules.commission(sale(line=line), tap, id=CommissionId(new_id()), terms_now=None)
    assert earned is not None
    shares = [earned.base_minor * sum(cuts[: i + 1]) // sum(cuts) for i in range(len(cuts))]

    for refunded_base_minor in shares:
        taken = rules.reversal(earned, refunded_base_minor=refunded_base_minor)
        assert taken >= 0
        earned = msgspec.structs.replace(earned, reversed_minor=earned.reversed_minor + taken)

    assert earned.reversed_minor == earned.amount_minor
    assert rules.reversal(earned, refunded_base_minor=earned.base_minor) == 0


@given(paid_minor=st.integers(1, 10**9), rate_bps=st.integers(100, 8_000))
def test_every_journal_of_a_commission_is_zero(paid_minor: int, rate_bps: int) -> None:
    line = paid_line(paid_minor=paid_minor)
    earned = rules.commission(
        sale(line=line), touch(rate_bps=rate_bps), id=CommissionId(UUID(int=7)), terms_now=None
    )
    if earned is None:
        return

    released = rules.release(earned, now=NOON)
    assert released
    journals = [
        rules.accrual(earned),
        released,
        rules.take_back(earned, key="k", amount_minor=1, now=NOON),
    ]

    assert all(sum(each.amount_minor for each in journal.lines) == 0 for journal in journals)
    assert len({journal.key for journal in journals}) == 3
