"""What came back to a shop, as a table for its accountant."""

from collections import defaultdict
from collections.abc import Sequence

from vitrina.identity.model import Person
from vitrina.kit.days import local_time
from vitrina.kit.db import Db
from vitrina.kit.places import Country
from vitrina.kit.tables import Row, as_csv, as_decimal, as_moment
from vitrina.returns import store
from vitrina.returns.model import Return, ReturnId, ReturnLine
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

ROWS_MAX = 5_000
COLUMNS = (
    "code",
    "order",
    "state",
    "reason",
    "by_law",
    "way_back_paid_by",
    "opened_at",
    "moved_at",
    "due_at",
    "pieces",
    "accepted",
    "currency",
    "refunded",
    "carrier",
    "tracking_number",
    "exchanged_for",
    "words",
    "answer",
    "time_zone",
)


async def table(db: Db, *, shop_id: ShopId, actor: Person, is_open: bool | None) -> str:
    """Write what buyers give back to a shop as CSV, the newest first, at most ROWS_MAX.

    Sums in units of the currency, as decimals; moments by the clocks where the shop is, which the last
    column names. Raises NotYourShop, ShopNotFound.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    ids = await store.ids_of_shop(db, shop_id, is_open=is_open, before=None, limit=ROWS_MAX)
    lines: dict[ReturnId, list[ReturnLine]] = defaultdict(list)
    for line in await store.lines_of(db, ids):
        lines[line.return_id].append(line)
    rows = [_row(given, lines[given.id], shop.country) for given in await store.by_id(db, ids)]
    return as_csv([COLUMNS, *rows])


def _row(given: Return, lines: Sequence[ReturnLine], country: Country) -> Row:
    accepted = [line.accepted_quantity for line in lines if line.accepted_quantity is not None]
    refunded_minor = given.refunded_minor
    return [
        given.code,
        given.order_code,
        given.state.value,
        given.reason.value,
        "yes" if given.is_withdrawal else "no",
        given.payer.value,
        *[as_moment(at, country) for at in (given.opened_at, given.moved_at, given.due_at)],
        sum(line.quantity for line in lines),
        sum(accepted) if accepted else None,
        given.currency.value,
        None if refunded_minor is None else as_decimal(refunded_minor, given.currency),
        given.carrier,
        given.tracking_number,
        " · ".join(given.wanted_values or []),
        given.words,
        given.answer,
        local_time(given.opened_at, country).tzname(),
    ]
