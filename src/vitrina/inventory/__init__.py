"""How much there is: stock levels, holds, and the cause of every change.

Owns the schema `inventory` (stock, holds, exchanges, movements, locations and what lies there). Promises
that no more is ever held or sold than there was, that a purchase gets all its lines or none, in the order
of arrival, that a unit is given back exactly once, that the sum of a variant's movements is what it has
free less what it is short, and that the open locations of a shop add up to what there is. Never knows
prices or people's orders; a purchase is an opaque id here.

Words: a hold takes units from `available` until its time is over; held units become sold, then shipped, or
are released or expire. A shelf is a part of a variant's units that is set aside under an id of its own,
which every verb takes in place of the variant's; what comes back to a cleared shelf goes on to its variant. A
count is the physical quantity: available + held + sold and not shipped + set aside. A variant is short when
somebody counted less than the shop already owes. A location is a place of a shop; what does not lie at
another one lies at the shop's own.
"""
