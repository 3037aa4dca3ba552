"""Collections: products of a shop under a name, in an order."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from vitrina.catalogue import rules
from vitrina.catalogue.errors import (
    CollectionNotFound,
    IdTaken,
    ProductNotFound,
    TooManyCollections,
)
from vitrina.catalogue.model import (
    COLLECTIONS_MAX,
    Category,
    Collected,
    CollectedProduct,
    Collection,
    CollectionChanges,
    CollectionId,
    CollectionOwn,
    CollectionSummary,
    NewCollection,
    ProductId,
    ShownCollection,
)
from vitrina.catalogue.service.products import summaries
from vitrina.catalogue.store import collections
from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.media import service as media
from vitrina.media.model import FileId, FileView
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

COLLECTIONS_CONSIDERED_MAX = 100
COLLECTIONS_PER_SHOP_MAX = 2
DELETED_KEPT = timedelta(days=1)


async def add_collection(
    db: Db, *, shop_id: ShopId, actor: Person, new: NewCollection, now: datetime
) -> CollectionOwn:
    """Group products of the actor's shop under a name; the same id again answers the collection as it is.

    Raises Malformed, IdTaken, TooManyCollections, ProductNotFound, what `shops.require_member` and
    `media.own_images` raise.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    wanted = rules.checked_collection(new)
    await media.own_images(db, file_ids=[wanted.cover] if wanted.cover else [], person_id=actor.id)
    await collections.purge_collections(db, shop_id, deleted_before=now - DELETED_KEPT)
    if await collections.add_collection(db, wanted, shop_id=shop_id, count_max=COLLECTIONS_MAX, now=now):
        await _collect(db, wanted, shop_id)
    found = await collections.find_collection(db, wanted.id)
    if found is None:
        raise TooManyCollections(count_max=COLLECTIONS_MAX)
    if found.shop_id != shop_id:
        raise IdTaken
    return await _collection_view(db, found)


async def edit_collection(
    db: Db, *, collection_id: CollectionId, actor: Person, changes: CollectionChanges
) -> CollectionOwn:
    """Name, cover, hide or fill a collection of the actor's shop anew.

    Raises Malformed, CollectionNotFound, ProductNotFound, what `shops.require_member` and
    `media.own_images` raise.
    """
    collection = await _lock_own_collection(db, collection_id, actor)
    if collection.is_deleted:
        raise CollectionNotFound
    wanted = rules.checked_collection(rules.merged_collection(collection, changes))
    is_new_cover = wanted.cover is not None and wanted.cover != collection.cover_file_id
    await media.own_images(
        db, file_ids=[wanted.cover] if wanted.cover and is_new_cover else [], person_id=actor.id
    )
    await collections.change_collection(db, wanted)
    await _collect(db, wanted, collection.shop_id)
    return await _changed_collection(db, collection_id)


async def delete_collection(db: Db, *, collection_id: CollectionId, actor: Person, now: datetime) -> None:
    """Take a collection away; its products stay as they are. Raises CollectionNotFound, NotYourShop."""
    await _lock_own_collection(db, collection_id, actor)
    await collections.delete_collection(db, collection_id, now=now)


async def restore_collection(db: Db, *, collection_id: CollectionId, actor: Person) -> CollectionOwn:
    """Bring a deleted collection back as it was; twice is once.

    Raises CollectionNotFound, NotYourShop, TooManyCollections.
    """
    collection = await _lock_own_collection(db, collection_id, actor)
    restored_count = await collections.restore_collection(db, collection_id, count_max=COLLECTIONS_MAX)
    if collection.is_deleted and not restored_count:
        raise TooManyCollections(count_max=COLLECTIONS_MAX)
    return await _changed_collection(db, collection_id)


async def own_collections(db: Db, *, shop_id: ShopId, actor: Person) -> list[CollectionSummary]:
    """List the collections of the actor's shop, the newest first. Raises NotYourShop, ShopNotFound."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    found = await collections.shop_collections(db, shop_id, limit=COLLECTIONS_MAX)
    covers = await media.file_urls(db, [each.cover_file_id for each in found if each.cover_file_id])
    return [
        CollectionSummary(
            id=each.id,
            name=each.name,
            image_url=_thumbnail_url(covers, each.cover_file_id),
            is_hidden=each.is_hidden,
            product_count=each.product_count,
        )
        for each in found
    ]


async def own_collection(
    db: Db, *, shop_id: ShopId, actor: Person, collection_id: CollectionId
) -> CollectionOwn:
    """Read a collection of the actor's shop. Raises CollectionNotFound, NotYourShop, ShopNotFound."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    found = await collections.find_collection(db, collection_id)
    if found is None or found.shop_id != shop_id or found.is_deleted:
        raise CollectionNotFound
    return await _collection_view(db, found)


async def shown_collections(db: Db, *, shop_id: ShopId | None, limit: int) -> list[ShownCollection]:
    """List collections with something on sale, the newest first: of one shop, or a few of each shop.

    Looks at COLLECTIONS_CONSIDERED_MAX of them at most. One statement.
    """
    return await collections.shown_collections(
        db,
        shop_id=shop_id,
        considered_max=COLLECTIONS_CONSIDERED_MAX,
        per_shop_max=COLLECTIONS_MAX if shop_id else COLLECTIONS_PER_SHOP_MAX,
        limit=limit,
    )


async def shown_collection(db: Db, collection_id: CollectionId) -> ShownCollection:
    """Show a collection. Raises CollectionNotFound when it is hidden, or nothing of it is on sale."""
    found = await collections.find_shown_collection(db, collection_id)
    if found is None:
        raise CollectionNotFound
    return found


async def collected(
    db: Db,
    *,
    collection_id: CollectionId,
    shop_id: ShopId | None,
    category: Category | None,
    after: Collected | None,
    limit: int,
) -> list[Collected]:
    """List what is on sale of a collection, in its order, from after `after`; at most `limit`.

    Raises CollectionNotFound when it is hidden.
    """
    found = await collections.collected(
        db, collection_id, shop_id=shop_id, category=category, after=after, limit=limit
    )
    if not found and not await collections.is_shown(db, collection_id):
        raise CollectionNotFound
    return found


async def shops_of_collections(db: Db, ids: Sequence[CollectionId]) -> dict[CollectionId, ShopId]:
    """Tell whose collections are, hidden ones too; what is not there is left out. One statement."""
    return await collections.shops_of_collections(db, ids) if ids else {}


async def products_in(db: Db, ids: Sequence[CollectionId]) -> dict[CollectionId, set[ProductId]]:
    """Tell what stands in collections, hidden ones too, in any status. One statement."""
    found: dict[CollectionId, set[ProductId]] = {}
    for collection_id, product_id in await collections.products_in(db, ids) if ids else []:
        found.setdefault(collection_id, set()).add(product_id)
    return found


async def _collect(db: Db, wanted: NewCollection, shop_id: ShopId) -> None:
    collected_count = await collections.collect(db, wanted.id, wanted.product_ids, shop_id=shop_id)
    if collected_count < len(wanted.product_ids):
        raise ProductNotFound


async def _lock_own_collection(db: Db, collection_id: CollectionId, actor: Person) -> Collection:
    shop_id = await collections.lock_collection(db, collection_id)
    if shop_id is None:
        raise CollectionNotFound
    await shops.require_member(db, shop_id=shop_id, person=actor)
    found = await collections.find_collection(db, collection_id)
    assert found, "it is locked"
    return found


async def _changed_collection(db: Db, collection_id: CollectionId) -> CollectionOwn:
    found = await collections.find_collection(db, collection_id)
    assert found, "it is locked"
    return await _collection_view(db, found)


async def _collection_view(db: Db, collection: Collection) -> CollectionOwn:
    inside = await summaries(db, collection.product_ids)
    files = [each.image_file_id for each in inside.values() if each.image_file_id]
    pictures = await media.file_urls(
        db, [*files, *([collection.cover_file_id] if collection.cover_file_id else [])]
    )
    return CollectionOwn(
        id=collection.id,
        shop_id=collection.shop_id,
        name=collection.name,
        cover=pictures.get(collection.cover_file_id) if collection.cover_file_id else None,
        is_hidden=collection.is_hidden,
        products=[
            CollectedProduct(
                id=each.id,
                title=each.title,
                status=each.status,
                image_url=_thumbnail_url(pictures, each.image_file_id),
                price=Money(each.price_minor, each.currency),
            )
            for each in (inside[one] for one in collection.product_ids if one in inside)
        ],
    )


def _thumbnail_url(pictures: Mapping[FileId, FileView], file_id: FileId | None) -> str | None:
    picture = pictures.get(file_id) if file_id else None
    return picture.thumbnail_url if picture else None
