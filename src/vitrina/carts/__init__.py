"""Baskets: what somebody thinks of buying, kept by an id that nobody can guess.

Owns the schema `carts` (carts, lines). Promises that whoever knows a cart's id may read and change it and
nobody else finds it, that a line keeps the price it was added at and the touch that brought it, and that a
cart nobody touches for 90 days is forgotten. Never holds stock and never decides a price: it shows both as
they are now.
"""
