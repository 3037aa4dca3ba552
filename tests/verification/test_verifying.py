"""From documents to a badge: who may send, see and decide, and what a document may be."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from tests.builders import shop_of
from tests.media.test_images import picture
from tests.people import ANA, BRUNO, DAVI, EVA, JOINED, load, sign_in
from vitrina.identity.model import Capability
from vitrina.kit import events
from vitrina.kit.db import Pool, value
from vitrina.kit.ids import new_id
from vitrina.kit.personal import Subject
from vitrina.shops import service as shops
from vitrina.shops.model import ChangeShop, Shop
from vitrina.verification import personal, rules, service, store
from vitrina.verification.errors import (
    DocumentNotAccepted,
    DocumentTooLarge,
    VerificationDecidedAlready,
    VerificationRunning,
)
from vitrina.verification.model import (
    ApplicationId,
    Document,
    DocumentId,
    NewVerificationOutcome,
    VerificationOutcome,
)
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
API = "/api/v1"
NOW = JOINED + timedelta(days=30)
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OTHER = replace(EVA, capabilities=frozenset({Capability.OPERATE}))
OURS = [each for each in SUBSCRIBERS if each.name == "notifications.tell_verifications"]


async def opened(pool: Pool) -> Shop:
    async with pool.transaction() as db:
        return await shop_of(db)


async def add(client: Client, shop: Shop, kind: str, raw: bytes, who: dict[str, str]) -> Any:
    path = f"{API}/shops/{shop.id}/verification/documents"
    return await client.post(path, params={"kind": kind}, content=raw, headers=who)


async def sent(pool: Pool, shop: Shop) -> ApplicationId:
    """Both needed documents, sent."""
    async with pool.transaction() as db:
        bruno = await load(db, BRUNO)
        for kind in rules.NEEDED:
            document = Document(
                id=DocumentId(new_id()),
                shop_id=shop.id,
                person_id=bruno.id,
                application_id=None,
                kind=kind,
                media_type=rules.PDF,
                size_bytes=len(PDF),
                added_at=NOW,
            )
            await store.add_document(db, document, PDF)
        await service.send(db, shop_id=shop.id, actor=bruno, now=NOW)
        last = await store.find_last(db, shop.id)
        assert last
        return last.id


async def decided(pool: Pool, application_id: ApplicationId, outcome: str, who: Any = DAVI) -> None:
    async with pool.transaction() as db:
        new = NewVerificationOutcome(outcome=VerificationOutcome(outcome), words="Because.")
        operator = await load(db, who)
        await service.decide(db, application_id=application_id, operator=operator, new=new, now=NOW)


async def is_verified(client: Client, shop: Shop) -> bool:
    return (await client.get(f"{API}/shops/{shop.id}")).json()["is_verified"]


async def test_documents_become_a_badge_that_everybody_sees(client: Client, pool: Pool) -> None:
    shop = await opened(pool)
    bruno, davi = await sign_in(pool, BRUNO), await sign_in(pool, DAVI)
    path = f"{API}/shops/{shop.id}/verification"

    photo = await add(client, shop, "identity", picture(), bruno)
    early = await client.post(path, headers=bruno)
    await add(client, shop, "tax_registration", PDF, bruno)
    waiting = await client.post(path, headers=bruno)
    [case] = (await client.get(f"{API}/verifications", headers=davi)).json()["items"]
    body = {"outcome": "verified"}
    done = await client.post(f"{API}/verifications/{case['id']}/outcome", json=body, headers=davi)
    await events.drain(pool, OURS)
    notices = (await client.get(f"{API}/me/notices", headers=bruno)).json()["items"]

    assert (photo.status_code, photo.json()["media_type"]) == (201, "image/webp")
    assert (early.status_code, early.json()["code"]) == (409, "verification.documents_missing")
    assert waiting.json()["status"] == "pending"
    assert len(case["documents"]) == 2
    assert (done.status_code, done.json()["status"]) == (201, "verified")
    assert await is_verified(client, shop)
    assert (notices[0]["kind"], notices[0]["title"]) == (
        "shop_verification",
        "Bruno's shop es una tienda verificada",
    )


async def test_only_the_owner_and_operators_read_a_document_and_it_is_no_page(
    client: Client, pool: Pool
) -> None:
    shop = await opened(pool)
    bruno, davi, ana = [await sign_in(pool, each) for each in (BRUNO, DAVI, ANA)]
    added = (await add(client, shop, "identity", PDF, bruno)).json()

    unsent = await client.get(added["url"], headers=davi)
    await add(client, shop, "tax_registration", PDF, bruno)
    await client.post(f"{API}/shops/{shop.id}/verification", headers=bruno)
    read = [await client.get(added["url"], headers=each) for each in (bruno, davi, ana, {})]

    assert (unsent.status_code, unsent.json()["code"]) == (404, "verification.document_not_found")
    assert [each.status_code for each in read] == [200, 200, 404, 401]
    assert read[1].content == PDF
    assert read[1].headers["content-type"] == "application/pdf"
    assert read[1].headers["content-disposition"].startswith("attachment")
    assert read[1].headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in read[1].headers["content-security-policy"]
    assert "no-store" in read[1].headers["cache-control"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html><script>1</script>",
        b"MZ\x90\x00",
        b"\xff\xd8\xff only the beginning of a picture",
        b"GIF89a<script>alert(1)</script>",
        b"<html>" + PDF,
        PDF + b"<html>PK\x03\x04",
        PDF.replace(b"/Type", b"/OpenAction 2 0 R/Type"),
        PDF.replace(b"endobj", b">>stream\nx\nendstream endobj 2 0 obj<</AA<</O 3 0 R>>>>endobj"),
        PDF.replace(b"/Type", b"/J#61vaScript(1)/Type"),
        PDF.replace(b"/Type", b"/EmbeddedFiles 2 0 R/Type"),
    ],
)
async def test_what_is_no_plain_document_is_refused_by_its_bytes(
    client: Client, pool: Pool, raw: bytes
) -> None:
    shop = await opened(pool)

    answer = await add(client, shop, "identity", raw, await sign_in(pool, BRUNO))

    assert (answer.status_code, answer.json()["code"]) == (409, DocumentNotAccepted.code)


@pytest.mark.parametrize(
    "raw",
    [
        PDF.replace(b"/Type", b"/OpenAction [1 0 R /Fit]/Type"),
        PDF.replace(b">>endobj", b"/Length 9>>\r\nstream\r\n\x00/AA \xff/JS(\r\nendstream endobj"),
    ],
)
def test_a_pdf_that_opens_at_a_page_or_spells_a_name_in_its_picture_is_plain(raw: bytes) -> None:
    rules.check_pdf(raw)


async def test_what_a_document_proves_must_be_said(client: Client, pool: Pool) -> None:
    shop = await opened(pool)

    path = f"{API}/shops/{shop.id}/verification/documents"
    answer = await client.post(path, content=PDF, headers=await sign_in(pool, BRUNO))

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["kind"])


def test_a_large_pdf_is_refused() -> None:
    with pytest.raises(DocumentTooLarge):
        rules.check_pdf(PDF[:9] + b" " * rules.SIZE_MAX_BYTES + b"%%EOF")


async def test_the_seventh_document_is_one_too_many_and_one_can_be_removed(
    client: Client, pool: Pool
) -> None:
    shop = await opened(pool)
    bruno = await sign_in(pool, BRUNO)
    added = [(await add(client, shop, "identity", PDF, bruno)).json() for _ in range(6)]

    many = await add(client, shop, "identity", PDF, bruno)
    path = f"{API}/shops/{shop.id}/verification/documents/{added[0]['id']}"
    removed = [(await client.delete(path, headers=bruno)).status_code for _ in range(2)]

    assert (many.status_code, many.json()["code"]) == (409, "verification.too_many_documents")
    assert removed == [204, 404]


async def test_nobody_sends_for_somebody_elses_shop(client: Client, pool: Pool) -> None:
    shop = await opened(pool)
    ana = await sign_in(pool, ANA)

    answers = [
        await add(client, shop, "identity", PDF, ana),
        await client.post(f"{API}/shops/{shop.id}/verification", headers=ana),
        await client.get(f"{API}/shops/{shop.id}/verification", headers=ana),
    ]

    assert {(each.status_code, each.json()["code"]) for each in answers} == {(403, "shops.not_your_shop")}


async def test_nothing_is_sent_while_something_waits(client: Client, pool: Pool) -> None:
    shop = await opened(pool)
    await sent(pool, shop)
    bruno = await sign_in(pool, BRUNO)

    answers = [
        await add(client, shop, "identity", PDF, bruno),
        await client.post(f"{API}/shops/{shop.id}/verification", headers=bruno),
    ]

    assert {(each.status_code, each.json()["code"]) for each in answers} == {(409, VerificationRunning.code)}


async def test_a_refusal_needs_a_reason_that_the_owner_reads_and_she_may_send_again(
    client: Client, pool: Pool
) -> None:
    shop = await opened(pool)
    application = await sent(pool, shop)
    davi, bruno = await sign_in(pool, DAVI), await sign_in(pool, BRUNO)
    path = f"{API}/verifications/{application}/outcome"

    silent = await client.post(path, json={"outcome": "refused", "words": " "}, headers=davi)
    await client.post(path, json={"outcome": "refused", "words": "It is blurred."}, headers=davi)
    shown = (await client.get(f"{API}/shops/{shop.id}/verification", headers=bruno)).json()
    again = await sent(pool, shop)

    assert silent.status_code == 422
    assert (shown["status"], shown["words"]) == ("refused", "It is blurred.")
    assert again != application
    assert not await is_verified(client, shop)


async def test_a_withdrawn_badge_is_gone_and_each_decision_stays_with_who_made_it(
    client: Client, pool: Pool
) -> None:
    shop = await opened(pool)
    application = await sent(pool, shop)
    await decided(pool, application, "verified")
    await decided(pool, application, "withdrawn", OTHER)

    async with pool.transaction() as db:
        made = await value(
            db, "select array_agg((outcome, operator_id)::text order by id) from verification.decisions"
        )

    assert made == [f"(verified,{DAVI.id})", f"(withdrawn,{EVA.id})"]
    assert not await is_verified(client, shop)


async def test_a_shop_that_takes_another_name_does_not_take_its_badge_along(
    client: Client, pool: Pool
) -> None:
    shop = await opened(pool)
    await decided(pool, await sent(pool, shop), "verified")
    who = await sign_in(pool, BRUNO)

    body = {"name": "Famous Brand"}
    changed = (await client.patch(f"{API}/shops/{shop.id}", json=body, headers=who)).json()
    shown = (await client.get(f"{API}/shops/{shop.id}/verification", headers=who)).json()

    assert (changed["is_verified"], shown["status"]) == (False, "lapsed")
    assert not await is_verified(client, shop)
    await decided(pool, await sent(pool, shop), "verified")
    assert await is_verified(client, shop)


async def test_a_name_taken_while_an_operator_looks_gets_no_badge(client: Client, pool: Pool) -> None:
    shop = await opened(pool)
    application = await sent(pool, shop)
    async with pool.transaction() as db:
        await shops.change_shop(db, await load(db, BRUNO), shop.id, ChangeShop(name="Famous Brand"))

    [case] = (await client.get(f"{API}/verifications", headers=await sign_in(pool, DAVI))).json()["items"]
    await decided(pool, application, "verified")

    assert case["shop_name"] == shop.name
    assert not await is_verified(client, shop)


async def test_what_a_person_who_left_had_sent_waits_no_more(client: Client, pool: Pool) -> None:
    application = await sent(pool, await opened(pool))
    davi = await sign_in(pool, DAVI)
    async with pool.transaction() as db:
        await personal.erase(db, Subject(person_id=BRUNO.id, email=BRUNO.email), NOW)

    waiting = (await client.get(f"{API}/verifications", headers=davi)).json()["items"]
    path, body = f"{API}/verifications/{application}/outcome", {"outcome": "verified"}
    answer = await client.post(path, json=body, headers=davi)

    assert waiting == []
    assert (answer.status_code, answer.json()["code"]) == (409, VerificationDecidedAlready.code)


async def test_no_operator_decides_about_her_own_shop(client: Client, pool: Pool) -> None:
    both = replace(BRUNO, capabilities=frozenset({Capability.SELL, Capability.OPERATE}))
    async with pool.transaction() as db:
        await load(db, both)
    application = await sent(pool, await opened(pool))

    path, body = f"{API}/verifications/{application}/outcome", {"outcome": "verified"}
    answer = await client.post(path, json=body, headers=await sign_in(pool, both))

    assert (answer.status_code, answer.json()["code"]) == (409, "verification.own_shop")


async def test_an_unknown_application_is_not_found(client: Client, pool: Pool) -> None:
    path, body = f"{API}/verifications/{new_id()}/outcome", {"outcome": "verified"}

    answer = await client.post(path, json=body, headers=await sign_in(pool, DAVI))

    assert (answer.status_code, answer.json()["code"]) == (404, "verification.application_not_found")


async def test_of_two_operators_who_decide_at_once_one_is_told(pool: Pool) -> None:
    shop = await opened(pool)
    application = await sent(pool, shop)
    async with pool.transaction() as db:
        await load(db, DAVI)
        await load(db, OTHER)

    done = await asyncio.gather(
        decided(pool, application, "verified"),
        decided(pool, application, "refused", OTHER),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in done) == ["NoneType", VerificationDecidedAlready.__name__]


async def test_documents_go_thirty_days_after_the_decision_and_never_before(pool: Pool) -> None:
    shop = await opened(pool)
    waits = await sent(pool, shop)
    await service.forget_old(pool, now=NOW + timedelta(days=400))
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from verification.documents") == 2
    await decided(pool, waits, "verified")

    counts: list[int] = []
    for days in (29, 31):
        await service.forget_old(pool, now=NOW + timedelta(days=days))
        async with pool.transaction() as db:
            counts.append(await value(db, "select count(*) from verification.documents"))

    assert counts == [2, 0]
