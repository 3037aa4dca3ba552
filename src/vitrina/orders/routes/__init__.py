"""Orders over HTTP: one order, and a shop's desk with many of them."""

from vitrina.orders.routes import desk, orders

ROUTES = [*orders.ROUTES, *desk.ROUTES]
