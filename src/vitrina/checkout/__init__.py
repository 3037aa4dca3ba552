"""From a cart, or from one product on the screen, to paid orders.

Owns the schema `checkout` (purchases). Promises that the total which a buyer saw is the total that is
charged, that nobody but a known adult buys what is for adults and nothing goes where its law prohibits it,
that a double tap, a retry and two tabs make one purchase and one charge, and that money which comes too late
for its stock goes back by itself.
Never keeps card data, and never says where a parcel is.
"""
