"""The address book: hers alone, at most twenty, one default, and nothing lost by an undo."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec import convert
from msgspec.structs import replace

from tests.people import ANA, EVA, load, sign_in
from vitrina.addresses import service as addresses
from vitrina.addresses.errors import AddressNotFound, TooManyAddresses
from vitrina.addresses.model import SAVED_MAX, Address, NewSavedAddress, SavedAddressId
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id

Client = AsyncTestClient[Litestar]
BOOK = "/api/v1/me/addresses"
HOME = {
    "country": "MX",
    "name": "Ana",
    "line1": "Orizaba 42",
    "neighbourhood": "Roma Norte",
    "city": "Cuauhtémoc",
    "state": "Ciudad de México",
    "postal_code": "06700",
    "phone": "55 1234 5678",
}
WORK = {**HOME, "line1": "Reforma 222"}


def kept(address: dict[str, str], label: str = "", *, is_default: bool = False) -> dict[str, Any]:
    return {"address": address, "label": label, "is_default": is_default}


async def save(client: Client, headers: dict[str, str], body: dict[str, Any], id: UUID | None = None) -> Any:
    answer = await client.put(f"{BOOK}/{id or new_id()}", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def book(client: Client, headers: dict[str, str]) -> list[tuple[str, bool]]:
    page = (await client.get(BOOK, headers=headers)).json()
    return [(each["label"], each["is_default"]) for each in page["items"]]


async def test_an_address_is_kept_changed_removed_and_brought_back(client: Client, pool: Pool) -> None:
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)

    home = await save(client, ana, kept(HOME, "Home"))
    work = await save(client, ana, kept(WORK, "Work", is_default=True))
    renamed = await save(client, ana, kept(HOME, "Mamá"), UUID(home["id"]))
    before = await book(client, ana)
    gone = [(await client.delete(f"{BOOK}/{work['id']}", headers=ana)).status_code for _ in range(2)]
    without = await book(client, ana)
    await save(client, ana, kept(work["address"], "Work", is_default=True), UUID(work["id"]))

    assert home["is_default"]
    assert home["address"]["phone"] == "+525512345678"
    assert home["phone_national"] == "55 1234 5678"
    assert renamed["id"] == home["id"]
    assert before == [("Work", True), ("Mamá", False)]
    assert gone == [204, 204]
    assert without == [("Mamá", True)]
    assert await book(client, ana) == before
    assert await book(client, eva) == []


async def test_the_default_stays_the_default_until_another_one_is(client: Client, pool: Pool) -> None:
    ana = await sign_in(pool, ANA)
    home = await save(client, ana, kept(HOME, "Home"))

    await save(client, ana, kept(HOME, "Home"), UUID(home["id"]))

    assert await book(client, ana) == [("Home", True)]


async def test_the_same_address_again_is_the_one_that_is_kept(client: Client, pool: Pool) -> None:
    ana = await sign_in(pool, ANA)
    home = await save(client, ana, kept(HOME, "Home"))

    again = await save(client, ana, kept(HOME))

    assert again["id"] == home["id"]
    assert await book(client, ana) == [("Home", True)]


async def test_nobody_writes_over_an_address_of_somebody_else(pool: Pool, settings: Settings) -> None:
    saved_id = SavedAddressId(new_id())
    new = NewSavedAddress(address=address_of(HOME))
    async with pool.transaction() as db:
        ana, eva = await load(db, ANA), await load(db, EVA)
        await addresses.save(db, saved_id=saved_id, actor=ana, new=new, settings=settings, now=clock.now())

    with pytest.raises(AddressNotFound):
        async with pool.transaction() as db:
            await addresses.save(
                db, saved_id=saved_id, actor=eva, new=new, settings=settings, now=clock.now()
            )

    async with pool.transaction() as db:
        await addresses.remove(db, saved_id=saved_id, actor=eva)
        assert len(await addresses.saved(db, ana)) == 1


async def test_twenty_are_enough_even_at_once_and_one_is_the_default(pool: Pool, settings: Settings) -> None:
    async with pool.transaction() as db:
        ana = await load(db, ANA)

    async def one(number: int) -> bool:
        new = NewSavedAddress(address=replace(address_of(HOME), line1=f"Street {number}"), is_default=True)
        try:
            async with pool.transaction() as db:
                await addresses.save(
                    db,
                    saved_id=SavedAddressId(new_id()),
                    actor=ana,
                    new=new,
                    settings=settings,
                    now=clock.now(),
                )
        except TooManyAddresses:
            return False
        return True

    kept_count = sum(await asyncio.gather(*(one(number) for number in range(SAVED_MAX + 4))))

    async with pool.transaction() as db:
        found = await addresses.saved(db, ana)
    assert kept_count == len(found) == SAVED_MAX
    assert [each.is_default for each in found] == [True] + [False] * (SAVED_MAX - 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": "call me"}, "address.phone"),
        ({"postal_code": "670"}, "address.postal_code"),
        ({"state": "Narnia"}, "address.state"),
        ({"line1": " "}, "address.line1"),
    ],
)
async def test_a_wrong_address_is_not_kept(
    client: Client, pool: Pool, change: dict[str, str], field: str
) -> None:
    ana = await sign_in(pool, ANA)

    answer = await client.put(f"{BOOK}/{new_id()}", json=kept({**HOME, **change}), headers=ana)

    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [field]
    assert await book(client, ana) == []


async def test_a_label_and_an_address_are_bounded(client: Client, pool: Pool) -> None:
    ana = await sign_in(pool, ANA)

    for body in (kept(HOME, "x" * 41), kept({**HOME, "line1": "x" * 121}), {"label": "no address"}):
        assert (await client.put(f"{BOOK}/{new_id()}", json=body, headers=ana)).status_code == 422


def address_of(fields: dict[str, str]) -> Address:
    return convert(fields, Address)
