"""Stock of variants that no shop needs to own, and what is in the books of the inventory."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from vitrina.catalogue.model import VariantId
from vitrina.identity.model import PersonId
from vitrina.inventory import store
from vitrina.inventory.model import Count, HoldRequest
from vitrina.kit import clock
from vitrina.kit.db import Db, value
from vitrina.kit.ids import new_id

COUNTER = PersonId(new_id())
Stocked = Callable[..., Awaitable[list[VariantId]]]


def request(purchase_id: UUID, *lines: tuple[VariantId, int], minutes: float = 10) -> HoldRequest:
    """A purchase that wants these lines for ten minutes."""
    return HoldRequest(purchase_id=purchase_id, lines=lines, until=clock.now() + timedelta(minutes=minutes))


async def stock_of(db: Db, *quantities: int) -> list[VariantId]:
    """New variants with these quantities on the shelf, in the order of their ids."""
    variants = sorted(VariantId(new_id()) for _ in quantities)
    counts = [
        Count(variant_id=variant_id, quantity=quantity)
        for variant_id, quantity in zip(variants, quantities, strict=True)
    ]
    await store.count(db, counts, person_id=COUNTER)
    return variants


async def books_are_right(db: Db) -> bool:
    """Whether each variant's movements add up to what it has free, and what was counted last is all there.

    The last count plus what came and went since must be free + held + sold, less what is short.
    """
    return await value(
        db,
        """
        select coalesce(bool_and(
                   s.available - s.short_by = coalesce(m.change, 0)
                   and (s.short_by = 0 or s.available = 0)), true)
          from inventory.stock s
          left join (select variant_id, sum(change) as change
                       from inventory.movements
                      group by variant_id) m on m.variant_id = s.variant_id
        """,
    )


@pytest.fixture
def stocked(db: Db) -> Stocked:
    async def stock(*quantities: int) -> list[VariantId]:
        return await stock_of(db, *quantities)

    return stock
