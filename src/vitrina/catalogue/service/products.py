"""Products: written by their shops, read by everybody."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from vitrina.catalogue import rules, store
from vitrina.catalogue.errors import (
    IdTaken,
    NeverCharged,
    ProductNotFound,
    VariantNotFound,
)
from vitrina.catalogue.flash_model import FlashStretch
from vitrina.catalogue.model import (
    Category,
    Changes,
    Image,
    Listed,
    NewPrice,
    NewProduct,
    PricedName,
    Product,
    ProductChanges,
    ProductId,
    ProductOwn,
    ProductRating,
    ProductStatus,
    ProductSummary,
    ProductText,
    Stretch,
    VariantForSale,
    VariantId,
    VariantOwn,
)
from vitrina.catalogue.store import flash, hiding
from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.kit.taxes import TaxClass, rates_of, tax_rate_bps
from vitrina.kit.text import clean_line
from vitrina.media import service as media
from vitrina.media.model import FileId
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId

VERSIONS_MAX = 1_000  # prices of one variant that are looked at: eleven a day for 90 days


async def create(db: Db, *, shop_id: ShopId, actor: Person, product: NewProduct, now: datetime) -> ProductOwn:
    """Add a product to a shop of the actor; the same id again answers the product as it is.

    Raises Malformed, NeverCharged, IdTaken, what `shops.require_member` and `media.own_images` raise.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    wanted = _as_paid(rules.checked(product), shop, now)
    if await _never_charged(db, [wanted], now=now):
        raise NeverCharged
    await media.own_images(db, file_ids=wanted.images, person_id=actor.id)
    if await store.add_product(db, wanted, shop_id=shop_id, currency=shop.currency, now=now):
        await _save_variants(db, [wanted], currency=shop.currency, now=now)
    stored = await _get(db, wanted.id)
    if stored.shop_id != shop_id:
        raise IdTaken
    return (await _own_views(db, [stored], shop, now=now))[0]


async def edit(
    db: Db, *, product_id: ProductId, actor: Person, changes: ProductChanges, now: datetime
) -> ProductOwn:
    """Change a product of the actor's shop; a changed price becomes a new version of it.

    Variants whose ids are sent again keep their stock and history; those left out are not sold any more.
    Raises Malformed, NeverCharged, ProductNotFound, IdTaken, what `shops.require_member` and
    `media.own_images` raise.
    """
    shop = await _lock_own(db, product_id, actor)
    product = await _get(db, product_id)
    wanted = rules.checked(rules.merged(_as_written(product, shop, now), changes))
    wanted = _as_paid(wanted, shop, now)
    if await _never_charged(db, [wanted], now=now):
        raise NeverCharged
    added = [file_id for file_id in wanted.images if file_id not in product.image_file_ids]
    await media.own_images(db, file_ids=added, person_id=actor.id)
    await store.change_product(db, wanted, now=now)
    await _save_variants(db, [wanted], currency=product.currency, now=now)
    return (await _own_views(db, [await _get(db, product_id)], shop, now=now))[0]


async def archive(db: Db, *, product_id: ProductId, actor: Person, now: datetime) -> None:
    """Take a product off sale; who bought it can still look at it. Raises ProductNotFound, NotYourShop."""
    await _lock_own(db, product_id, actor)
    await store.set_status(db, [product_id], ProductStatus.ARCHIVED, now=now)


async def set_status(
    db: Db,
    *,
    shop_id: ShopId,
    actor: Person,
    product_ids: Sequence[ProductId],
    status: ProductStatus,
    now: datetime,
) -> list[ProductOwn]:
    """Put products of the actor's shop on sale, or take them off, all or none; answers them as they are now.

    Raises ProductNotFound for one of another shop, too, and what `shops.require_member` raises.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    ids = list(dict.fromkeys(product_ids))
    found = await products_to_write(db, ids)
    if any(each not in found or found[each].shop_id != shop_id for each in ids):
        raise ProductNotFound
    await store.set_status(db, ids, status, now=now)
    found = await products_by_id(db, ids)
    return await _own_views(db, [found[each] for each in ids], shop, now=now)


async def products_to_write(db: Db, ids: Sequence[UUID]) -> dict[ProductId, Product]:
    """Read products in any status and keep other edits of them away until this transaction ends."""
    return await products_by_id(db, await store.lock_products(db, ids)) if ids else {}


async def write_many(db: Db, *, shop: Shop, products: Sequence[NewProduct], now: datetime) -> set[VariantId]:
    """Make products of a shop what is given here, new ones and known ones. Three statements, however many.

    For modules that act for the shop: whoever calls answers for whose the pictures are, and writes prices
    with tax. A class of tax that the country does not have becomes the general one. Answers the variants
    whose price to compare with was left out, because it was never charged. Raises Malformed, IdTaken.
    """
    classes = rates_of(shop.country, now)
    wanted = [
        replace(each, tax_class=each.tax_class if each.tax_class in classes else TaxClass.GENERAL)
        for each in map(rules.checked, products)
    ]
    if not wanted:
        return set()
    left_out = await _never_charged(db, wanted, now=now)
    wanted = [rules.without_compare_ats(product, left_out) for product in wanted] if left_out else wanted
    saved_count = await store.save_products(db, wanted, shop_id=shop.id, currency=shop.currency, now=now)
    if saved_count < len(wanted):
        raise IdTaken
    await _save_variants(db, wanted, currency=shop.currency, now=now)
    return left_out


async def set_images(db: Db, images: Mapping[ProductId, Sequence[FileId]], *, now: datetime) -> None:
    """Give products these pictures, in this order. Two statements.

    For modules that act for the shop: whoever calls answers for whose the pictures are.
    """
    if images:
        await store.lock_products(db, list(images))
        await store.save_images(db, images, now=now)


async def rate(db: Db, ratings: Sequence[ProductRating]) -> None:
    """Keep how products are rated, for cards and for the index. One statement. Refuses nothing."""
    if ratings:
        await store.save_ratings(db, ratings)


async def own_product(
    db: Db, *, shop_id: ShopId, actor: Person, product_id: ProductId, now: datetime
) -> ProductOwn:
    """Read a product of the actor's shop in any status. Raises ProductNotFound, NotYourShop, ShopNotFound."""
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    product = await _get(db, product_id)
    if product.shop_id != shop_id:
        raise ProductNotFound
    return (await _own_views(db, [product], shop, now=now))[0]


async def own_products(
    db: Db,
    shop: Shop,
    *,
    status: ProductStatus | None,
    page: tuple[ProductId | None, int],
    now: datetime,
    search: str = "",
) -> list[ProductOwn]:
    """List a shop's products for its members, the newest first.

    page: before which, and how many at most.  search: words of the title, or how a SKU begins.
    """
    before, limit = page
    ids = await store.shop_product_ids(
        db,
        shop_id=shop.id,
        status=status,
        before=before,
        limit=limit,
        words=clean_line(search).split(),
    )
    found = await products_by_id(db, ids)
    return await _own_views(db, [found[each] for each in ids if each in found], shop, now=now)


async def pictured_products(
    db: Db, *, shop_id: ShopId, before: ProductId | None, limit: int
) -> list[ProductSummary]:
    """List what a shop sells and has pictures of, the newest first, at most `limit`. Two statements."""
    ids = await store.pictured_product_ids(db, shop_id=shop_id, before=before, limit=limit)
    found = await summaries(db, ids)
    return [found[each] for each in ids if each in found]


async def products_by_id(db: Db, ids: Sequence[UUID]) -> dict[ProductId, Product]:
    """Read products in any status with their present variants. One statement."""
    return {product.id: product for product in await store.products(db, ids)}


async def texts(db: Db, ids: Sequence[UUID]) -> dict[ProductId, ProductText]:
    """Read what products in any status say about themselves. One statement."""
    return {each.id: each for each in await store.texts(db, ids)} if ids else {}


async def summaries(db: Db, ids: Sequence[UUID]) -> dict[ProductId, ProductSummary]:
    """Read what cards show of products, in any status. One statement."""
    return {summary.id: summary for summary in await store.summaries(db, ids)}


async def active_products(
    db: Db, *, shop_id: ShopId | None, category: Category | None, before: Listed | None, limit: int
) -> list[Listed]:
    """List what is on sale, the newest first, from before `before`; at most `limit`. One statement."""
    return await store.active_products(db, shop_id=shop_id, category=category, before=before, limit=limit)


async def shop_product_ids(
    db: Db,
    *,
    shop_id: ShopId,
    status: ProductStatus | None = None,
    before: ProductId | None,
    limit: int,
) -> list[ProductId]:
    """List a shop's products, the newest first, from before `before`; at most `limit`. One statement.

    status: None for any.
    """
    return await store.shop_product_ids(db, shop_id=shop_id, status=status, before=before, limit=limit)


async def shop_version(db: Db, shop_id: ShopId) -> str:
    """Name what a shop offers: another name whenever a product on sale comes, goes or changes.

    One statement that reads the head of each product on sale and none of its texts.
    """
    return await store.shop_version(db, shop_id)


async def shop_of_product(db: Db, product_id: ProductId) -> ShopId:
    """Tell whose product it is. Raises ProductNotFound."""
    shop_id = await store.find_shop(db, product_id)
    if shop_id is None:
        raise ProductNotFound
    return shop_id


async def variants_for_sale(db: Db, variant_ids: Sequence[UUID]) -> dict[VariantId, VariantForSale]:
    """Read variants with the price and the product they have now; unknown ids are left out. One statement."""
    return {variant.variant_id: variant for variant in await store.variants_for_sale(db, variant_ids)}


async def variants_by_sku(db: Db, skus: Sequence[str], *, shop_id: ShopId | None) -> dict[str, VariantId]:
    """Find variants on sale by their SKUs; what two of them share names none. One statement.

    shop_id: only of this shop.
    """
    return {each.sku: each.variant_id for each in await store.variants_by_sku(db, skus, shop_id=shop_id)}


async def shop_variants_by_sku(
    db: Db, skus: Sequence[str], *, shop_id: ShopId
) -> dict[str, list[PricedName]]:
    """Find the variants that a shop has under SKUs, on sale or drafts, with their prices. One statement."""
    return _by_name(await store.shop_variants_by_sku(db, skus, shop_id=shop_id) if skus else [])


async def variants_of_products(
    db: Db, product_ids: Sequence[ProductId], *, shop_id: ShopId
) -> dict[str, list[PricedName]]:
    """Find the variants of a shop's products by the products' ids, with their prices. One statement."""
    found = await store.variants_of_products(db, product_ids, shop_id=shop_id) if product_ids else []
    return _by_name(found)


def _by_name(found: Sequence[PricedName]) -> dict[str, list[PricedName]]:
    named: dict[str, list[PricedName]] = {}
    for each in found:
        named.setdefault(each.name, []).append(each)
    return named


async def set_prices(db: Db, prices: Sequence[NewPrice], *, currency: Currency, now: datetime) -> int:
    """Give variants, each named once, these prices; returns how many changed. Three statements.

    For modules that act for the shop: whoever calls answers for whose the variants are.
    """
    if not prices:
        return 0
    # Edits of the same products wait, in one order with imports.
    products = await store.products_of(db, [each.variant_id for each in prices])
    await store.lock_products(db, products)
    return await store.set_prices(db, prices, currency=currency, now=now)


async def require_variants_of(db: Db, *, shop_id: ShopId, variant_ids: Sequence[VariantId]) -> None:
    """Refuse ids that are not variants of this shop. Raises VariantNotFound."""
    known = await variants_for_sale(db, variant_ids)
    if any(each not in known or known[each].shop_id != shop_id for each in variant_ids):
        raise VariantNotFound


async def shop_variant_ids(
    db: Db, *, shop_id: ShopId, after: VariantId | None, limit: int
) -> list[VariantId]:
    """List the variants that a shop's products have now, by id, from after `after`; at most `limit`."""
    return await store.shop_variant_ids(db, shop_id=shop_id, after=after, limit=limit)


async def changes(db: Db, *, since: int, since_at: datetime | None = None, limit: int) -> Changes:
    """Tell caches which products changed since a mark, at most `limit`; `limit` of them may be not all.

    since_at: also those of which a flash price has begun or ended since then, by the clock.

    Everything that was not committed when the mark was given is told at least once. One statement.
    """
    return await store.changes(db, since=since, since_at=since_at, limit=limit)


async def products_of(db: Db, variant_ids: Sequence[UUID]) -> list[ProductId]:
    """Find the products of variants. One statement."""
    return await store.products_of(db, variant_ids) if variant_ids else []


async def images_of(db: Db, products: Sequence[Product]) -> dict[ProductId, list[Image]]:
    """Find the pictures of products with their addresses. One statement."""
    files = await media.file_urls(db, [each for product in products for each in product.image_file_ids])
    return {
        product.id: [
            Image(
                file_id=file_id,
                url=files[file_id].url,
                width=files[file_id].width,
                height=files[file_id].height,
                alt=product.title,
            )
            for file_id in product.image_file_ids
            if file_id in files
        ]
        for product in products
    }


async def _lock_own(db: Db, product_id: ProductId, actor: Person) -> Shop:
    shop_id = await store.lock_product(db, product_id)
    if shop_id is None:
        raise ProductNotFound
    return await shops.require_member(db, shop_id=shop_id, person=actor)


def _as_paid(product: NewProduct, shop: Shop, now: datetime) -> NewProduct:
    """Write the prices that buyers pay. Raises Malformed, as for a class that the country does not have."""
    if product.tax_class not in rates_of(shop.country, now):
        raise Malformed({"tax_class": f"there is none in {shop.country.value}"})
    if shop.prices_include_tax:
        return product
    return rules.with_tax(product, tax_rate_bps(shop.country, now, product.tax_class))


def _as_written(product: Product, shop: Shop, now: datetime) -> Product:
    """Write the prices as the shop does."""
    if shop.prices_include_tax:
        return product
    return rules.without_tax(product, tax_rate_bps(shop.country, now, product.tax_class))


async def _get(db: Db, product_id: ProductId) -> Product:
    product = (await products_by_id(db, [product_id])).get(product_id)
    if product is None:
        raise ProductNotFound
    return product


async def lows_before(db: Db, variant_ids: Sequence[VariantId]) -> dict[VariantId, int]:
    """Tell the lowest price of the 30 days before the present one of each variant began.

    In minor units; a variant that never had another price is left out. Two statements.
    """
    found = await stretches_of(db, variant_ids)
    lows = {variant_id: rules.low_before(each) for variant_id, each in found.items()}
    return {variant_id: low for variant_id, low in lows.items() if low is not None}


async def stretches_of(db: Db, variant_ids: Sequence[VariantId]) -> dict[VariantId, list[Stretch]]:
    """Read when variants were asked for how much, flash prices too, the oldest first. Two statements."""
    found: dict[VariantId, list[Stretch]] = {}
    for each in await store.stretches(db, variant_ids, versions_max=VERSIONS_MAX) if variant_ids else []:
        found.setdefault(each.variant_id, []).append(each)
    flashes: dict[VariantId, list[FlashStretch]] = {}
    for each in await flash.flash_stretches(db, variant_ids) if variant_ids else []:
        flashes.setdefault(each.variant_id, []).append(each)
    return {
        variant_id: rules.with_flashes(each, flashes[variant_id]) if variant_id in flashes else each
        for variant_id, each in found.items()
    }


async def _never_charged(db: Db, products: Sequence[NewProduct], *, now: datetime) -> set[VariantId]:
    """Find the variants that shall be compared with a price at which they were never really offered."""
    with_one = [each.id for one in products for each in one.variants if each.compare_at_minor is not None]
    found = await stretches_of(db, with_one)
    return {
        each.id
        for each in rules.new_compare_ats(products, found)
        if not rules.was_charged(found.get(each.id, []), each.compare_at_minor or 0, now=now)
    }


async def _save_variants(
    db: Db, products: Sequence[NewProduct], *, currency: Currency, now: datetime
) -> None:
    saved_count = await store.save_variants(db, products, currency=currency, now=now)
    if saved_count < sum(len(product.variants) for product in products):
        raise IdTaken


async def _own_views(db: Db, products: Sequence[Product], shop: Shop, *, now: datetime) -> list[ProductOwn]:
    images = await images_of(db, products)
    return [
        ProductOwn(
            id=product.id,
            shop_id=product.shop_id,
            title=product.title,
            description=product.description,
            category=product.category,
            status=product.status,
            images=images[product.id],
            options=product.options,
            variants=_own_variants(product, _as_written(product, shop, now)),
            price_includes_tax=shop.prices_include_tax,
            tax_class=product.tax_class,
            tax_rate_bps=tax_rate_bps(shop.country, now, product.tax_class),
            age_limit=product.age_limit,
            created_at=product.created_at,
        )
        for product in products
    ]


def _own_variants(product: Product, written: Product) -> list[VariantOwn]:
    def money(amount_minor: int) -> Money:
        return Money(amount_minor, product.currency)

    return [
        VariantOwn(
            id=each.id,
            sku=each.sku,
            values=each.values,
            price=money(each.price_minor),
            compare_at=None if each.compare_at_minor is None else money(each.compare_at_minor),
            shown_price=money(shown.price_minor),
            weight_g=each.weight_g,
        )
        for shown, each in zip(product.variants, written.variants, strict=True)
    ]


async def hide(db: Db, product_id: ProductId) -> None:
    """Take a product down: it is on no shelf and nobody can buy it. Twice is once."""
    await hiding.hide_product(db, product_id)


async def hide_all_of(db: Db, shop_id: ShopId) -> None:
    """Take down whatever a shop sells. Twice is once."""
    await hiding.hide_products_of(db, shop_id)


async def restore(db: Db, hidden_for: UUID) -> None:
    """Bring back what one decision took down; what another one took down as well stays so."""
    await hiding.restore_products(db, hidden_for)


async def hidden_among(db: Db, ids: Sequence[ProductId]) -> set[ProductId]:
    """Tell which of some products are taken down. One statement."""
    return set(await hiding.hidden_among(db, ids)) if ids else set()
