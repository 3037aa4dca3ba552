"""Coupons: what takes something off a price, who pays for that, and how often.

Owns the schema `promotions` (coupons, uses). Promises that a coupon is used no more often than its limits
say, whoever races whom; that what it gives never changes after it was made, so that a price which was shown
holds; that a discount is shared among lines to the cent; that at most one coupon of each shop and one of the
platform meet in a cart; that none works on the price of a drop; and that a use comes back when its purchase
is not paid.
Never takes money: it says what is taken off, and checkout and orders do the rest.

Words: a code is what a buyer types, a coupon what it stands for; its funder pays for it, the shop or the
platform; a use is one purchase with a coupon; a cut is what coupons take off a shop's part of a cart.
"""
