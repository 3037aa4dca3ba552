"""Rates that a shop and a creator agreed for one show."""

from collections.abc import Sequence

from vitrina.affiliates.model import Agreement, RoomCommission
from vitrina.affiliates.store import agreements as store
from vitrina.catalogue.model import ProductId
from vitrina.kit.db import Db
from vitrina.live.model import RoomId


async def agree(db: Db, agreements: Sequence[Agreement]) -> None:
    """Keep what was agreed for shows: taps in them promise it. Agreed once, it stays. One statement.

    For modules that act for the shop: whoever calls answers for whose the products and the show are.
    """
    if agreements:
        await store.add_agreements(db, agreements)


async def earned_in(db: Db, shown: Sequence[tuple[RoomId, ProductId]]) -> list[RoomCommission]:
    """Add up what sales of products in shows earned, each named once with its show. One statement."""
    return await store.room_commissions(db, shown) if shown else []
