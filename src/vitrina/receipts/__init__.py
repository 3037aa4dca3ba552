"""Receipts: what was bought, with its taxes and what went back, for keeping; and what goes into the box.

Owns no schema: a receipt is read from the order each time, so it says what is true now. Promises that its
sums are those of the order to the cent, and that who may see the order may have it, and nobody else. Never
writes anything. A plain receipt is no tax document: an invoicer of a country (CFDI, NF-e) is another provider
of the same port.
"""
