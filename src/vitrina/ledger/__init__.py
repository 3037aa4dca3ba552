"""The books: double entry inside PostgreSQL, in minor units, + debit and - credit.

Owns the schema `ledger` (accounts, journals, entries, balances, seals, revenue by month). Promises that a
journal is zero per currency, exists once per key, is never changed, and takes no guarded account below its
floor unless it is forced; the database itself refuses everything else, and the application can write through
`post` alone. Knows no order, no shop and no creator: owners are opaque words, and `source` says whose money
moves.
"""
