"""HTTP of partners."""

from vitrina.partners.routes import account, events, partner

ROUTES = [*account.ROUTES, *partner.ROUTES, *events.ROUTES]
