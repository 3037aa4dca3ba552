"""Products sold elsewhere: shown here, bought there, and paid for when the merchant has paid.

Owns the schema `external` (products, merchants, clicks, postbacks, conversions, changes, receipts). Promises
that a link leads only where its person said, that a click out is kept before anybody is sent away, that what
a merchant reports counts once however often it is told, that each change of a conversion stands in the
ledger, and that a creator's part is hers to take only when the money of the merchant was recorded as
received. Never puts an outside product in a cart, never fetches from our own network, and never believes a
page or a postback more than its level of trust.

Words: a merchant sells elsewhere; a click is a visitor sent there; a postback is what a merchant reports
about a click; a conversion is what all postbacks about one sale come to; an orphan is one whose click nobody
knows; a receipt is money of a merchant that arrived.
"""
