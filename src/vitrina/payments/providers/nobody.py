"""Whose an attempt is while its buyer has not said how she pays: nothing is taken, and nothing can be."""

from datetime import datetime

from vitrina.kit.db import Pool
from vitrina.kit.errors import ProviderError
from vitrina.payments import store
from vitrina.payments.disputed import DisputeResult
from vitrina.payments.model import ChargeOutcome, ChargeRequest, ChargeResult, RefundRequest
from vitrina.payments.providers import Capabilities
from vitrina.payments.statement_model import StatementPage


class Nobody:
    """The provider before a choice."""

    capabilities = Capabilities(is_offline=True)

    def __init__(self, pool: Pool, *, name: str) -> None:
        """Close attempts in the database of the pool, which is where they are chosen."""
        self._pool = pool
        self.name = name

    async def charge(self, request: ChargeRequest) -> ChargeResult:
        """Take nothing."""
        del request
        raise ProviderError("nobody was chosen to take this", permanent=True)

    async def fetch(self, request: ChargeRequest) -> ChargeResult | None:
        """Nothing ever arrived here."""
        del request
        return None

    async def abandon(self, request: ChargeRequest) -> ChargeResult:
        """Bar the attempt from being chosen. PENDING: it was just chosen, and is somebody else's."""
        async with self._pool.transaction() as db:
            is_closed = await store.close_unchosen(db, request.payment_id)
        outcome = ChargeOutcome.ABANDONED if is_closed else ChargeOutcome.PENDING
        return ChargeResult(payment_id=request.payment_id, outcome=outcome)

    async def fetch_dispute(self, dispute_id: str) -> DisputeResult:
        """Know of none."""
        raise ProviderError(f"no dispute {dispute_id} here", permanent=True)

    async def statement(self, *, since: datetime, until: datetime, page: str | None) -> StatementPage:
        """Have none."""
        del since, until, page
        raise ProviderError("there is no statement of this", permanent=True)

    async def refund(self, request: RefundRequest) -> str:
        """Give nothing back: nothing was taken."""
        del request
        raise ProviderError("nobody took this", permanent=True)

    async def forget(self, token: str) -> None:
        """Know of no card."""
        del token
        raise ProviderError("no cards are kept here", permanent=True)
