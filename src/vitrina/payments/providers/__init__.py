"""The port to whoever takes the money. A provider is asked with no transaction of ours open."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from vitrina.payments.disputed import DisputeResult
from vitrina.payments.model import ChargeRequest, ChargeResult, RefundRequest
from vitrina.payments.statement_model import StatementPage

# Known by its name alone until it has keys: its library is a tenth of what a process imports.
STRIPE = "stripe"


class Capabilities(Struct, frozen=True, kw_only=True):
    """What a provider can do beyond taking and giving back.

    can_split: pays several sellers out of one charge.  can_transfer_later: pays sellers days after the
    charge.  Where neither is so, our ledger and payouts do it.  has_vouchers: is paid at tills as well.
    has_instalments: its cards are paid in parts.  has_disputes: a bank may ask for the money back.
    has_statement: it tells what moved on our account with it.  can_keep: keeps a card for its buyer, and
    charges it by a token.  is_offline: no machine answers for it; people here do.
    """

    can_split: bool = False
    can_transfer_later: bool = False
    has_vouchers: bool = False
    has_instalments: bool = False
    has_disputes: bool = False
    has_statement: bool = False
    can_keep: bool = False
    is_offline: bool = False


class Provider(Protocol):
    """A payment provider.

    Every verb is idempotent by the id in its request; an attempt to pay is one id for ever. CAPTURED,
    DECLINED and ABANDONED are last words; WAITING says what the buyer is to do, and a page or a voucher is
    shown to her only after that was written down. Raises ProviderError: permanent when the request was
    refused and nothing was done, else the outcome is unknown and `fetch` will tell.
    """

    @property
    def name(self) -> str:
        """The word under which payments remember it."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    async def charge(self, request: ChargeRequest) -> ChargeResult:
        """Take a sum, or say what the buyer must do first."""
        ...

    async def fetch(self, request: ChargeRequest) -> ChargeResult | None:
        """Tell what became of a charge; None when it has not arrived. It still may: see `abandon`."""
        ...

    async def abandon(self, request: ChargeRequest) -> ChargeResult:
        """Close a charge for good, and tell its last word: CAPTURED, DECLINED, or ABANDONED.

        A charge that arrives after ABANDONED takes nothing, also when the provider had never heard of it.
        PENDING when it cannot be closed yet. No other attempt is opened, and no purchase ends, before this
        was promised.
        """
        ...

    async def fetch_dispute(self, dispute_id: str) -> DisputeResult | None:
        """Tell how a dispute stands; None where a bank only asks, or it is of no charge like ours.

        Only of who has disputes.
        """
        ...

    async def refund(self, request: RefundRequest) -> str:
        """Give a sum back, in whole or in part, never more than was taken. Answers its reference."""
        ...

    async def statement(self, *, since: datetime, until: datetime, page: str | None) -> StatementPage:
        """List what moved on our account from `since` to before `until`, in any order, page by page.

        page: where an earlier answer said that it goes on. A movement has its id for ever and may be told
        again. Only of who has a statement.
        """
        ...

    async def forget(self, token: str) -> None:
        """Forget a kept card: it never pays again. Twice is once. Only of who can keep."""
        ...
