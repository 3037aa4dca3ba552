"""HTTP of messaging."""

from vitrina.messaging.routes import carts, talk, whatsapp

ROUTES = [*talk.ROUTES, *carts.ROUTES, *whatsapp.ROUTES]
