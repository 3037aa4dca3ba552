"""HTTP of external."""

from vitrina.external.routes import merchants, outside, products

ROUTES = [*products.ROUTES, *merchants.ROUTES, *outside.ROUTES]
PAGES = outside.PAGES
