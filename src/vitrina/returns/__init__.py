"""What buyers give back: asked for, answered, sent, looked at, refunded.

Owns the schema `returns` (returns, lines, moves, withdrawals). Promises that a return moves only along the
table in rules.py and once; that an order has one open return, and its money waits meanwhile; that what a
shop does not answer in time is decided for the buyer; that a right of the law is refused only for what that
law excludes; and that who withdraws without an account gets a code at once, which tells nothing about
anybody's order. Never moves money itself: `orders` gives back, by the id of the return.

Words: a withdrawal is a return within the days of the buyer's law; to inspect is to look at what came back; a
return lapses when nothing was sent in time.
"""
