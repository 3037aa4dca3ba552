"""Handles: one name, one owner, people and shops alike."""

import asyncio

import pytest

from tests.people import ANA, BRUNO, JOINED, join, load
from vitrina.identity import service as identity
from vitrina.identity.errors import EmailTaken, HandleTaken
from vitrina.identity.model import ChangeMe, HandleKind, HandleOwner, NewPerson, PersonId
from vitrina.kit.db import Db, Pool, value
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.kit.places import Language


async def test_a_handle_finds_its_owner_with_or_without_the_at(db: Db) -> None:
    await join(db, ANA)

    owner = HandleOwner(kind=HandleKind.PERSON, id=ANA.id)
    assert await identity.find_by_handle(db, "ana.test") == owner
    assert await identity.find_by_handle(db, "@Ana.Test") == owner


@pytest.mark.parametrize("handle", ["nobody.here", "", "\0", "ana'; drop table", "a" * 10_000, "ñ"])
async def test_what_is_nobodys_handle_finds_nobody(db: Db, handle: str) -> None:
    assert await identity.find_by_handle(db, handle) is None


async def test_a_shop_cannot_have_a_persons_handle(db: Db) -> None:
    await join(db, ANA)

    with pytest.raises(HandleTaken) as refused:
        await identity.claim_handle(db, handle="Ana.Test", kind=HandleKind.SHOP, owner_id=new_id())

    assert refused.value.fields == {"handle": "ana.test"}


async def test_a_person_cannot_take_a_shops_handle(db: Db) -> None:
    ana = await load(db, ANA)
    await identity.claim_handle(db, handle="flores", kind=HandleKind.SHOP, owner_id=new_id())

    with pytest.raises(HandleTaken):
        await identity.change_me(db, ana, ChangeMe(handle="flores"), now=JOINED)

    assert (await identity.person_by_id(db, ANA.id)).handle == "ana.test"


async def test_a_refused_claim_leaves_the_transaction_usable(db: Db) -> None:
    await join(db, ANA)
    shop_id = new_id()
    with pytest.raises(HandleTaken):
        await identity.claim_handle(db, handle="ana.test", kind=HandleKind.SHOP, owner_id=shop_id)

    assert await identity.claim_handle(db, handle="other", kind=HandleKind.SHOP, owner_id=shop_id) == "other"


async def test_claiming_the_own_handle_again_changes_nothing(db: Db) -> None:
    shop_id = new_id()

    for _ in range(2):
        await identity.claim_handle(db, handle="flores", kind=HandleKind.SHOP, owner_id=shop_id)

    assert await identity.find_by_handle(db, "flores") == HandleOwner(kind=HandleKind.SHOP, id=shop_id)


async def test_a_new_handle_frees_the_old_one(db: Db) -> None:
    ana = await load(db, ANA)

    await identity.change_me(db, ana, ChangeMe(handle="@Nueva.Ana"), now=JOINED)

    assert (await identity.person_by_id(db, ANA.id)).handle == "nueva.ana"
    assert await identity.find_by_handle(db, "ana.test") is None


@pytest.mark.parametrize("handle", ["vitrina", "Soporte", "admin", "@help"])
async def test_nobody_speaks_for_the_house(db: Db, handle: str) -> None:
    with pytest.raises(HandleTaken):
        await identity.claim_handle(db, handle=handle, kind=HandleKind.SHOP, owner_id=new_id())


@pytest.mark.parametrize("handle", ["", "ab", "a" * 31, "ana lopez", "<script>", "a\0b", ".ana", "ana/../x"])
async def test_what_is_no_handle_is_malformed(db: Db, handle: str) -> None:
    with pytest.raises(Malformed):
        await identity.claim_handle(db, handle=handle, kind=HandleKind.SHOP, owner_id=new_id())


async def test_of_two_who_want_a_handle_at_once_one_gets_it(pool: Pool) -> None:
    barrier = asyncio.Barrier(8)

    async def claim() -> str:
        async with pool.transaction() as db:
            await value(db, "select 1")
            await barrier.wait()
            return await identity.claim_handle(db, handle="flores", kind=HandleKind.SHOP, owner_id=new_id())

    results = await asyncio.gather(*(claim() for _ in range(8)), return_exceptions=True)

    assert results.count("flores") == 1
    assert sum(isinstance(result, HandleTaken) for result in results) == 7


async def test_people_with_one_local_part_who_come_at_once_get_different_handles(pool: Pool) -> None:
    barrier = asyncio.Barrier(6)

    async def arrive(number: int) -> str:
        new = NewPerson(id=PersonId(new_id()), email=f"leo@mail{number}.example", language=Language.PT)
        async with pool.transaction() as db:
            await value(db, "select 1")
            await barrier.wait()
            return (await identity.create_person(db, new, now=JOINED)).handle

    handles = await asyncio.gather(*(arrive(number) for number in range(6)))

    assert len(set(handles)) == 6


async def test_one_address_has_one_account(db: Db) -> None:
    await join(db, ANA)
    twin = NewPerson(id=PersonId(new_id()), email=ANA.email.upper(), language=Language.ES)

    with pytest.raises(EmailTaken):
        await identity.create_person(db, twin, now=JOINED)


async def test_the_same_id_twice_is_one_account(db: Db) -> None:
    first = await load(db, BRUNO)

    assert await identity.create_person(db, BRUNO, now=JOINED) == first
