"""The door of verification: add documents, send them, decide, read."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from psycopg.errors import UniqueViolation

from vitrina.identity import service as identity
from vitrina.identity.model import Capability, Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.events import emit
from vitrina.kit.http import API_BASE, Page, decode_cursor, page_of
from vitrina.kit.ids import new_id
from vitrina.kit.text import clean_text
from vitrina.media import service as media
from vitrina.media.errors import NotAPicture
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId
from vitrina.verification import rules, store
from vitrina.verification.errors import (
    ApplicationNotFound,
    DocumentNotAccepted,
    DocumentNotFound,
    DocumentsMissing,
    DocumentTooLarge,
    OwnShopUndecidable,
    TooManyDocuments,
    VerificationDecidedAlready,
    VerificationRunning,
)
from vitrina.verification.model import (
    Application,
    ApplicationId,
    ApplicationStatus,
    Content,
    Document,
    DocumentId,
    DocumentKind,
    NewVerificationOutcome,
    ShopDocument,
    ShopVerification,
    VerificationCase,
    VerificationDecided,
    VerificationOutcome,
    VerificationStatus,
)

FORGET_BATCH = 100


async def look(db: Db, *, shop_id: ShopId, actor: Person) -> ShopVerification:
    """Tell the owner how her shop stands. Raises ShopNotFound, NotYourShop."""
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    last = await store.find_last(db, shop_id)
    status = _status_of(shop, last)
    if last and status is VerificationStatus.PENDING:
        found = await store.documents_of(db, [last.id], rules.DOCUMENTS_MAX)
    else:
        found = await store.unsent(db, shop_id, rules.DOCUMENTS_MAX)
    return ShopVerification(
        status=status,
        documents=[_shown(each) for each in found],
        missing=rules.missing_of({each.kind for each in found}),
        sent_at=last and last.sent_at,
        decided_at=last and last.decided_at,
        words=last.words if last else "",
    )


def _status_of(shop: Shop, last: Application | None) -> VerificationStatus:
    if last is None:
        return VerificationStatus.NONE
    if last.status is ApplicationStatus.VERIFIED and not shop.is_verified:
        return VerificationStatus.LAPSED
    return VerificationStatus(last.status.value)


async def add_document(
    pool: Pool,
    settings: Settings,
    *,
    shop_id: ShopId,
    kind: DocumentKind,
    raw: bytes,
    actor: Person,
    now: datetime,
) -> ShopDocument:
    """Keep a document that is not sent yet: a plain PDF as it is, a picture made anew without metadata.

    Raises ShopNotFound, NotYourShop, VerificationRunning, TooManyDocuments, DocumentNotAccepted,
    DocumentTooLarge, PictureTooLarge.
    """
    async with pool.transaction() as db:
        await _require_room(db, shop_id=shop_id, actor=actor)
    media_type, content = await _safe(settings, raw)
    document = Document(
        id=DocumentId(new_id()),
        shop_id=shop_id,
        person_id=actor.id,
        application_id=None,
        kind=kind,
        media_type=media_type,
        size_bytes=len(content),
        added_at=now,
    )
    async with pool.transaction() as db:
        await store.line_up(db, shop_id)
        await _require_room(db, shop_id=shop_id, actor=actor)
        await store.add_document(db, document, content)
    return _shown(document)


async def _require_room(db: Db, *, shop_id: ShopId, actor: Person) -> None:
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    _require_free(shop, await store.find_last(db, shop_id))
    if len(await store.unsent(db, shop_id, rules.DOCUMENTS_MAX)) >= rules.DOCUMENTS_MAX:
        raise TooManyDocuments(count_max=rules.DOCUMENTS_MAX)


def _require_free(shop: Shop, last: Application | None) -> None:
    if _status_of(shop, last) in (VerificationStatus.PENDING, VerificationStatus.VERIFIED):
        raise VerificationRunning


async def _safe(settings: Settings, raw: bytes) -> tuple[str, bytes]:
    if rules.is_pdf(raw):
        await asyncio.to_thread(rules.check_pdf, raw)
        return rules.PDF, raw
    try:
        content = await media.remake_picture(settings, raw)
    except NotAPicture as e:
        raise DocumentNotAccepted from e
    if len(content) > rules.SIZE_MAX_BYTES:
        raise DocumentTooLarge(size_max_bytes=rules.SIZE_MAX_BYTES)
    return rules.WEBP, content


async def remove_document(db: Db, *, shop_id: ShopId, document_id: DocumentId, actor: Person) -> None:
    """Throw away a document that is not sent yet. Raises ShopNotFound, NotYourShop, DocumentNotFound."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    if not await store.remove_document(db, shop_id, document_id):
        raise DocumentNotFound


async def send(db: Db, *, shop_id: ShopId, actor: Person, now: datetime) -> ShopVerification:
    """Let operators look at what was added.

    Raises ShopNotFound, NotYourShop, BirthDateMissing, TooYoung, VerificationRunning, DocumentsMissing.
    """
    await store.line_up(db, shop_id)
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    identity.require_adult(actor, now)
    last = await store.find_last(db, shop_id)
    _require_free(shop, last)
    if last and last.status is ApplicationStatus.VERIFIED:
        await store.lapse(db, shop_id)
        await shops.withdraw_badge(db, shop_id)
    application_id = ApplicationId(new_id())
    try:
        await store.add_application(db, application_id, shop=shop, person_id=actor.id, now=now)
    except UniqueViolation as e:  # applications_running_key
        raise VerificationRunning from e
    await store.send_documents(db, shop_id, application_id)
    sent = await look(db, shop_id=shop_id, actor=actor)
    if sent.missing:
        raise DocumentsMissing
    return sent


async def read_document(db: Db, *, document_id: DocumentId, reader: Person) -> Content:
    """Read a document: its owner, and an operator once it was sent. Raises DocumentNotFound."""
    found = await store.find_content(db, document_id)
    if found is None:
        raise DocumentNotFound
    if found.person_id != reader.id and not (found.is_sent and reader.can(Capability.OPERATE)):
        raise DocumentNotFound
    return found


async def list_pending(db: Db, *, operator: Person, cursor: str | None, limit: int) -> Page[VerificationCase]:
    """List what waits, the longest waiting first. Three statements."""
    after = decode_cursor(cursor, tuple[datetime, ApplicationId])
    found = await store.pending(db, after=after, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.sent_at, each.id))
    return Page(items=await _cases(db, page.items, operator=operator), next_cursor=page.next_cursor)


async def list_decided(db: Db, *, operator: Person, cursor: str | None, limit: int) -> Page[VerificationCase]:
    """List what was decided, the last one first. Three statements."""
    before = decode_cursor(cursor, tuple[datetime, ApplicationId])
    found = await store.decided(db, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.decided_at, each.id))
    return Page(items=await _cases(db, page.items, operator=operator), next_cursor=page.next_cursor)


async def _cases(db: Db, applications: Sequence[Application], *, operator: Person) -> list[VerificationCase]:
    sellers = await shops.shops_by_id(db, list({each.shop_id for each in applications}))
    ids = [each.id for each in applications]
    documents: dict[ApplicationId | None, list[ShopDocument]] = defaultdict(list)
    for each in await store.documents_of(db, ids, rules.DOCUMENTS_MAX * len(ids)) if ids else []:
        documents[each.application_id].append(_shown(each))
    return [
        VerificationCase(
            id=each.id,
            shop_id=each.shop_id,
            shop_handle=sellers[each.shop_id].handle,
            shop_name=each.shop_name,
            status=each.status,
            sent_at=each.sent_at,
            decided_at=each.decided_at,
            words=each.words,
            documents=documents[each.id],
            is_own=sellers[each.shop_id].is_run_by(operator.id),
        )
        for each in applications
    ]


async def decide(
    db: Db, *, application_id: ApplicationId, operator: Person, new: NewVerificationOutcome, now: datetime
) -> VerificationCase:
    """Give the badge, refuse it or take it away; of two who decide at once one is told.

    The badge is for the name under which the documents were sent, whatever the shop is called by now.

    Raises ApplicationNotFound, OwnShopUndecidable, VerificationDecidedAlready, Malformed without a reason.
    """
    words = clean_text(new.words)
    if new.outcome is not VerificationOutcome.VERIFIED and not words:
        raise Malformed({"words": "say why"})
    found = await store.find_application(db, application_id)
    if found is None:
        raise ApplicationNotFound
    shop = await shops.get_shop(db, found.shop_id)
    if shop.is_run_by(operator.id):
        raise OwnShopUndecidable
    moved = await store.decide(
        db, application_id, come_from=rules.FROM[new.outcome], outcome=new.outcome, words=words, now=now
    )
    if not moved:
        raise VerificationDecidedAlready
    await store.add_decision(db, application_id, operator_id=operator.id, outcome=new.outcome, now=now)
    if new.outcome is VerificationOutcome.VERIFIED:
        await shops.give_badge(db, shop.id, name=found.shop_name, now=now)
    elif new.outcome is VerificationOutcome.WITHDRAWN:
        await shops.withdraw_badge(db, shop.id)
    await emit(
        db,
        VerificationDecided(application_id=application_id, shop_id=shop.id, outcome=new.outcome, at=now),
    )
    decided = await store.find_application(db, application_id)
    assert decided, "it was just moved"
    return (await _cases(db, [decided], operator=operator))[0]


async def forget_old(pool: Pool, *, now: datetime) -> None:
    """Delete documents 30 days after the decision, or after they were added and never sent."""
    while True:
        async with pool.transaction() as db:
            if not await store.forget_documents(db, now - rules.KEPT_FOR, FORGET_BATCH):
                return


def _shown(document: Document) -> ShopDocument:
    return ShopDocument(
        id=document.id,
        kind=document.kind,
        media_type=document.media_type,
        size_bytes=document.size_bytes,
        added_at=document.added_at,
        url=f"{API_BASE}/verification-documents/{document.id}",
    )
