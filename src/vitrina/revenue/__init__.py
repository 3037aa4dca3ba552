"""What the platform earned, for its operators: from the ledger alone.

Owns no schema. Promises that every figure is a sum that the ledger keeps, that the lines of journals behind
it can be read one by one, and that looking costs the same however long the books are. Never computes a fee,
and never knows what a kind of revenue is for: the ledger's kinds that end in `_income` show up by
themselves.
"""
