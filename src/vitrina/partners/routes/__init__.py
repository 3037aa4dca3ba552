"""HTTP of partners."""

from vitrina.partners.routes import account, partner

ROUTES = [*account.ROUTES, *partner.ROUTES]
