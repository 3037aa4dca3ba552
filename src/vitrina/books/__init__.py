"""The books, held against their fourteen promises, for operators and everybody who has to trust them.

Owns the schema `books` (audits). Promises that each invariant of the money is one named check, the same for
the command line, the hourly audit and the page of operators; that an audit sees one moment, while sales go
on; and that from a breach one comes to the journals behind it. Reads what all modules keep and changes
nothing of it.

Words: a promise is what must hold at every moment; a breach is where it does not; an audit looks at all.
"""
