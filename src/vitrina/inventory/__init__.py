"""How much there is: stock levels, holds, and the cause of every change.

Owns the schema `inventory` (stock, holds, movements). Promises that no more is ever held or sold than there
was, that a purchase gets all its lines or none, in the order of arrival, that a unit is given back exactly
once, and that the sum of a variant's movements is what it has free less what it is short. Never knows prices
or people's orders; a purchase is an opaque id here.

Words: a hold takes units from `available` until its time is over; held units become sold, then shipped, or
are released or expire. A count is the physical quantity: available + held + sold and not shipped. A variant
is short when somebody counted less than the shop already owes.
"""
