"""Pictures of outside products: fetched in the background, re-encoded as every picture."""

from datetime import datetime, timedelta

from vitrina.external.model import External, ExternalId, ImageState
from vitrina.external.store import products as store
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Overloaded
from vitrina.kit.net import Bounds, Fetcher, FetchFailed
from vitrina.media import service as media
from vitrina.media.errors import NotAPicture, PictureTooLarge, QuotaFull
from vitrina.media.model import OwnerId

PICTURE_BOUNDS = Bounds(size_max_bytes=12 * 1024**2, time_max_s=20.0)
GIVEN_UP_AFTER = timedelta(minutes=1)


class PictureLater(Exception):
    """The picture could not be fetched now; another try may help."""


async def fetch_later(db: Db, product: External) -> None:
    """Let a worker fetch the picture, if there is one to fetch and this transaction commits."""
    if product.image_state is ImageState.WAITING:
        from vitrina.external import jobs  # The jobs call the services that call this.

        await jobs.fetch_picture.defer(db, external_id=str(product.id))


async def fetch_picture(pool: Pool, settings: Settings, *, external_id: ExternalId, now: datetime) -> None:
    """Fetch, re-encode and show a picture that is waited for. Raises PictureLater to be tried again."""
    async with pool.transaction() as db:
        found = await store.products(db, [external_id])
    if not found or found[0].image_state is not ImageState.WAITING or not found[0].image_url:
        return
    product, address = found[0], found[0].image_url
    try:
        raw = await Fetcher(settings).to_memory(address, bounds=PICTURE_BOUNDS)
        owner_id = OwnerId(product.person_id)
        view = await media.add_image(pool, settings, owner_id=owner_id, raw=raw, now=now)
    except FetchFailed as e:
        if not e.is_permanent and now - product.refreshed_at < GIVEN_UP_AFTER:
            raise PictureLater(e.code) from e
        await _fail(pool, product)
    except (NotAPicture, PictureTooLarge, QuotaFull):
        await _fail(pool, product)
    except Overloaded as e:
        raise PictureLater from e
    else:
        async with pool.transaction() as db:
            await store.set_picture(db, product.id, image_url=address, file_id=view.file_id)


async def _fail(pool: Pool, product: External) -> None:
    async with pool.transaction() as db:
        await store.set_picture(db, product.id, image_url=product.image_url or "", file_id=None)
