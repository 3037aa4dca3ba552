"""The part of the port that carries payouts: of providers that can transfer later (`can_transfer_later`)."""

from typing import Protocol

from vitrina.payments.transfer_model import (
    AccountPage,
    AccountRequest,
    AccountState,
    TransferRequest,
    TransferResult,
)


class Carrier(Protocol):
    """A provider that pays payees out of what it holds for us, days after the charges.

    It is asked with no transaction of ours open. Raises ProviderError: permanent when it was refused and
    nothing was done, else the outcome is unknown and may be asked for again.
    """

    async def connect(self, request: AccountRequest) -> AccountPage:
        """Open the account of a payee, once per id, and make a page on which she says who she is."""
        ...

    async def fetch_account(self, reference: str) -> AccountState:
        """Tell whether an account is paid out to."""
        ...

    async def transfer(self, request: TransferRequest) -> TransferResult:
        """Carry a sum to an account, once per transfer id however often and late it is asked.

        One that was made before is looked for by its id first: keys are forgotten.
        """
        ...

    async def fetch_transfer(self, request: TransferRequest) -> TransferResult | None:
        """Tell what became of a transfer, with what of it came back. None: it was never made."""
        ...
