"""A market to buy in: shops, products, prices and stock, written straight into a fresh database."""

from collections.abc import Sequence
from typing import LiteralString

import psycopg

from benchmarks.buyers import Wish

SHIPPING_MINOR = 50_00
PRICE_MINOR = 189_00

SEEDS: Sequence[LiteralString] = (
    """
    insert into shops.shops (
           id, owner_id, handle, name, country, currency, shipping_minor, return_days, transit_max_days,
           opened_at)
    select gen_random_uuid(), gen_random_uuid(), 'shop.' || s, 'Shop ' || s, 'MX', 'MXN', %(shipping)s, 15,
           10, now()
      from generate_series(1, %(shops)s) s
    """,
    """
    insert into media.files (id, owner_id, kind, key, width, height, size_bytes, created_at)
    select gen_random_uuid(), gen_random_uuid(), 'image', 'images/' || i, 600, 800, 1000, now()
      from generate_series(1, %(products)s) i
    """,
    """
    insert into catalogue.products (
           id, shop_id, title, description, category, currency, status, options, image_file_ids, published_at,
           created_at, updated_at)
    select gen_random_uuid(),
           s.id,
           'Taza de barro negro, modelo ' || p.n,
           'Hecha a mano en Oaxaca.',
           'kitchen',
           'MXN',
           'active',
           '[]',
           array[f.id],
           now(),
           now(),
           now()
      from generate_series(1, %(products)s) as p (n)
      join (select id, row_number() over () as n from shops.shops) s on s.n = 1 + p.n %% %(shops)s
      join (select id, row_number() over () as n from media.files) f on f.n = p.n
    """,
    """
    insert into catalogue.variants (id, product_id, position, sku, option_values, price_minor)
    select gen_random_uuid(), id, 0, 'T', '{}', %(price)s from catalogue.products
    """,
    """
    insert into catalogue.prices (variant_id, version, price_minor, currency, valid_from)
    select id, 1, price_minor, 'MXN', now() from catalogue.variants
    """,
    """
    select inventory.count(array_agg(id), array_agg(%(quantity)s::integer), gen_random_uuid())
      from catalogue.variants
    """,
    "analyze",
)


def open_market(url: str, *, shops: int, products: int, quantity: int) -> list[Wish]:
    """Fill a database; answers one wish per product, with the total that a buyer sees."""
    params = {
        "shops": shops,
        "products": products,
        "quantity": quantity,
        "shipping": SHIPPING_MINOR,
        "price": PRICE_MINOR,
    }
    with psycopg.connect(url, autocommit=True) as db:
        for statement in SEEDS:
            db.execute(statement, params)
        rows = db.execute(
            """
            select v.id::text, p.shop_id::text, v.price_minor
              from catalogue.variants v
              join catalogue.products p on p.id = v.product_id
             order by v.id
            """
        ).fetchall()
    return [
        Wish(variant_id=id, shop=shop, total_minor=price_minor + SHIPPING_MINOR)
        for id, shop, price_minor in rows
    ]
