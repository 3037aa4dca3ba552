"""HTTP of payouts: for those who are paid, and for operators."""

from vitrina.payouts.routes.operators import OPERATOR_ROUTES
from vitrina.payouts.routes.payees import PAYEE_ROUTES

ROUTES = [*PAYEE_ROUTES, *OPERATOR_ROUTES]
