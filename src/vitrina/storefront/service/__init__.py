"""Verbs of the shop window."""

from vitrina.storefront.service.reads import (
    Wanted,
    category_names,
    find_kept,
    list_collections,
    list_products,
    show_cards,
    show_collection,
    show_product,
)
from vitrina.storefront.service.views import find_collection, product_cards, product_views

__all__ = [
    "Wanted",
    "category_names",
    "find_collection",
    "find_kept",
    "list_collections",
    "list_products",
    "product_cards",
    "product_views",
    "show_cards",
    "show_collection",
    "show_product",
]
