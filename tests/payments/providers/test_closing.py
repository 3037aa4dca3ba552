"""A page that became a voucher in the moment in which it was to be closed."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from vitrina.demo.fakepsp import FakePsp
from vitrina.kit.config import Settings
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.payments.model import ChargeOutcome, ChargeRequest, Method, PaymentId
from vitrina.payments.providers.stripe import Stripe

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


async def test_what_could_not_be_closed_at_first_is_closed_the_next_time(
    stripe_settings: Settings, psp: FakePsp, monkeypatch: pytest.MonkeyPatch
):
    stripe = Stripe(stripe_settings)
    request = ChargeRequest(
        payment_id=PaymentId(new_id()),
        amount_minor=100_00,
        currency=Currency.MXN,
        at=NOW,
        method=Method.STRIPE_OXXO,
        pay_by=NOW + timedelta(days=2),
    )
    page = (await stripe.charge(request)).reference
    assert page
    known = replace(request, reference=page)
    write = psp.write

    def completed_just_before(path: str, params: dict[str, object], *, key: str | None):
        if path.endswith("/expire") and psp.sessions[page]["status"] == "open":
            psp.complete(page)
        return write(path, params, key=key)

    monkeypatch.setattr(psp, "write", completed_just_before)

    assert (await stripe.abandon(known)).outcome is ChargeOutcome.PENDING
    assert (await stripe.abandon(known)).outcome is ChargeOutcome.ABANDONED
