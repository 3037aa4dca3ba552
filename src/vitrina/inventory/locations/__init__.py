"""Where a shop's goods lie: places, what lies at each, and what is carried between them.

A place beside the shop's own is counted apart; what lies at the shop's own is the rest of the counter.
"""
