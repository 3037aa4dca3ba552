"""Payouts: the money of shops and creators on its way to their bank, with statements of every cent.

Owns the schema `payouts` (destinations, payouts, moves, files, withholdings, sales, paydays, write-offs).
Promises that a payout is what stood on the account and no more, taken from it in the moment it is made; that
it arrives once or comes back once; that nothing goes to an account set less than 72 hours ago; that above the
threshold two operators agreed, neither of them paying herself; that tax is withheld once from each sale; and
that the lines of a statement add up to the balance. Never talks to a bank: operators carry a file there and
say what became of it.

Words: a payee is a shop or a creator; a destination is where her money in one currency goes; a payday is a
day of the schedule; to withhold is to keep tax back for the state; a debt is a balance below zero, a
write-off ends one.
"""
