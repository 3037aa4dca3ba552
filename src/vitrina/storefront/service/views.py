"""Putting together what everybody sees of products."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import CollectionNotFound
from vitrina.catalogue.model import (
    CollectionId,
    Image,
    Product,
    ProductId,
    ProductStatus,
    ProductSummary,
    ShownCollection,
    Variant,
    VariantId,
    average_tenths,
)
from vitrina.inventory import service as inventory
from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.media import service as media
from vitrina.media.model import FileId, FileView
from vitrina.shops import service as shops
from vitrina.shops.model import Shop
from vitrina.storefront.model import (
    CollectionCard,
    ProductCard,
    ProductView,
    Rating,
    ShopName,
    ShopTerms,
    VariantView,
)


async def product_cards(db: Db, ids: Collection[UUID]) -> dict[ProductId, ProductCard]:
    """Show products in lists; drafts and what does not exist are left out. Four statements however many.

    An archived product is shown as sold out.
    """
    found = await catalogue.summaries(db, list(ids)) if ids else {}
    summaries = [each for each in found.values() if each.status is not ProductStatus.DRAFT]
    if not summaries:
        return {}
    owners = await shops.shops_by_id(db, list({each.shop_id for each in summaries}))
    pictures = await media.file_urls(db, {each.image_file_id for each in summaries if each.image_file_id})
    on_sale = [each for each in summaries if each.status is ProductStatus.ACTIVE]
    available = await inventory.available(db, [each for one in on_sale for each in one.variant_ids])
    return {
        each.id: _card(
            each,
            shop=owners[each.shop_id],
            image_url=_thumbnail_url(pictures, each.image_file_id),
            is_sold_out=each.status is not ProductStatus.ACTIVE
            or available.keys().isdisjoint(each.variant_ids),
        )
        for each in summaries
    }


async def product_views(db: Db, ids: Collection[UUID]) -> dict[ProductId, ProductView]:
    """Show products with their variants; drafts and what does not exist are left out. Seven statements."""
    found = await catalogue.products_by_id(db, list(ids)) if ids else {}
    products = [each for each in found.values() if each.status is not ProductStatus.DRAFT]
    if not products:
        return {}
    owners = await shops.shops_by_id(db, list({each.shop_id for each in products}))
    avatars = await media.file_urls(
        db, {each.avatar_file_id for each in owners.values() if each.avatar_file_id}
    )
    images = await catalogue.images_of(db, products)
    on_sale = [each for each in products if each.status is ProductStatus.ACTIVE]
    available = await inventory.available(db, [variant.id for each in on_sale for variant in each.variants])
    reduced = [one.id for each in on_sale for one in each.variants if one.asked_before_minor is not None]
    lows = await catalogue.lows_before(db, reduced)
    return {
        each.id: _view(
            each,
            shop=_terms(owners[each.shop_id], avatars),
            images=images[each.id],
            available=available,
            lows=lows,
        )
        for each in products
    }


async def find_collection(db: Db, collection_id: CollectionId) -> CollectionCard | None:
    """Find a collection; None when it is hidden, or nothing of it is on sale. Three statements."""
    try:
        found = await catalogue.shown_collection(db, collection_id)
    except CollectionNotFound:
        return None
    return next(iter(await collection_cards(db, [found])), None)


async def collection_cards(db: Db, found: Sequence[ShownCollection]) -> list[CollectionCard]:
    """Show collections in lists, in this order. Two statements."""
    owners = await shops.shops_by_id(db, list({each.shop_id for each in found})) if found else {}
    covers = await media.file_urls(db, {each.cover_file_id for each in found if each.cover_file_id})
    return [
        CollectionCard(
            id=each.id,
            name=each.name,
            image_url=_thumbnail_url(covers, each.cover_file_id),
            product_count=each.product_count,
            shop=ShopName(
                id=each.shop_id, handle=owners[each.shop_id].handle, name=owners[each.shop_id].name
            ),
        )
        for each in found
        if each.shop_id in owners
    ]


def _card(summary: ProductSummary, *, shop: Shop, image_url: str | None, is_sold_out: bool) -> ProductCard:
    return ProductCard(
        id=summary.id,
        title=summary.title,
        image_url=image_url,
        price=Money(summary.price_minor, summary.currency),
        compare_at=_money(summary.compare_at_minor, summary.currency),
        has_price_range=summary.price_max_minor > summary.price_minor,
        is_sold_out=is_sold_out,
        rating=_rating(summary.stars_sum, summary.rating_count),
        shop=ShopName(id=shop.id, handle=shop.handle, name=shop.name),
        age_limit=summary.age_limit,
        flash_ends_at=summary.flash_ends_at,
    )


def _view(
    product: Product,
    *,
    shop: ShopTerms,
    images: Sequence[Image],
    available: Mapping[VariantId, int],
    lows: Mapping[VariantId, int],
) -> ProductView:
    return ProductView(
        id=product.id,
        title=product.title,
        description=product.description,
        category=product.category,
        status=product.status,
        shop=shop,
        images=list(images),
        options=product.options,
        variants=[
            _variant(each, product.currency, available.get(each.id, 0), lows.get(each.id))
            for each in product.variants
        ],
        price_includes_tax=True,
        age_limit=product.age_limit,
        rating=_rating(product.stars_sum, product.rating_count),
        created_at=product.created_at,
    )


def _rating(stars_sum: int, count: int) -> Rating | None:
    return Rating(average_tenths=average_tenths(stars_sum, count), count=count) if count else None


def _variant(variant: Variant, currency: Currency, available: int, low_minor: int | None) -> VariantView:
    return VariantView(
        id=variant.id,
        sku=variant.sku,
        values=variant.values,
        price=Money(variant.asked_minor, currency),
        compare_at=_money(variant.asked_before_minor, currency),
        low_before=_money(low_minor, currency),
        available=available,
        flash_ends_at=variant.flash and variant.flash.ends_at,
    )


def _terms(shop: Shop, avatars: Mapping[FileId, FileView]) -> ShopTerms:
    avatar = avatars.get(shop.avatar_file_id) if shop.avatar_file_id else None
    return ShopTerms(
        id=shop.id,
        handle=shop.handle,
        name=shop.name,
        country=shop.country,
        return_days=shop.return_days,
        shipping=Money(shop.shipping_minor, shop.currency),
        avatar_url=avatar.thumbnail_url if avatar else None,
        is_verified=shop.is_verified,
    )


def _money(amount_minor: int | None, currency: Currency) -> Money | None:
    return None if amount_minor is None else Money(amount_minor, currency)


def _thumbnail_url(pictures: Mapping[FileId, FileView], file_id: FileId | None) -> str | None:
    picture = pictures.get(file_id) if file_id else None
    return picture.thumbnail_url if picture else None
