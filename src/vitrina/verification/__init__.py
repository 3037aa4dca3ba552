"""Verification: a shop shows an operator who runs it, and everybody sees a badge.

Owns the schema `verification` (applications, decisions, documents). Promises that only the owner of a shop
and operators ever read a document, and nobody by an address alone; that documents are what they say by their
bytes; that a shop has one application that waits or holds; that of two operators who decide at once one is
told that the other was first, and none decides about her own shop; and that documents go 30 days after the
decision.
Never says that a shop is honest: the badge says that somebody looked at its papers.

Words: an application is what was sent at once, with its documents; it is verified or refused, its badge
may be withdrawn, and it lapses when the shop takes another name.
"""
