"""HTTP of messaging."""

from vitrina.messaging.routes import carts, talk

ROUTES = [*talk.ROUTES, *carts.ROUTES]
