"""Verbs of channels."""

from vitrina.channels.service.feeds import (
    Reading,
    close_feed,
    list_feeds,
    list_flaws,
    open_feed,
    pieces,
    start_reading,
)
from vitrina.channels.service.links import (
    delete_link,
    list_links,
    look_at_code,
    look_at_products,
    make_link,
)
from vitrina.channels.service.qr import qr_of_code, qr_of_products

__all__ = [
    "Reading",
    "close_feed",
    "delete_link",
    "list_feeds",
    "list_flaws",
    "list_links",
    "look_at_code",
    "look_at_products",
    "make_link",
    "open_feed",
    "pieces",
    "qr_of_code",
    "qr_of_products",
    "start_reading",
]
