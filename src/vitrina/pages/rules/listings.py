"""What robots may look at, and where to find it."""

from html import escape

from vitrina.kit.config import Settings
from vitrina.pages.model import Listing

CLOSED = (
    "/api/",
    "/cart",
    "/checkout",
    "/demo/",
    "/inbox",
    "/me",
    "/orders",
    "/sell",
    "/settings",
    "/studio",
)


def robots(settings: Settings) -> str:
    """Write robots.txt: public pages yes, the private ones and the API no."""
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED)
    return f"User-agent: *\n{closed}Allow: /\n\nSitemap: {settings.base_url}/sitemap.xml\n"


def sitemap(listing: Listing, settings: Settings) -> str:
    """Write the sitemap. Source: sitemaps.org, version 0.9."""
    found = [("/", None), ("/shop", None), ("/live", None)]
    found += [(f"/v/{video_id}", at) for video_id, at in listing.clips]
    found += [(f"/p/{product_id}", at) for product_id, at in listing.products]
    lines = [
        f"<url><loc>{escape(settings.base_url + path)}</loc>"
        + (f"<lastmod>{at:%Y-%m-%d}</lastmod>" if at else "")
        + "</url>"
        for path, at in found
    ]
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(lines)
        + "\n</urlset>\n"
    )
