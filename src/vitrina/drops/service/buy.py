"""What checkout asks of drops: whose a claim is, at what price, and that it was bought."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from vitrina.drops import rules
from vitrina.drops.errors import AddressLimitReached, ClaimOver
from vitrina.drops.model import Claimed, ClaimId, ClaimState, Parcel
from vitrina.drops.store import claims as claim_store
from vitrina.drops.store import drops as drop_store
from vitrina.inventory import service as inventory
from vitrina.kit.db import Db
from vitrina.kit.errors import Refusal

PAID_FROM = (ClaimState.HELD, ClaimState.OVER)


async def claimed(db: Db, purchase_ids: Sequence[UUID]) -> dict[UUID, Claimed]:
    """Find the purchases that are claims of a drop, with its terms. One statement; two when there are any."""
    claims = await claim_store.claims(db, purchase_ids) if purchase_ids else {}
    drops = await drop_store.drops(db, list({claim.drop_id for claim in claims.values()})) if claims else {}
    return {claim.id: Claimed(claim=claim, drop=drops[claim.drop_id]) for claim in claims.values()}


async def check_out(db: Db, parcels: Sequence[Parcel]) -> dict[ClaimId, Refusal]:
    """Note where claimed units go and hold them longer. Answers those refused.

    AddressLimitReached, ClaimOver. One statement a step, whatever the number.
    """
    if not parcels:
        return {}
    await drop_store.lock(db, list({parcel.drop.id for parcel in parcels}))
    sent = await claim_store.send_to(
        db,
        [
            (parcel.claim_id, rules.address_key(parcel.drop.id, parcel.address), parcel.until)
            for parcel in parcels
        ],
    )
    until = {parcel.claim_id: parcel.until for parcel in parcels}
    still_held = await inventory.extend(db, {claim_id: until[claim_id] for claim_id in sent})
    claims = await claim_store.claims(db, [parcel.claim_id for parcel in parcels])
    refused: dict[ClaimId, Refusal] = {}
    for parcel in parcels:
        if parcel.claim_id in still_held:
            continue
        is_held = claims[parcel.claim_id].state is ClaimState.HELD and parcel.claim_id not in sent
        limit = AddressLimitReached(allowed=parcel.drop.buyer_max)
        refused[parcel.claim_id] = limit if is_held else ClaimOver()
    return refused


async def over_share(db: Db, paid: Mapping[UUID, str]) -> dict[UUID, int]:
    """Tell which purchases would let one card buy more of a drop than one buyer may, and how many she may.

    paid: by which card, by purchase. Until this transaction ends, nobody else counts what these cards paid.
    One statement where none of them is a claim.
    """
    found = await claimed(db, list(paid))
    if not found:
        return {}
    keys = _keys(found, paid)
    await claim_store.hold_instruments(db, [(found[claim_id].drop.id, key) for claim_id, key in keys])
    over = await claim_store.over_share(db, keys)
    return {claim_id: found[claim_id].drop.buyer_max for claim_id in over}


def _keys(found: Mapping[UUID, Claimed], paid: Mapping[UUID, str]) -> list[tuple[ClaimId, bytes]]:
    return [(ClaimId(id), rules.instrument_key(each.drop.id, paid[id])) for id, each in found.items()]


async def note_cards(db: Db, paid: Mapping[UUID, str]) -> None:
    """Note by which card claims are paid, so that it counts; purchases that are none are passed over."""
    if found := await claimed(db, list(paid)):
        await claim_store.note_instruments(db, _keys(found, paid))


async def let_go(db: Db, purchase_ids: Sequence[UUID]) -> None:
    """End claims whose money goes back: their units are for the next in the line."""
    if purchase_ids:
        await claim_store.move(db, purchase_ids, to=ClaimState.OVER, of=[ClaimState.HELD])


async def mark_bought(db: Db, purchase_ids: Sequence[UUID]) -> None:
    """Note that claims were paid; purchases that are none are passed over. One statement."""
    if purchase_ids:
        await claim_store.move(db, purchase_ids, to=ClaimState.BOUGHT, of=PAID_FROM)
