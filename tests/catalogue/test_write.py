"""A shop writes its products; nobody else does."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.builders import image_of, new_product, product_of, shop_of
from tests.people import ANA, BRUNO, JOINED, load
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import IdTaken, ProductNotFound, VariantNotFound
from vitrina.catalogue.model import NewVariant, ProductChanges, ProductId, ProductStatus, VariantId
from vitrina.kit.db import Db, UniqueViolation, many, run
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.media.errors import ImageNotFound
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

LATER = JOINED + timedelta(days=1)


async def test_a_product_is_stored_as_it_was_written(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    new = replace(new_product(189_00, 229_00), images=[await image_of(db), await image_of(db)])

    own = await catalogue.create(db, shop_id=shop.id, actor=bruno, product=new, now=JOINED)

    assert [image.file_id for image in own.images] == new.images
    assert own.images[0].alt == own.title
    assert [(each.id, each.price.amount_minor, each.price.currency) for each in own.variants] == [
        (each.id, each.price_minor, shop.currency) for each in new.variants
    ]
    product = (await catalogue.products_by_id(db, [new.id]))[new.id]
    assert (product.shop_id, product.published_at) == (shop.id, JOINED)


async def test_the_same_id_twice_is_one_product(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    new = new_product(100)

    first = await catalogue.create(db, shop_id=shop.id, actor=bruno, product=new, now=JOINED)
    again = await catalogue.create(db, shop_id=shop.id, actor=bruno, product=new, now=LATER)

    assert again == first


async def test_the_id_of_another_shops_product_is_refused(db: Db) -> None:
    bruno = await load(db, BRUNO)
    theirs = await product_of(db, await shop_of(db, ANA))
    shop = await shop_of(db)
    taken_variant = replace(new_product(100), variants=[_variant(theirs.variants[0].id)])

    with pytest.raises(IdTaken):
        await catalogue.create(
            db, shop_id=shop.id, actor=bruno, product=replace(new_product(100), id=theirs.id), now=JOINED
        )
    with pytest.raises(IdTaken):
        await catalogue.create(db, shop_id=shop.id, actor=bruno, product=taken_variant, now=JOINED)

    assert (await catalogue.products_by_id(db, [theirs.id]))[theirs.id] == theirs


async def test_only_members_write(db: Db) -> None:
    ana = await load(db, ANA)
    shop = await shop_of(db)
    product = await product_of(db, shop)

    with pytest.raises(NotYourShop):
        await catalogue.create(db, shop_id=shop.id, actor=ana, product=new_product(100), now=JOINED)
    with pytest.raises(NotYourShop):
        await catalogue.edit(
            db, product_id=product.id, actor=ana, changes=ProductChanges(title="Mine"), now=LATER
        )
    with pytest.raises(NotYourShop):
        await catalogue.archive(db, product_id=product.id, actor=ana, now=LATER)
    with pytest.raises(NotYourShop):
        await catalogue.set_status(
            db,
            shop_id=shop.id,
            actor=ana,
            product_ids=[product.id],
            status=ProductStatus.ARCHIVED,
            now=LATER,
        )
    with pytest.raises(NotYourShop):
        await catalogue.own_product(db, shop_id=shop.id, actor=ana, product_id=product.id, now=JOINED)
    with pytest.raises(ShopNotFound):
        await catalogue.create(db, shop_id=ShopId(new_id()), actor=ana, product=new_product(100), now=JOINED)


async def test_what_does_not_exist_cannot_be_changed(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    nothing = ProductId(new_id())
    theirs = await product_of(db, await shop_of(db, ANA))

    with pytest.raises(ProductNotFound):
        await catalogue.edit(db, product_id=nothing, actor=bruno, changes=ProductChanges(), now=LATER)
    with pytest.raises(ProductNotFound):
        await catalogue.archive(db, product_id=nothing, actor=bruno, now=LATER)
    with pytest.raises(ProductNotFound):
        await catalogue.own_product(db, shop_id=shop.id, actor=bruno, product_id=theirs.id, now=JOINED)
    with pytest.raises(ProductNotFound):
        await catalogue.shop_of_product(db, nothing)


async def test_only_own_pictures_are_taken(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    await load(db, ANA)
    foreign = await image_of(db, ANA)
    product = await product_of(db, shop)

    with pytest.raises(ImageNotFound):
        await catalogue.create(
            db, shop_id=shop.id, actor=bruno, product=replace(new_product(1), images=[foreign]), now=JOINED
        )
    with pytest.raises(ImageNotFound):
        await catalogue.edit(
            db, product_id=product.id, actor=bruno, changes=ProductChanges(images=[foreign]), now=LATER
        )


async def test_an_edit_keeps_what_it_does_not_name(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    product = await product_of(db, shop, prices_minor=(100, 200))

    own = await catalogue.edit(
        db, product_id=product.id, actor=bruno, changes=ProductChanges(title="Cotton shirt"), now=LATER
    )

    stored = (await catalogue.products_by_id(db, [product.id]))[product.id]
    assert own.title == "Cotton shirt"
    assert stored == replace(product, title="Cotton shirt")


async def test_a_new_list_of_variants_replaces_the_old_one_and_keeps_known_ids(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    product = await product_of(db, shop, prices_minor=(100, 200, 300))
    small, middle, large = product.variants
    swapped = [
        _variant(large.id, *small.values, price=300),
        _variant(small.id, *large.values, price=100),
        _variant(VariantId(new_id()), *middle.values, price=250),
    ]

    own = await catalogue.edit(
        db, product_id=product.id, actor=bruno, changes=ProductChanges(variants=swapped), now=LATER
    )
    await run(db, "set constraints all immediate")

    assert [each.id for each in own.variants] == [each.id for each in swapped]
    sold = await catalogue.variants_for_sale(db, [each.id for each in (small, middle, large)])
    assert [sold[each.id].is_active for each in (small, middle, large)] == [True, False, True]
    assert sold[small.id].values == large.values


async def test_a_variant_taken_off_may_come_back(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    product = await product_of(db, shop, prices_minor=(100, 200))
    both = [_variant(each.id, *each.values, price=each.price_minor) for each in product.variants]

    for variants in (both[:1], both):
        await catalogue.edit(
            db, product_id=product.id, actor=bruno, changes=ProductChanges(variants=variants), now=LATER
        )

    sold = await catalogue.variants_for_sale(db, [each.id for each in both])
    assert [sold[each.id].is_active for each in both] == [True, True]


async def test_every_price_a_variant_had_is_kept(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    product = await product_of(db, shop)
    [variant] = product.variants
    prices = [(150_00, None), (150_00, None), (150_00, 189_00), (150_00, 189_00)]

    for days, (price, compare_at) in enumerate(prices):
        changes = ProductChanges(variants=[_variant(variant.id, price=price, compare_at=compare_at)])
        await catalogue.edit(
            db, product_id=product.id, actor=bruno, changes=changes, now=JOINED + timedelta(days=7 + days)
        )

    rows = await many(
        db,
        dict[str, int | None],
        """
        select version, price_minor, compare_at_minor
          from catalogue.prices
         where variant_id = %(id)s
         order by version
        """,
        id=variant.id,
    )
    sold = (await catalogue.variants_for_sale(db, [variant.id]))[variant.id]
    assert [tuple(row.values()) for row in rows] == [
        (1, 189_00, None),
        (2, 150_00, None),
        (3, 150_00, 189_00),
    ]
    assert (sold.price_version, sold.price_minor, sold.compare_at_minor) == (3, 150_00, 189_00)


async def test_options_cannot_be_changed_under_the_variants(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    product = await product_of(db, shop, prices_minor=(100, 200))

    with pytest.raises(Malformed):
        await catalogue.edit(
            db, product_id=product.id, actor=bruno, changes=ProductChanges(options=[]), now=LATER
        )


async def test_an_archived_product_is_not_for_sale(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    product = await product_of(db, shop)

    for _ in range(2):
        await catalogue.archive(db, product_id=product.id, actor=bruno, now=LATER)

    [variant] = product.variants
    assert not (await catalogue.variants_for_sale(db, [variant.id]))[variant.id].is_active
    stored = (await catalogue.products_by_id(db, [product.id]))[product.id]
    assert stored.status is ProductStatus.ARCHIVED


async def test_the_first_publication_is_kept(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    product = await product_of(db, shop, new=replace(new_product(100), status=ProductStatus.DRAFT))
    published: list[object] = [product.published_at]

    for days, status in enumerate((ProductStatus.ACTIVE, ProductStatus.DRAFT, ProductStatus.ACTIVE)):
        now = LATER + timedelta(days=days)
        await catalogue.edit(
            db, product_id=product.id, actor=bruno, changes=ProductChanges(status=status), now=now
        )
        stored = (await catalogue.products_by_id(db, [product.id]))[product.id]
        published.append(stored.published_at)

    assert published == [None, LATER, LATER, LATER]


async def test_several_products_get_a_status_together(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    draft = await product_of(db, shop, new=replace(new_product(100), status=ProductStatus.DRAFT))
    sold = await product_of(db, shop)
    other = await product_of(db, shop)
    ids = [draft.id, sold.id, draft.id]

    for now in (LATER, LATER + timedelta(days=1)):
        own = await catalogue.set_status(
            db, shop_id=shop.id, actor=bruno, product_ids=ids, status=ProductStatus.ACTIVE, now=now
        )
        assert [(each.id, each.status) for each in own] == [
            (draft.id, ProductStatus.ACTIVE),
            (sold.id, ProductStatus.ACTIVE),
        ]
    await catalogue.set_status(
        db, shop_id=shop.id, actor=bruno, product_ids=[sold.id], status=ProductStatus.ARCHIVED, now=LATER
    )

    stored = await catalogue.products_by_id(db, [draft.id, sold.id, other.id])
    assert stored == {
        draft.id: replace(draft, status=ProductStatus.ACTIVE, published_at=LATER),
        sold.id: replace(sold, status=ProductStatus.ARCHIVED),
        other.id: other,
    }


async def test_where_one_of_several_is_not_the_shops_none_changes(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    own = await product_of(db, shop)
    theirs = await product_of(db, await shop_of(db, ANA))

    for strange in (theirs.id, ProductId(new_id())):
        with pytest.raises(ProductNotFound):
            await catalogue.set_status(
                db,
                shop_id=shop.id,
                actor=bruno,
                product_ids=[own.id, strange],
                status=ProductStatus.ARCHIVED,
                now=LATER,
            )

    stored = await catalogue.products_by_id(db, [own.id, theirs.id])
    assert {each.status for each in stored.values()} == {ProductStatus.ACTIVE}


async def test_variants_of_another_shop_are_refused(db: Db) -> None:
    shop = await shop_of(db)
    own = await product_of(db, shop)
    theirs = await product_of(db, await shop_of(db, ANA))

    await catalogue.require_variants_of(db, shop_id=shop.id, variant_ids=[own.variants[0].id])
    for strange in (theirs.variants[0].id, VariantId(new_id())):
        with pytest.raises(VariantNotFound):
            await catalogue.require_variants_of(
                db, shop_id=shop.id, variant_ids=[own.variants[0].id, strange]
            )


async def test_the_database_refuses_two_variants_of_the_same_choice(db: Db) -> None:
    product = await product_of(db, await shop_of(db), prices_minor=(100, 200))
    small, large = product.variants
    await run(db, "set constraints all immediate")

    with pytest.raises(Exception, match="variants_values_key") as caught:
        await run(
            db,
            "update catalogue.variants set option_values = %(values)s where id = %(id)s",
            values=small.values,
            id=large.id,
        )

    assert not isinstance(caught.value, UniqueViolation)


def _variant(
    variant_id: VariantId, *values: str, price: int = 100, compare_at: int | None = None
) -> NewVariant:
    return NewVariant(
        id=variant_id, sku="", values=list(values), price_minor=price, compare_at_minor=compare_at
    )
