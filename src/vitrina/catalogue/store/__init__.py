"""SQL of the catalogue: products, and their variants with prices."""

from vitrina.catalogue.store.lists import active_products, pictured_product_ids, shop_product_ids, summaries
from vitrina.catalogue.store.products import (
    add_product,
    change_product,
    changes,
    find_shop,
    lock_product,
    lock_products,
    products,
    save_images,
    save_products,
    set_status,
    texts,
)
from vitrina.catalogue.store.ratings import save_ratings
from vitrina.catalogue.store.variants import (
    products_of,
    save_variants,
    set_prices,
    shop_variant_ids,
    shop_variants_by_sku,
    shop_version,
    stretches,
    variants_by_sku,
    variants_for_sale,
    variants_of_products,
)

__all__ = [
    "active_products",
    "add_product",
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
    "set_prices",
    "set_status",
    "shop_product_ids",
    "shop_variant_ids",
    "shop_variants_by_sku",
    "shop_version",
    "stretches",
    "summaries",
    "texts",
    "variants_by_sku",
    "variants_for_sale",
    "variants_of_products",
]
