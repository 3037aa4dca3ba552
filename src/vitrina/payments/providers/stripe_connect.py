"""Separate charges and transfers at Stripe: accounts of payees (Connect), and what is carried there.

A transfer takes from what has settled. It bears our id as its group, by which it is found again.
Sources: docs.stripe.com/connect/separate-charges-and-transfers, /connect/migrate-to-controller-properties.
"""

from typing import Any

import stripe

from vitrina.kit.errors import ProviderError
from vitrina.payments.providers.stripe_answers import failed
from vitrina.payments.transfer_model import (
    AccountPage,
    AccountRequest,
    AccountState,
    Reversal,
    TransferOutcome,
    TransferRequest,
    TransferResult,
)

SHORT = "balance_insufficient"
REJECTED = "rejected."
TRANSFERS_READ_MAX = 100
# Stripe pays out to the payee and asks her who she is; what she owes is between her and us.
CONTROLLER = {
    "losses": {"payments": "application"},
    "fees": {"payer": "application"},
    "stripe_dashboard": {"type": "express"},
}


class Accounts:
    """The part of Stripe that knows payees."""

    def __init__(self, client: stripe.StripeClient, *, base_url: str) -> None:
        """Connect to nothing yet."""
        self._client = client
        self._base_url = base_url

    async def connect(self, request: AccountRequest) -> AccountPage:
        """Open an account and make its page. One whose answer is lost for a day is an empty one more."""
        name = str(request.account_id)
        opened: Any = {
            "country": request.country.value,
            "controller": CONTROLLER,
            "capabilities": {"transfers": {"requested": True}},
            "metadata": {"account_id": name},
        }
        try:
            account = request.reference
            if account is None:
                made = await self._client.v1.accounts.create_async(
                    opened, {"idempotency_key": f"{name}:account"}
                )
                account = made.id
            page = await self._client.v1.account_links.create_async(
                {
                    "account": account,
                    "type": "account_onboarding",
                    "return_url": self._base_url + request.return_path,
                    "refresh_url": self._base_url + request.again_path,
                }
            )
        except (stripe.InvalidRequestError, stripe.PermissionError) as e:
            raise failed(e, permanent=True) from e
        except stripe.StripeError as e:
            raise failed(e) from e
        return AccountPage(reference=account, url=page.url)

    async def fetch_account(self, reference: str) -> AccountState:
        """Read an account: it is paid out to when Stripe transfers there and pays out from there."""
        try:
            found: dict[str, Any] = (await self._client.v1.accounts.retrieve_async(reference)).to_dict()
        except stripe.PermissionError:
            return AccountState.CLOSED  # Its owner took our access back.
        except stripe.StripeError as e:
            raise failed(e) from e
        required: dict[str, Any] = found.get("requirements") or {}
        capable: dict[str, Any] = found.get("capabilities") or {}
        if str(required.get("disabled_reason")).startswith(REJECTED):
            return AccountState.CLOSED
        is_ready = capable.get("transfers") == "active" and found["payouts_enabled"]
        return AccountState.READY if is_ready else AccountState.MISSING

    async def transfer(self, request: TransferRequest) -> TransferResult:
        """Carry a sum, unless it was carried before."""
        if before := await self.fetch_transfer(request):
            return before
        name = str(request.transfer_id)
        try:
            made = await self._client.v1.transfers.create_async(
                {
                    "amount": request.amount_minor,
                    "currency": request.currency.lower(),
                    "destination": request.account,
                    "transfer_group": name,
                    "metadata": {"transfer_id": name},
                },
                {"idempotency_key": f"{name}:transfer:{request.turn}"},
            )
        except (stripe.InvalidRequestError, stripe.PermissionError) as e:
            outcome = TransferOutcome.SHORT if e.code == SHORT else TransferOutcome.REFUSED
            return TransferResult(outcome=outcome, reason=str(failed(e)))
        except stripe.StripeError as e:
            raise failed(e) from e
        return _told(request, made.to_dict())

    async def fetch_transfer(self, request: TransferRequest) -> TransferResult | None:
        """Read a transfer by its name, or look for it by ours."""
        name = str(request.transfer_id)
        try:
            if request.reference:
                found = await self._client.v1.transfers.retrieve_async(request.reference)
                return _told(request, found.to_dict())
            listed = await self._client.v1.transfers.list_async(
                {"transfer_group": name, "limit": TRANSFERS_READ_MAX}
            )
        except stripe.StripeError as e:
            raise failed(e) from e
        made: list[dict[str, Any]] = listed.to_dict()["data"]
        ours = [each for each in made if each["metadata"].get("transfer_id") == name]
        return _told(request, ours[0]) if ours else None


def _told(request: TransferRequest, found: dict[str, Any]) -> TransferResult:
    """Read a transfer. Raises ProviderError when it is another one, or of another sum."""
    said = (found["metadata"].get("transfer_id"), found["amount"], found["currency"], found["destination"])
    ours = (
        str(request.transfer_id),
        request.amount_minor,
        request.currency.lower(),
        request.account,
    )
    if said != ours:
        raise ProviderError(f"Stripe: transfer {found['id']} is not this one", permanent=False)
    return TransferResult(
        outcome=TransferOutcome.DONE,
        reference=found["id"],
        reversals=tuple(
            Reversal(reference=f"{found['id']} {each['id']}", amount_minor=each["amount"])
            for each in found["reversals"]["data"]
        ),
    )
