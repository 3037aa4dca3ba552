"""Taking money from buyers and giving it back, through one provider port.

Owns the schema `payments` (payments, refunds, disputes, hints, receipts, kept_cards, cash_shops, accounts,
transfers, and the sandbox provider's own book). Promises that a purchase has at most one live attempt, that
a capture, a refund and each step of a dispute are posted once, that a transfer is made once, and that no
transaction is open while a provider is asked; that news of a provider only make it ask; and that of two ways
to pay one purchase the first is closed before the second is begun. Never decides what a payment is for, and
never sees a card number.

Words: a method is how a buyer pays, a provider who takes it; instructions are what she does elsewhere; a hint
is news of a provider; news that fit nothing are parked; a receipt is what a person says of money; a kept
card is with its provider, and known here by its token and its end.
"""
