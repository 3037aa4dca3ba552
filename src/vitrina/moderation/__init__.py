"""Reports of what people show and say, and the decisions of operators about it.

Owns the schema `moderation` (kinds, reports, cases, decisions, appeals). Promises that every public thing can
be reported, and a message by who got it, which no operator reads before; that a person has one open report of
a thing; that a decision stays as it was made and is told to whom it concerns with its reason; that it can be
appealed against once, which another operator decides where there is one; and that what is taken down is in no
public read once the decision is committed. Never hides a row itself: the modules that own things do, and this
one calls them.

Words: a thing is a clip, comment, person, shop, product, review, answer to one, show, message of its chat,
message to a shop, brief or ad, each kind a row of `service.things.KINDS`; its context is what was said around
it; a case is what was reported about one thing; its subject is the person who answers for it; a decision
takes down, restores, warns, or dismisses the reports; an appeal lets one stand or reverses it.
"""
