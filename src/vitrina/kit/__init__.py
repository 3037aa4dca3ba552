"""Ground floor: database, events, queue, clock, money, ids, HTTP manners.

Owns the schema `kit` (events, cursors, idempotency keys, clock offset, migrations). Promises that an event
exists if and only if its transaction committed, that each subscriber acts on it exactly once, and that time,
ids and money have one meaning in the whole house. Knows no shop, no video, no order; imports nothing of ours.
"""
