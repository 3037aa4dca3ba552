"""What makes a product whole: clean texts, options that differ, variants that answer every option once."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from vitrina.catalogue.flash_model import FlashState, FlashStretch, NewFlash
from vitrina.catalogue.model import (
    PRICE_MINOR_MAX,
    Collection,
    CollectionChanges,
    NewCollection,
    NewProduct,
    NewVariant,
    Option,
    Product,
    ProductChanges,
    Stretch,
    VariantId,
)
from vitrina.kit.errors import Malformed
from vitrina.kit.money import tax_inside
from vitrina.kit.money import with_tax as taxed
from vitrina.kit.text import clean_line, clean_text

Wrong = dict[str, str]
T = TypeVar("T")


# A price to compare with was asked for so long, within so long; decision 0047.
CHARGED_FOR = timedelta(days=7)
CHARGED_WITHIN = timedelta(days=90)
LOW_WITHIN = timedelta(days=30)
# A price for a time is a matter of hours or days; what lasts longer is a price.
FLASH_MIN = timedelta(minutes=5)
FLASH_MAX = timedelta(days=14)
FLASH_AHEAD_MAX = timedelta(days=90)


def was_charged(stretches: Sequence[Stretch], compare_at_minor: int, *, now: datetime) -> bool:
    """Tell whether as much or more was really asked for a variant for long enough.

    stretches: its own, in any order.
    """
    since = now - CHARGED_WITHIN
    asked = [each for each in stretches if each.price_minor >= compare_at_minor]
    lasted = [min(each.until or now, now) - max(each.starts_at, since) for each in asked]
    return sum((max(each, timedelta()) for each in lasted), timedelta()) >= CHARGED_FOR


def low_before(stretches: Sequence[Stretch]) -> int | None:
    """Find the lowest price of the 30 days before the present price began; None when there was none.

    stretches: of one variant, the oldest first.
    """
    now_is = list(stretches)
    if not now_is:
        return None
    began, price_minor = now_is[-1].starts_at, now_is[-1].price_minor
    while now_is and now_is[-1].price_minor == price_minor:
        began = now_is.pop().starts_at
    since = began - LOW_WITHIN
    return min(
        (each.price_minor for each in now_is if each.until is None or each.until > since), default=None
    )


def with_flashes(stretches: Sequence[Stretch], flashes: Sequence[FlashStretch]) -> list[Stretch]:
    """Lay the times in which a variant cost less over its own prices.

    Both of one variant, the oldest first. What comes after a flash that runs has not come: it is left out.
    """
    pieces: list[Stretch] = []
    for stretch in stretches:
        at: datetime | None = stretch.starts_at
        for flash in flashes:
            if at is None or flash.price_minor >= stretch.price_minor:
                continue
            begin = max(flash.starts_at, at)
            end = flash.ends_at if stretch.until is None else min(flash.ends_at, stretch.until)
            if begin >= end:
                continue
            if begin > at:
                pieces.append(replace(stretch, starts_at=at, until=begin))
            is_now = flash.is_running and stretch.until is None
            pieces.append(
                replace(
                    stretch, price_minor=flash.price_minor, starts_at=begin, until=None if is_now else end
                )
            )
            at = None if is_now else end
        if at is not None and (stretch.until is None or at < stretch.until):
            pieces.append(replace(stretch, starts_at=at))
    return pieces


def checked_flash(new: NewFlash, product: Product, *, now: datetime) -> tuple[datetime, datetime]:
    """Say from when to when prices shall hold. Raises Malformed with every wrong field."""
    wrong: Wrong = {}
    own = {variant.id: variant for variant in product.variants}
    if len({each.variant_id for each in new.prices}) < len(new.prices):
        wrong["prices"] = "names a variant twice"
    for i, each in enumerate(new.prices):
        if each.variant_id not in own:
            wrong[f"prices[{i}].variant_id"] = "is not a variant of this product"
        elif each.price >= own[each.variant_id].price_minor:
            wrong[f"prices[{i}].price"] = "must be below the price"
    for name, moment in (("starts_at", new.starts_at), ("ends_at", new.ends_at)):
        if moment is not None and moment.tzinfo is None:
            wrong[name] = "must name its time zone"
    if wrong:
        raise Malformed(wrong)
    starts_at = max(new.starts_at or now, now)
    if starts_at > now + FLASH_AHEAD_MAX:
        raise Malformed({"starts_at": f"must lie within {FLASH_AHEAD_MAX.days} days"})
    if not FLASH_MIN <= new.ends_at - starts_at <= FLASH_MAX:
        raise Malformed({"ends_at": f"must lie 5 minutes to {FLASH_MAX.days} days after the beginning"})
    return starts_at, new.ends_at


def flash_state(starts_at: datetime, ends_at: datetime, now: datetime) -> FlashState:
    """Tell where a flash price is in its time."""
    if now >= ends_at:
        return FlashState.OVER
    return FlashState.RUNNING if now >= starts_at else FlashState.SCHEDULED


def new_compare_ats(
    products: Sequence[NewProduct], stretches: Mapping[VariantId, Sequence[Stretch]]
) -> list[NewVariant]:
    """List the variants that shall show another price to compare with than they do."""
    return [
        variant
        for product in products
        for variant in product.variants
        if variant.compare_at_minor is not None
        and variant.compare_at_minor != _compare_at_now(stretches.get(variant.id, ()))
    ]


def _compare_at_now(stretches: Sequence[Stretch]) -> int | None:
    return stretches[-1].compare_at_minor if stretches else None


def without_compare_ats(product: NewProduct, variant_ids: AbstractSet[VariantId]) -> NewProduct:
    """Leave out the price to compare with of some variants."""
    return replace(
        product,
        variants=[
            replace(each, compare_at_minor=None) if each.id in variant_ids else each
            for each in product.variants
        ],
    )


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
        tax_class=_or(changes.tax_class, product.tax_class),
    )


def with_tax(product: NewProduct, rate_bps: int) -> NewProduct:
    """Write what buyers see and pay where a shop wrote prices without tax. Raises Malformed."""
    variants = [
        replace(
            each,
            price_minor=taxed(each.price_minor, rate_bps),
            compare_at_minor=each.compare_at_minor and taxed(each.compare_at_minor, rate_bps),
        )
        for each in product.variants
    ]
    wrong = {
        f"variants[{i}].price": "is too high with tax"
        for i, each in enumerate(variants)
        if max(each.price_minor, each.compare_at_minor or 0) > PRICE_MINOR_MAX
    }
    if wrong:
        raise Malformed(wrong)
    return replace(product, variants=variants)


def without_tax(product: Product, rate_bps: int) -> Product:
    """Write prices as a shop does that writes them without tax."""
    return replace(
        product,
        variants=[
            replace(
                each,
                price_minor=each.price_minor - tax_inside(each.price_minor, rate_bps),
                compare_at_minor=None
                if each.compare_at_minor is None
                else each.compare_at_minor - tax_inside(each.compare_at_minor, rate_bps),
            )
            for each in product.variants
        ],
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
            weight_g=variant.weight_g,
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
