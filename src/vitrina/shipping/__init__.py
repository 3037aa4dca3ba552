"""Where shops send to, for how much and how fast.

Owns the schema `shipping` (rates). Promises that a shop which says where it sends to is paid for no parcel
that goes elsewhere, that of several rates the narrowest that reaches an address holds, and that what a parcel
costs and when it arrives is known before it is paid. Never follows a parcel, and never changes an order.

Words: a rate is one way to get goods to a part of a country; a pickup is a rate without a parcel; a step is
another price from a sum of goods or from a weight on; a way is a rate with its price and its days for one
cart; a promise is the first and the last day on which it should arrive.
"""
