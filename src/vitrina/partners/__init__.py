"""A retailer as partner of a shop: tells stock and prices, gets orders, sends parcels, invites creators.

Owns the schema `partners` (keys, terms, endpoints, deliveries, stamps, acknowledgements, events, invitations,
invited_products). Promises that a key does only what its scopes say and only for its shop, that an older word
of a partner never undoes a younger one, that a push answers each of its rows, that every paid order of a shop
with an endpoint is told until it is taken or lies among the dead letters, signed with a secret of which two
may be valid for a day, and that what a creator was promised for a show is what its sales pay. Never counts
stock, moves an order or books money itself: inventory, orders and affiliates do.

Words: a key is what a partner's program carries; a push is many rows of stock and prices; a stamp is when a
partner said something by its own clock; a delivery is one fact about an order on its way to the endpoint; a
dead letter is one that was tried to the end; an invitation offers a creator a show with agreed rates.
"""
