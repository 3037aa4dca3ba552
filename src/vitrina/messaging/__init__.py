"""Buyers and shops talk, and a cart is agreed on between two sentences.

Owns the schema `messaging` (conversations, messages, carts, cart_lines, and what the bridge to WhatsApp
keeps). Promises that a buyer and a shop have one conversation, that a message sent twice is one, that nobody
else reads it, that a cart in it is priced by the catalogue and never by who sends it, that a cart is paid in
the version its buyer saw or not at all, and that an order's life is told where it was agreed.
Never charges anybody and never holds stock: a cart is paid through checkout, like any other.

Words: a side is who speaks, the buyer or the shop; a cart here is a message with lines, which the shop
confirms, changes or declines; a version of a cart is one state of its lines.
"""
