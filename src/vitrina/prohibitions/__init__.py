"""Goods that a country prohibits: what may not be sold where, by which law, and what is permitted.

Owns the schema `prohibitions` (permit_requests). Promises that every row of the list names its law and the
day on which somebody read it; that a product whose words name such goods is sold to no address of that
country, from the commit of the words on; that its shop reads which word was found and which law; and that a
permit of an operator is for the words that she looked at, and for no others. Never accuses and never hides a
product: words lie, and what one country prohibits another allows.

Words: a good is a kind of things that some country prohibits; its words name it, its others are phrases with
such a word that mean something else; a product is held where its words match and nothing permits it; a permit
request asks for that, and a ruling permits some countries or upholds the hold.
"""
