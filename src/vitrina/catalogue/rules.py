"""What makes a product whole: clean texts, options that differ, variants that answer every option once."""

from collections.abc import Sequence
from typing import TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from vitrina.catalogue.model import (
    Collection,
    CollectionChanges,
    NewCollection,
    NewProduct,
    NewVariant,
    Option,
    Product,
    ProductChanges,
)
from vitrina.kit.errors import Malformed
from vitrina.kit.text import clean_line, clean_text

Wrong = dict[str, str]
T = TypeVar("T")


def checked(product: NewProduct) -> NewProduct:
    """Clean a product's texts and refuse it unless it is whole. Raises Malformed with every wrong field."""
    cleaned = replace(
        product,
        title=clean_line(product.title),
        description=clean_text(product.description),
        options=[_clean_option(option) for option in product.options],
        variants=[_clean_variant(variant) for variant in product.variants],
    )
    wrong = {
        **_wrong_texts(cleaned),
        **_wrong_options(cleaned.options),
        **_wrong_variants(cleaned.variants, cleaned.options),
    }
    if wrong:
        raise Malformed(wrong)
    return cleaned


def merged(product: Product, changes: ProductChanges) -> NewProduct:
    """Lay changes over a product as it is; a list that is given replaces the whole list."""
    return NewProduct(
        id=product.id,
        title=_or(changes.title, product.title),
        description=_or(changes.description, product.description),
        category=_or(changes.category, product.category),
        images=_or(changes.images, product.image_file_ids),
        options=_or(changes.options, product.options),
        variants=changes.variants if changes.variants is not UNSET else _written(product),
        status=_or(changes.status, product.status),
        age_limit=_or(changes.age_limit, product.age_limit),
    )


def checked_collection(new: NewCollection) -> NewCollection:
    """Clean a collection's name; refuse an empty one and a product that stands twice. Raises Malformed."""
    cleaned = replace(new, name=clean_line(new.name))
    wrong: Wrong = {}
    if not cleaned.name:
        wrong["name"] = "must not be empty"
    if len(set(cleaned.product_ids)) < len(cleaned.product_ids):
        wrong["product_ids"] = "names a product twice"
    if wrong:
        raise Malformed(wrong)
    return cleaned


def merged_collection(collection: Collection, changes: CollectionChanges) -> NewCollection:
    """Lay changes over a collection as it is."""
    return NewCollection(
        id=collection.id,
        name=_or(changes.name, collection.name),
        cover=_or(changes.cover, collection.cover_file_id),
        is_hidden=_or(changes.is_hidden, collection.is_hidden),
        product_ids=_or(changes.product_ids, collection.product_ids),
    )


def _or(change: T | UnsetType, now: T) -> T:
    return now if isinstance(change, UnsetType) else change


def _written(product: Product) -> list[NewVariant]:
    return [
        NewVariant(
            id=variant.id,
            sku=variant.sku,
            values=variant.values,
            price_minor=variant.price_minor,
            compare_at_minor=variant.compare_at_minor,
        )
        for variant in product.variants
    ]


def _clean_option(option: Option) -> Option:
    return Option(name=clean_line(option.name), values=[clean_line(value) for value in option.values])


def _clean_variant(variant: NewVariant) -> NewVariant:
    values = [clean_line(value) for value in variant.values]
    return replace(variant, sku=clean_line(variant.sku), values=values)


def _wrong_texts(product: NewProduct) -> Wrong:
    wrong: Wrong = {}
    if not product.title:
        wrong["title"] = "must not be empty"
    if len(set(product.images)) < len(product.images):
        wrong["images"] = "names a picture twice"
    return wrong


def _wrong_options(options: Sequence[Option]) -> Wrong:
    wrong: Wrong = {}
    if _has_twins([option.name for option in options]):
        wrong["options"] = "two options have the same name"
    for i, option in enumerate(options):
        if not option.name:
            wrong[f"options[{i}].name"] = "must not be empty"
        if not all(option.values):
            wrong[f"options[{i}].values"] = "must not be empty"
        elif _has_twins(option.values):
            wrong[f"options[{i}].values"] = "names a value twice"
    return wrong


def _wrong_variants(variants: Sequence[NewVariant], options: Sequence[Option]) -> Wrong:
    wrong: Wrong = {}
    seen: set[tuple[str, ...]] = set()
    if len({variant.id for variant in variants}) < len(variants):
        wrong["variants"] = "two variants have the same id"
    for i, variant in enumerate(variants):
        choice = tuple(variant.values)
        if reason := _wrong_choice(choice, options):
            wrong[f"variants[{i}].values"] = reason
        elif choice in seen:
            wrong[f"variants[{i}].values"] = "another variant has the same values"
        seen.add(choice)
        if variant.compare_at_minor is not None and variant.compare_at_minor <= variant.price_minor:
            wrong[f"variants[{i}].compare_at"] = "must be above the price"
    return wrong


def _wrong_choice(choice: tuple[str, ...], options: Sequence[Option]) -> str | None:
    if len(choice) != len(options):
        return f"must have one value for each of the {len(options)} options"
    for value, option in zip(choice, options, strict=True):
        if value not in option.values:
            return f"{value!r} is not a value of {option.name!r}"
    return None


def _has_twins(names: Sequence[str]) -> bool:
    return len({name.casefold() for name in names}) < len(names)
