"""Where parcels go: how people of a country write an address, and the addresses that a person keeps.

Owns the schema `addresses` (saved). Promises that an address which passed is written the way its country
writes it, with a telephone number that exists there, in the one form that machines dial; that a person keeps
at most 20, one of them her default as long as there is any, and that nobody else reads them. Never says
whether somebody lives there, and never changes an order: what was ordered keeps the address it was sent to.

Words: a form is what a country asks for; a label is what a person calls an address; a postal place is what a
postal code stands for, where the operator gave a file of them.
"""
