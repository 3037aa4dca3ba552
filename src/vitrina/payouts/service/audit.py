"""Do the books say of every payout what the payout says of itself?"""

from vitrina.kit.db import Db
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Breach
from vitrina.payouts.model import PayoutId, PayoutState
from vitrina.payouts.rules import journals
from vitrina.payouts.store import payouts as store
from vitrina.payouts.store.payouts import Booked

PAGE_SIZE = 1_000
ON_ITS_WAY = {PayoutState.WAITING, PayoutState.READY, PayoutState.SENT}
GONE_BACK = {PayoutState.FAILED, PayoutState.REFUSED}
# Whatever a provider keeps of a payout, the rest of it is still what left.
ARRIVED = ["bank", "psp_pending", "psp_available", "psp_fee"]
KINDS = [*journals.AVAILABLE.values(), "tax_payable", *ARRIVED, "payout_transit"]


async def check(db: Db) -> list[Breach]:
    """Compare every payout with the books: on its way, arrived or back, to the cent, and once."""
    breaches: list[Breach] = []
    after: PayoutId | None = None
    while page := await store.audit_page(db, after=after, limit=PAGE_SIZE):
        after = page[-1].id
        sums = await ledger.sums_by_source(db, [journals.source(each.id) for each in page], KINDS)
        for each in page:
            source = journals.source(each.id)
            found = {kind: sums.get((source, kind), 0) for kind in KINDS}
            breaches.extend(_breaches(each, found))
    return breaches


def _breaches(payout: Booked, found: dict[str, int]) -> list[Breach]:
    pays_minor = payout.amount_minor - payout.withheld_minor
    # Tax that was given back before all of it came back is not given back again.
    taken_minor = payout.returned_minor
    taxed_minor = payout.returned_minor
    if payout.state not in GONE_BACK:
        taken_minor = payout.amount_minor - payout.came_back_minor
        taxed_minor = payout.withheld_minor
    way_minor = pays_minor if payout.state in ON_ITS_WAY else 0
    arrived_minor = pays_minor - payout.came_back_minor if payout.state is PayoutState.PAID else 0
    said = {
        "taken": (taken_minor, -sum(found[kind] for kind in journals.AVAILABLE.values())),
        "on its way": (way_minor, found["payout_transit"]),
        "withheld": (taxed_minor, found["tax_payable"]),
        "arrived": (arrived_minor, -sum(found[kind] for kind in ARRIVED)),
        "tax lines": (payout.withheld_minor, payout.taxes_minor),
    }
    return [
        Breach(
            rule="a payout stands in the books as it says",
            subject=payout.code,
            detail=f"{what} {expected} {payout.currency}, booked {booked}",
        )
        for what, (expected, booked) in said.items()
        if expected != booked
    ]
