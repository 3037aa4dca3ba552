"""Who follows whom.

Owns the schema `social` (follows, counts). Promises that a follow exists once, that nobody follows oneself or
what is not there, and that the counts are the sums of the follows. Never decides what a follower gets to see.

Words: a follower follows a followee, which is a person or a shop.
"""
