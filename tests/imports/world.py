"""A shop with a source, and runs that are done as the worker would."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from tests.builders import shop_of
from tests.people import BRUNO, JOINED, load
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductOwn
from vitrina.identity.model import Person
from vitrina.imports import service
from vitrina.imports.model import (
    Confirmation,
    Field,
    Mode,
    NewRun,
    NewSource,
    ProblemView,
    Run,
    RunId,
    RunStatus,
    Source,
    SourceId,
)
from vitrina.inventory import service as inventory
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run
from vitrina.kit.ids import new_id
from vitrina.kit.places import Language
from vitrina.media import spool
from vitrina.media.model import UploadId
from vitrina.shops.model import Shop

NOW = datetime(2026, 3, 1, 12, tzinfo=JOINED.tzinfo)


class World:
    """Bruno's shop, which imports files of one source. Jobs are done at once, in this process."""

    def __init__(self, pool: Pool, settings: Settings, shop: Shop, owner: Person, source: Source) -> None:
        self.pool = pool
        self.settings = settings
        self.shop = shop
        self.owner = owner
        self.source = source

    async def upload(self, content: bytes) -> UploadId:
        """A finished upload of the owner."""
        upload_id = UploadId(new_id())
        folder = spool.folder_of(self.settings)
        folder.mkdir(parents=True, exist_ok=True)
        spool.path_of(folder, upload_id).write_bytes(content)
        async with self.pool.transaction() as db:
            await run(
                db,
                """
                insert into media.uploads (id, owner_id, length_bytes, finished_at, expires_at, created_at)
                values (%(id)s, %(owner_id)s, %(size)s, now(), now() + interval '1 day', now())
                """,
                id=upload_id,
                owner_id=self.owner.id,
                size=max(len(content), 1),
            )
        return upload_id

    async def begin(self, content: bytes | None = None) -> RunId:
        """A run that waits for the worker."""
        new = NewRun(id=RunId(new_id()), upload_id=None if content is None else await self.upload(content))
        async with self.pool.transaction() as db:
            await service.begin_run(db, source_id=self.source.id, actor=self.owner, new=new, now=NOW)
        return new.id

    async def read(self, content: bytes | str | Path | None = None, *, now: datetime = NOW) -> Run:
        """A run whose file was read: its preview."""
        if isinstance(content, Path):
            content = await asyncio.to_thread(content.read_bytes)
        run_id = await self.begin(content.encode() if isinstance(content, str) else content)
        await service.read(self.pool, self.settings, run_id=run_id, now=now)
        return await self.run(run_id)

    async def map(self, run_id: RunId, mapping: Mapping[str, Field]) -> Run:
        """The preview of a run whose columns were named."""
        async with self.pool.transaction() as db:
            await service.map_run(db, run_id=run_id, actor=self.owner, mapping=dict(mapping))
        await service.read(self.pool, self.settings, run_id=run_id, now=NOW)
        return await self.run(run_id)

    async def apply(self, run: Run, *, is_vanishing_fine: bool = False, now: datetime = NOW) -> Run:
        """A run that was said yes to, and written."""
        async with self.pool.transaction() as db:
            await service.confirm_run(
                db,
                run_id=run.id,
                actor=self.owner,
                confirmation=Confirmation(is_vanishing_fine=is_vanishing_fine),
            )
        await service.apply(self.pool, self.settings, run_id=run.id, now=now)
        return await self.run(run.id)

    async def imported(self, content: bytes | str | Path) -> Run:
        """A run from its file to its end."""
        preview = await self.read(content)
        assert preview.status is RunStatus.READY, preview
        return await self.apply(preview, is_vanishing_fine=True)

    async def undone(self, run: Run) -> Run:
        """A run that was put back."""
        async with self.pool.transaction() as db:
            await service.undo_run(db, run_id=run.id, actor=self.owner)
        await service.undo(self.pool, run_id=run.id, now=NOW)
        return await self.run(run.id)

    async def run(self, run_id: RunId) -> Run:
        async with self.pool.transaction() as db:
            return await service.get_run(db, run_id=run_id, actor=self.owner)

    async def problems(self, run: Run) -> list[ProblemView]:
        """What is wrong with rows of a run."""
        async with self.pool.transaction() as db:
            found = await service.list_problems(
                db, run_id=run.id, actor=self.owner, after=-1, limit=100, language=Language.ES
            )
        return [view for _, view in found]

    async def products(self) -> dict[str, ProductOwn]:
        """What the shop has, by title."""
        async with self.pool.transaction() as db:
            found = await catalogue.own_products(db, self.shop, status=None, page=(None, 5_000), now=JOINED)
        return {product.title: product for product in found}

    async def quantities(self, product: ProductOwn) -> list[int]:
        """How many of each variant lie on the shelf."""
        ids = [variant.id for variant in product.variants]
        async with self.pool.transaction() as db:
            levels = await inventory.levels(db, ids)
        return [levels[each].quantity for each in ids]


async def world_of(
    pool: Pool, settings: Settings, *, mode: Mode = Mode.FULL, url: str | None = None
) -> World:
    """A shop of Bruno's in Mexico with one source."""
    async with pool.transaction() as db:
        shop = await shop_of(db, BRUNO)
        owner = await load(db, BRUNO)
        new = NewSource(id=SourceId(new_id()), name="Mi catálogo", mode=mode, url=url)
        source = await service.add_source(db, settings, shop_id=shop.id, actor=owner, new=new, now=NOW)
    return World(pool, settings, shop, owner, source)
