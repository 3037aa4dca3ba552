"""Tips: a viewer gives a creator one of a few fixed sums, from a clip or a show, without leaving it.

Owns the schema `tips` (tips, days). Promises that a tip is charged once however often it is asked for, that
nobody gives or receives more than the cap of a day (UTC) whoever races whom, that giver and creator are
adults in good standing who are not apart, that the creator's part and the platform's add up to the tip and
stand on accounts of their own, and that a tip which goes back goes back whole. A tip is never a sale: no
commission, no order and no shop sees it. Carries no words, so there is nothing in it to moderate.

Words: a giver gives a tip to a creator; a place is the clip or the show it is given from; it matures when the
time in which a bank may take it back is over.
"""
