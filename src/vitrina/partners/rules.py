"""Decisions about partners: what of a push may hold, how a secret comes about, when a delivery is tried."""

import hmac
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct
from standardwebhooks import Webhook

from vitrina.catalogue.model import VariantId
from vitrina.inventory.model import QUANTITY_MAX
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.partners.model import Named, PartnerTerms, PushRow, RowFate, StockPush

PRICE_MINOR_MAX = 1_000_000_000
AHEAD_MAX = timedelta(minutes=5)
OLD_SECRET_TIME = timedelta(days=1)
SECRET_PREFIX = "whsec_"  # noqa: S105  As Standard Webhooks writes it.
# The pauses that Standard Webhooks proposes: ten tries in three days.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
ATTEMPTS_MAX = len(PAUSES) + 1
DISABLED_AFTER = timedelta(days=3)
DISABLED_FAILURES_MIN = 10


class Measure(Struct, frozen=True, kw_only=True):
    """What a push is judged by."""

    terms: PartnerTerms
    currency: Currency
    now: datetime


class Kind(StrEnum):
    """What a number is about. Each kind of a variant has a stamp of its own."""

    STOCK = "stock"
    """Units that may be sold."""
    PRICE = "price"
    """What one costs."""


class Told(Struct, frozen=True, kw_only=True):
    """One number that a row says of a variant that is there. place: of the row in its push."""

    place: int
    variant_id: VariantId
    kind: Kind
    number: int
    at: datetime


def names_of(push: StockPush) -> tuple[list[str], list[str]]:
    """List the SKUs and the feed's ids that a push names, each once."""
    skus = {row.sku: None for row in push.rows if row.sku}
    ids = {row.external_id: None for row in push.rows if row.external_id and not row.sku}
    return list(skus), list(ids)


def judge(
    push: StockPush, found: Mapping[tuple[str, str], Sequence[Named]], measure: Measure
) -> tuple[list[Told], dict[int, RowFate]]:
    """Tell which numbers may hold, one of each kind for each variant, and why rows have none of them.

    found: ("sku" | "external_id", name) -> the variants of that name.  Of two rows with the same moment the
    later one counts; a row that says only a stock leaves the price that another one says.
    """
    fates: dict[int, RowFate] = {}
    youngest: dict[tuple[UUID, Kind], Told] = {}
    for place, row in enumerate(push.rows):
        named = found.get(("sku", row.sku) if row.sku else ("external_id", row.external_id or ""), [])
        at = row.at or push.at
        if (fate := _flaw(row, at, named, measure)) is not None:
            fates[place] = fate
            continue
        fates[place] = RowFate.SUPERSEDED  # Unless one of its numbers is left below.
        for kind, number in _numbers(row, measure.terms):
            key = (named[0].variant_id, kind)
            if key not in youngest or youngest[key].at <= at:
                youngest[key] = Told(place=place, variant_id=key[0], kind=kind, number=number, at=at)
    return list(youngest.values()), fates


def _numbers(row: PushRow, terms: PartnerTerms) -> Iterator[tuple[Kind, int]]:
    if row.stock is not None:
        yield Kind.STOCK, max(0, row.stock - terms.stock_buffer)
    if row.price:
        yield Kind.PRICE, row.price.amount_minor


def _flaw(row: PushRow, at: datetime, named: Sequence[Named], measure: Measure) -> RowFate | None:
    if not (row.sku or row.external_id) or (row.stock is None and row.price is None):
        return RowFate.EMPTY
    if at.tzinfo is None or at > measure.now + AHEAD_MAX:
        return RowFate.WRONG_MOMENT
    if row.stock is not None and not 0 <= row.stock <= QUANTITY_MAX:
        return RowFate.WRONG_STOCK
    if row.price and not _is_price(row.price, measure.currency):
        return RowFate.WRONG_PRICE
    if len(named) != 1:
        return RowFate.AMBIGUOUS if named else RowFate.UNKNOWN
    if (
        row.price
        and not row.is_price_meant
        and _jumps(named[0].price_minor, row.price.amount_minor, measure.terms)
    ):
        return RowFate.PRICE_JUMPED
    return None


def _is_price(price: Money, currency: Currency) -> bool:
    return price.currency is currency and 0 < price.amount_minor <= PRICE_MINOR_MAX


def _jumps(before_minor: int, after_minor: int, terms: PartnerTerms) -> bool:
    return abs(after_minor - before_minor) * 100 > before_minor * terms.price_jump_max_percent


def secret_of(secret_key: str, salt: UUID) -> str:
    """Derive the secret of an endpoint, as Standard Webhooks writes it: nobody without our key can."""
    raw = hmac.digest(secret_key.encode(), f"partners.endpoint\0{salt}".encode(), "sha256")
    return SECRET_PREFIX + b64encode(raw).decode()


def signed_headers(message_id: str, body: bytes, *, secrets: Sequence[str], now: datetime) -> dict[str, str]:
    """Write the headers of a message, with a signature for each secret that is valid. now: real time.

    Source: Standard Webhooks specification, "Signature scheme".
    """
    signatures = [Webhook(secret).sign(message_id, now, body.decode()) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def next_try(attempt_count: int, now: datetime) -> datetime | None:
    """Tell when a delivery is tried again after so many tries; None: never by itself."""
    return now + PAUSES[attempt_count - 1] if attempt_count <= len(PAUSES) else None
