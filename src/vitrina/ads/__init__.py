"""Advertising: shops pay to have clips that show their products seen, and every such clip says so.

Owns the schema `ads` (accounts, moves, campaigns, days, seen, pace, hides, charges, consents). Promises
that a shop never pays more than its bid, its daily cap, its budget or what it paid in, that an impression
or a tap is charged once and only when a token of ours proves that it was offered, that the price is what
the next bid of another shop makes it, that a clip makes room for one ad of a viewer, that who is not known
to be of age is targeted by neither age nor interest and meets nothing for adults alone, and that no
fraction of a cent is lost between the charges and the books. Never changes the order of the feed, and never
shows what is hidden.

Words: a slot is a place in the feed where an ad may stand; an impression is an ad that was on the screen,
half of it for a second; worth is what a thousand impressions are worth to a campaign; milli is a thousandth
of a minor unit; a filtered event is one that was told and is not charged.
"""
