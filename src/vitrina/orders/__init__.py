"""What was bought, from which shop, and where it is now.

Owns the schema `orders` (orders, lines, timeline). Promises that an order moves only along the table in
rules.py, that what a buyer paid is always either the shop's, the platform's or on its way back, and that a
matured order's money is the shop's own. Never charges anybody and never decides who earns a commission.
"""
