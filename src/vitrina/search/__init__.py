"""What can be found: products, clips, people, shops and hashtags, by words and by what they are.

Owns the schema `search` (what is indexed, words, spellings) and reads the schemas below. Promises that what
was published is found within about a second, by any word of its title, with or without accents, singular or
plural, in the three languages and with one letter wrong; that what is hidden vanishes at once; and that no
question costs more the more there is. Never decides a price or a stock: cards come from the shop window.

Words: a form is what a word is compared by (itself, without accents, its stem); a facet is a size or colour.
"""
