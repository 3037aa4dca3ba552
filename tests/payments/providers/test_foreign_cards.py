"""A card that was kept on the page of one payment is never told to another one, and pays for nobody else."""

import pytest
from msgspec.structs import replace

from tests.payments.providers.test_contract import StripeSide, wanting
from vitrina.demo.fakepsp import FakePsp
from vitrina.kit.config import Settings
from vitrina.kit.errors import ProviderError
from vitrina.payments.model import ChargeOutcome, Method


async def test_a_card_of_the_page_of_somebody_else_is_not_kept(stripe_settings: Settings, psp: FakePsp):
    side = StripeSide(stripe_settings, psp)
    hers = await side.keep()
    [page] = psp.sessions.values()

    # Whoever says that this page is hers, and wants its card, is told nothing of it.
    mine = replace(wanting(Method.STRIPE_CARD), is_kept=True, reference=page["id"])
    with pytest.raises(ProviderError):
        await side.provider.fetch(mine)
    # Nor does she pay with it together with a customer of her own.
    assert hers.token
    customer, _, card = hers.token.partition(" ")
    other = psp.cards.new_customer()["id"]
    refused = await side.provider.charge(side.by_token(f"{other} {card}"))
    assert refused.outcome is ChargeOutcome.DECLINED
    assert customer != other
