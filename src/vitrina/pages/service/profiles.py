"""Who is behind a handle."""

from uuid import UUID

from vitrina.feed import service as feed
from vitrina.feed.errors import ProfileNotFound
from vitrina.identity import service as identity
from vitrina.identity.model import HandleKind, HandleOwner, Person, PersonId
from vitrina.kit.db import Db
from vitrina.media import service as media
from vitrina.media.model import FileId
from vitrina.pages.model import Profile
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId
from vitrina.social import service as social


async def get_profile(db: Db, *, handle: str, viewer: Person | None) -> Profile:
    """Show a person or a shop by the handle. Nine statements at most. Raises ProfileNotFound."""
    profile = await find_profile(db, handle=handle, viewer=viewer)
    if profile is None:
        raise ProfileNotFound
    return profile


async def find_profile(db: Db, *, handle: str, viewer: Person | None) -> Profile | None:
    """Find a person or a shop by the handle, with or without its @; None when nobody has it."""
    owner = await identity.find_by_handle(db, handle)
    if owner is None:
        return None
    if owner.kind is HandleKind.SHOP:
        return await _shop_profile(db, owner, viewer)
    return await _person_profile(db, owner, viewer)


async def _person_profile(db: Db, owner: HandleOwner, viewer: Person | None) -> Profile | None:
    person_id = PersonId(owner.id)
    is_self = viewer is not None and viewer.id == person_id
    if viewer and await social.is_apart(db, viewer.id, person_id):
        return None
    if not is_self and await identity.hidden_among(db, [person_id]):
        return None
    person = (await identity.persons(db, [person_id])).get(person_id)
    if person is None:
        return None
    counts = (await social.follow_counts(db, [owner.id]))[owner.id]
    return Profile(
        kind=owner.kind,
        id=owner.id,
        handle=person.handle,
        name=person.name,
        bio=person.bio,
        avatar_url=await _avatar_url(db, person.avatar_file_id),
        follower_count=counts.follower_count,
        following_count=counts.following_count,
        clip_count=await feed.count_clips_of(db, owner),
        is_following=await _is_followed(db, owner.id, viewer),
        is_self=is_self,
        is_muted=viewer is not None and await social.is_muting(db, person_id=viewer.id, other_id=person.id),
    )


async def _shop_profile(db: Db, owner: HandleOwner, viewer: Person | None) -> Profile | None:
    shop_id = ShopId(owner.id)
    shop = (await shops.shops_by_id(db, [shop_id])).get(shop_id)
    if shop is None:
        return None
    if not (viewer and shop.is_run_by(viewer.id)) and await shops.closed_among(db, [shop_id]):
        return None
    [shown] = await shops.show_shops(db, [shop], viewer)
    counts = (await social.follow_counts(db, [owner.id]))[owner.id]
    return Profile(
        kind=owner.kind,
        id=owner.id,
        handle=shop.handle,
        name=shop.name,
        bio=shop.description,
        avatar_url=shown.avatar_url,
        follower_count=counts.follower_count,
        following_count=counts.following_count,
        clip_count=await feed.count_clips_of(db, owner),
        is_following=await _is_followed(db, owner.id, viewer),
        is_self=False,
        shop=shown,
    )


async def _avatar_url(db: Db, file_id: FileId | None) -> str | None:
    if file_id is None:
        return None
    view = (await media.file_urls(db, [file_id])).get(file_id)
    return view.thumbnail_url if view else None


async def _is_followed(db: Db, owner_id: UUID, viewer: Person | None) -> bool:
    return viewer is not None and owner_id in await social.followed_among(db, viewer.id, [owner_id])
