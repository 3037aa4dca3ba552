"""Figures of clips and of who watches them, for creators, shops and advertisers.

Owns the schema `analytics` (days, viewings, sums) and reads the schemas below. Promises that a look costs the
same however much was watched, that no group of fewer than 20 people is shown or can be computed from what is
shown, that minors are in no band, and that who watched is forgotten after 28 days while the sums name nobody.
What the whole instance sold is for operators alone. Never shows a day that is not over, and never tells who
watched.

Words: a subject is what figures are about (a clip, a creator, a shop, an ad, a sponsorship); a window is the
last 7 or 28 days that are over; a dimension is what divides an audience, a group is a part of it.
"""
