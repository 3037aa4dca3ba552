"""Money that no machine reports: transfers to an account, and cash at the door. People say when it came.

What they said is the book of this provider: a charge was received or closed, a refund was returned; the first
word stays.
"""

from datetime import datetime

from vitrina.kit.db import Pool
from vitrina.kit.errors import ProviderError
from vitrina.payments import store
from vitrina.payments.disputed import DisputeResult
from vitrina.payments.model import (
    ChargeOutcome,
    ChargeRequest,
    ChargeResult,
    Instructions,
    PaymentId,
    RefundRequest,
)
from vitrina.payments.providers import Capabilities
from vitrina.payments.statement_model import StatementPage

REFERENCE_DIGITS = 10
OUTCOMES = {
    None: ChargeOutcome.WAITING,
    "received": ChargeOutcome.CAPTURED,
    "closed": ChargeOutcome.ABANDONED,
}


class ByHand:
    """A provider whose word is what people of this instance said."""

    capabilities = Capabilities(is_offline=True)

    def __init__(self, pool: Pool, *, name: str, account: str = "") -> None:
        """account: where a transfer goes, in lines; empty for cash."""
        self._pool = pool
        self._account = account
        self.name = name

    async def charge(self, request: ChargeRequest) -> ChargeResult:
        """Tell the buyer what to do; nothing is taken."""
        return await self._told(request)

    async def fetch(self, request: ChargeRequest) -> ChargeResult | None:
        """Tell what somebody said of it."""
        return await self._told(request)

    async def abandon(self, request: ChargeRequest) -> ChargeResult:
        """Close it, unless somebody said that the money came."""
        async with self._pool.transaction() as db:
            await store.say(db, request.payment_id, "closed", person_id=None, now=request.at)
        return await self._told(request)

    async def fetch_dispute(self, dispute_id: str) -> DisputeResult:
        """Know of none."""
        raise ProviderError(f"no dispute {dispute_id} here", permanent=True)

    async def statement(self, *, since: datetime, until: datetime, page: str | None) -> StatementPage:
        """Have none."""
        del since, until, page
        raise ProviderError("there is no statement of this", permanent=True)

    async def refund(self, request: RefundRequest) -> str:
        """Wait until somebody said that it was sent back."""
        async with self._pool.transaction() as db:
            word = await store.said(db, request.refund_id)
        # Ids of refunds are of clients: one may be that of a charge, of which something else was said.
        if word != "returned":
            raise ProviderError("somebody has to send it back by hand", permanent=False)
        return f"by hand {request.refund_id}"

    async def forget(self, token: str) -> None:
        """Know of no card."""
        del token
        raise ProviderError("no cards are kept here", permanent=True)

    async def _told(self, request: ChargeRequest) -> ChargeResult:
        async with self._pool.transaction() as db:
            outcome = OUTCOMES[await store.said(db, request.payment_id)]
        reference = reference_of(request.payment_id) if self._account else None
        is_waiting = outcome is ChargeOutcome.WAITING
        return ChargeResult(
            payment_id=request.payment_id,
            outcome=outcome,
            reference=str(request.payment_id),
            instructions=Instructions(reference=reference, account=self._account or None)
            if is_waiting
            else None,
        )


def reference_of(payment_id: PaymentId) -> str:
    """Make the number that a buyer writes into her transfer, of the random end of the attempt's id."""
    return f"{payment_id.int % 10**REFERENCE_DIGITS:0{REFERENCE_DIGITS}d}"
