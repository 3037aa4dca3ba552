"""A buyer and a shop talk; nobody else hears it, and nothing is said twice."""

import asyncio
from typing import Any

import pytest

from tests.builders import image_of, product_of
from tests.messaging.talking import API, Client, Talk, talk_of, text
from tests.people import ANA, EVA, sign_in
from vitrina.kit import clock
from vitrina.kit.db import Pool, value
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.ids import new_id
from vitrina.kit.personal import Subject
from vitrina.messaging import personal, service
from vitrina.messaging.errors import (
    ConversationNotFound,
    KeptApart,
    MessageIdTaken,
    OwnShop,
    ProductNotOfShop,
)
from vitrina.messaging.model import MessageId, NewMessage
from vitrina.messaging.service import writing
from vitrina.social import service as social


@pytest.fixture
async def talk(pool: Pool) -> Talk:
    return await talk_of(pool)


async def test_what_one_says_the_other_reads(client: Client, talk: Talk) -> None:
    before = (await client.get(f"{API}/me/conversations", headers=talk.as_ana)).json()
    sent = await client.post(talk.path, headers=talk.as_ana, json=text("Hola\u202e \u0007 <b>"))
    listed = (await client.get(f"{API}/shops/{talk.shop.id}/conversations", headers=talk.as_bruno)).json()
    thread = (await client.get(talk.path, headers=talk.as_bruno)).json()
    await client.post(talk.path, headers=talk.as_bruno, json=text("¡Hola!"))
    own = (await client.get(f"{API}/me/conversations", headers=talk.as_ana)).json()

    assert before["items"] == []
    assert sent.status_code == 201, sent.text
    assert sent.json()["text"] == "Hola <b>"
    assert [(each["unread_count"], each["side"]) for each in listed["items"]] == [(1, "shop")]
    assert listed["items"][0]["buyer"]["name"] == "Ana"
    assert [(each["text"], each["is_own"]) for each in thread["messages"]] == [("Hola <b>", False)]
    assert [(each["unread_count"], each["last"]["text"]) for each in own["items"]] == [(1, "¡Hola!")]


async def test_a_buyer_and_a_shop_have_one_conversation(pool: Pool, talk: Talk) -> None:
    async def open_it() -> Any:
        async with pool.transaction() as db:
            return await service.start(db, shop_id=talk.shop.id, actor=talk.ana, now=clock.now())

    opened = await asyncio.gather(*(open_it() for _ in range(4)))

    assert {each.id for each in opened} == {talk.conversation_id}


async def test_nobody_writes_to_her_own_shop(pool: Pool, talk: Talk) -> None:
    with pytest.raises(OwnShop):
        async with pool.transaction() as db:
            await service.start(db, shop_id=talk.shop.id, actor=talk.bruno, now=clock.now())


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/conversations/{id}"),
        ("GET", "/conversations/{id}/messages"),
        ("GET", "/conversations/{id}/messages/new"),
        ("POST", "/conversations/{id}/messages"),
        ("PUT", "/conversations/{id}/read"),
    ],
)
async def test_strangers_find_no_conversation(
    client: Client, pool: Pool, talk: Talk, method: str, path: str
) -> None:
    await client.post(talk.path, headers=talk.as_ana, json=text("Hola"))
    target = API + path.format(id=talk.conversation_id)
    body = {"seq": 1} if method == "PUT" else text("Let me in") if method == "POST" else None

    stranger = await client.request(method, target, headers=await sign_in(pool, EVA), json=body)
    guest = await client.request(method, target, json=body)

    assert stranger.json()["code"] == ConversationNotFound.code
    assert guest.status_code == 401


async def test_the_list_of_a_shop_is_its_owners_alone(client: Client, pool: Pool, talk: Talk) -> None:
    target = f"{API}/shops/{talk.shop.id}/conversations"

    assert (await client.get(target, headers=talk.as_ana)).json()["code"] == "shops.not_your_shop"


async def test_the_same_message_twice_is_said_once(client: Client, pool: Pool, talk: Talk) -> None:
    body = text("Hola")

    answers = await asyncio.gather(
        *(client.post(talk.path, headers=talk.as_ana, json=body) for _ in range(3))
    )
    other = await client.post(talk.path, headers=talk.as_bruno, json=body)
    thread = (await client.get(talk.path, headers=talk.as_ana)).json()

    assert {each.status_code for each in answers} == {201}
    assert len(thread["messages"]) == 1
    assert other.json()["code"] == MessageIdTaken.code


@pytest.mark.parametrize(
    "body",
    [
        {"text": ""},
        {"text": " \u200b "},
        {"text": "x" * 2_001},
        {"text": "a", "product_id": str(new_id()), "file_id": str(new_id())},
        {"cart": []},
        {"cart": [{"variant_id": str(new_id()), "quantity": 0}]},
        {"cart": [{"variant_id": str(new_id()), "quantity": 1, "price": 1}]},
        {"text": "a", "side": "shop"},
    ],
)
async def test_a_malformed_message_is_refused(client: Client, talk: Talk, body: dict[str, Any]) -> None:
    answer = await client.post(talk.path, headers=talk.as_ana, json={"id": str(new_id()), **body})

    assert answer.status_code == 422


async def test_a_photo_is_ones_own_and_a_product_the_shops(client: Client, pool: Pool, talk: Talk) -> None:
    async with pool.transaction() as db:
        own, others = await image_of(db, ANA), await image_of(db, EVA)
        shirt = (await product_of(db, talk.shop)).id

    shown = await client.post(talk.path, headers=talk.as_ana, json=text("Así", file_id=str(own)))
    stolen = await client.post(talk.path, headers=talk.as_ana, json=text("", file_id=str(others)))
    product = await client.post(talk.path, headers=talk.as_bruno, json=text("", product_id=str(shirt)))
    unknown = await client.post(talk.path, headers=talk.as_bruno, json=text("", product_id=str(new_id())))

    assert shown.json()["image_url"]
    assert stolen.json()["code"] == "media.image_not_found"
    assert product.json()["product"]["title"] == "Linen shirt"
    assert unknown.json()["code"] == ProductNotOfShop.code


async def test_who_keeps_away_is_not_written_to(client: Client, pool: Pool, talk: Talk) -> None:
    await client.post(talk.path, headers=talk.as_ana, json=text("Hola"))
    async with pool.transaction() as db:
        await social.block(db, person_id=talk.bruno.id, other_id=talk.ana.id, now=clock.now())

    answers = [
        await client.post(talk.path, headers=headers, json=text("?"))
        for headers in (talk.as_ana, talk.as_bruno)
    ]
    seen = (await client.get(f"{API}/conversations/{talk.conversation_id}", headers=talk.as_ana)).json()
    again = await client.post(
        f"{API}/conversations", headers=talk.as_ana, json={"shop_id": str(talk.shop.id)}
    )

    assert {each.json()["code"] for each in (*answers, again)} == {KeptApart.code}
    assert not seen["can_write"]


async def test_unread_messages_are_counted_until_they_are_read(client: Client, talk: Talk) -> None:
    for words in ("uno", "dos", "tres"):
        await client.post(talk.path, headers=talk.as_ana, json=text(words))
    target = f"{API}/conversations/{talk.conversation_id}"

    async def unread() -> int:
        return (await client.get(target, headers=talk.as_bruno)).json()["unread_count"]

    counts = [await unread()]
    for seq in (2, 1, 99):
        await client.put(f"{target}/read", headers=talk.as_bruno, json={"seq": seq})
        counts.append(await unread())

    assert counts == [3, 1, 1, 0]


async def test_messages_page_back_without_gap_or_repeat(client: Client, talk: Talk) -> None:
    for number in range(7):
        await client.post(talk.path, headers=talk.as_ana, json=text(str(number)))
    seen: list[str] = []
    cursor = None
    while True:
        params = {"limit": 3, **({"cursor": cursor} if cursor else {})}
        page = (await client.get(talk.path, headers=talk.as_bruno, params=params)).json()
        seen = [each["text"] for each in page["messages"]] + seen
        cursor = page["before"]
        if not cursor:
            break

    assert seen == [str(number) for number in range(7)]


async def test_who_waits_hears_at_once(client: Client, talk: Talk) -> None:
    new = f"{talk.path}/new"
    waiting = asyncio.create_task(
        client.get(new, headers=talk.as_bruno, params={"after": 0, "wait": 20}, timeout=30)
    )
    idle = await client.get(new, headers=talk.as_ana, params={"after": 0, "wait": 0})

    sent = (await client.post(talk.path, headers=talk.as_ana, json=text("Hola"))).json()
    heard = (await waiting).json()

    assert idle.json()["messages"] == []
    assert [each["id"] for each in heard["messages"]] == [sent["id"]]


async def test_places_have_no_gap_when_two_write_at_once(pool: Pool, talk: Talk) -> None:
    async def write(number: int) -> None:
        new = NewMessage(id=MessageId(new_id()), text=str(number))
        await talk.say(new, by=talk.ana if number % 2 else talk.bruno)

    await asyncio.gather(*(write(number) for number in range(12)))
    async with pool.transaction() as db:
        seqs = await value(db, "select array_agg(seq order by seq) from messaging.messages")

    assert seqs == list(range(1, 13))


async def test_nobody_writes_without_end(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BURST", (writing.BURST[0], 2))
    for _ in range(2):
        await talk.say(NewMessage(id=MessageId(new_id()), text="Hola"), by=talk.ana)

    with pytest.raises(TooManyRequests):
        await talk.say(NewMessage(id=MessageId(new_id()), text="Hola"), by=talk.ana)


async def test_the_other_side_is_told_once_until_it_reads(client: Client, talk: Talk) -> None:
    async def notices(headers: dict[str, str]) -> list[str]:
        await talk.hear()
        page = (await client.get(f"{API}/me/notices", headers=headers)).json()
        return [each["kind"] for each in page["items"] if each["kind"].endswith("_wrote")]

    for words in ("Hola", "¿Hay talla M?"):
        await client.post(talk.path, headers=talk.as_ana, json=text(words))
    once = await notices(talk.as_bruno)
    await client.post(talk.path, headers=talk.as_bruno, json=text("Sí"))
    await client.post(talk.path, headers=talk.as_ana, json=text("Va"))
    again = await notices(talk.as_bruno)

    assert once == ["buyer_wrote"]
    assert again == ["buyer_wrote"] * 2
    assert await notices(talk.as_ana) == ["shop_wrote"]


async def test_who_leaves_takes_her_conversations_with_her(client: Client, pool: Pool, talk: Talk) -> None:
    await client.post(talk.path, headers=talk.as_ana, json=text("Hola"))
    await client.post(talk.path, headers=talk.as_bruno, json=text("Buenas"))
    await talk.cart()
    ana = Subject(person_id=talk.ana.id, email=talk.ana.email)

    async with pool.transaction() as db:
        exported = [record async for record in personal.export(db, ana)]
        await personal.erase(db, ana, clock.now())
        left = await value(db, "select count(*) from messaging.messages")

    assert [record.collection for record in exported] == ["messages"] * 3 + ["message_carts"]
    assert [record.fields["text"] for record in exported[:2]] == ["Hola", "Buenas"]
    assert left == 0


async def test_what_a_leaving_seller_wrote_is_emptied(client: Client, pool: Pool, talk: Talk) -> None:
    await client.post(talk.path, headers=talk.as_bruno, json=text("Buenas"))
    bruno = Subject(person_id=talk.bruno.id, email=talk.bruno.email)

    async with pool.transaction() as db:
        await personal.erase(db, bruno, clock.now())
        words = await value(db, "select text from messaging.messages")

    assert words == ""
