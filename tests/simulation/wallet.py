"""Ana's kept cards: she keeps some, pays with them, removes them and wants them back."""

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from vitrina.checkout.model import NewPaymentTry
from vitrina.kit import clock
from vitrina.kit.db import value
from vitrina.payments import cards
from vitrina.payments.errors import KeptCardNotFound
from vitrina.payments.kept import KeptCardId

if TYPE_CHECKING:
    from tests.simulation.world import World


class Wallet:
    """What one person keeps with the provider."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.removed: list[KeptCardId] = []

    async def choose(self, wanted: NewPaymentTry) -> NewPaymentTry:
        """Let Ana keep the card she pays with, or pay with one that she kept, removed ones too."""
        world = self.world
        choice = world.chance.random()
        if choice < 0.3:
            return replace(wanted, keep_card=True)
        known = [*await self._listed(), *self.removed[-1:]]
        if choice < 0.6 and known:
            world.seen["kept card chosen"] += 1
            return replace(wanted, card=None, kept_card_id=world.chance.choice(known))
        return wanted

    async def tidy(self) -> None:
        """Remove a card, or bring back one that was removed just now."""
        world = self.world
        known = await self._listed()
        async with world.pool.transaction() as db:
            if known and world.chance.random() < 0.7:
                card_id = world.chance.choice(known)
                await cards.remove(db, card_id, person_id=world.ana.id, now=clock.now())
                self.removed.append(card_id)
                world.seen["card removed"] += 1
            elif self.removed:
                try:
                    await cards.bring_back(db, self.removed[-1], person_id=world.ana.id, now=clock.now())
                    world.seen["card brought back"] += 1
                except KeptCardNotFound:
                    return

    async def forget(self, now: datetime) -> None:
        self.world.seen["card forgotten"] += await cards.forget_removed(self.world.pool, now=now)

    async def _listed(self) -> list[KeptCardId]:
        async with self.world.pool.transaction() as db:
            return [each.id for each in await cards.listed(db, self.world.ana.id, now=clock.now())]

    async def assert_final(self) -> None:
        """Assert that removed cards are gone, and that the provider has just those which are left."""
        async with self.world.pool.transaction() as db:
            for question in (
                "select count(*) from payments.kept_cards where removed_at is not null",
                "select count(*) from payments.sandbox_cards s"
                " full join payments.kept_cards k on k.token = s.token"
                " where (k.token is not null) is distinct from (not coalesce(s.is_forgotten, true))",
                "select count(*) from payments.payments p"
                " join payments.sandbox_charges c on c.key = p.id and c.outcome = 'captured'"
                " join payments.sandbox_cards s on s.token = 'sbx_card_' || replace(p.id::text, '-', '')"
                " where p.keep_for is null",
            ):
                assert await value(db, question) == 0, question
