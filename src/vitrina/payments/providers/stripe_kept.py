"""Kept cards at Stripe: each is a customer of its own with one card, charged by PaymentIntents.

An intent is made before it is confirmed, and only a confirmed one takes money; so one of which we do not know
whether it was confirmed can be found again among those of its customer, and be closed for good.
"""

from typing import Any

import stripe

from vitrina.kit.errors import ProviderError
from vitrina.payments.model import ChargeOutcome, ChargeRequest, ChargeResult, DeclineReason
from vitrina.payments.providers.stripe_answers import failed, id_of, of_intent

INTENTS_READ_MAX = 100
GONE = "resource_missing"
EXPAND = ["payment_method"]


class KeptCards:
    """The part of Stripe that knows kept cards. A token is the names of a customer and of her card."""

    def __init__(self, client: stripe.StripeClient, *, base_url: str) -> None:
        """Connect to nothing yet."""
        self._client = client
        self._base_url = base_url

    async def charge(self, request: ChargeRequest) -> ChargeResult:
        """Charge a card. WAITING, with its page, where the bank asks for something.

        Silence is silence: what was asked for may have been done.
        """
        try:
            intent = await self._made(request)
        except (stripe.CardError, stripe.InvalidRequestError):
            return _declined(request, None)  # The card is gone, or not chargeable at all.
        except stripe.StripeError as e:
            raise failed(e) from e
        try:
            confirmed = await self._client.v1.payment_intents.confirm_async(
                intent["id"],
                {"return_url": self._base_url + request.return_path, "expand": EXPAND},
                {"idempotency_key": f"{request.payment_id}:confirm"},
            )
        except stripe.CardError:
            return _declined(request, intent["id"])
        except stripe.InvalidRequestError:  # It moved meanwhile; what it became is read.
            return await self._read(request, intent["id"])
        except stripe.StripeError as e:
            raise failed(e) from e
        return of_intent(request, confirmed.to_dict(), intent["id"])

    async def fetch(self, request: ChargeRequest) -> ChargeResult | None:
        """Tell what became of a charge; None while nothing was confirmed."""
        if request.reference:
            return await self._read(request, request.reference)
        found = await self._found(request)
        if found is None or found["status"] == "requires_confirmation":
            return None
        return of_intent(request, found, found["id"])

    async def abandon(self, request: ChargeRequest) -> ChargeResult:
        """Cancel a charge for good; one that never came is made for that, so that it comes too late."""
        try:
            found = None if request.reference else await self._found(request)
            name = request.reference or (found or await self._made(request))["id"]
            # No key of ours: twice is once anyway, and under a key a "not now" would be answered for a day.
            await self._client.v1.payment_intents.cancel_async(name)
        except (stripe.CardError, stripe.InvalidRequestError) as e:
            found = None if request.reference else await self._found(request)
            name = request.reference or (found or {}).get("id")
            if name is None:
                raise failed(e) from e
        except stripe.StripeError as e:
            raise failed(e) from e
        told = await self._read(request, name)
        if told.outcome is ChargeOutcome.WAITING:
            return ChargeResult(payment_id=request.payment_id, outcome=ChargeOutcome.PENDING, reference=name)
        return told

    async def forget(self, token: str) -> None:
        """Delete a customer, and her card with her."""
        customer, _, _ = token.partition(" ")
        try:
            await self._client.v1.customers.delete_async(customer)
        except stripe.InvalidRequestError as e:
            if e.code != GONE:
                raise failed(e) from e
        except stripe.StripeError as e:
            raise failed(e) from e

    async def _made(self, request: ChargeRequest) -> dict[str, Any]:
        """Make the intent of an attempt, which takes nothing yet. The same attempt has one."""
        assert request.token
        customer, _, card = request.token.partition(" ")
        params: Any = {
            "amount": request.amount_minor,
            "currency": request.currency.lower(),
            "customer": customer,
            "payment_method": card,
            "payment_method_types": ["card"],
            "metadata": {"payment_id": str(request.payment_id)},
        }
        made = await self._client.v1.payment_intents.create_async(
            params, {"idempotency_key": f"{request.payment_id}:intent"}
        )
        return made.to_dict()

    async def _found(self, request: ChargeRequest) -> dict[str, Any] | None:
        """Look for the intent of an attempt among those of its card: keys are forgotten in a day."""
        assert request.token
        customer, _, _ = request.token.partition(" ")
        try:
            listed = await self._client.v1.payment_intents.list_async(
                {"customer": customer, "limit": INTENTS_READ_MAX, "expand": ["data.payment_method"]}
            )
        except stripe.StripeError as e:
            raise failed(e) from e
        intents: list[dict[str, Any]] = listed.to_dict()["data"]
        name = str(request.payment_id)
        return next((each for each in intents if each["metadata"].get("payment_id") == name), None)

    async def _read(self, request: ChargeRequest, name: str) -> ChargeResult:
        """Read an intent. Raises ProviderError where it is another attempt's."""
        try:
            found = await self._client.v1.payment_intents.retrieve_async(name, {"expand": EXPAND})
        except stripe.StripeError as e:
            raise failed(e) from e
        intent = found.to_dict()
        if intent["metadata"].get("payment_id") != str(request.payment_id):
            raise ProviderError(f"Stripe: intent {id_of(intent)} is not this payment's", permanent=True)
        return of_intent(request, intent, name)


def _declined(request: ChargeRequest, reference: str | None) -> ChargeResult:
    return ChargeResult(
        payment_id=request.payment_id,
        outcome=ChargeOutcome.DECLINED,
        reference=reference,
        decline_reason=DeclineReason.CARD_DECLINED,
    )
