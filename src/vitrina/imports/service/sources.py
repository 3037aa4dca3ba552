"""Sources: added, changed, shown, forgotten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import Person
from vitrina.imports.errors import (
    AddressRefused,
    IdTaken,
    NothingToRead,
    SourceBusy,
    SourceNotFound,
    TooManySources,
)
from vitrina.imports.model import (
    SOURCES_MAX,
    Mapping,
    NewSource,
    Schedule,
    Source,
    SourceChanges,
    SourceId,
    SourceView,
)
from vitrina.imports.store import sources as store
from vitrina.imports.store import work
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.kit.net import Fetcher
from vitrina.kit.text import clean_line
from vitrina.media import service as media
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId


async def add_source(
    db: Db, settings: Settings, *, shop_id: ShopId, actor: Person, new: NewSource, now: datetime
) -> Source:
    """Add a source to a shop of the actor; the same id again answers the source as it is.

    Raises Malformed, AddressRefused, NothingToRead, IdTaken, TooManySources, ShopNotFound, NotYourShop.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    wanted = replace(new, name=_clean_name(new.name))
    _require_address(settings, url=wanted.url, schedule=wanted.schedule)
    await store.line_up(db, shop_id)
    if known := await store.find_source(db, new.id):
        if known.shop_id == shop_id:
            return known
        raise IdTaken
    if await store.count_sources(db, shop_id) >= SOURCES_MAX:
        raise TooManySources(count_max=SOURCES_MAX)
    next_pull_at = _next_pull(wanted.schedule, now)
    if not await store.add_source(db, wanted, shop_id=shop_id, next_pull_at=next_pull_at, now=now):
        raise IdTaken
    return await _find(db, new.id)


async def change_source(
    db: Db, settings: Settings, *, source_id: SourceId, actor: Person, changes: SourceChanges, now: datetime
) -> Source:
    """Change a source of the actor's shop; another address or mapping is read anew the next time.

    Raises Malformed, AddressRefused, NothingToRead, SourceNotFound, NotYourShop.
    """
    await store.lock_source(db, source_id)
    source = await get_source(db, source_id=source_id, actor=actor)
    given: dict[str, Any] = {
        name: value for name in changes.__struct_fields__ if (value := getattr(changes, name)) is not UNSET
    }
    if "name" in given:
        given["name"] = _clean_name(given["name"])
    if "mapping" in given:
        given["mapping"] = clean_mapping(given["mapping"])
    changed = replace(source, **given)
    if changed.url != source.url or changed.schedule is not source.schedule:
        _require_address(settings, url=changed.url, schedule=changed.schedule)
    if changed.schedule is not source.schedule:
        changed = replace(changed, next_pull_at=_next_pull(changed.schedule, now))
    if given.keys() & {"url", "mapping", "mode", "category", "assumed_quantity"}:
        changed = replace(changed, etag=None, modified=None)
    await store.change_source(db, changed)
    return changed


async def delete_source(db: Db, *, source_id: SourceId, actor: Person, now: datetime) -> None:
    """Forget a source with its runs; its products stay. Raises SourceBusy, SourceNotFound, NotYourShop."""
    await store.lock_source(db, source_id)
    await get_source(db, source_id=source_id, actor=actor)
    if await work.is_busy(db, source_id):
        raise SourceBusy
    await media.release_uploads(db, await work.close_previews(db, source_id, now=now))
    await store.delete_source(db, source_id)


async def get_source(db: Db, *, source_id: SourceId, actor: Person) -> Source:
    """Read a source of the actor's shop. Raises SourceNotFound, NotYourShop."""
    source = await _find(db, source_id)
    await shops.require_member(db, shop_id=source.shop_id, person=actor)
    return source


async def list_sources(db: Db, *, shop_id: ShopId, actor: Person) -> list[Source]:
    """List the sources of a shop of the actor, the newest first, all of them.

    Raises ShopNotFound, NotYourShop.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    return await store.shop_sources(db, shop_id, SOURCES_MAX)


async def show_sources(db: Db, sources: Sequence[Source]) -> list[SourceView]:
    """Show sources with how many products each has. One statement."""
    counts = await store.product_counts(db, [source.id for source in sources])
    return [
        SourceView(
            id=source.id,
            shop_id=source.shop_id,
            name=source.name,
            url=source.url,
            mode=source.mode,
            schedule=source.schedule,
            category=source.category,
            assumed_quantity=source.assumed_quantity,
            mapping=source.mapping,
            product_count=counts.get(source.id, 0),
            next_pull_at=source.next_pull_at,
            created_at=source.created_at,
        )
        for source in sources
    ]


async def products_by_external_id(
    db: Db, external_ids: Sequence[str], *, shop_id: ShopId
) -> dict[str, ProductId]:
    """Find the products of a shop by the ids that its feeds give them. One statement."""
    found = await store.products_by_external_id(db, external_ids, shop_id=shop_id) if external_ids else []
    return {each.external_id: each.product_id for each in found}


def clean_mapping(mapping: Mapping) -> Mapping:
    """Write the names of columns as the reader does. Raises Malformed when two mean the same."""
    cleaned = {clean_line(name)[:200]: field for name, field in mapping.items()}
    repeated = [field for field in cleaned.values() if list(cleaned.values()).count(field) > 1]
    wrong = sorted({str(field) for field in repeated} - {"category", "images"})
    if wrong:
        raise Malformed({"mapping": f"two columns are {wrong[0]}"})
    return cleaned


async def _find(db: Db, source_id: SourceId) -> Source:
    source = await store.find_source(db, source_id)
    if source is None:
        raise SourceNotFound
    return source


def _clean_name(text: str) -> str:
    name = clean_line(text)
    if not name:
        raise Malformed({"name": "must not be empty"})
    return name


def _require_address(settings: Settings, *, url: str | None, schedule: Schedule) -> None:
    if url is None and schedule is not Schedule.OFF:
        raise NothingToRead
    if url is not None and not Fetcher(settings).is_allowed(url):
        raise AddressRefused


def _next_pull(schedule: Schedule, now: datetime) -> datetime | None:
    """The first pull of a schedule comes at once."""
    return None if schedule is Schedule.OFF else now
