"""Stripe: hosted pages (Checkout), so that no card ever comes here; refunds, and signed news.

A page can be paid by nobody to whom it was not shown, and it is shown only after its id was written down: an
attempt of which Stripe never answered is closed without asking. Our currencies have the same minor units
there (docs.stripe.com/currencies#zero-decimal), so sums go as they are.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import msgspec
import stripe
from msgspec import Struct

from vitrina.kit.config import Settings
from vitrina.kit.errors import Malformed, ProviderError
from vitrina.kit.places import Currency
from vitrina.payments.disputed import DisputeResult, DisputeState
from vitrina.payments.errors import HintForged
from vitrina.payments.model import (
    ChargeOutcome,
    ChargeRequest,
    ChargeResult,
    Hint,
    Instructions,
    Method,
    RefundRequest,
)
from vitrina.payments.providers import STRIPE, Capabilities, stripe_statement
from vitrina.payments.providers.stripe_answers import failed, id_of, instrument, of_intent
from vitrina.payments.providers.stripe_connect import Accounts
from vitrina.payments.providers.stripe_kept import KeptCards
from vitrina.payments.statement_model import StatementPage
from vitrina.payments.transfer_model import (
    AccountPage,
    AccountRequest,
    AccountState,
    TransferRequest,
    TransferResult,
)

NAME = STRIPE
API_VERSION = "2026-10-28.endive"
TIMEOUT_S = 10
RETRIES_MAX = 2
REFUNDS_READ_MAX = 100
# News are signed when they are sent, also those that are sent again days later.
HINT_AGE_MAX_S = 300
# Of all that an account tells, what is about money of ours; of which it matters when it fits nothing.
HEEDED = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "payment_intent.succeeded",
    "charge.dispute.",
)
DISPUTES = "charge.dispute."
TRANSFERS = "transfer."
# Its type says nothing about its last parameter.
_verify = cast(Callable[[bytes, str | None, str, int], None], stripe.WebhookSignature.verify_header)  # pyright: ignore[reportUnknownMemberType]
BANK_TRANSFERS = {Currency.MXN: "mx_bank_transfer", Currency.USD: "us_bank_transfer"}


class Stripe:
    """The provider behind the keys of an account."""

    name = NAME
    capabilities = Capabilities(
        can_transfer_later=True,
        has_vouchers=True,
        has_instalments=True,
        has_disputes=True,
        has_statement=True,
        can_keep=True,
    )

    def __init__(self, settings: Settings) -> None:
        """Connect to nothing yet."""
        url = settings.stripe_api_url
        self._base_url = settings.base_url
        self._client = stripe.StripeClient(
            settings.stripe_secret_key,
            stripe_version=API_VERSION,
            base_addresses={"api": url} if url else None,
            max_network_retries=RETRIES_MAX,
            http_client=stripe.HTTPXClient(timeout=TIMEOUT_S),
        )
        self._kept = KeptCards(self._client, base_url=settings.base_url)
        self._accounts = Accounts(self._client, base_url=settings.base_url)

    async def charge(self, request: ChargeRequest) -> ChargeResult:
        """Make a page, or ask for the money of a kept card.

        Whatever goes wrong with a page, nothing was taken and nobody can pay: another method may.
        """
        if request.token:
            return await self._kept.charge(request)
        try:
            params = await self._page_of(request)
            session = await self._client.v1.checkout.sessions.create_async(
                params, {"idempotency_key": f"{request.payment_id}:page"}
            )
        except stripe.StripeError as e:
            raise failed(e, permanent=True) from e
        return _told(request, session.to_dict())

    async def _page_of(self, request: ChargeRequest) -> Any:
        """Write what a page is asked for. The same attempt asks for the same."""
        names = {"payment_id": str(request.payment_id)}
        back = self._base_url + request.return_path
        item = {
            "quantity": 1,
            "price_data": {
                "currency": request.currency.lower(),
                "unit_amount": request.amount_minor,
                "product_data": {"name": "Vitrina"},
            },
        }
        params: dict[str, Any] = {
            "mode": "payment",
            "client_reference_id": str(request.payment_id),
            "line_items": [item],
            "metadata": names,
            "payment_intent_data": {"metadata": names},
            "success_url": back,
            "cancel_url": back,
        }
        match request.method:
            case Method.STRIPE_OXXO:
                params["payment_method_types"] = ["oxxo"]
                params["payment_method_options"] = {"oxxo": {"expires_after_days": 2}}
            case Method.STRIPE_TRANSFER:
                customer = await self._client.v1.customers.create_async(
                    {"metadata": names}, {"idempotency_key": f"{request.payment_id}:customer"}
                )
                transfer = {"type": BANK_TRANSFERS[request.currency]}
                params["customer"] = customer.id
                params["payment_method_types"] = ["customer_balance"]
                params["payment_method_options"] = {
                    "customer_balance": {"funding_type": "bank_transfer", "bank_transfer": transfer}
                }
            case _:
                params["payment_method_types"] = ["card"]
                if request.instalments > 1:
                    params["payment_method_options"] = {"card": {"installments": {"enabled": True}}}
                if request.is_kept:
                    # A customer for each kept card: who forgets the one forgets all that is known of her.
                    params["customer_creation"] = "always"
                    params["payment_intent_data"] |= {"setup_future_usage": "on_session"}
        return params

    async def fetch(self, request: ChargeRequest) -> ChargeResult | None:
        """Read the page and what was paid on it, or what became of the charge of a kept card."""
        if request.token:
            return await self._kept.fetch(request)
        if request.reference is None:
            return None
        try:
            if request.reference.startswith("pi_"):
                intent = await self._client.v1.payment_intents.retrieve_async(
                    request.reference, {"expand": ["payment_method"]}
                )
                return of_intent(request, intent.to_dict(), request.reference)
            session = await self._client.v1.checkout.sessions.retrieve_async(
                request.reference, {"expand": ["payment_intent.payment_method"]}
            )
        except stripe.StripeError as e:
            raise failed(e) from e
        return _told(request, session.to_dict())

    async def abandon(self, request: ChargeRequest) -> ChargeResult:
        """Close the page, and the voucher that was made on it where Stripe still lets us."""
        if request.token:
            return await self._kept.abandon(request)
        if request.reference is None:
            return ChargeResult(payment_id=request.payment_id, outcome=ChargeOutcome.ABANDONED)
        found = await self.fetch(request)
        assert found, "what has a reference is there"
        if found.outcome is ChargeOutcome.WAITING:
            await self._close(request)
            found = await self.fetch(request) or found
        if found.outcome is ChargeOutcome.WAITING:
            return ChargeResult(
                payment_id=request.payment_id, outcome=ChargeOutcome.PENDING, reference=request.reference
            )
        return found

    async def _close(self, request: ChargeRequest) -> None:
        assert request.reference
        try:
            session = await self._client.v1.checkout.sessions.retrieve_async(request.reference)
            # No key of ours: twice is once anyway, and under a key a "not now" would be answered for a day.
            if session.status == "open":
                await self._client.v1.checkout.sessions.expire_async(request.reference)
            elif session.payment_intent:
                await self._client.v1.payment_intents.cancel_async(id_of(session.to_dict()["payment_intent"]))
        except stripe.InvalidRequestError:
            return  # It moved meanwhile; what it became is read next.
        except stripe.StripeError as e:
            raise failed(e) from e

    async def fetch_dispute(self, dispute_id: str) -> DisputeResult | None:
        """Read a dispute, with what it cost. Source: docs.stripe.com/api/disputes/object."""
        try:
            found = (await self._client.v1.disputes.retrieve_async(dispute_id)).to_dict()
        except stripe.StripeError as e:
            raise failed(e) from e
        states = {"won": DisputeState.WON, "warning_closed": DisputeState.WON, "lost": DisputeState.LOST}
        moves: list[dict[str, Any]] = found.get("balance_transactions") or []
        is_question = found["status"].startswith("warning_") and not moves
        if is_question or not found.get("payment_intent"):
            return None
        return DisputeResult(
            id=found["id"],
            reference=id_of(found["payment_intent"]),
            amount_minor=found["amount"],
            fee_minor=max((each["fee"] for each in moves), default=0),
            currency=Currency(found["currency"].upper()),
            reason=found.get("reason"),
            state=states.get(found["status"], DisputeState.OPEN),
        )

    async def statement(self, *, since: datetime, until: datetime, page: str | None) -> StatementPage:
        """Read the balance transactions of the account. Source: docs.stripe.com/api/balance_transactions."""
        try:
            found = await self._client.v1.balance_transactions.list_async(
                stripe_statement.params(since=since, until=until, page=page)
            )
        except stripe.StripeError as e:
            raise failed(e) from e
        return stripe_statement.page_of(found.to_dict())

    async def refund(self, request: RefundRequest) -> str:
        """Give back once per refund id, however long ago it was asked first: keys are forgotten in a day."""
        if request.reference is None:
            raise ProviderError("this was never charged", permanent=True)
        name = str(request.refund_id)
        try:
            given = await self._client.v1.refunds.list_async(
                {"payment_intent": request.reference, "limit": REFUNDS_READ_MAX}
            )
            before: list[dict[str, Any]] = given.to_dict()["data"]
            for each in before:
                if each["metadata"].get("refund_id") == name:
                    return each["id"]
            made = await self._client.v1.refunds.create_async(
                {
                    "payment_intent": request.reference,
                    "amount": request.amount_minor,
                    "metadata": {"refund_id": name},
                },
                {"idempotency_key": f"{name}:refund:{request.turn}" if request.turn else f"{name}:refund"},
            )
        except stripe.InvalidRequestError as e:
            raise failed(e, permanent=True) from e
        except stripe.StripeError as e:
            raise failed(e) from e
        return made.id

    async def forget(self, token: str) -> None:
        """Delete the customer who is a kept card, and all that Stripe keeps of her with it."""
        await self._kept.forget(token)

    async def connect(self, request: AccountRequest) -> AccountPage:
        """Open an account of Connect, and make the page on which its owner says who she is."""
        return await self._accounts.connect(request)

    async def fetch_account(self, reference: str) -> AccountState:
        """Tell whether an account is paid out to."""
        return await self._accounts.fetch_account(reference)

    async def transfer(self, request: TransferRequest) -> TransferResult:
        """Carry a sum to an account, once."""
        return await self._accounts.transfer(request)

    async def fetch_transfer(self, request: TransferRequest) -> TransferResult | None:
        """Tell what became of a transfer."""
        return await self._accounts.fetch_transfer(request)


def _told(request: ChargeRequest, session: dict[str, Any]) -> ChargeResult:
    """Read a page. Raises ProviderError when it is not that of the attempt, or of another sum."""
    said = (session.get("client_reference_id"), session.get("amount_total"), session.get("currency"))
    if said != (str(request.payment_id), request.amount_minor, request.currency.lower()):
        raise ProviderError(f"Stripe: page {session.get('id')} is not this payment's", permanent=True)
    intent, url = session.get("payment_intent"), session.get("url")
    if session.get("status") == "expired":
        return ChargeResult(
            payment_id=request.payment_id, outcome=ChargeOutcome.ABANDONED, reference=session["id"]
        )
    if session.get("status") == "open":
        return ChargeResult(
            payment_id=request.payment_id,
            outcome=ChargeOutcome.WAITING,
            reference=session["id"],
            instructions=Instructions(url=url),
        )
    if session.get("payment_status") == "paid" and intent:
        return ChargeResult(
            payment_id=request.payment_id,
            outcome=ChargeOutcome.CAPTURED,
            reference=id_of(intent),
            instrument=instrument(request, intent),
        )
    if isinstance(intent, dict):
        return of_intent(request, cast(dict[str, Any], intent), session["id"])
    return ChargeResult(payment_id=request.payment_id, outcome=ChargeOutcome.PENDING, reference=session["id"])


class _Object(Struct, frozen=True):
    id: str = ""
    client_reference_id: str | None = None
    metadata: dict[str, str] | None = None


class _Carried(Struct, frozen=True):
    object: _Object = _Object()


class _News(Struct, frozen=True):
    id: str
    type: str
    data: _Carried = _Carried()


def read_hint(raw: bytes, signature: str | None, *, secret: str) -> Hint:
    """Read signed news. Raises HintForged, Malformed."""
    try:
        _verify(raw, signature, secret, HINT_AGE_MAX_S)
    except (stripe.SignatureVerificationError, UnicodeError) as e:
        raise HintForged from e
    try:
        news = msgspec.json.decode(raw, type=_News)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as e:
        raise Malformed({"body": "not news of Stripe"}) from e
    about = news.data.object
    named = (about.metadata or {}).get("payment_id") or about.client_reference_id
    return Hint(
        provider=NAME,
        event_id=news.id[:200],
        kind=news.type[:100],
        object_id=about.id[:200],
        payment_id=_uuid(named),
    )


def _uuid(word: str | None) -> UUID | None:
    try:
        return msgspec.convert(word, UUID | None)
    except msgspec.ValidationError:
        return None
