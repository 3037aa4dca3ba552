"""A product as rows of a feed: one a variant."""

from collections.abc import Mapping, Sequence
from datetime import UTC

from vitrina.catalogue.model import Category, Flash, Product, Variant
from vitrina.channels.model import Flaw, Judged, Offered, Site, Target
from vitrina.channels.rules.targets import RULES, Rules
from vitrina.channels.rules.texts import cut, plain_line, plain_lines
from vitrina.kit.locales import say
from vitrina.kit.money import Money
from vitrina.kit.places import Language

APPAREL = {Category.CLOTHING, Category.SHOES}
MPN_LENGTH_MAX = 70
# What shops call the choices that have a field of their own, in three languages.
ATTRIBUTES = {
    "color": {"color", "colour", "cor", "colores", "cores", "tono", "tom", "shade"},
    "size": {"size", "sizes", "talla", "talle", "tallas", "tamaño", "tamanho", "número", "numeração"},
    "material": {"material", "fabric", "tela", "tecido"},
    "pattern": {"pattern", "estampado", "estampa", "diseño", "print"},
}
FIELD_OF = {name: field for field, names in ATTRIBUTES.items() for name in names}
# Marks that part names and values of additional choices.
_PARTS = str.maketrans({":": " ", ",": " "})

Row = dict[str, str | list[str]]


def judge(offered: Offered, *, site: Site, target: Target) -> Judged:
    """Write a product for a target, or tell which of its rules keep it out."""
    rules = RULES[target]
    product = offered.product
    flaws = _flaws(offered, site=site, rules=rules)
    choices = [_choices(product, variant, rules) for variant in product.variants]
    if any(chosen is None for chosen in choices):
        flaws.append(Flaw.CHOICE_UNWRITABLE)
    if any(flaw.is_left_out for flaw in flaws):
        return Judged(rows=[], flaws=flaws)
    shared = _shared(offered, site=site, rules=rules)
    rows = [
        _row(shared, offered, variant, chosen=chosen or {}, rules=rules)
        for variant, chosen in zip(product.variants, choices, strict=True)
    ]
    return Judged(rows=rows, flaws=flaws)


def price_text(price: Money) -> str:
    """Write a price as feeds do: "499.00 MXN"; a currency without cents has none: "5990 CLP"."""
    exponent = price.currency.exponent
    digits = str(price.amount_minor).rjust(exponent + 1, "0")
    whole = f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits
    return f"{whole} {price.currency}"


def _flaws(offered: Offered, *, site: Site, rules: Rules) -> list[Flaw]:
    product = offered.product
    found: list[Flaw] = []
    if not plain_line(product.title):
        found.append(Flaw.TITLE_EMPTY)
    if not offered.images:
        found.append(Flaw.PICTURE_MISSING)
    else:
        first = offered.images[0]
        is_apparel = product.category in APPAREL
        side_min = rules.apparel_side_min if is_apparel else rules.image_side_min
        if min(first.width, first.height) < side_min:
            found.append(Flaw.PICTURE_SMALL)
    addresses = [_link(product, product.variants[0], site)] if product.variants else []
    addresses += [image.url for image in offered.images[: rules.images_max + 1]]
    if any(len(each) > rules.url_length_max for each in addresses):
        found.append(Flaw.ADDRESS_LONG)
    if product.category in APPAREL and site.shop.country in rules.apparel_asked_in:
        found.append(Flaw.APPAREL_UNTOLD)
    return found


def _choices(product: Product, variant: Variant, rules: Rules) -> Row | None:
    """Sort what a variant answers into the fields of the target; None when an answer cannot be written."""
    chosen: Row = {}
    others: list[str] = []
    for option, answer in zip(product.options, variant.values, strict=True):
        value, name = plain_line(answer), plain_line(option.name)
        if not value:
            return None
        field = FIELD_OF.get(name.casefold())
        if field and field not in chosen:
            chosen[field] = value
        else:
            others.append(f"{_part(name) or 'option'}:{_part(value) or '-'}")
    if others and rules.additional_field:
        chosen[rules.additional_field] = ",".join(others)
    return chosen


def _part(text: str) -> str:
    return " ".join(text.translate(_PARTS).split())


def _shared(offered: Offered, *, site: Site, rules: Rules) -> Row:
    product = offered.product
    title = cut(plain_line(product.title), rules.title_length_max)
    description = plain_lines(product.description, with_emoji=rules.has_emoji)
    pictures = [image.url for image in offered.images]
    shared: Row = {
        "title": title,
        "description": cut(description, rules.description_length_max) or title,
        "condition": "new",
        "link": _link(product, None, site),
        "image_link": pictures[0],
        "brand": cut(plain_line(site.shop.name), rules.brand_length_max) or site.shop.handle,
        "product_type": say(Language.EN, f"category.{product.category}"),
    }
    if more := pictures[1 : rules.images_max + 1]:
        shared["additional_image_link"] = more
    if len(product.variants) > 1:
        shared["item_group_id"] = str(product.id)
    return shared


def _row(shared: Row, offered: Offered, variant: Variant, *, chosen: Row, rules: Rules) -> Row:
    currency = offered.product.currency
    available = offered.available.get(variant.id, 0)
    price = Money(variant.asked_minor, currency)
    row: Row = {
        **shared,
        **chosen,
        rules.id_field: str(variant.id),
        "availability": rules.in_stock if available > 0 else rules.out_of_stock,
        "price": price_text(price),
    }
    before_minor = variant.asked_before_minor or variant.price_minor
    if before_minor > variant.asked_minor:
        row["price"] = price_text(Money(before_minor, currency))
        row["sale_price"] = price_text(price)
    if variant.flash:
        row["sale_price_effective_date"] = _times(variant.flash)
    if len(offered.product.variants) > 1:
        row["link"] = f"{shared['link']}?variant={variant.id}"
    if mpn := cut(plain_line(variant.sku), MPN_LENGTH_MAX):
        row["mpn"] = mpn
    if rules.has_quantity:
        row["quantity_to_sell_on_facebook"] = str(max(0, available))
    if rules.has_identifier_exists:
        row["identifier_exists"] = "yes" if mpn else "no"
    return row


def _times(flash: Flash) -> str:
    """Write from when to when a flash price holds, to the minute. A minute that has begun belongs to it.

    Source: support.google.com/merchants/answer/6324460, read 2026-11-29; Meta and TikTok take the same.
    """
    return (
        f"{flash.starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}/{flash.ends_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    )


def _link(product: Product, variant: Variant | None, site: Site) -> str:
    path = f"{site.base_url}/p/{product.id}"
    return f"{path}?variant={variant.id}" if variant else path


def only_told(fields: Sequence[str], row: Mapping[str, str | list[str]]) -> list[tuple[str, str | list[str]]]:
    """Pick what a row says, in the order of the fields."""
    return [(name, row[name]) for name in fields if row.get(name)]
