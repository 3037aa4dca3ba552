"""Wish lists: products that a person keeps in mind.

Owns the schema `wishes` (wishes). Promises that a wish exists once, that only the person sees hers, that it
keeps the price of the moment it was made, and that what a guest's device collected joins the list at sign-in
without changing what was there. Never decides a price or a stock: cards come from the shop window.
"""
