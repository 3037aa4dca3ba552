"""Which claims a drop answers how, and what a ticket is. Pure."""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import VariantId
from vitrina.drops.errors import (
    ClaimNotFound,
    ClaimOver,
    ClaimWaits,
    DropLimitReached,
    DropNotOpen,
    DropOver,
    NotWhatWasClaimed,
)
from vitrina.drops.model import Claimed, ClaimState, ClaimWanted, Drop, DropId, DropPhase, HolderId, Tally
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import PersonId
from vitrina.kit import crypto
from vitrina.kit.errors import Refusal

HOLD_TIME = timedelta(minutes=3)
PAY_TIME = timedelta(minutes=5)  # From the checkout on: a bank may ask for a code.
TICKET_LIFE = timedelta(minutes=30)
LIFE = timedelta(days=7)
AHEAD_MAX = timedelta(days=90)
LATE_MAX = timedelta(minutes=1)
LINE_MAX = 5_000
PURPOSE = "drops.ticket"


class Bearer(Struct, frozen=True, kw_only=True):
    """Whose claim a ticket lets through. person_id: None for a guest."""

    holder_id: HolderId
    person_id: PersonId | None


def phase(drop: Drop, *, free: int, now: datetime) -> DropPhase:
    """Say where a drop stands. free: units that nobody holds."""
    if drop.is_cancelled:
        return DropPhase.CANCELLED
    if drop.ended_at is not None or now >= drop.closes_at:
        return DropPhase.ENDED
    if now < drop.opens_at:
        return DropPhase.PLANNED
    return DropPhase.OPEN if free else DropPhase.SOLD_OUT


def refusal(wanted: ClaimWanted, drop: Drop, *, bought: int) -> Refusal | None:
    """Say why a claim cannot be made, before anybody looks at the shelf. bought: units of the same holder."""
    if drop.ended_at is not None or wanted.now >= drop.closes_at:
        return DropOver()
    if wanted.now < drop.opens_at:
        return DropNotOpen(opens_at=drop.opens_at)
    if drop.needs_account and wanted.person_id is None:
        return SignInNeeded()
    if bought + wanted.quantity > drop.buyer_max:
        return DropLimitReached(allowed=drop.buyer_max)
    return None


def line_up(
    asked: Sequence[ClaimWanted], tallies: Mapping[DropId, Tally]
) -> tuple[list[ClaimWanted], list[ClaimWanted]]:
    """Say which of those who got no unit may wait, and which would wait for nothing: (line, too late).

    In order of arrival. A line is as long as there are units that may come back, and LINE_MAX at most.
    """
    waiting = {drop_id: tally.waiting for drop_id, tally in tallies.items()}
    line: list[ClaimWanted] = []
    too_late: list[ClaimWanted] = []
    for each in asked:
        length = waiting[each.drop_id] + each.quantity
        if length <= min(tallies[each.drop_id].held, LINE_MAX):
            waiting[each.drop_id] = length
            line.append(each)
        else:
            too_late.append(each)
    return line, too_late


def checkout_refusal(
    claimed: Claimed,
    lines: Sequence[tuple[VariantId, int]],
    *,
    buyer_id: PersonId | None,
    now: datetime,
) -> Refusal | None:
    """Say why a purchase of these lines by this buyer cannot be what was claimed: hers, in time, and all."""
    claim = claimed.claim
    if claim.person_id not in (None, buyer_id):
        return ClaimNotFound()
    if claim.state is ClaimState.WAITING:
        return ClaimWaits()
    if claim.state is not ClaimState.HELD or claim.until is None or now >= claim.until:
        return ClaimOver()
    if list(lines) != [(claimed.drop.variant_id, claim.quantity)]:
        return NotWhatWasClaimed()
    return None


def address_key(drop_id: DropId, address: Sequence[str]) -> bytes:
    """Digest an address for one drop: the same however it is spaced, capitalised, accented or punctuated."""
    letters = unicodedata.normalize("NFKD", " ".join(address)).casefold()
    plain = "".join(each for each in letters if each.isalnum())
    return hashlib.sha256(drop_id.bytes + plain.encode()).digest()


def instrument_key(drop_id: DropId, instrument: str) -> bytes:
    """Digest a card for one drop. instrument: its provider, and how that knows it again."""
    return hashlib.sha256(drop_id.bytes + instrument.encode()).digest()


def guest_id(secret_key: str, visitor: UUID) -> HolderId:
    """Name a guest's browser among holders, without telling its visitor id."""
    mac = hmac.digest(secret_key.encode(), b"drops.guest\0" + visitor.bytes, "sha256")
    return HolderId(UUID(bytes=mac[:16]))


def write_ticket(secret_key: str, drop_id: DropId, bearer: Bearer, *, binding: str, until: datetime) -> str:
    """Write a ticket. binding: what only the session has that asks; it is not in the ticket."""
    kind = "p" if bearer.person_id else "g"
    body = f"{kind}{bearer.holder_id.hex}.{int(until.timestamp())}"
    return f"{body}.{crypto.sign(secret_key, PURPOSE, f'{drop_id}.{body}.{binding}')}"


def read_ticket(
    secret_key: str, drop_id: DropId, ticket: str, *, binding: str, now: datetime
) -> Bearer | None:
    """Read a ticket; None when it is forged, another session's, another drop's, or too old."""
    body, _, signature = ticket.rpartition(".")
    if not crypto.signature_fits(secret_key, PURPOSE, f"{drop_id}.{body}.{binding}", signature):
        return None
    holder, _, until_s = body[1:].partition(".")
    if now >= datetime.fromtimestamp(int(until_s), UTC):
        return None
    holder_id = HolderId(UUID(holder))
    return Bearer(holder_id=holder_id, person_id=PersonId(holder_id) if body[0] == "p" else None)
