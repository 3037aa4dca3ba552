"""HTTP of external: merchants of the operator and of persons, their conversions and receipts."""

from datetime import datetime
from uuid import UUID

from litestar import get, post, put
from litestar.di import Provide

from vitrina.external import service
from vitrina.external.errors import (
    ConversionMatched,
    ConversionNotFound,
    LinkRefused,
    MerchantNotFound,
    MerchantTaken,
    ReceiptDiffers,
    ReceiptIdTaken,
    TooManyMerchants,
)
from vitrina.external.model import (
    ConversionId,
    Match,
    MerchantId,
    MerchantSecrets,
    MerchantTerms,
    MerchantView,
    NewMerchant,
    NewReceipt,
    OwedConversion,
    ReceiptView,
)
from vitrina.identity.errors import NotAllowed, SignInNeeded
from vitrina.identity.guards import require
from vitrina.identity.model import Capability, Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.edge import NOT_REPLAYABLE
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails

TAGS = ["external"]
OPERATOR = {"operator": Provide(require(Capability.OPERATE))}


@get(
    "/merchants",
    operation_id="listMerchants",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed),
)
async def list_merchants(operator: Person, pool: Pool, settings: Settings) -> list[MerchantView]:
    """List the merchants of this instance with what they owe, for operators."""
    del operator
    async with pool.transaction() as db:
        found = await service.list_merchants(db, owner_id=None)
        return await service.show_merchants(db, settings, found)


@post(
    "/merchants",
    operation_id="addMerchant",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, Malformed, LinkRefused, MerchantTaken, TooManyMerchants),
)
async def add_merchant(data: NewMerchant, operator: Person, pool: Pool, settings: Settings) -> MerchantView:
    """Set a merchant up for everybody's links, for operators."""
    del operator
    async with pool.transaction() as db:
        added = await service.add_merchant(db, owner_id=None, new=data, now=clock.now())
        return (await service.show_merchants(db, settings, [added]))[0]


@put(
    "/merchants/{merchant:uuid}",
    operation_id="changeMerchant",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, Malformed, MerchantNotFound),
)
async def change_merchant(
    merchant: UUID, data: MerchantTerms, operator: Person, pool: Pool, settings: Settings
) -> MerchantView:
    """Change the terms of a merchant, for operators. Clicks keep the share they were promised."""
    del operator
    async with pool.transaction() as db:
        changed = await service.change_merchant(
            db, owner_id=None, merchant_id=MerchantId(merchant), terms=data
        )
        return (await service.show_merchants(db, settings, [changed]))[0]


@post(
    "/merchants/{merchant:uuid}/secrets",
    operation_id="renewMerchantSecrets",
    tags=TAGS,
    dependencies=OPERATOR,
    opt={NOT_REPLAYABLE: True},
    responses=fails(SignInNeeded, NotAllowed, MerchantNotFound),
)
async def renew_secrets(merchant: UUID, operator: Person, pool: Pool, settings: Settings) -> MerchantSecrets:
    """Make new secrets for a merchant's postbacks, for operators; the former ones are void at once."""
    del operator
    async with pool.transaction() as db:
        return await service.renew_secrets(db, settings, owner_id=None, merchant_id=MerchantId(merchant))


@get(
    "/merchants/{merchant:uuid}/conversions",
    operation_id="listMerchantConversions",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, MerchantNotFound, Malformed),
)
async def list_conversions(
    merchant: UUID, operator: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[OwedConversion]:
    """List what a merchant reported, orphans included, newest first, for operators."""
    del operator
    before = decode_cursor(cursor, tuple[datetime, UUID])
    async with pool.transaction() as db:
        return await service.list_conversions(
            db, merchant_id=MerchantId(merchant), before=before, limit=limit
        )


@put(
    "/merchants/{merchant:uuid}/conversions/{conversion:uuid}/click",
    operation_id="matchConversion",
    tags=TAGS,
    dependencies=OPERATOR,
    status_code=204,
    responses=fails(SignInNeeded, NotAllowed, ConversionNotFound, ConversionMatched, Malformed),
)
async def match_conversion(
    merchant: UUID, conversion: UUID, data: Match, operator: Person, pool: Pool
) -> None:
    """Give an orphan the click that it belongs to, for operators."""
    del operator
    async with pool.transaction() as db:
        await service.match(
            db,
            merchant_id=MerchantId(merchant),
            conversion_id=ConversionId(conversion),
            click_id=data.click_id,
            now=clock.now(),
        )


@get(
    "/merchants/{merchant:uuid}/receipts",
    operation_id="listReceipts",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, MerchantNotFound),
)
async def list_receipts(merchant: UUID, operator: Person, pool: Pool) -> list[ReceiptView]:
    """List the newest sums that arrived from a merchant, for operators."""
    del operator
    async with pool.transaction() as db:
        found = await service.list_receipts(db, merchant_id=MerchantId(merchant))
        return [service.show_receipt(each) for each in found]


@post(
    "/merchants/{merchant:uuid}/receipts",
    operation_id="receiveMoney",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(
        SignInNeeded,
        NotAllowed,
        MerchantNotFound,
        ConversionNotFound,
        ReceiptDiffers,
        ReceiptIdTaken,
        Malformed,
    ),
)
async def receive_money(merchant: UUID, data: NewReceipt, operator: Person, pool: Pool) -> ReceiptView:
    """Record that a merchant's money for some conversions arrived: their creators have it. For operators."""
    async with pool.transaction() as db:
        received = await service.receive(
            db, merchant_id=MerchantId(merchant), operator=operator, new=data, now=clock.now()
        )
        return service.show_receipt(received)


@get("/me/merchants", operation_id="listMyMerchants", tags=TAGS, responses=fails(SignInNeeded))
async def list_own_merchants(person: Person, pool: Pool, settings: Settings) -> list[MerchantView]:
    """List the merchants that you set up for your own links."""
    async with pool.transaction() as db:
        found = await service.list_merchants(db, owner_id=person.id)
        return await service.show_merchants(db, settings, found)


@post(
    "/me/merchants",
    operation_id="addMyMerchant",
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed, LinkRefused, MerchantTaken, TooManyMerchants),
)
async def add_own_merchant(data: NewMerchant, person: Person, pool: Pool, settings: Settings) -> MerchantView:
    """Set a merchant up for your own links. What it reports stays `reported`: it pays you, not us."""
    async with pool.transaction() as db:
        added = await service.add_merchant(db, owner_id=person.id, new=data, now=clock.now())
        return (await service.show_merchants(db, settings, [added]))[0]


@put(
    "/me/merchants/{merchant:uuid}",
    operation_id="changeMyMerchant",
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed, MerchantNotFound),
)
async def change_own_merchant(
    merchant: UUID, data: MerchantTerms, person: Person, pool: Pool, settings: Settings
) -> MerchantView:
    """Change the terms of your own merchant."""
    async with pool.transaction() as db:
        changed = await service.change_merchant(
            db, owner_id=person.id, merchant_id=MerchantId(merchant), terms=data
        )
        return (await service.show_merchants(db, settings, [changed]))[0]


@post(
    "/me/merchants/{merchant:uuid}/secrets",
    operation_id="renewMyMerchantSecrets",
    tags=TAGS,
    opt={NOT_REPLAYABLE: True},
    responses=fails(SignInNeeded, MerchantNotFound),
)
async def renew_own_secrets(
    merchant: UUID, person: Person, pool: Pool, settings: Settings
) -> MerchantSecrets:
    """Make new secrets for the postbacks of your own merchant; the former ones are void at once."""
    async with pool.transaction() as db:
        return await service.renew_secrets(db, settings, owner_id=person.id, merchant_id=MerchantId(merchant))


ROUTES = [
    list_merchants,
    add_merchant,
    change_merchant,
    renew_secrets,
    list_conversions,
    match_conversion,
    list_receipts,
    receive_money,
    list_own_merchants,
    add_own_merchant,
    change_own_merchant,
    renew_own_secrets,
]
