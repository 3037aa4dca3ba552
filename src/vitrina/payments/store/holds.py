"""SQL of which shops hold things for vouchers."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from vitrina.kit.db import Db, many, run
from vitrina.shops.model import ShopId


class _Shop(Struct, frozen=True, kw_only=True):
    shop_id: ShopId


async def put_voucher_shop(db: Db, shop_id: ShopId, *, now: datetime) -> int:
    """Note that a shop holds its things for vouchers."""
    return await run(
        db,
        """
        insert into payments.voucher_shops (shop_id, at)
        values (%(shop_id)s, %(now)s)
        on conflict do nothing
        """,
        shop_id=shop_id,
        now=now,
    )


async def delete_voucher_shop(db: Db, shop_id: ShopId) -> int:
    """Note that a shop holds nothing for vouchers any more."""
    return await run(db, "delete from payments.voucher_shops where shop_id = %(shop_id)s", shop_id=shop_id)


async def voucher_shops(db: Db, shop_ids: Sequence[ShopId]) -> set[ShopId]:
    """Tell which of some shops hold their things for vouchers."""
    found = await many(
        db,
        _Shop,
        "select shop_id from payments.voucher_shops where shop_id = any(%(shop_ids)s::uuid[])",
        shop_ids=list(shop_ids),
    )
    return {row.shop_id for row in found}
