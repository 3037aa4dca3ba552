"""Reports of what people show and say, and the decisions of operators about it.

Owns the schema `moderation` (reports, cases, decisions). Promises that every public thing can be reported,
that a person has one open report of a thing, that a decision stays as it was made and is told to whom it
concerns with its reason, and that what is taken down is in no public read once the decision is committed.
Never hides a row itself: the modules that own things do, and this one calls them.

Words: a thing is a clip, comment, person, shop, product or review; a case is what was reported about one
thing; its subject is the person who answers for it; a decision takes down, restores, warns, or dismisses the
reports.
"""
