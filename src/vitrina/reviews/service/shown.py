"""What reviews and questions show besides their words: the product, and who wrote."""

from collections.abc import Collection

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import ProductId, ProductStatus, ProductSummary
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.media import service as media
from vitrina.reviews.model import ReviewedProduct, Reviewer


async def get_product(db: Db, product_id: ProductId) -> ProductSummary:
    """Read a product that people see. Raises ProductNotFound."""
    found = (await catalogue.summaries(db, [product_id])).get(product_id)
    if found is None or found.status is ProductStatus.DRAFT:
        raise ProductNotFound
    return found


async def products(db: Db, ids: Collection[ProductId]) -> dict[ProductId, ReviewedProduct]:
    """Name products with a picture; those that are gone are left out. Two statements."""
    found = await catalogue.summaries(db, list(ids)) if ids else {}
    pictures = await media.file_urls(
        db, {each.image_file_id for each in found.values() if each.image_file_id}
    )
    named: dict[ProductId, ReviewedProduct] = {}
    for each in found.values():
        picture = pictures.get(each.image_file_id) if each.image_file_id else None
        url = picture.thumbnail_url if picture else None
        named[each.id] = ReviewedProduct(id=each.id, title=each.title, image_url=url)
    return named


async def authors(db: Db, ids: Collection[PersonId], reader_id: PersonId | None) -> dict[PersonId, Reviewer]:
    """Show who wrote; who is gone is left out. Two statements."""
    people = await identity.persons(db, list(ids)) if ids else {}
    avatars = await media.file_urls(
        db, {each.avatar_file_id for each in people.values() if each.avatar_file_id}
    )
    shown: dict[PersonId, Reviewer] = {}
    for each in people.values():
        avatar = avatars.get(each.avatar_file_id) if each.avatar_file_id else None
        shown[each.id] = Reviewer(
            id=each.id,
            handle=each.handle,
            name=each.name,
            avatar_url=avatar.thumbnail_url if avatar else None,
            is_self=each.id == reader_id,
        )
    return shown
