"""Who takes money on this instance: each provider by its name, made once a process."""

from collections.abc import Mapping
from typing import cast
from weakref import WeakKeyDictionary

from vitrina.kit.config import Settings, load_settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import ProviderError
from vitrina.payments import rules
from vitrina.payments.providers import STRIPE, Provider
from vitrina.payments.providers.by_hand import ByHand
from vitrina.payments.providers.carrier import Carrier
from vitrina.payments.providers.nobody import Nobody
from vitrina.payments.providers.sandbox import Sandbox

KEEPERS = frozenset({Sandbox.name, STRIPE})
"""Providers that keep cards, also where their modules are not loaded."""

_providers: WeakKeyDictionary[Pool, Mapping[str, Provider]] = WeakKeyDictionary()


def set_up(pool: Pool, settings: Settings) -> None:
    """Make the providers that settings describe; without it they are made of the environment's."""
    made: list[Provider] = [
        Sandbox(pool),
        ByHand(pool, name=rules.CASH),
        ByHand(pool, name=rules.TRANSFER, account=settings.transfer_account),
        Nobody(pool, name=rules.NOBODY),
        Nobody(pool, name=rules.CLOSED),
    ]
    if settings.stripe_secret_key:
        from vitrina.payments.providers.stripe import Stripe

        made.append(Stripe(settings))
    _providers[pool] = {each.name: each for each in made}


def provider_of(pool: Pool, name: str) -> Provider:
    """Find the provider of that name.

    Raises ProviderError, for now, where its keys are missing: money may be on its way, and they come back.
    """
    if pool not in _providers:
        set_up(pool, load_settings())
    found = _providers[pool].get(name)
    if found is None:
        assert name == STRIPE, f"no provider {name}"
        raise ProviderError("VITRINA_STRIPE_SECRET_KEY is not set", permanent=False)
    return found


def carrier_of(pool: Pool, name: str) -> Carrier:
    """Find the provider of that name that carries payouts. Raises ProviderError as `provider_of` does."""
    found = provider_of(pool, name)
    assert found.capabilities.can_transfer_later, f"{name} carries nothing"
    return cast(Carrier, found)


def with_statements(pool: Pool) -> list[Provider]:
    """List the providers that tell what moved on our account with them."""
    if pool not in _providers:
        set_up(pool, load_settings())
    return [each for each in _providers[pool].values() if each.capabilities.has_statement]
