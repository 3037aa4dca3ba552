"""What a product of the demo is; the tables of the shops are beside this file."""

import itertools
from dataclasses import dataclass

Option = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One thing that can be bought."""

    sku: str
    values: tuple[str, ...]
    price_minor: int
    compare_at_minor: int | None
    stock: int


@dataclass(frozen=True, kw_only=True)
class Product:
    """A product and its variants, in the order of its options."""

    key: str
    title: str
    description: str
    category: str
    picture_alt: str
    options: tuple[Option, ...]
    variants: tuple[Variant, ...]


def product(
    key: str,
    title: str,
    description: str,
    *,
    category: str,
    alt: str,
    sku: str,
    price: int | dict[str, int],
    stock: int | tuple[int, ...],
    was: int | None = None,
    options: tuple[Option, ...] = (),
) -> Product:
    """Build a product with one variant for every combination of option values.

    price: minor units, or by the first option's value; stock: in the order of the combinations.
    """
    combinations = list(itertools.product(*(values for _, values in options)))
    counts = stock if isinstance(stock, tuple) else (stock,)
    assert len(counts) == len(combinations), key
    variants = tuple(
        Variant(
            sku=sku if not values else f"{sku}-{number:02d}",
            values=values,
            price_minor=price[values[0]] if isinstance(price, dict) else price,
            compare_at_minor=was,
            stock=count,
        )
        for number, (values, count) in enumerate(zip(combinations, counts, strict=True), start=1)
    )
    return Product(
        key=key,
        title=title,
        description=description,
        category=category,
        picture_alt=alt,
        options=options,
        variants=variants,
    )
