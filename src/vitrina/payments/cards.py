"""Cards that buyers keep with their providers: chosen, listed, removed, forgotten."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import ProviderError
from vitrina.kit.ids import new_id
from vitrina.payments import rules, store
from vitrina.payments.errors import KeptCardNotFound, MethodUnavailable, TooManyKeptCards
from vitrina.payments.kept import Instrument, KeptCard, KeptCardId, NewKeptCard
from vitrina.payments.model import Choice, KeptCardView, Method, Payment, PaymentId
from vitrina.payments.providers import registry

CARDS_MAX = 10
UNDO_TIME = timedelta(minutes=1)
FORGOTTEN_MAX = 100

log = logging.getLogger(__name__)


async def choose_kept(
    db: Db, choice: Choice, *, card_id: KeptCardId, person_id: PersonId | None, now: datetime
) -> Choice:
    """Let a choice be paid with a kept card of the buyer, at once.

    Raises SignInNeeded, KeptCardNotFound, MethodUnavailable.
    """
    card = await get_own(db, card_id, person_id=person_id)
    if rules.is_expired(card, now):
        raise KeptCardNotFound
    if rules.method_of(card.provider) is not choice.method or choice.instalments != 1:
        raise MethodUnavailable
    return replace(choice, kept_card_id=card.id)


async def choose_to_keep(db: Db, choice: Choice, *, person_id: PersonId | None) -> Choice:
    """Let the card that pays become a kept one. Raises SignInNeeded, MethodUnavailable, TooManyKeptCards."""
    if person_id is None:
        raise SignInNeeded
    if not can_keep(choice.method):
        raise MethodUnavailable
    if len(await store.cards_of(db, person_id, limit=CARDS_MAX)) >= CARDS_MAX:
        raise TooManyKeptCards(count_max=CARDS_MAX)
    return replace(choice, keep_for=person_id)


def can_keep(method: Method) -> bool:
    """Tell whether the card of a way to pay can be kept."""
    provider = rules.provider(method)
    return provider in registry.KEEPERS and rules.method_of(provider) is method


async def get_own(db: Db, card_id: KeptCardId, *, person_id: PersonId | None) -> KeptCard:
    """Find a kept card of the person who asks. Raises SignInNeeded, KeptCardNotFound."""
    if person_id is None:
        raise SignInNeeded
    card = await store.find_kept(db, card_id)
    if card is None or card.person_id != person_id or card.removed_at is not None:
        raise KeptCardNotFound
    return card


def name_of(provider: str, fingerprint: str) -> str:
    """Name a card among all: whose account it is on does not matter."""
    return f"{provider} {fingerprint}"


async def find_name(db: Db, card_id: KeptCardId) -> str:
    """Name a kept card among all cards, also one that is being removed; its own id where it is gone."""
    card = await store.find_kept(db, card_id)
    return name_of(card.provider, card.fingerprint) if card else str(card_id)


async def keep_paid(
    db: Db, moved: Sequence[Payment], instruments: Mapping[PaymentId, Instrument], *, now: datetime
) -> None:
    """Keep the cards of captured payments whose buyers wanted that. One statement; none where nobody did."""
    new = [
        NewKeptCard(
            id=KeptCardId(new_id()),
            person_id=each.keep_for,
            provider=each.provider,
            instrument=instruments[each.id],
        )
        for each in moved
        if each.keep_for and each.id in instruments and instruments[each.id].token
    ]
    if new:
        await store.keep_cards(db, new, now=now)


async def listed(db: Db, person_id: PersonId, *, now: datetime) -> list[KeptCardView]:
    """List a person's kept cards, the newest first."""
    return [
        KeptCardView(
            id=each.id,
            method=rules.method_of(each.provider),
            brand=each.brand,
            last4=each.last4,
            expires_month=each.expires_month,
            expires_year=each.expires_year,
            is_expired=rules.is_expired(each, now),
        )
        for each in await store.cards_of(db, person_id, limit=CARDS_MAX)
    ]


async def remove(db: Db, card_id: KeptCardId, *, person_id: PersonId, now: datetime) -> None:
    """Remove a card of a person's; for a minute she can have it back. Raises KeptCardNotFound."""
    if not await store.remove(db, card_id, person_id=person_id, now=now):
        raise KeptCardNotFound


async def bring_back(db: Db, card_id: KeptCardId, *, person_id: PersonId, now: datetime) -> None:
    """Undo the removal of a card. Raises KeptCardNotFound when its time is over."""
    if not await store.bring_back(db, card_id, person_id=person_id, since=now - UNDO_TIME):
        raise KeptCardNotFound


async def forget_removed(pool: Pool, *, now: datetime) -> int:
    """Have providers forget removed cards, with no transaction open. Returns how many they forgot.

    One whose provider does not answer waits for the next run and holds up no other.
    """
    async with pool.transaction() as db:
        due = await store.to_forget(db, before=now - UNDO_TIME, limit=FORGOTTEN_MAX)
    forgotten_count = 0
    for each in due:
        try:
            await registry.provider_of(pool, each.provider).forget(each.token)
        except ProviderError as error:
            log.warning("a card was not forgotten", extra={"card_id": str(each.id), "reason": str(error)})
            continue
        async with pool.transaction() as db:
            forgotten_count += await store.forget_card(db, each.id)
    return forgotten_count
