"""What each target takes. The fields are those of the common core; only their names and limits differ.

Sources: Meta, "Data feed fields and specifications for catalogs"; Google, "Product data specification";
TikTok, "Product parameters supported in TikTok catalogs" (as read in 2026). Limits are in characters.
"""

from msgspec import Struct

from vitrina.channels.model import Target
from vitrina.kit.places import Country

IN_STOCK = "in stock"
OUT_OF_STOCK = "out of stock"


class Rules(Struct, frozen=True, kw_only=True):
    """The rules of one target.

    id_field: what the id of a variant is called.  in_stock, out_of_stock: its words for availability.
    images_max: pictures beside the first.  image_side_min: of the shorter side, in pixels;
    apparel_side_min: of clothing.  has_quantity: units are told, not only whether there are any.
    additional_field: where choices go that have no field of their own; "" leaves them out.
    """

    id_field: str
    title_length_max: int
    description_length_max: int
    has_emoji: bool
    in_stock: str
    out_of_stock: str
    images_max: int
    image_side_min: int
    apparel_side_min: int
    url_length_max: int
    brand_length_max: int
    has_quantity: bool
    has_identifier_exists: bool
    additional_field: str
    apparel_asked_in: frozenset[Country]


RULES = {
    Target.META: Rules(
        id_field="id",
        title_length_max=200,
        description_length_max=9_999,
        has_emoji=True,
        in_stock=IN_STOCK,
        out_of_stock=OUT_OF_STOCK,
        images_max=20,
        image_side_min=500,
        apparel_side_min=500,
        url_length_max=2_000,
        brand_length_max=100,
        has_quantity=True,
        has_identifier_exists=False,
        additional_field="additional_variant_attribute",
        apparel_asked_in=frozenset(),
    ),
    Target.GOOGLE: Rules(
        id_field="id",
        title_length_max=150,
        description_length_max=5_000,
        has_emoji=True,
        in_stock="in_stock",
        out_of_stock="out_of_stock",
        images_max=10,
        image_side_min=100,
        apparel_side_min=250,
        url_length_max=2_000,
        brand_length_max=70,
        has_quantity=False,
        has_identifier_exists=True,
        # A custom attribute: Google keeps it, and reads it in rules and campaigns alone.
        additional_field="c:additional_variant_attribute",
        apparel_asked_in=frozenset({Country.BR, Country.US}),
    ),
    Target.TIKTOK: Rules(
        id_field="sku_id",
        title_length_max=255,
        description_length_max=10_000,
        has_emoji=False,
        in_stock=IN_STOCK,
        out_of_stock=OUT_OF_STOCK,
        images_max=10,
        image_side_min=500,
        apparel_side_min=500,
        url_length_max=2_000,
        brand_length_max=150,
        has_quantity=False,
        has_identifier_exists=False,
        additional_field="",
        apparel_asked_in=frozenset(),
    ),
}


def fields_of(target: Target) -> list[str]:
    """List the fields of a target in their order."""
    rules = RULES[target]
    names = [
        rules.id_field,
        "title",
        "description",
        "availability",
        "condition",
        "price",
        "sale_price",
        "sale_price_effective_date",
        "link",
        "image_link",
        "additional_image_link",
        "brand",
        "mpn",
        "product_type",
        "item_group_id",
        "color",
        "size",
        "material",
        "pattern",
    ]
    if rules.additional_field:
        names.append(rules.additional_field)
    if rules.has_quantity:
        names.append("quantity_to_sell_on_facebook")
    if rules.has_identifier_exists:
        names.append("identifier_exists")
    return names
