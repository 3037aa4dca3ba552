"""What a sale would leave to its shop, told before a price, a coupon or a plan is published.

Owns the schema `margins` (terms). Promises that tax, commission and fee are computed as orders books them,
that the price at which nothing is lost is told with them, and that a sale which leaves less than the shop
wants is warned of. Never refuses a price: a shop may sell at a loss if it knows that it does.

Words: the floor is what a shop wants to keep at least, as a part of the price without tax; terms are the
floor and what the shop knows of its own costs.
"""
