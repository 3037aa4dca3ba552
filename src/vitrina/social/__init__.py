"""Who follows whom, and who keeps away from whom.

Owns the schema `social` (follows, counts, blocks, mutes). Promises that a follow exists once, that nobody
follows oneself or what is not there, that the counts are the sums of the follows, and that a block ends the
follows of both ways. Never decides what a follower gets to see.

Words: a follower follows a followee, which is a person or a shop; two persons are apart when one of them
blocks the other; a reader does not see whom she is apart from or mutes. Other modules ask in SQL by
`social.is_apart(one, other)` and `social.is_unseen(reader, author)`, the door of this module there.
"""
