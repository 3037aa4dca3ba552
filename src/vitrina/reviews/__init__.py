"""What buyers think of what they bought: stars, a few words, and what the shop answers.

Owns the schema `reviews` (reviews, ratings). Promises that whoever rates a product received it, that a person
rates it once and never her own shop's, that the stars of a product are the sums of the reviews which are
shown, in the transaction that changes one, and that a text of people stays the plain text that it is.
Never ranks products and never changes an order: it tells the catalogue how a product is rated.

Words: a review is one person's stars and words about one product; a rating is what all of them come to; an
answer is what the shop says to a review, once.
"""
