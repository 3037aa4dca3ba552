"""A drop to claim from, and who claims."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.checkout.buying import on_sale, wanting
from tests.people import BRUNO, load
from vitrina.catalogue.model import VariantId
from vitrina.drops import service as drops
from vitrina.drops.model import (
    ClaimId,
    ClaimState,
    ClaimView,
    ClaimWanted,
    DropId,
    DropPlace,
    HolderId,
    NewDrop,
)
from vitrina.identity.model import PersonId
from vitrina.kit import clock
from vitrina.kit.db import Db, Pool, value
from vitrina.kit.errors import Refusal
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.shops.model import Shop

Client = AsyncTestClient[Litestar]
PRICE = 99_00
SHIPPING = 50_00


async def a_drop(
    pool: Pool,
    *,
    units: int = 5,
    buyer_max: int = 1,
    opens_in: timedelta = timedelta(0),
    stock: int = 10,
    now: datetime | None = None,
    **more: Any,
) -> tuple[Shop, VariantId, DropId]:
    """A drop at 99.00 of something that costs 189.00, of which there are ten."""
    now = now or clock.now()
    shop, [variant] = await on_sale(pool, quantity=stock)
    new = new_drop(variant, units=units, buyer_max=buyer_max, opens_at=now + opens_in, **more)
    async with pool.transaction() as db:
        await drops.plan(db, shop_id=shop.id, actor=await load(db, BRUNO), new=new, now=now)
    return shop, variant, new.id


def new_drop(variant: VariantId, *, opens_at: datetime, units: int = 5, **more: Any) -> NewDrop:
    """The plan of a drop."""
    price = more.pop("price", Money(PRICE, Currency.MXN))
    return NewDrop(
        id=more.pop("id", DropId(new_id())),
        variant_id=variant,
        place=more.pop("place", DropPlace.PRODUCT),
        price=price,
        unit_count=units,
        opens_at=opens_at,
        **more,
    )


def wish(
    drop_id: DropId,
    *,
    holder: UUID | None = None,
    person: PersonId | None = None,
    quantity: int = 1,
    now: datetime | None = None,
    id: UUID | None = None,
) -> ClaimWanted:
    """Somebody who wants a unit now; somebody else each time, unless it is said who."""
    return ClaimWanted(
        id=ClaimId(id or new_id()),
        drop_id=drop_id,
        holder_id=HolderId(person or holder or new_id()),
        person_id=person,
        quantity=quantity,
        now=now or clock.now(),
    )


def states(answers: list[ClaimView | Refusal]) -> list[str]:
    """What became of wishes: the state of a claim, or the code of a refusal."""
    return [each.state.value if isinstance(each, ClaimView) else each.code for each in answers]


async def claim_many(pool: Pool, *wishes: ClaimWanted) -> list[ClaimView | Refusal]:
    """Claim in one batch."""
    async with pool.transaction() as db:
        return await drops.claim_many(db, wishes)


async def state_of(pool: Pool, claim_id: UUID) -> ClaimState:
    """Where a claim stands now."""
    async with pool.transaction() as db:
        return ClaimState(await value(db, "select state from drops.claims where id = %(id)s", id=claim_id))


async def units(pool: Pool, drop_id: DropId) -> dict[str, int]:
    """Units of a drop by where they are; what is on the shelf is free."""
    async with pool.transaction() as db:
        return {
            "free": await value(
                db, "select available from inventory.stock where variant_id = %(id)s", id=drop_id
            ),
            **{
                state: await value(
                    db,
                    """
                    select coalesce(sum(quantity), 0)::integer
                      from inventory.holds
                     where variant_id = %(id)s
                       and state = %(state)s
                    """,
                    id=drop_id,
                    state=state,
                )
                for state in ("active", "sold")
            },
        }


async def books_are_right(db: Db) -> bool:
    """Whether the movements of each counter and each shelf add up to what is free there."""
    return await value(
        db,
        """
        select coalesce(bool_and(s.available - s.short_by = coalesce(m.change, 0)), true)
          from inventory.stock s
          left join (select variant_id, sum(change) as change
                       from inventory.movements
                      group by variant_id) m on m.variant_id = s.variant_id
        """,
    )


async def ticket_of(client: Client, drop_id: DropId, headers: dict[str, str] | None = None) -> str:
    """Ask for a ticket over HTTP; the client keeps the guest's cookie."""
    answer = await client.post(f"/api/v1/drops/{drop_id}/tickets", headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()["ticket"]


async def claim(
    client: Client,
    drop_id: DropId,
    *,
    ticket: str | None = None,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    """Claim over HTTP."""
    ticket = ticket or await ticket_of(client, drop_id, headers)
    body = {"id": str(new_id()), "ticket": ticket, **more}
    return await client.post(f"/api/v1/drops/{drop_id}/claims", json=body, headers=headers)


def checkout_of(claim_id: str, variant: VariantId, *, quantity: int = 1, **more: Any) -> dict[str, Any]:
    """The body of the checkout of a claim, at the price of the drop."""
    total = PRICE * quantity + SHIPPING
    return wanting(variant, total_minor=total, quantity=quantity, **{"id": claim_id, **more})
