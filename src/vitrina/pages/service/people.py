"""Lists of people and shops: followers, followees, whom one blocks or mutes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.feed.errors import ProfileNotFound
from vitrina.identity import service as identity
from vitrina.identity.model import HandleKind, HandleOwner, Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.http import Page, decode_cursor, page_of
from vitrina.media import service as media
from vitrina.pages.model import Somebody
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId
from vitrina.social import service as social
from vitrina.social.service import People


async def list_around(
    db: Db, handle: str, which: People, *, viewer: Person | None, cursor: str | None, limit: int
) -> Page[Somebody]:
    """List who follows the owner of a handle, or whom she follows. Raises ProfileNotFound, Malformed."""
    owner = await identity.find_by_handle(db, handle)
    if owner is None or (viewer and await social.is_apart(db, viewer.id, owner.id)):
        raise ProfileNotFound
    if await _is_hidden(db, owner, viewer):
        raise ProfileNotFound
    return await list_people(db, which, owner.id, viewer=viewer, cursor=cursor, limit=limit)


async def _is_hidden(db: Db, owner: HandleOwner, viewer: Person | None) -> bool:
    """Tell whether nobody but herself, or who runs the shop, sees it."""
    if owner.kind is HandleKind.SHOP:
        shop_id = ShopId(owner.id)
        shop = (await shops.shops_by_id(db, [shop_id])).get(shop_id)
        is_own = bool(viewer and shop and shop.is_run_by(viewer.id))
        return not is_own and bool(await shops.closed_among(db, [shop_id]))
    person_id = PersonId(owner.id)
    is_self = viewer is not None and viewer.id == person_id
    return not is_self and bool(await identity.hidden_among(db, [person_id]))


async def list_people(
    db: Db, which: People, owner_id: UUID, *, viewer: Person | None, cursor: str | None, limit: int
) -> Page[Somebody]:
    """List people of one of the lists of an owner, the newest first. Raises Malformed."""
    before = decode_cursor(cursor, tuple[datetime, UUID])
    listed = await social.list_people(
        db, which, owner_id, reader_id=viewer.id if viewer else None, before=before, limit=limit + 1
    )
    page = page_of(listed, limit, lambda each: (each.at, each.id))
    shown = await _show(db, [each.id for each in page.items], viewer)
    return Page(items=shown, next_cursor=page.next_cursor)


async def _show(db: Db, ids: Sequence[UUID], viewer: Person | None) -> list[Somebody]:
    """Show persons and shops in this order; who is gone is left out. Four statements at most."""
    people = await identity.persons(db, [PersonId(each) for each in ids])
    sellers = await shops.shops_by_id(db, [ShopId(each) for each in ids if each not in people])
    pictures = await media.file_urls(
        db, {each.avatar_file_id for each in (*people.values(), *sellers.values()) if each.avatar_file_id}
    )
    followed_ids = await social.followed_among(db, viewer.id, ids) if viewer else set[UUID]()
    shown: list[Somebody] = []
    for each in ids:
        person = people.get(PersonId(each))
        owner = person or sellers.get(ShopId(each))
        if owner is None:
            continue
        picture = pictures.get(owner.avatar_file_id) if owner.avatar_file_id else None
        shown.append(
            Somebody(
                kind=HandleKind.PERSON if person else HandleKind.SHOP,
                id=each,
                handle=owner.handle,
                name=owner.name,
                avatar_url=picture.thumbnail_url if picture else None,
                is_following=each in followed_ids,
                is_self=viewer is not None and viewer.id == each,
            )
        )
    return shown
