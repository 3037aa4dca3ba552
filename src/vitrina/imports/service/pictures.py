"""Pictures of imported products: fetched from elsewhere, re-encoded, shown; what fails is told."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import IMAGES_MAX
from vitrina.identity.model import Person
from vitrina.imports.model import PictureView
from vitrina.imports.store import pictures as store
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Overloaded
from vitrina.kit.locales import say
from vitrina.kit.net import Bounds, Fetcher, FetchFailed
from vitrina.kit.places import Language
from vitrina.media import service as media
from vitrina.media.errors import NotAPicture, PictureTooLarge, QuotaFull
from vitrina.media.model import FileId, OwnerId
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

PICTURE_BOUNDS = Bounds(size_max_bytes=12 * 1024**2, time_max_s=30.0)
AT_ONCE = 6
PER_HOST = 4
ROUND_SIZE = 24
ROUNDS_MAX = 50
ATTEMPTS_MAX = 4
LEASE = timedelta(minutes=5)
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


class _Outcome(Struct, frozen=True, kw_only=True):
    picture: store.Due
    file_id: FileId | None = None
    failure: str | None = None
    is_permanent: bool = False


async def fetch_pictures(pool: Pool, settings: Settings, *, now: datetime) -> int:
    """Fetch the pictures that are due, a few at once and fewer of one host. Returns how many were tried.

    Bounded: ROUNDS_MAX rounds of ROUND_SIZE; the next run takes the rest.
    """
    fetcher, tried_count = Fetcher(settings), 0
    gate = asyncio.Semaphore(AT_ONCE)
    for _ in range(ROUNDS_MAX):
        async with pool.transaction() as db:
            due = await store.take_due(db, limit=ROUND_SIZE, per_host=PER_HOST, lease=LEASE)
        if not due:
            break
        outcomes = await asyncio.gather(
            *[_fetch(pool, settings, each, fetcher=fetcher, gate=gate, now=now) for each in due]
        )
        await _note(pool, outcomes, now=now)
        tried_count += len(due)
    return tried_count


async def _fetch(
    pool: Pool,
    settings: Settings,
    picture: store.Due,
    *,
    fetcher: Fetcher,
    gate: asyncio.Semaphore,
    now: datetime,
) -> _Outcome:
    async with gate:
        try:
            raw = await fetcher.to_memory(picture.url, bounds=PICTURE_BOUNDS)
            owner_id = OwnerId(picture.owner_id)
            view = await media.add_image(pool, settings, owner_id=owner_id, raw=raw, now=now)
        except FetchFailed as e:
            return _Outcome(picture=picture, failure=e.code, is_permanent=e.is_permanent)
        except NotAPicture:
            return _Outcome(picture=picture, failure="not_a_picture", is_permanent=True)
        except PictureTooLarge:
            return _Outcome(picture=picture, failure="too_large", is_permanent=True)
        except QuotaFull:
            return _Outcome(picture=picture, failure="quota_full", is_permanent=True)
        except Overloaded:
            return _Outcome(picture=picture, failure="overloaded")
        return _Outcome(picture=picture, file_id=view.file_id)


async def _note(pool: Pool, outcomes: Sequence[_Outcome], *, now: datetime) -> None:
    here: list[UUID] = []
    async with pool.transaction() as db:
        for each in outcomes:
            if each.file_id:
                await store.set_here(db, each.picture.id, each.file_id)
                here.append(each.picture.id)
            elif each.failure:
                again_in = None if each.is_permanent else _wait(each.picture.attempt_count)
                await store.set_failed(db, each.picture.id, failure=each.failure, again_in=again_in)
        await _show(db, here, now=now)


def _wait(attempt_count: int) -> timedelta | None:
    return WAITS[attempt_count - 1] if attempt_count < ATTEMPTS_MAX else None


async def _show(db: Db, picture_ids: Sequence[UUID], *, now: datetime) -> None:
    """Give products the pictures that have come, in the order of their source."""
    if not picture_ids:
        return
    wanted = await store.pictures_of_products_with(db, picture_ids)
    images = {
        product_id: list(dict.fromkeys(each.file_id for each in group))[:IMAGES_MAX]
        for product_id, group in groupby(wanted, key=lambda each: each.product_id)
    }
    await catalogue.set_images(db, images, now=now)


async def list_failed_pictures(
    db: Db,
    *,
    shop_id: ShopId,
    actor: Person,
    after: tuple[UUID, UUID] | None,
    limit: int,
    language: Language,
) -> list[tuple[tuple[UUID, UUID], PictureView]]:
    """List pictures of a shop's products that could not be fetched, with their places.

    Raises ShopNotFound, NotYourShop.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    found = await store.failed(db, shop_id, after=after, limit=limit)
    return [
        (
            (each.id, each.product_id),
            PictureView(
                product_id=each.product_id,
                url=each.url,
                attempt_count=each.attempt_count,
                failure=each.failure,
                message=say(language, f"import_failure.{each.failure}"),
            ),
        )
        for each in found
    ]


async def retry_pictures(db: Db, *, shop_id: ShopId, actor: Person) -> int:
    """Try a shop's failed pictures once more. Returns how many. Raises ShopNotFound, NotYourShop."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    return await store.try_again(db, shop_id)
