"""Who earns from a sale, how much, and when.

Owns the schema `affiliates` (plan versions, grants, agreements, touches, freezes, decisions, commissions,
adjustments). Promises that every paid order line gets exactly one decision that names its touches, rule and
window; that a commission is computed once per line by the plan version promised at the touch and never
edited, only adjusted; that a cut leaves the old rate for 30 days to who shows the product already; that what
was agreed for a show is what its sales pay; and that each of its sums stands in the ledger. Never decides
whether an order is paid, and never pays anybody out.
"""
