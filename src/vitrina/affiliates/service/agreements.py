"""Rates that a shop and a creator agreed for one show."""

from collections.abc import Sequence

from vitrina.affiliates.model import Agreement, RoomCommission
from vitrina.affiliates.store import agreements as store
from vitrina.kit.db import Db
from vitrina.live.model import RoomId
from vitrina.shops.model import ShopId


async def agree(db: Db, agreements: Sequence[Agreement]) -> None:
    """Keep what was agreed for shows: taps in them promise it. Agreed once, it stays. One statement.

    For modules that act for the shop: whoever calls answers for whose the products and the show are.
    """
    if agreements:
        await store.add_agreements(db, agreements)


async def earned_in(db: Db, room_ids: Sequence[RoomId], *, shop_id: ShopId) -> list[RoomCommission]:
    """Add up what sales of a shop's products in shows earned their hosts. One statement."""
    return await store.room_commissions(db, room_ids, shop_id=shop_id) if room_ids else []
