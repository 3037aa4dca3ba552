"""Writing what a run read, and putting it back: in batches, each a transaction of its own."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import IMAGES_MAX, NewProduct, Product, ProductId, ProductStatus, VariantId
from vitrina.imports import rules
from vitrina.imports.model import (
    Field,
    Halt,
    ImportedProduct,
    Problem,
    Run,
    RunId,
    RunStatus,
    Source,
    Verdict,
)
from vitrina.imports.service.attempts import Attempt, Broken, Lost, claim
from vitrina.imports.service.telling import tell_halt
from vitrina.imports.store import changes as change_store
from vitrina.imports.store import items as item_store
from vitrina.imports.store import pictures as picture_store
from vitrina.imports.store import runs as store
from vitrina.imports.store import sources as source_store
from vitrina.imports.store import work
from vitrina.imports.store.changes import Change, Known
from vitrina.imports.store.items import Item
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count, Recount
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.kit.taxes import TaxClass, tax_rate_bps
from vitrina.media import service as media
from vitrina.media.model import FileId
from vitrina.shops import service as shops
from vitrina.shops.model import Shop

BATCH_SIZE = 500

log = logging.getLogger(__name__)


async def apply(pool: Pool, settings: Settings, *, run_id: RunId, now: datetime) -> None:
    """Write what a run read, from where it stands, until it is done or somebody stops it."""
    del settings
    try:
        attempt = await claim(pool, run_id, RunStatus.APPLYING)
        while attempt:
            async with pool.transaction() as db:
                await attempt.keep(db)
                if not await apply_some(db, attempt, now=now):
                    return
    except Lost:
        log.info("run stopped while it was written", extra={"run": str(run_id)})
    except Broken as e:
        await _fail(pool, run_id, RunStatus.APPLYING, code=e.code, now=now)


async def undo(pool: Pool, *, run_id: RunId, now: datetime) -> None:
    """Put back what a run wrote, from where it stands; its source is pulled no more by itself."""
    try:
        attempt = await claim(pool, run_id, RunStatus.UNDOING)
        while attempt:
            async with pool.transaction() as db:
                await attempt.keep(db)
                if not await _undo_some(db, attempt, now=now):
                    return
    except Lost:
        log.info("another worker puts the run back", extra={"run": str(run_id)})
    except Broken as e:
        await _fail(pool, run_id, RunStatus.UNDOING, code=e.code, now=now)


async def _fail(pool: Pool, run_id: RunId, status: RunStatus, *, code: str, now: datetime) -> None:
    async with pool.transaction() as db:
        moved = await work.move(
            db, run_id, from_statuses=[status], to=RunStatus.FAILED, now=now, failure=code
        )
        if moved and status is RunStatus.APPLYING:
            await tell_halt(db, run_id, because=Halt.FAILED, failure=code)


async def _loaded(db: Db, attempt: Attempt) -> tuple[Run, Source, Shop]:
    run = await store.find_run(db, attempt.run_id)
    assert run, "its row is locked"
    source = await source_store.find_source(db, run.source_id)
    assert source, "a run dies with its source"
    return run, source, await shops.get_shop(db, run.shop_id)


async def apply_some(db: Db, attempt: Attempt, *, now: datetime) -> bool:
    """Write one batch. False: there was none left, and the run is done."""
    run, source, shop = await _loaded(db, attempt)
    after = await store.done_until(db, run.id)
    items = await item_store.next_to_apply(db, run, after=after, limit=BATCH_SIZE)
    if not after:  # The first batch: what was before earlier runs cannot be put back any more.
        await change_store.forget_others(db, run)
    if not items:
        await work.move(db, run.id, from_statuses=[RunStatus.APPLYING], to=RunStatus.DONE, now=now)
        await source_store.remember_version(db, run.id)
        if run.upload_id:
            await media.release_uploads(db, [run.upload_id])
        return False
    batch = await _planned(db, items, run=run, source=source, shop=shop, now=now)
    counted, left_out = await _write(db, batch, source=source, shop=shop, now=now)
    await _note_left_out(db, run, batch, left_out)
    await change_store.remember(db, run, [_known(each, source) for each in batch])
    await change_store.add(db, run.id, [_change(each, counted) for each in batch])
    await store.note_done(
        db, run.id, count=len(items), until=items[-1].external_id, left_out_count=len(items) - len(batch)
    )
    return True


class _Plan(Struct, frozen=True, kw_only=True):
    """What becomes of one product. imported: None when its source names it no more."""

    item: Item
    known: Known | None
    now_is: Product | None
    imported: ImportedProduct | None
    wanted: NewProduct
    pictures: Sequence[UUID]


async def _planned(
    db: Db, items: Sequence[Item], *, run: Run, source: Source, shop: Shop, now: datetime
) -> list[_Plan]:
    known = await change_store.known(db, run, [item.external_id for item in items])
    present = await catalogue.products_to_write(db, [each.product_id for each in known.values()])
    bodies = {
        item.external_id: msgspec.json.decode(item.body, type=ImportedProduct)
        for item in items
        if item.body is not None and item.verdict is not Verdict.VANISHING
    }
    urls = [url for body in bodies.values() for url in body.images[:IMAGES_MAX]]
    found = (
        await picture_store.register(db, urls, shop_id=shop.id, owner_id=shop.owner_id, now=now)
        if urls
        else {}
    )
    plans: list[_Plan] = []
    for item in items:
        knows = known.get(item.external_id)
        now_is = present.get(knows.product_id) if knows else None
        imported = bodies.get(item.external_id)
        if imported and not shop.prices_include_tax:
            tax_class = imported.tax_class or (now_is.tax_class if now_is else TaxClass.GENERAL)
            imported = rules.with_tax(imported, tax_rate_bps(shop.country, now, tax_class))
        pictures = [found[url] for url in imported.images[:IMAGES_MAX]] if imported else []
        wanted = _wanted(imported, knows=knows, now_is=now_is, source=source, pictures=pictures)
        if wanted:
            plans.append(
                _Plan(
                    item=item,
                    known=knows,
                    now_is=now_is,
                    imported=imported,
                    wanted=wanted,
                    pictures=[each.id for each in pictures],
                )
            )
    return plans


def _wanted(
    imported: ImportedProduct | None,
    *,
    knows: Known | None,
    now_is: Product | None,
    source: Source,
    pictures: Sequence[picture_store.Picture],
) -> NewProduct | None:
    if imported is None:
        return rules.as_it_is(now_is, status=ProductStatus.ARCHIVED) if now_is else None
    files: list[FileId] = [each.file_id for each in pictures if each.file_id]
    return rules.written(
        imported,
        product_id=knows.product_id if knows else ProductId(new_id()),
        now_is=now_is,
        source=source,
        images=list(dict.fromkeys(files)),
        is_back=knows is not None and knows.is_gone,
    )


async def _write(
    db: Db, batch: Sequence[_Plan], *, source: Source, shop: Shop, now: datetime
) -> tuple[Mapping[VariantId, int], set[VariantId]]:
    """Write products, counts and wishes for pictures.

    Answers by how much each count changed, and the variants whose price before was left out.
    """
    left_out = await catalogue.write_many(db, shop=shop, products=[each.wanted for each in batch], now=now)
    counts = [count for each in batch for count in _counts(each, source)]
    changed = await inventory.count_many(db, counts, person_id=shop.owner_id)
    wishes = {each.wanted.id: list(dict.fromkeys(each.pictures)) for each in batch if each.pictures}
    if wishes:
        await picture_store.want(db, wishes)
    return {each.variant_id: each.change for each in changed}, left_out


async def _note_left_out(db: Db, run: Run, batch: Sequence[_Plan], left_out: set[VariantId]) -> None:
    """Tell the shop which prices before were left out, because nobody was ever asked as much."""
    problems = [
        Problem(
            line=each.item.line,
            external_id=each.item.external_id,
            field=Field.COMPARE_AT,
            code="never_charged",
            is_error=False,
        )
        for each in batch
        if any(variant.id in left_out for variant in each.wanted.variants)
    ]
    if problems:
        position = await item_store.next_problem(db, run.id)
        await item_store.add_problems(db, run.id, problems, position=position)


def _counts(plan: _Plan, source: Source) -> list[Count]:
    """What the file counted; of a new variant that is in stock without a number, what the source assumes."""
    if plan.imported is None:
        return []
    known = {variant.id for variant in plan.now_is.variants} if plan.now_is else set[VariantId]()
    counts: dict[VariantId, int] = {}
    for variant in plan.imported.variants:
        variant_id = rules.variant_id_of(plan.wanted.id, variant.key)
        if variant.quantity is not None:
            counts[variant_id] = variant.quantity
        elif variant.is_available is False:
            counts[variant_id] = 0
        elif variant_id not in known and source.assumed_quantity:
            counts[variant_id] = source.assumed_quantity
    return [Count(variant_id=each, quantity=quantity) for each, quantity in counts.items()]


def _known(plan: _Plan, source: Source) -> Known:
    is_vanishing = plan.imported is None
    return Known(
        external_id=plan.item.external_id,
        product_id=plan.wanted.id,
        source_id=source.id,
        digest=None if is_vanishing else plan.item.digest,
        is_gone=is_vanishing,
    )


def _change(plan: _Plan, counted: Mapping[VariantId, int]) -> Change:
    own = {variant.id: counted[variant.id] for variant in plan.wanted.variants if variant.id in counted}
    before = rules.as_it_is(plan.now_is) if plan.now_is else None
    return Change(
        external_id=plan.item.external_id,
        product_id=plan.wanted.id,
        before=msgspec.json.encode(before).decode() if before else None,
        digest_before=plan.known.digest if plan.known else None,
        was_gone=plan.known.is_gone if plan.known else True,
        counted=msgspec.json.encode(own).decode(),
    )


async def _undo_some(db: Db, attempt: Attempt, *, now: datetime) -> bool:
    """Put back one batch. False: there was none left, and the run is undone."""
    run, source, shop = await _loaded(db, attempt)
    after = await store.done_until(db, run.id)
    changes = await change_store.next_to_undo(db, run.id, after=after, limit=BATCH_SIZE)
    if not changes:
        await change_store.forget(db, run.id)
        await source_store.pause(db, source.id)
        await work.move(db, run.id, from_statuses=[RunStatus.UNDOING], to=RunStatus.UNDONE, now=now)
        return False
    present = await catalogue.products_to_write(db, [each.product_id for each in changes])
    products = [
        msgspec.json.decode(each.before, type=NewProduct)
        if each.before
        else rules.as_it_is(present[each.product_id], status=ProductStatus.ARCHIVED)
        for each in changes
        if each.product_id in present
    ]
    await catalogue.write_many(db, shop=shop, products=products, now=now)
    recounts = [
        Recount(variant_id=variant_id, change=-change)
        for each in changes
        for variant_id, change in msgspec.json.decode(each.counted, type=dict[VariantId, int]).items()
    ]
    await inventory.recount_many(db, recounts, person_id=shop.owner_id)
    await picture_store.want(db, {each.product_id: [] for each in changes})
    await change_store.remember(db, run, [_known_before(each, source) for each in changes])
    await store.note_done(db, run.id, count=len(changes), until=changes[-1].external_id)
    return True


def _known_before(change: Change, source: Source) -> Known:
    """What was known; without a digest, so that the same file says the same again."""
    return Known(
        external_id=change.external_id,
        product_id=change.product_id,
        source_id=source.id,
        digest=None,
        is_gone=change.was_gone,
    )
