"""For how long things are held for who pays: the table is `rules.WAYS`; here is who lets vouchers hold."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.payments import rules, store
from vitrina.payments.model import Choice, Method
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId


async def let_vouchers_hold(db: Db, *, shop_id: ShopId, actor: Person, is_let: bool, now: datetime) -> None:
    """Say whether a shop's things are held for who pays with a voucher. Raises NotYourShop, ShopNotFound."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    if is_let:
        await store.put_voucher_shop(db, shop_id, now=now)
    else:
        await store.delete_voucher_shop(db, shop_id)


def needs_leave(method: Method) -> bool:
    """Tell whether things are held for a way to pay only where their shops let it."""
    return rules.WAYS[method].needs_leave


async def let_by_all(db: Db, shop_ids: Sequence[ShopId]) -> bool:
    """Tell whether every one of some shops lets vouchers hold its things. One statement."""
    wanted = set(shop_ids)
    return bool(wanted) and await store.voucher_shops(db, list(wanted)) == wanted


async def held_until(db: Db, choice: Choice, shop_ids: Sequence[ShopId], *, now: datetime) -> datetime:
    """Say until when things of these shops are held for who chose so; now: they are not."""
    if needs_leave(choice.method) and not await let_by_all(db, shop_ids):
        return now
    return choice.pay_by
