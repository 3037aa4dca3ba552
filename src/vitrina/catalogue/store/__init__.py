"""SQL of the catalogue: products, and their variants with prices."""

from vitrina.catalogue.store.products import (
    active_products,
    add_product,
    archive_product,
    change_product,
    changes,
    find_shop,
    lock_product,
    lock_products,
    pictured_product_ids,
    products,
    save_images,
    save_products,
    save_ratings,
    shop_product_ids,
    summaries,
)
from vitrina.catalogue.store.variants import (
    products_of,
    save_variants,
    shop_variant_ids,
    variants_for_sale,
)

__all__ = [
    "active_products",
    "add_product",
    "archive_product",
    "change_product",
    "changes",
    "find_shop",
    "lock_product",
    "lock_products",
    "pictured_product_ids",
    "products",
    "products_of",
    "save_images",
    "save_products",
    "save_ratings",
    "save_variants",
    "shop_product_ids",
    "shop_variant_ids",
    "summaries",
    "variants_for_sale",
]
