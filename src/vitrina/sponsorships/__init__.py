"""Brands pay creators a flat fee for a clip about what they sell.

Owns the schema `sponsorships` (campaigns, sponsorships). Promises that the fee of every place waits in the
ledger before anybody can take it, that a sponsorship moves only along the table in rules.py, that of two who
act at once one is told that the other was first, that a brand which says nothing has approved, that every fee
goes to a creator or back to its shop, once, and that a clip which was paid for says so from the moment its
brand sees it, for ever. Never decides what a clip earns by selling, and never pays anybody out.

Words: a brand is a shop that pays; a campaign is what it offers, with so many places; a sponsorship is one
creator's part in a campaign, from application or invitation to its end; escrow is where fees wait.
"""
