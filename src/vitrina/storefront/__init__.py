"""The shop window: public reads that put catalogue, stock, shop and pictures together.

Owns no schema. Promises that a public answer shows prices and stock of less than a second ago, from memory as
long as nothing changed, and that a crowd asking for the same page costs one look at the database. Never
decides a price: whoever pays is told by checkout, from the database.
"""
