"""What coupons take off a cart, and what a coupon may be. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.kit.errors import Malformed
from vitrina.kit.money import Money, allocate, share
from vitrina.kit.places import Currency
from vitrina.promotions.model import (
    Candidate,
    CodesTyped,
    Coupon,
    CouponKind,
    CouponProblem,
    CouponRefused,
    CouponState,
    CouponUsed,
    CouponView,
    Cut,
    Funder,
    Goods,
    NewCoupon,
    Reduced,
    ShopPart,
    Verdict,
)
from vitrina.shops.model import ShopId

# The platform's own place among those of whose coupons one at most is used.
PLATFORM = UUID(int=0)


class _Left(Struct):
    """What is left of a shop's part while coupons are applied."""

    part: ShopPart
    lines_minor: list[int]
    shipping_minor: int
    promo_minor: int
    codes: list[str]

    def goods_minor(self) -> int:
        """What may still be taken off the goods: one unit stays, because a payment of nothing is none."""
        return max(0, sum(self.lines_minor) - self.promo_minor - 1)


def normal_code(code: str) -> str:
    """Write a code as it is compared: without spaces, in capitals."""
    return "".join(code.split()).upper()


def guest_key(email: str) -> UUID:
    """Make the key of a guest from her e-mail in its normal form: a digest, from which it cannot be read."""
    return UUID(bytes=hashlib.sha256(f"promotions:{email}".encode()).digest()[:16], version=5)


def state(coupon: Coupon, now: datetime) -> CouponState:
    """Tell whether a coupon can be used now."""
    if coupon.ends_at is not None and now >= coupon.ends_at:
        return CouponState.ENDED
    if coupon.uses_max is not None and coupon.use_count >= coupon.uses_max:
        return CouponState.USED_UP
    if coupon.is_paused:
        return CouponState.PAUSED
    return CouponState.SCHEDULED if now < coupon.starts_at else CouponState.ACTIVE


_PROBLEMS = {
    CouponState.ENDED: CouponProblem.ENDED,
    CouponState.USED_UP: CouponProblem.USED_UP,
    CouponState.PAUSED: CouponProblem.PAUSED,
    CouponState.SCHEDULED: CouponProblem.NOT_YET,
}


def apply(parts: Sequence[ShopPart], typed: CodesTyped) -> Verdict:
    """Decide what the codes that a buyer typed take off a cart, and why others take nothing.

    At most one coupon of each shop and one of the platform, the first typed that holds. Shops' coupons come
    first; the platform's is computed from what they left. None takes anything off the price of a drop, and
    off a flash price only one that says so. Sums are shared by largest remainder. Of the goods
    of each shop one minor unit stays to be paid.
    """
    left = [
        _Left(
            part=part,
            lines_minor=[goods.sum_minor for goods in part.goods],
            shipping_minor=part.shipping_minor,
            promo_minor=0,
            codes=[],
        )
        for part in parts
    ]
    codes = list(dict.fromkeys(code for each in typed.codes if (code := normal_code(each))))
    used: dict[UUID, CouponUsed] = {}
    problems: dict[str, CouponRefused] = {}
    for funder in (Funder.SHOP, Funder.PLATFORM):
        for candidate in _named(codes, typed.candidates, funder):
            answer = _try(left, candidate, typed, used)
            if isinstance(answer, CouponUsed):
                used[candidate.coupon.shop_id or PLATFORM if funder is Funder.SHOP else PLATFORM] = answer
            else:
                problems.setdefault(answer.code, answer)
    helped = {each.code for each in used.values()}
    return Verdict(
        cuts=[_cut(each) for each in left],
        used=list(used.values()),
        refused=[
            problems.get(code, CouponRefused(code=code, problem=CouponProblem.UNKNOWN))
            for code in codes
            if code not in helped
        ],
    )


def _named(codes: Sequence[str], candidates: Iterable[Candidate], funder: Funder) -> list[Candidate]:
    """Find the coupons of one kind of funder that codes stand for, in the order of the codes."""
    found = [each for each in candidates if each.coupon.funder is funder and each.coupon.code in codes]
    return sorted(found, key=lambda each: (codes.index(each.coupon.code), each.coupon.id))


def _cut(left: _Left) -> Cut:
    return Cut(
        lines_minor=[
            goods.sum_minor - kept for goods, kept in zip(left.part.goods, left.lines_minor, strict=True)
        ],
        shipping_minor=left.part.shipping_minor - left.shipping_minor,
        promo_minor=left.promo_minor,
        codes=left.codes,
    )


def _try(
    left: Sequence[_Left], candidate: Candidate, typed: CodesTyped, used: dict[UUID, CouponUsed]
) -> CouponUsed | CouponRefused:
    coupon = candidate.coupon
    of = [
        each
        for each in left
        if coupon.shop_id in (None, each.part.shop_id) and each.part.currency is coupon.currency
    ]
    refused = CouponRefused(code=coupon.code, problem=CouponProblem.UNKNOWN)
    if not of:
        return refused
    if (coupon.shop_id if coupon.funder is Funder.SHOP else PLATFORM) in used:
        return CouponRefused(code=coupon.code, problem=CouponProblem.OTHER_COUPON)
    if problem := _standing(candidate, typed):
        return CouponRefused(code=coupon.code, problem=problem)
    bought = [goods for each in of for goods in each.part.goods]
    spent_minor = sum(goods.sum_minor for goods in bought if _is_for(candidate, goods))
    if not spent_minor:
        is_reduced = any(_names(candidate, goods.product_id) for goods in bought)
        problem = CouponProblem.REDUCED if is_reduced else CouponProblem.OTHER_PRODUCTS
        return CouponRefused(code=coupon.code, problem=problem)
    if spent_minor < coupon.min_spend_minor:
        missing_minor = coupon.min_spend_minor - spent_minor
        return CouponRefused(code=coupon.code, problem=CouponProblem.MIN_SPEND, missing_minor=missing_minor)
    discount_minor = _ship_free(of, candidate) if _is_shipping(coupon) else _take_off(of, candidate)
    if not discount_minor:
        return CouponRefused(code=coupon.code, problem=CouponProblem.NO_EFFECT)
    return CouponUsed(coupon_id=coupon.id, code=coupon.code, discount_minor=discount_minor)


def _is_shipping(coupon: Coupon) -> bool:
    return coupon.kind is CouponKind.FREE_SHIPPING


def _names(candidate: Candidate, product_id: ProductId) -> bool:
    return candidate.product_ids is None or product_id in candidate.product_ids


def _is_for(candidate: Candidate, goods: Goods) -> bool:
    """Tell whether a coupon takes something off a line: never off a drop's price."""
    if goods.reduced is Reduced.DROP:
        return False
    is_taken = goods.reduced is None or candidate.coupon.works_on_flash
    return is_taken and _names(candidate, goods.product_id)


def _standing(candidate: Candidate, typed: CodesTyped) -> CouponProblem | None:
    """Say why a coupon cannot be used now, whatever is bought."""
    coupon = candidate.coupon
    if problem := _PROBLEMS.get(state(coupon, typed.now)):
        return problem
    limit = coupon.uses_per_buyer_max
    if limit is not None and typed.buyer_key and candidate.used_by.get(typed.buyer_key, 0) >= limit:
        return CouponProblem.USED_BY_YOU
    return None


def _ship_free(of: Sequence[_Left], candidate: Candidate) -> int:
    """Take shipping off the parts that have what the coupon is for."""
    coupon, taken_minor = candidate.coupon, 0
    for each in of:
        if not each.shipping_minor or not any(_is_for(candidate, goods) for goods in each.part.goods):
            continue
        taken_minor += each.shipping_minor
        each.codes.append(coupon.code)
        if coupon.funder is Funder.PLATFORM:
            each.promo_minor += each.shipping_minor
        else:
            each.shipping_minor = 0
    return taken_minor


def _take_off(of: Sequence[_Left], candidate: Candidate) -> int:
    """Take a sum or a share off the goods that the coupon is for, wherever they are."""
    coupon = candidate.coupon
    goods = [[kept if _is_for(candidate, line) else 0 for line, kept in _lines(each)] for each in of]
    rooms = [min(sum(lines), each.goods_minor()) for each, lines in zip(of, goods, strict=True)]
    if coupon.rate_bps is not None:
        wanted_minor = share(sum(map(sum, goods)), coupon.rate_bps)
        wanted_minor = min(wanted_minor, coupon.discount_max_minor or wanted_minor)
    else:
        wanted_minor = coupon.amount_minor or 0
    discount_minor = min(wanted_minor, sum(rooms))
    if not discount_minor:
        return 0
    for each, lines, part_minor in zip(of, goods, allocate(discount_minor, rooms), strict=True):
        if not part_minor:
            continue
        each.codes.append(coupon.code)
        if coupon.funder is Funder.PLATFORM:
            each.promo_minor += part_minor
        else:
            cuts = allocate(part_minor, lines)
            each.lines_minor = [kept - cut for kept, cut in zip(each.lines_minor, cuts, strict=True)]
    return discount_minor


def _lines(left: _Left) -> list[tuple[Goods, int]]:
    return list(zip(left.part.goods, left.lines_minor, strict=True))


def checked(new: NewCoupon, *, now: datetime) -> NewCoupon:
    """Refuse a coupon whose fields do not fit each other. Raises Malformed with every wrong field."""
    wrong: dict[str, str] = {}
    if (new.rate_bps is None) == (new.kind is CouponKind.PERCENT):
        wrong["rate_bps"] = "belongs to a percentage, and to nothing else"
    if (new.amount is None) == (new.kind is CouponKind.AMOUNT):
        wrong["amount"] = "belongs to an amount, and to nothing else"
    if new.discount_max is not None and new.kind is not CouponKind.PERCENT:
        wrong["discount_max"] = "belongs to a percentage, and to nothing else"
    for field in ("starts_at", "ends_at"):
        moment: datetime | None = getattr(new, field)
        if moment is not None and moment.tzinfo is None:
            wrong[field] = "must name its time zone"
    if not wrong and new.ends_at is not None and new.ends_at <= max(new.starts_at or now, now):
        wrong["ends_at"] = "must lie after its beginning and after now"
    if wrong:
        raise Malformed(wrong)
    return new


def kept(
    new: NewCoupon, *, funder: Funder, shop_id: ShopId | None, currency: Currency, now: datetime
) -> Coupon:
    """Make a coupon as it is kept, from one that was checked."""
    return Coupon(
        id=new.id,
        funder=funder,
        shop_id=shop_id,
        code=normal_code(new.code),
        kind=new.kind,
        rate_bps=new.rate_bps,
        amount_minor=new.amount,
        discount_max_minor=new.discount_max,
        currency=currency,
        min_spend_minor=new.min_spend,
        product_ids=list(dict.fromkeys(new.product_ids)),
        collection_ids=list(dict.fromkeys(new.collection_ids)),
        uses_max=new.uses_max,
        uses_per_buyer_max=new.uses_per_buyer_max,
        starts_at=new.starts_at or now,
        ends_at=new.ends_at,
        is_paused=False,
        use_count=0,
        created_at=now,
        works_on_flash=new.works_on_flash,
    )


def view(coupon: Coupon, now: datetime) -> CouponView:
    """Show a coupon to who made it."""
    money = [
        None if minor is None else Money(minor, coupon.currency)
        for minor in (coupon.amount_minor, coupon.discount_max_minor)
    ]
    return CouponView(
        id=coupon.id,
        funder=coupon.funder,
        shop_id=coupon.shop_id,
        code=coupon.code,
        kind=coupon.kind,
        rate_bps=coupon.rate_bps,
        amount=money[0],
        discount_max=money[1],
        min_spend=Money(coupon.min_spend_minor, coupon.currency),
        product_ids=coupon.product_ids,
        collection_ids=coupon.collection_ids,
        uses_max=coupon.uses_max,
        uses_per_buyer_max=coupon.uses_per_buyer_max,
        use_count=coupon.use_count,
        starts_at=coupon.starts_at,
        ends_at=coupon.ends_at,
        works_on_flash=coupon.works_on_flash,
        state=state(coupon, now),
    )
