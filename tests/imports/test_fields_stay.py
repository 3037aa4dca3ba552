"""What a file does not tell of a product stays, whichever field it is: also one that was added yesterday."""

from enum import Enum

from msgspec import NODEFAULT
from msgspec.structs import fields, replace

from tests.people import JOINED
from vitrina.catalogue import rules as catalogue
from vitrina.catalogue.model import (
    Category,
    NewProduct,
    Product,
    ProductChanges,
    ProductId,
    ProductStatus,
    Variant,
    VariantId,
)
from vitrina.imports import rules
from vitrina.imports.model import ImportedProduct, Mode, Schedule, Source, SourceId
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.shops.model import ShopId

TOLD = sorted(
    {each.name for each in fields(NewProduct)} & {each.name for each in fields(Product)} - {"variants"}
)


def test_an_import_and_an_edit_keep_every_field_that_they_do_not_name() -> None:
    product = _product()

    edited = catalogue.merged(product, ProductChanges())
    put_back = rules.as_it_is(product)
    imported = rules.written(
        ImportedProduct(external_id="1"),
        product_id=product.id,
        now_is=product,
        source=_source(product.shop_id),
        images=[],
        is_back=False,
    )

    assert imported
    wanted = {name: getattr(product, name) for name in TOLD}
    for each in (edited, put_back, imported):
        assert {name: getattr(each, name) for name in TOLD} == wanted


def _product() -> Product:
    """A product in which every field that has a default says something else."""
    plain = Product(
        id=ProductId(new_id()),
        shop_id=ShopId(new_id()),
        title="Taza",
        description="De barro.",
        category=Category.KITCHEN,
        currency=Currency.MXN,
        status=ProductStatus.DRAFT,
        options=[],
        image_file_ids=[],
        variants=[
            Variant(
                id=VariantId(new_id()),
                sku="",
                values=[],
                price_minor=100,
                compare_at_minor=None,
                price_version=1,
            )
        ],
        rating_count=0,
        stars_sum=0,
        published_at=None,
        created_at=JOINED,
    )
    others = {
        each.name: _other_than(each.default) for each in fields(Product) if each.default is not NODEFAULT
    }
    return replace(plain, **others)


def _other_than(default: object) -> object:
    if isinstance(default, Enum):
        return next(each for each in type(default) if each is not default)
    if isinstance(default, bool):
        return not default
    if isinstance(default, str):
        return f"{default}other"
    assert isinstance(default, int), f"say here what a field may hold whose default is {default!r}"
    return 18


def _source(shop_id: ShopId) -> Source:
    return Source(
        id=SourceId(new_id()),
        shop_id=shop_id,
        name="file",
        url=None,
        mode=next(iter(Mode)),
        schedule=next(iter(Schedule)),
        category=Category.HOME,
        assumed_quantity=1,
        mapping={},
        etag=None,
        modified=None,
        next_pull_at=None,
        created_at=JOINED,
    )
