"""Every way promotions say no. Why a code takes nothing off a cart is not a refusal: the quote tells it."""

from vitrina.kit.errors import Refusal


class CouponNotFound(Refusal):
    """There is no such coupon."""

    code = "promotions.coupon_not_found"
    status = 404


class CouponIdTaken(Refusal):
    """This id belongs to another coupon."""

    code = "promotions.coupon_id_taken"
    status = 409


class CodeTaken(Refusal):
    """There is already a coupon with the code {coupon_code}."""

    code = "promotions.code_taken"
    status = 409


class TooManyCoupons(Refusal):
    """There can be up to {count_max} coupons."""

    code = "promotions.too_many_coupons"
    status = 409


class UsedMoreOften(Refusal):
    """Uses of this coupon so far: {use_count}."""

    code = "promotions.used_more_often"
    status = 409
