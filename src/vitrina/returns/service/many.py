"""What a shop does with many returns at once."""

from datetime import datetime

from vitrina.identity.model import Person
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, Overloaded, Refusal
from vitrina.kit.locales import sentence
from vitrina.kit.places import Language
from vitrina.returns import store
from vitrina.returns.errors import ReturnNotFound
from vitrina.returns.model import Acceptance, AcceptanceOfMany, ReturnId, ReturnOutcome
from vitrina.returns.service.move import accept
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId


async def accept_many(
    pool: Pool, *, shop_id: ShopId, actor: Person, wanted: AcceptanceOfMany, language: Language, now: datetime
) -> list[ReturnOutcome]:
    """Say where the goods of many returns of a shop go; one that cannot be accepted holds up no other.

    Each in a transaction of its own, so that none waits for the stock that another one holds. The same again
    changes nothing. Raises NotYourShop, ShopNotFound, Malformed, Overloaded.
    """
    ids = list(dict.fromkeys(wanted.return_ids))
    async with pool.transaction() as db:
        await shops.require_member(db, shop_id=shop_id, person=actor)
        own = {each.id for each in await store.by_id(db, ids) if each.shop_id == shop_id}
    acceptance = Acceptance(instructions=wanted.instructions)
    outcomes: list[ReturnOutcome] = []
    for each in ids:
        refusal: Refusal | None = ReturnNotFound()
        if each in own:
            refusal = await _accept(pool, each, actor=actor, acceptance=acceptance, now=now)
        outcomes.append(
            ReturnOutcome(
                return_id=each,
                refusal=refusal.code if refusal else None,
                words=sentence(language, refusal) if refusal else None,
            )
        )
    return outcomes


async def _accept(
    pool: Pool, return_id: ReturnId, *, actor: Person, acceptance: Acceptance, now: datetime
) -> Refusal | None:
    try:
        async with pool.transaction() as db:
            await accept(db, return_id=return_id, actor=actor, acceptance=acceptance, now=now)
    except (Malformed, Overloaded):  # The words are those of all, and so is the house.
        raise
    except Refusal as refusal:
        return refusal
    return None
