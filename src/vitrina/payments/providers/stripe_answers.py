"""What Stripe answers about money, in our words. Pure."""

import re
from typing import Any, cast

import stripe

from vitrina.kit.errors import ProviderError
from vitrina.payments.kept import Instrument
from vitrina.payments.model import ChargeOutcome, ChargeRequest, ChargeResult, DeclineReason, Instructions

BRAND_LENGTH_MAX = 40


def failed(error: stripe.StripeError, *, permanent: bool = False) -> ProviderError:
    """Put an error without its words: they may repeat what somebody typed."""
    code = getattr(error, "code", None) or type(error).__name__
    return ProviderError(f"Stripe: {error.http_status or 'no answer'} {code}", permanent=permanent)


def id_of(thing: Any) -> str:
    """Name a thing that stands in an answer, or is only named there."""
    return thing if isinstance(thing, str) else thing["id"]


def of_intent(request: ChargeRequest, intent: dict[str, Any], reference: str) -> ChargeResult:
    """Read what was promised on a page: money that came, or a voucher that waits for it."""
    match intent.get("status"):
        case "succeeded":
            is_whole = intent.get("amount_received") == request.amount_minor
            if not is_whole or intent.get("currency") != request.currency.lower():
                raise ProviderError(f"Stripe: {intent['id']} took another sum", permanent=True)
            outcome, reference = ChargeOutcome.CAPTURED, intent["id"]
        case "canceled":
            outcome = ChargeOutcome.ABANDONED
        case "requires_action" | "processing" | "requires_confirmation":
            outcome = ChargeOutcome.WAITING
        case "requires_payment_method":
            outcome = ChargeOutcome.DECLINED
        case _:
            outcome = ChargeOutcome.PENDING
    is_declined, is_waiting = outcome is ChargeOutcome.DECLINED, outcome is ChargeOutcome.WAITING
    return ChargeResult(
        payment_id=request.payment_id,
        outcome=outcome,
        reference=reference,
        decline_reason=DeclineReason.NOT_COMPLETED if is_declined else None,
        instructions=_told_to_do(intent.get("next_action") or {}) if is_waiting else None,
        instrument=instrument(request, intent) if outcome is ChargeOutcome.CAPTURED else None,
    )


def instrument(request: ChargeRequest, intent: Any) -> Instrument | None:
    """Tell which card paid; None where it was none, or Stripe does not say.

    Its token names a customer and her card: where the buyer keeps it, the page made a customer for it.
    """
    paid = _whole(intent)
    method = _whole(paid.get("payment_method"))
    card = _whole(method.get("card"))
    if not card.get("fingerprint"):
        return None
    customer = paid.get("customer")
    is_kept = request.is_kept and not request.token and customer
    return Instrument(
        fingerprint=card["fingerprint"],
        brand=_brand(card.get("brand")),
        last4=card["last4"],
        expires_month=card["exp_month"],
        expires_year=card["exp_year"],
        token=f"{id_of(customer)} {id_of(method)}" if is_kept else None,
    )


def _whole(thing: Any) -> dict[str, Any]:
    """Read a thing that may be only named in an answer."""
    return cast(dict[str, Any], thing) if isinstance(thing, dict) else {}


def _brand(word: object) -> str:
    """Keep letters alone of the name of a brand."""
    letters = "".join(re.findall("[a-z_ ]+", str(word or "").lower()))
    return letters[:BRAND_LENGTH_MAX] or "card"


def _told_to_do(action: dict[str, Any]) -> Instructions:
    if found := action.get("oxxo_display_details"):
        return Instructions(url=found.get("hosted_voucher_url"), reference=found.get("number"))
    if found := action.get("display_bank_transfer_instructions"):
        return Instructions(url=found.get("hosted_instructions_url"), reference=found.get("reference"))
    if found := action.get("redirect_to_url"):
        return Instructions(url=found.get("url"))
    return Instructions()
