"""Doors to a shop from elsewhere: product feeds that other channels fetch, and carts that come by a link.

Owns the schema `channels` (feeds, cart_links). Promises that a feed is read only by who has its token, in
bounded memory for any catalogue, and holds no row that its target would refuse: what is left out is told to
the shop; that a link to a cart shows what it can bring before anything changes; and that nothing of a link
that is gone or short is kept silent. Never decides a price or a stock, never counts a touch, and never
changes a cart: whoever follows a link does.

Words: a target is who fetches a feed (Meta, Google, TikTok); a flaw is a rule of a target that a product
breaks; a cart link is an address that carries lines; an incoming cart is what such an address means now.
"""
