"""Shops: who runs them, and the terms they sell on.

Owns the schema `shops`. Promises that a shop is run by an adult, that its handle belongs to nobody else, that
its country and currency never change, and that only its members change the rest. Never knows what it sells.

Words: a member runs the shop (today its owner alone); shipping is one flat price per order; return days are
what the shop grants from delivery; transit max days is the longest that a parcel may take.
"""
