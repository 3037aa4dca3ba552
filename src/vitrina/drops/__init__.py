"""Drops: so many units of a variant, at a price, from a moment on, for whoever comes first.

Owns the schema `drops` (drops, claims); the units lie on a shelf of `inventory` under the drop's id. Promises
that no more is claimed than lies there, whoever races whom; that a buyer has one claim at a time and no more
units than the drop allows, nor has any address; that who claims gets an answer at once (it is yours for three
minutes, or you wait and so many are before you, or it is sold out); that a unit which comes back goes to the
next in the line by itself; and that what is left goes back to the counter when the drop ends.
Never charges anybody: a claim becomes a purchase under its own id, through checkout.

Words: a claim is a buyer's units of a drop; its holder is a person, or a guest's browser; held units are hers
to pay; a line is of claims that wait for units to come back; a ticket ties a claim to the session that asked
for it.
"""
