"""Decisions of imports: whether a product can be imported, and what becomes of it in the catalogue."""

import hashlib
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from vitrina.catalogue.model import (
    DESCRIPTION_LENGTH_MAX,
    IMAGES_MAX,
    OPTION_VALUES_MAX,
    OPTIONS_MAX,
    TITLE_LENGTH_MAX,
    VARIANTS_MAX,
    NewProduct,
    NewVariant,
    Option,
    Product,
    ProductId,
    ProductStatus,
    Variant,
    VariantId,
)
from vitrina.imports.model import Field, ImportedProduct, ImportedVariant, Mode, Problem, Source
from vitrina.kit.ids import uuid7
from vitrina.kit.money import with_tax as taxed
from vitrina.kit.taxes import TaxClass
from vitrina.media.model import FileId

OPTION_NAME_LENGTH_MAX = 40
OPTION_VALUE_LENGTH_MAX = 60
NO_VALUE = "—"
# What Shopify writes where there is no choice.
NO_CHOICE = "title"


class Checked(Struct, frozen=True, kw_only=True):
    """What is wrong with a product as a whole. is_complete: it can be made anew."""

    problems: list[Problem]
    is_complete: bool


class Choices(Struct, frozen=True, kw_only=True):
    """The options of a product, with the answers of its variants in their order."""

    options: list[Option]
    values: list[list[str]]


def choices_of(product: ImportedProduct) -> Choices:
    """Make the options of a product of what its variants answer.

    An option without a real choice goes: nobody answers it, it is Shopify's "Title", or it is an attribute of
    a feed that is the same for all.
    """
    width = len(product.option_names)
    rows = [[*v.values, *[""] * (width - len(v.values))] for v in product.variants]
    kept: list[int] = []
    for place, name in enumerate(product.option_names):
        values = {row[place] for row in rows}
        is_no_choice = len(values) < 2 and (product.has_attributes or name.casefold() == NO_CHOICE)
        if values - {""} and not is_no_choice:
            kept.append(place)
    answers = [[_value(row[place]) for place in kept] for row in rows]
    return Choices(
        options=[
            Option(
                name=product.option_names[place][:OPTION_NAME_LENGTH_MAX],
                values=list(dict.fromkeys(row[i] for row in answers)),
            )
            for i, place in enumerate(kept)
        ],
        values=answers,
    )


def _value(text: str) -> str:
    return text[:OPTION_VALUE_LENGTH_MAX].strip() or NO_VALUE


def check(product: ImportedProduct, *, line: int) -> Checked:
    """Find what keeps a product out of the catalogue, and what is cut to fit it. line: where it begins."""
    problems: list[Problem] = []

    def tell(code: str, field: Field, *, is_error: bool = True) -> None:
        problems.append(
            Problem(line=line, code=code, external_id=product.external_id, field=field, is_error=is_error)
        )

    choices = choices_of(product)
    if product.title and len(product.title) > TITLE_LENGTH_MAX:
        tell("title_cut", Field.TITLE, is_error=False)
    if product.description and len(product.description) > DESCRIPTION_LENGTH_MAX:
        tell("description_cut", Field.DESCRIPTION, is_error=False)
    if len(product.images) > IMAGES_MAX:
        tell("images_cut", Field.IMAGES, is_error=False)
    if len(choices.options) > OPTIONS_MAX:
        tell("too_many_options", Field.OPTION1)
    if len(product.variants) > VARIANTS_MAX:
        tell("too_many_variants", Field.OPTION1)
    if any(len(option.values) > OPTION_VALUES_MAX for option in choices.options):
        tell("too_many_values", Field.OPTION1)
    if any(_has_twins(option.values) for option in choices.options) or _has_twins(
        [option.name for option in choices.options]
    ):
        tell("values_too_alike", Field.OPTION1)
    if len({tuple(values) for values in choices.values}) < len(choices.values):
        tell("same_choice", Field.OPTION1)
    has_prices = bool(product.variants) and all(each.price_minor for each in product.variants)
    return Checked(problems=problems, is_complete=bool(product.title) and has_prices)


def _has_twins(texts: Sequence[str]) -> bool:
    return len({text.casefold() for text in texts}) < len(texts)


def joined(parts: Sequence[ImportedProduct]) -> ImportedProduct:
    """Put together a product whose rows stood apart in the file; of each cell the first counts."""
    first, *others = parts
    for other in others:
        known = {variant.key for variant in first.variants}
        names = list(dict.fromkeys([*first.option_names, *other.option_names]))
        first = replace(
            first,
            title=first.title or other.title,
            description=first.description or other.description,
            category=first.category or other.category,
            status=first.status or other.status,
            tax_class=first.tax_class or other.tax_class,
            option_names=names,
            has_attributes=first.has_attributes or other.has_attributes,
            variants=[
                *[_realigned(each, first.option_names, names) for each in first.variants],
                *[_realigned(v, other.option_names, names) for v in other.variants if v.key not in known],
            ],
            images=list(dict.fromkeys([*first.images, *other.images])),
        )
    return first


def _realigned(variant: ImportedVariant, own: Sequence[str], names: Sequence[str]) -> ImportedVariant:
    answers = dict(zip(own, variant.values, strict=False))
    return replace(variant, values=[answers.get(name, "") for name in names])


def variant_id_of(product_id: ProductId, key: str) -> VariantId:
    """Name a variant: the same product and key are the same variant for ever. Sorts beside its product."""
    made_ms = product_id.int >> 80
    digest = hashlib.blake2b(key.encode(), key=product_id.bytes, digest_size=10).digest()
    return VariantId(uuid7(made_ms, digest))


def written(
    imported: ImportedProduct,
    *,
    product_id: ProductId,
    now_is: Product | None,
    source: Source,
    images: Sequence[FileId],
    is_back: bool,
) -> NewProduct | None:
    """Say what a product becomes; None when it cannot be made of what is known.

    What the file tells wins; what it does not tell stays.  now_is: the product as it is, None for a new one.
    images: those that are here already, in order; until one is, the product keeps those that it has.
    is_back: its source had left it out.
    """
    variants, options = _variants(imported, product_id=product_id, now_is=now_is, mode=source.mode)
    title = imported.title or (now_is.title if now_is else None)
    if variants is None or not title:
        return None
    description = imported.description
    if description is None:
        description = now_is.description if now_is else ""
    return NewProduct(
        id=product_id,
        title=title[:TITLE_LENGTH_MAX].strip(),
        description=description[:DESCRIPTION_LENGTH_MAX].strip(),
        category=imported.category or (now_is.category if now_is else source.category),
        images=list(images) or (list(now_is.image_file_ids) if now_is else []),
        options=options,
        variants=variants,
        status=imported.status or (ProductStatus.ACTIVE if now_is is None or is_back else now_is.status),
        age_limit=now_is.age_limit if now_is else 0,
        tax_class=imported.tax_class or (now_is.tax_class if now_is else TaxClass.GENERAL),
    )


def with_tax(imported: ImportedProduct, rate_bps: int) -> ImportedProduct:
    """Write what buyers pay where a file of a shop tells prices without tax."""
    return replace(
        imported,
        variants=[
            replace(
                each,
                price_minor=each.price_minor and taxed(each.price_minor, rate_bps),
                compare_at_minor=each.compare_at_minor and taxed(each.compare_at_minor, rate_bps),
            )
            for each in imported.variants
        ],
    )


def as_it_is(product: Product, *, status: ProductStatus | None = None) -> NewProduct:
    """Write a product as it is, for putting it back; with another status when one is given."""
    return NewProduct(
        id=product.id,
        title=product.title,
        description=product.description,
        category=product.category,
        images=list(product.image_file_ids),
        options=list(product.options),
        variants=_kept(product.variants),
        status=status or product.status,
        age_limit=product.age_limit,
        tax_class=product.tax_class,
    )


def _variants(
    imported: ImportedProduct, *, product_id: ProductId, now_is: Product | None, mode: Mode
) -> tuple[list[NewVariant] | None, list[Option]]:
    if not imported.variants:
        return (_kept(now_is.variants), list(now_is.options)) if now_is else (None, [])
    choices = choices_of(imported)
    known = {variant.id: variant for variant in now_is.variants} if now_is else {}
    told: dict[VariantId, NewVariant] = {}
    for variant, values in zip(imported.variants, choices.values, strict=True):
        variant_id = variant_id_of(product_id, variant.key)
        before = known.get(variant_id)
        price_minor = variant.price_minor or (before.price_minor if before else None)
        if price_minor is None:
            return None, []
        compare_at_minor = variant.compare_at_minor
        if variant.price_minor is None and before:
            compare_at_minor = before.compare_at_minor
        told[variant_id] = NewVariant(
            id=variant_id,
            sku=variant.sku if variant.sku is not None else before.sku if before else "",
            values=values,
            price_minor=price_minor,
            compare_at_minor=compare_at_minor,
            weight_g=variant.weight_g or (before.weight_g if before else None),
        )
    if mode is Mode.FULL or now_is is None:
        return list(told.values()), choices.options
    return _with_others(told, choices, now_is)


def _with_others(
    told: Mapping[VariantId, NewVariant], choices: Choices, now_is: Product
) -> tuple[list[NewVariant] | None, list[Option]]:
    """Keep the variants that a delta does not name, when they answer the same questions."""
    others = [variant for variant in _kept(now_is.variants) if variant.id not in told]
    names = [option.name for option in choices.options]
    if not others:
        return list(told.values()), choices.options
    if not names and now_is.options:  # Prices and counts alone: the answers stay as they are.
        answers = {variant.id: variant.values for variant in now_is.variants}
        if not all(each in answers for each in told):
            return None, []
        mended = [replace(each, values=answers[each.id]) for each in told.values()]
        return _in_order([*mended, *others], now_is), list(now_is.options)
    if names != [option.name for option in now_is.options]:
        return None, []
    variants = _in_order([*told.values(), *others], now_is)
    options = [
        Option(name=name, values=list(dict.fromkeys(variant.values[place] for variant in variants)))
        for place, name in enumerate(names)
    ]
    return variants, options


def _in_order(variants: Sequence[NewVariant], now_is: Product) -> list[NewVariant]:
    places = {variant.id: place for place, variant in enumerate(now_is.variants)}
    return sorted(variants, key=lambda each: places.get(each.id, len(places)))


def _kept(variants: Sequence[Variant]) -> list[NewVariant]:
    return [
        NewVariant(
            id=variant.id,
            sku=variant.sku,
            values=variant.values,
            price_minor=variant.price_minor,
            compare_at_minor=variant.compare_at_minor,
            weight_g=variant.weight_g,
        )
        for variant in variants
    ]
