"""One contract for whoever takes money: the same promises, whoever keeps them.

A counterpart is what a provider needs played: the buyer, and the world's faults.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from vitrina.demo.fakepsp import BROKEN, LOST, FakePsp
from vitrina.identity.model import PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import ProviderError
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.payments import store
from vitrina.payments.kept import Instrument
from vitrina.payments.model import (
    Card,
    ChargeOutcome,
    ChargeRequest,
    ChargeResult,
    Method,
    PaymentId,
    RefundId,
    RefundRequest,
)
from vitrina.payments.providers import Provider, registry
from vitrina.payments.providers.by_hand import ByHand
from vitrina.payments.providers.nobody import Nobody
from vitrina.payments.providers.sandbox import Sandbox
from vitrina.payments.providers.stripe import Stripe
from vitrina.payments.statement_model import Movement, MovementKind

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
SOMEBODY = PersonId(new_id())


class Side:
    """A provider, with somebody who plays its buyers. methods: a card, and a voucher."""

    def __init__(self, provider: Provider, *, card: Method | None, voucher: Method) -> None:
        self.provider = provider
        self.card = card
        self.voucher = voucher

    async def finish(self, request: ChargeRequest, result: ChargeResult) -> None:
        """Play a buyer who did with her card what she was told."""

    async def pay_voucher(self, request: ChargeRequest, result: ChargeResult) -> None:
        """Play a buyer at a till."""
        raise NotImplementedError

    async def keep(self) -> Instrument:
        """A card that its buyer keeps, which has just paid."""
        if not self.provider.capabilities.can_keep or self.card is None:
            pytest.skip("it keeps no cards")
        request = replace(wanting(self.card), is_kept=True)
        result = await self.provider.charge(request)
        if result.outcome is ChargeOutcome.WAITING:
            await self.finish(request, result)
        told = await self.provider.fetch(replace(request, reference=result.reference))
        assert told
        assert told.instrument
        assert told.instrument.token
        return told.instrument

    def by_token(self, token: str | None) -> ChargeRequest:
        """A charge of a kept card."""
        return replace(wanting(self.card), card=None, token=token)


class SandboxSide(Side):
    def __init__(self, pool: Pool) -> None:
        self.sandbox = Sandbox(pool)
        super().__init__(self.sandbox, card=Method.SANDBOX, voucher=Method.SANDBOX_VOUCHER)

    async def pay_voucher(self, request: ChargeRequest, result: ChargeResult) -> None:
        assert await self.sandbox.pay_voucher(request.payment_id, now=NOW)


class TransferSide(Side):
    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        super().__init__(ByHand(pool, name="transfer", account="A"), card=None, voucher=Method.TRANSFER)

    async def pay_voucher(self, request: ChargeRequest, result: ChargeResult) -> None:
        async with self.pool.transaction() as db:
            await store.say(db, request.payment_id, "received", person_id=SOMEBODY, now=NOW)


class StripeSide(Side):
    def __init__(self, settings: Settings, psp: FakePsp) -> None:
        self.psp = psp
        super().__init__(Stripe(settings), card=Method.STRIPE_CARD, voucher=Method.STRIPE_OXXO)

    async def finish(self, request: ChargeRequest, result: ChargeResult) -> None:
        assert result.reference
        self.psp.complete(result.reference, fingerprint="ana's card")

    async def pay_voucher(self, request: ChargeRequest, result: ChargeResult) -> None:
        assert result.reference
        self.psp.pay_voucher(self.psp.complete(result.reference))


@pytest.fixture(params=["sandbox", "transfer", "stripe"])
async def side(
    request: pytest.FixtureRequest, pool: Pool, stripe_settings: Settings, psp: FakePsp
) -> AsyncIterator[Side]:
    yield {
        "sandbox": lambda: SandboxSide(pool),
        "transfer": lambda: TransferSide(pool),
        "stripe": lambda: StripeSide(stripe_settings, psp),
    }[request.param]()


def wanting(method: Method | None, amount_minor: int = 1_000_00) -> ChargeRequest:
    return ChargeRequest(
        payment_id=PaymentId(new_id()),
        amount_minor=amount_minor,
        currency=Currency.MXN,
        at=NOW,
        method=method,
        pay_by=NOW + timedelta(days=2),
        card=Card.SUCCESS,
        return_path="/checkout/return?purchase=1",
    )


async def by_card(side: Side) -> ChargeRequest:
    """A charge that its buyer paid by card."""
    if side.card is None:
        pytest.skip("it takes no cards")
    return await paid(side, side.card)


async def paid(side: Side, method: Method) -> ChargeRequest:
    request = wanting(method)
    result = await side.provider.charge(request)
    if result.outcome is ChargeOutcome.WAITING:
        play = side.finish if method is side.card else side.pay_voucher
        await play(request, result)
    known = replace(request, reference=result.reference)
    told = await side.provider.fetch(known)
    assert told
    assert told.outcome is ChargeOutcome.CAPTURED
    return replace(known, reference=told.reference)


def refund_of(request: ChargeRequest, amount_minor: int) -> RefundRequest:
    return RefundRequest(
        refund_id=RefundId(new_id()),
        payment_id=request.payment_id,
        reference=request.reference,
        amount_minor=amount_minor,
        currency=request.currency,
        at=NOW,
    )


async def test_a_card_is_paid_once_however_often_it_is_asked_for(side: Side):
    request = await by_card(side)

    again = [await side.provider.charge(replace(request, reference=None)) for _ in range(2)]
    told = await side.provider.fetch(request)

    assert told
    assert told.outcome is ChargeOutcome.CAPTURED
    assert {each.outcome for each in again} <= {ChargeOutcome.CAPTURED, ChargeOutcome.WAITING}


async def test_racing_charges_are_one(side: Side):
    request = wanting(side.card or side.voucher)

    told = await asyncio.gather(*[side.provider.charge(request) for _ in range(5)])

    assert len({each.reference for each in told}) == 1
    assert len({each.outcome for each in told}) == 1


async def test_a_voucher_waits_and_says_what_to_do(side: Side):
    result = await side.provider.charge(wanting(side.voucher))

    assert result.outcome is ChargeOutcome.WAITING
    assert result.instructions
    assert result.instructions.reference or result.instructions.url


async def test_a_voucher_that_was_paid_is_captured(side: Side):
    await paid(side, side.voucher)


async def test_what_never_arrived_takes_nothing_after_it_was_closed(side: Side):
    request = wanting(side.card or side.voucher)
    if side.provider.name != "transfer":
        assert await side.provider.fetch(request) is None

    closed = await side.provider.abandon(request)

    assert closed.outcome is ChargeOutcome.ABANDONED


async def test_what_waits_can_be_closed_for_good(side: Side):
    request = wanting(side.voucher)
    result = await side.provider.charge(request)
    known = replace(request, reference=result.reference)

    first = await side.provider.abandon(known)
    again = await side.provider.abandon(known)

    assert first.outcome is again.outcome is ChargeOutcome.ABANDONED
    told = await side.provider.fetch(known)
    assert told
    assert told.outcome is ChargeOutcome.ABANDONED


async def test_what_was_paid_is_not_closed(side: Side):
    request = await paid(side, side.voucher)

    assert (await side.provider.abandon(request)).outcome is ChargeOutcome.CAPTURED


async def test_parts_are_given_back_once_each_and_never_more_than_was_paid(side: Side):
    if side.provider.capabilities.is_offline:
        pytest.skip("people send it back, and look")
    request = await by_card(side)
    part = refund_of(request, 400_00)

    first = await side.provider.refund(part)
    assert await side.provider.refund(part) == first
    await side.provider.refund(refund_of(request, 600_00))

    with pytest.raises(ProviderError) as refused:
        await side.provider.refund(refund_of(request, 1))
    assert refused.value.permanent


async def test_more_than_was_paid_is_never_given_back(side: Side):
    if side.provider.capabilities.is_offline:
        pytest.skip("people send it back, and look")
    request = await by_card(side)

    with pytest.raises(ProviderError) as refused:
        await side.provider.refund(refund_of(request, 1_000_01))

    assert refused.value.permanent


async def test_who_keeps_cards_is_offered_for_that(side: Side):
    assert side.provider.capabilities.can_keep == (side.provider.name in registry.KEEPERS)


async def test_a_card_is_kept_only_by_who_wants_that(side: Side):
    request = await by_card(side)

    told = await side.provider.fetch(request)

    assert told
    assert told.instrument is None or told.instrument.token is None


async def test_a_kept_card_pays_again_at_once_and_is_known_again(side: Side):
    kept = await side.keep()
    request = side.by_token(kept.token)

    paid = await side.provider.charge(request)
    again = await side.provider.charge(request)

    assert paid.outcome is again.outcome is ChargeOutcome.CAPTURED
    assert paid.reference == again.reference
    assert paid.instrument
    assert paid.instrument.fingerprint == kept.fingerprint
    assert len(kept.last4) == 4
    assert paid.instrument.token is None
    told = await side.provider.fetch(replace(request, reference=paid.reference))
    assert told
    assert told.outcome is ChargeOutcome.CAPTURED


async def test_one_card_that_is_kept_twice_has_one_fingerprint_and_two_tokens(side: Side):
    first, second = await side.keep(), await side.keep()

    assert first.fingerprint == second.fingerprint
    assert first.token != second.token


async def test_racing_charges_of_a_kept_card_are_one(side: Side):
    request = side.by_token((await side.keep()).token)

    told = await asyncio.gather(*[side.provider.charge(request) for _ in range(5)])

    assert {each.outcome for each in told} == {ChargeOutcome.CAPTURED}
    assert len({each.reference for each in told}) == 1


async def test_what_a_kept_card_paid_goes_back_in_parts(side: Side):
    request = side.by_token((await side.keep()).token)
    paid = await side.provider.charge(request)
    known = replace(request, reference=paid.reference)

    await side.provider.refund(refund_of(known, 999_99))

    with pytest.raises(ProviderError) as refused:
        await side.provider.refund(refund_of(known, 2))
    assert refused.value.permanent


async def test_a_charge_of_a_kept_card_that_was_closed_comes_too_late(side: Side):
    request = side.by_token((await side.keep()).token)
    assert await side.provider.fetch(request) is None

    closed = await side.provider.abandon(request)
    late = await side.provider.charge(request)

    assert closed.outcome is ChargeOutcome.ABANDONED
    assert late.outcome is ChargeOutcome.ABANDONED
    assert (await side.provider.abandon(request)).outcome is ChargeOutcome.ABANDONED


async def test_a_kept_card_that_was_charged_is_not_closed(side: Side):
    request = side.by_token((await side.keep()).token)
    await side.provider.charge(request)

    assert (await side.provider.abandon(request)).outcome is ChargeOutcome.CAPTURED


async def test_a_forgotten_card_never_pays_again(side: Side):
    kept = await side.keep()
    assert kept.token

    for _ in range(2):
        await side.provider.forget(kept.token)

    refused = await side.provider.charge(side.by_token(kept.token))
    assert refused.outcome is ChargeOutcome.DECLINED


@pytest.mark.parametrize("fault", [LOST, BROKEN])
@pytest.mark.parametrize("step", ["made", "confirmed"])
async def test_a_kept_card_whose_answer_was_lost_is_charged_once_or_not_at_all(
    stripe_settings: Settings, psp: FakePsp, fault: str, step: str
):
    side = StripeSide(stripe_settings, psp)
    request = side.by_token((await side.keep()).token)
    before = sum(psp.taken().values())
    # Of what is asked for, the library tries twice more by itself.
    psp.faults += ["", fault] if step == "confirmed" else [fault]

    try:
        result = await side.provider.charge(request)
    except ProviderError as error:
        assert not error.permanent
        result = await side.provider.fetch(request) or await side.provider.abandon(request)

    taken = sum(psp.taken().values()) - before
    assert taken == (request.amount_minor if result.outcome is ChargeOutcome.CAPTURED else 0)
    assert result.outcome in {ChargeOutcome.CAPTURED, ChargeOutcome.ABANDONED}
    assert len(psp.intents) == 2


async def test_a_bank_that_asks_about_a_kept_card_sends_its_buyer_to_a_page(
    stripe_settings: Settings, psp: FakePsp
):
    side = StripeSide(stripe_settings, psp)
    request = side.by_token((await side.keep()).token)
    psp.cards.is_asking = True

    asked = await side.provider.charge(request)
    assert asked.outcome is ChargeOutcome.WAITING
    assert asked.reference
    assert asked.instructions
    assert asked.instructions.url == f"{psp.url}/bank/{asked.reference}"
    psp.answer_bank(asked.reference)

    told = await side.provider.fetch(replace(request, reference=asked.reference))
    assert told
    assert told.outcome is ChargeOutcome.CAPTURED


async def test_a_question_of_a_bank_can_be_closed(stripe_settings: Settings, psp: FakePsp):
    side = StripeSide(stripe_settings, psp)
    request = side.by_token((await side.keep()).token)
    psp.cards.is_asking = True
    asked = await side.provider.charge(request)

    closed = await side.provider.abandon(replace(request, reference=asked.reference))

    assert closed.outcome is ChargeOutcome.ABANDONED


async def test_a_kept_card_may_be_declined(stripe_settings: Settings, psp: FakePsp):
    side = StripeSide(stripe_settings, psp)
    request = side.by_token((await side.keep()).token)
    psp.cards.is_declining = True

    for _ in range(2):
        assert (await side.provider.charge(request)).outcome is ChargeOutcome.DECLINED


@pytest.mark.parametrize("fault", [LOST, BROKEN])
async def test_a_refund_whose_answer_was_lost_is_given_once(
    stripe_settings: Settings, psp: FakePsp, fault: str
):
    side = StripeSide(stripe_settings, psp)
    request = await by_card(side)
    part = refund_of(request, 400_00)
    # The library tries twice more by itself, with the same key; a 500 is repeated, as Stripe does.
    psp.faults.append(fault)

    for _ in range(3):
        try:
            await side.provider.refund(part)
        except ProviderError as error:
            assert not error.permanent

    assert [each["amount"] for each in psp.refunds] == [400_00]
    assert list(psp.taken().values()) == [600_00]


@pytest.mark.parametrize("fault", [LOST, BROKEN])
async def test_a_page_that_was_lost_is_made_once_or_given_up(
    stripe_settings: Settings, psp: FakePsp, fault: str
):
    side = StripeSide(stripe_settings, psp)
    psp.faults.append(fault)
    request = wanting(Method.STRIPE_CARD)

    try:
        await side.provider.charge(request)
    except ProviderError as error:
        assert error.permanent  # Nobody can pay a page that nobody was shown.

    assert len(psp.sessions) == 1


async def test_a_provider_that_is_down_takes_nothing_and_says_so(stripe_settings: Settings, psp: FakePsp):
    side = StripeSide(stripe_settings, psp)
    psp.is_down = True

    with pytest.raises(ProviderError) as refused:
        await side.provider.charge(wanting(Method.STRIPE_CARD))
    assert refused.value.permanent
    with pytest.raises(ProviderError) as silent:
        await side.provider.fetch(replace(wanting(Method.STRIPE_CARD), reference="cs_test_1"))

    assert not silent.value.permanent


async def test_a_page_of_another_payment_or_sum_is_not_believed(stripe_settings: Settings, psp: FakePsp):
    side = StripeSide(stripe_settings, psp)
    request = wanting(Method.STRIPE_CARD)
    result = await side.provider.charge(request)
    known = replace(request, reference=result.reference)

    for wrong in (
        replace(known, payment_id=PaymentId(new_id())),
        replace(known, amount_minor=1),
        replace(known, currency=Currency.USD),
    ):
        with pytest.raises(ProviderError):
            await side.provider.fetch(wrong)


@pytest.mark.parametrize("currency", list(Currency))
async def test_sums_go_in_the_minor_unit_of_their_currency(
    stripe_settings: Settings, psp: FakePsp, currency: Currency
):
    side = StripeSide(stripe_settings, psp)

    await side.provider.charge(replace(wanting(Method.STRIPE_CARD, 123_45), currency=currency))

    [session] = psp.sessions.values()
    assert (session["amount_total"], session["currency"]) == (123_45, currency.lower())


@pytest.mark.live
async def test_the_real_one_makes_and_closes_a_page(settings: Settings, live_key: str):
    real = Stripe(replace(settings, stripe_secret_key=live_key, base_url="https://vitrina.example"))
    request = wanting(Method.STRIPE_CARD)
    result = await real.charge(request)
    known = replace(request, reference=result.reference)

    assert result.outcome is ChargeOutcome.WAITING
    assert (await real.charge(request)).reference == result.reference
    assert (await real.abandon(known)).outcome is ChargeOutcome.ABANDONED


async def test_its_statement_tells_every_movement_once(side: Side):
    if not side.provider.capabilities.has_statement:
        pytest.skip("people say what moved")
    request = await by_card(side)
    assert request.reference
    refund = await side.provider.refund(refund_of(request, 400_00))

    found: list[Movement] = []
    page: str | None = None
    while True:
        told = await side.provider.statement(
            since=datetime(2026, 1, 1, tzinfo=UTC), until=datetime(2100, 1, 1, tzinfo=UTC), page=page
        )
        found += told.movements
        page = told.next_page
        if page is None:
            break

    charge, back = (
        {each.kind: each for each in found}[kind] for kind in (MovementKind.CHARGE, MovementKind.REFUND)
    )
    assert len({each.id for each in found}) == len(found)
    assert (charge.reference, charge.amount_minor, charge.currency) == (request.reference, 1_000_00, "MXN")
    assert 0 < charge.fee_minor < charge.amount_minor
    assert charge.settles_at > charge.at
    assert (back.reference, back.amount_minor, back.fee_minor) == (refund, -400_00, 0)


async def test_nobody_has_a_statement_of_what_people_say(pool: Pool):
    for provider in (ByHand(pool, name="cash"), Nobody(pool, name="nobody")):
        with pytest.raises(ProviderError):
            await provider.statement(since=NOW, until=NOW, page=None)
