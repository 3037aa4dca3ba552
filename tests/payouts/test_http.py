"""Payouts over HTTP: who may, who shows again who she is, and what is never shown."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.payouts.desk import CLABE, INES, RFC, Desk
from tests.people import ANA, BRUNO, CARLA, DAVI, sign_in
from vitrina.identity import service as identity
from vitrina.kit import clock
from vitrina.kit.db import Pool, run
from vitrina.kit.ids import new_id

Client = AsyncTestClient[Litestar]
API = "/api/v1"
WORD = "a long enough word"
BODY: dict[str, Any] = {
    "currency": "MXN",
    "kind": "clabe",
    "holder": "Bruno Prueba",
    "number": CLABE,
    "tax_id": RFC,
    "proof": {"password": WORD},
}


@pytest.fixture
async def who(pool: Pool) -> dict[str, dict[str, str]]:
    """Headers of everybody; all have the same password."""
    headers = {str(each.name): await sign_in(pool, each) for each in (ANA, BRUNO, CARLA, DAVI, INES)}
    password_hash = await identity.hash_password(WORD)
    async with pool.transaction() as db:
        await run(db, "update identity.persons set password_hash = %(hash)s", hash=password_hash)
    return headers


def of(desk: Desk) -> str:
    return f"{API}/payees/shop/{desk.shop.id}"


async def test_an_account_is_set_by_who_shows_again_who_she_is(
    client: Client, desk: Desk, who: dict[str, dict[str, str]]
) -> None:
    path = f"{of(desk)}/destination"
    for proof, code in (
        ({"password": "another word"}, "identity.password_wrong"),
        ({"code": "123456"}, "identity.code_wrong"),
        ({}, "kit.malformed"),
    ):
        answer = await client.put(path, json={**BODY, "proof": proof}, headers=who["Bruno"])
        assert answer.json()["code"] == code, answer.text

    answer = await client.put(path, json=BODY, headers=who["Bruno"])

    assert answer.status_code == 200, answer.text
    assert answer.json()["number"] == "•••• 7771"
    assert answer.json()["tax_id"] == "•••• 1GR8"
    assert answer.json()["is_usable"] is False
    shown = await client.get(of(desk), headers=who["Bruno"])
    assert CLABE not in shown.text
    assert RFC not in shown.text


async def test_what_is_wrong_with_an_account_is_said_by_field(
    client: Client, desk: Desk, who: dict[str, dict[str, str]]
) -> None:
    wrong = {**BODY, "number": CLABE[:-1] + "2", "tax_id": "GODE561231GR7"}

    answer = await client.put(f"{of(desk)}/destination", json=wrong, headers=who["Bruno"])

    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"number", "tax_id"}


@pytest.mark.parametrize("name", ["Ana", "Carla", "Davi"])
async def test_nobody_elses_money_is_there(
    client: Client, desk: Desk, who: dict[str, dict[str, str]], name: str
) -> None:
    month = {"currency": "MXN", "month": "2026-11-01"}
    paths = ["", "/payouts", "/statements", "/statement.csv", "/statement.pdf"]
    for whose in (of(desk), f"{API}/payees/creator/{desk.bruno.person_id}", f"{API}/payees/other/{new_id()}"):
        for path in paths:
            answer = await client.get(whose + path, params=month, headers=who[name])
            assert answer.status_code == 404, (whose, path, answer.text)
        answer = await client.put(f"{whose}/destination", json=BODY, headers=who[name])
        assert answer.status_code == 404, answer.text
        ask = {"id": str(new_id()), "currency": "MXN"}
        answer = await client.post(f"{whose}/payouts", json=ask, headers=who[name])
        assert answer.status_code == 404, answer.text


async def test_a_payout_goes_all_the_way(client: Client, desk: Desk, who: dict[str, dict[str, str]]) -> None:
    await desk.earn(desk.bruno, 30_000_00, now=clock.now())
    await desk.goes_to(desk.bruno)
    ask = {"id": str(new_id()), "currency": "MXN"}

    asked = await client.post(f"{of(desk)}/payouts", json=ask, headers=who["Bruno"])

    assert (asked.status_code, asked.json()["state"]) == (201, "waiting")
    path = f"{API}/payouts/{asked.json()['id']}"
    for name in ("Davi", "Ines"):
        agreed = await client.post(f"{path}/approval", headers=who[name])
        assert agreed.status_code == 200, agreed.text
    new = {"id": str(new_id()), "currency": "MXN"}
    file = await client.post(f"{API}/payout-files", json=new, headers=who["Davi"])
    assert (file.status_code, file.json()["payout_count"]) == (201, 1)
    again = await client.post(f"{API}/payout-files", json=new, headers=who["Ines"])
    assert (again.status_code, again.json()["id"]) == (201, new["id"])
    foreign = {**new, "currency": "BRL"}
    other = await client.post(f"{API}/payout-files", json=foreign, headers=who["Davi"])
    assert (other.status_code, other.json()["code"]) == (409, "payouts.file_id_taken")
    table = await client.get(f"{API}/payout-files/{new['id']}/table.csv", headers=who["Davi"])
    assert CLABE in table.text
    assert table.content.startswith(b"payout,")
    assert table.headers["cache-control"] == "private, no-store"
    [shown] = (await client.get(f"{API}/payout-files", headers=who["Ines"])).json()["items"]
    assert [each["by"] for each in shown["downloads"]] == ["Davi"]
    await client.get(f"{API}/payout-files/{new['id']}/table.csv", headers=who["Ines"])
    [shown] = (await client.get(f"{API}/payout-files", headers=who["Davi"])).json()["items"]
    assert [each["by"] for each in shown["downloads"]] == ["Ines", "Davi"]
    arrived = await client.post(
        f"{API}/payout-files/{new['id']}/outcome", json={"note": "SPEI 7"}, headers=who["Davi"]
    )
    assert arrived.json()["sent_count"] == 0
    mine = await client.get(f"{of(desk)}/payouts", headers=who["Bruno"])
    assert [each["state"] for each in mine.json()["items"]] == ["paid"]
    cases = await client.get(f"{API}/payouts", params={"state": "paid"}, headers=who["Ines"])
    assert [each["payee_name"] for each in cases.json()["items"]] == ["Bruno's shop"]
    month = {"currency": "MXN", "month": clock.now().date().isoformat()}
    for ending, begins in (("csv", b"\xef\xbb\xbfat,kind,"), ("pdf", b"%PDF-")):
        statement = await client.get(f"{of(desk)}/statement.{ending}", params=month, headers=who["Bruno"])
        assert statement.status_code == 200, statement.text
        assert statement.content.startswith(begins)
        assert "attachment" in statement.headers["content-disposition"]


async def test_months_that_never_were_are_refused(
    client: Client, desk: Desk, who: dict[str, dict[str, str]]
) -> None:
    for params in (
        {},
        {"currency": "MXN"},
        {"currency": "MXN", "month": "9999-12-31"},
        {"month": "0001-01-01"},
    ):
        answer = await client.get(f"{of(desk)}/statement.csv", params=params, headers=who["Bruno"])
        assert answer.status_code == 422, answer.text
    for params in ({}, {"month": "9999-12-31"}, {"month": "0001-01-01"}):
        answer = await client.get(f"{API}/withholdings.csv", params=params, headers=who["Davi"])
        assert answer.status_code == 422, answer.text


async def test_debts_are_let_go_over_http(client: Client, desk: Desk, who: dict[str, dict[str, str]]) -> None:
    await desk.earn(desk.carla, -80_00)
    new = {
        "id": str(new_id()),
        "payee_kind": "creator",
        "payee_id": str(desk.carla.id),
        "currency": "MXN",
        "reason": "Cannot be found.",
    }
    debts = await client.get(f"{API}/debts", headers=who["Davi"])
    assert [each["owes"]["amount"] for each in debts.json()["items"]] == [80_00]
    proposed = await client.post(f"{API}/write-offs", json=new, headers=who["Davi"])
    assert proposed.status_code == 201, proposed.text
    path = f"{API}/write-offs/{new['id']}"
    gone = await client.delete(path, headers=who["Davi"])
    assert gone.status_code == 204
    await client.post(f"{API}/write-offs", json=new, headers=who["Davi"])

    agreed = await client.post(f"{path}/approval", headers=who["Ines"])

    assert agreed.status_code == 200, agreed.text
    assert (await client.get(f"{API}/debts", headers=who["Davi"])).json()["items"] == []


async def test_an_account_is_opened_by_who_shows_who_she_is(
    client: Client, desk: Desk, who: dict[str, dict[str, str]]
) -> None:
    path, proof = of(desk), {"proof": {"password": WORD}}
    early = await client.post(f"{path}/account-checks", headers=who["Bruno"])
    wrong = await client.post(
        f"{path}/account-pages", json={"proof": {"password": "another word"}}, headers=who["Bruno"]
    )
    other = await client.post(f"{path}/account-pages", json=proof, headers=who["Ana"])

    opened = await client.post(f"{path}/account-pages", json=proof, headers=who["Bruno"])
    checked = await client.post(f"{path}/account-checks", headers=who["Bruno"])
    set_to = await client.put(
        f"{path}/destination",
        json={"currency": "MXN", "kind": "provider", "number": "acct_of_somebody", **proof},
        headers=who["Bruno"],
    )

    assert (early.status_code, early.json()["code"]) == (409, "payments.account_missing")
    assert wrong.status_code == 403
    assert other.status_code == 404
    assert opened.json()["url"] == f"/sell/{desk.shop.handle}/payouts?account=back"
    assert (checked.json()["provider"], checked.json()["state"]) == ("sandbox", "ready")
    assert set_to.json()["number"] == checked.json()["number"]
