"""Taking money from buyers and giving it back, through one provider port.

Owns the schema `payments` (payments, refunds, and the sandbox provider's own book). Promises that a purchase
has at most one live attempt, that a capture and a refund are each posted once, and that no transaction is
open while a provider is asked. Never decides what a payment is for, and never sees a card number.
"""
