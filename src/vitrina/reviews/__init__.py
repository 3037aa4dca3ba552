"""What people say about products: what buyers think of them, what others ask, and what is answered.

Owns the schema `reviews` (reviews, ratings, questions, answers). Promises that whoever rates a product
received it, that a person rates it once and never her own shop's, that the stars of a product are the sums of
the reviews which are shown, in the transaction that changes one, that only the shop and whoever received a
product answer questions about it, and that a text of people stays the plain text that it is.
Never ranks products and never changes an order: it tells the catalogue how a product is rated.

Words: a review is one person's stars and words about one product; a rating is what all of them come to; an
answer is what the shop says to a review, once.
A question is what anybody asks about a product; the shop and whoever received it answer, each once.
"""
