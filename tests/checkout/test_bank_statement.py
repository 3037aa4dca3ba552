"""A table of the bank says which transfers and cash came: told first, noted when asked for, once."""

from typing import Any

import pytest

from tests.checkout.buying import Client
from tests.checkout.test_cash import sent, shop_with_cash
from tests.checkout.test_transfers import OPERATOR, assert_books, awaited, bank, promised, standing
from tests.people import BRUNO, sign_in
from vitrina.checkout import bank_rules as rules
from vitrina.checkout.bank_model import ROWS_MAX, BankVerdict
from vitrina.checkout.errors import BankStatementUnreadable
from vitrina.kit.db import Pool, value
from vitrina.kit.places import Currency

__all__ = ["bank"]
API = "/api/v1"
MXN, CLP = Currency.MXN, Currency.CLP


@pytest.mark.parametrize(
    ("cell", "currency", "amount_minor"),
    [
        ("239.00", MXN, 239_00),
        ("$ 1,239.50", MXN, 1_239_50),
        ("1.239,50", MXN, 1_239_50),
        ("R$ 1.239,5", MXN, 1_239_50),
        ("1.239", MXN, 1_239_00),
        ("1,239", MXN, 1_239_00),
        ("12 345,67", MXN, 12_345_67),
        ("-239.00", MXN, -239_00),
        ("(239.00)", MXN, -239_00),
        ("239.00-", MXN, -239_00),
        ("12.345", CLP, 12_345),
        ("$12.345", CLP, 12_345),
        ("1.000,00", CLP, 1_000),
        ("1,000.0", CLP, 1_000),
        ("1.000,50", CLP, 0),
        ("1,234.5000", MXN, 1_234_50),
        ("1,234.5678", MXN, 0),
        ("02.11.2026", MXN, 0),
        ("9" * 5_000, MXN, 0),
        ("0.00", MXN, 0),
        ("", MXN, 0),
        ("saldo", MXN, 0),
        ("2026-11-02", MXN, 0),
    ],
)
def test_sums_are_read_as_banks_write_them(cell: str, currency: Currency, amount_minor: int):
    assert rules.minor(cell, currency) == amount_minor


TABLES = (
    "Fecha;Descripción;Importe\n02/11/2026;SPEI 0123456789;1.239,50\n",
    '\ufeffBanco\nCuenta 1\n\nFecha,Concepto,Cargos,Abonos,Saldo\n02/11,SPEI 0123456789,,"1,239.50",9\n',
    "Date\tDetails\tCredit\tDebit\n2026-11-02\tSPEI 0123456789\t1239.50\t\n",
    "Data|Histórico|Valor\n02/11|PIX 0123456789|R$ 1.239,50\n",
)


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_read_whatever_their_delimiter_and_language(table: str):
    [line] = rules.read(table, MXN)

    assert line.amount_minor == 1_239_50
    assert rules.references(line) == ["0123456789"]


def test_what_leaves_is_below_zero():
    lines = rules.read("Fecha,Concepto,Cargo,Abono\n1,a,5.00,\n2,b,,6.00\n", MXN)

    assert [line.amount_minor for line in lines] == [-5_00, 6_00]


@pytest.mark.parametrize(
    "text",
    ["hello", "a,b\n1,2\n", "amount\x00\n1\n", "amount\n" + "1.00\n" * (ROWS_MAX + 1)],
)
def test_what_is_no_table_is_refused(text: str):
    with pytest.raises(BankStatementUnreadable):
        rules.read(text, MXN)


def table(*rows: tuple[str, str]) -> str:
    return "fecha,concepto,importe\n" + "".join(f"2026-11-02,{words},{amount}\n" for words, amount in rows)


async def hold(client: Client, operator: dict[str, str], text: str, *, is_applied: bool) -> list[Any]:
    body = {"currency": "MXN", "text": text, "is_applied": is_applied}
    answer = await client.post(f"{API}/bank-statements", json=body, headers=operator)
    assert answer.status_code == 200, answer.text
    return [each["verdict"] for each in answer.json()["lines"]]


async def test_a_transfer_is_told_then_noted_and_never_twice(bank: Client, pool: Pool):
    bought, _ = await promised(bank, pool)
    operator = await sign_in(pool, OPERATOR)
    reference = bought["payment"]["instructions"]["reference"]
    text = table(
        (f"SPEI {reference} Ana", "239.00"),
        (f"SPEI {reference} again", "239.00"),
        ("SPEI 9999999999", "239.00"),
        ("comision", "-5.00"),
    )
    fits = [BankVerdict.TRANSFER, BankVerdict.DIFFERS, BankVerdict.UNKNOWN, BankVerdict.OUTGOING]

    assert await hold(bank, operator, text, is_applied=False) == fits
    assert await standing(bank, bought) == "waiting"
    assert await hold(bank, operator, text, is_applied=True) == fits
    assert await standing(bank, bought) == "paid"
    assert await awaited(bank, operator) == []

    again = await hold(bank, operator, text, is_applied=True)
    assert again[0] == BankVerdict.NOTED
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from ledger.journals where kind = 'payment_captured'") == 1
    await assert_books(pool)


async def test_another_sum_is_left_to_a_person(bank: Client, pool: Pool):
    bought, _ = await promised(bank, pool)
    operator = await sign_in(pool, OPERATOR)
    reference = bought["payment"]["instructions"]["reference"]

    assert await hold(bank, operator, table((reference, "238.99")), is_applied=True) == [BankVerdict.DIFFERS]
    assert await standing(bank, bought) == "waiting"


async def test_the_cash_of_an_order_is_found_by_its_code(client: Client, pool: Pool):
    _, variant, headers = await shop_with_cash(client, pool)
    operator = await sign_in(pool, OPERATOR)
    order_id = await sent(client, variant, headers)
    assert (await client.post(f"{API}/orders/{order_id}/cash", headers=headers)).status_code == 200
    order = (await client.get(f"{API}/orders/{order_id}", headers=headers)).json()
    code = order["code"].replace("-", "")

    assert await hold(client, operator, table((f"Correos {code}", "9.00")), is_applied=True) == ["differs"]
    assert await hold(client, operator, table((f"Correos {code}", "229.00")), is_applied=True) == ["cash"]
    assert await hold(client, operator, table((f"Correos {code}", "229.00")), is_applied=True) == ["noted"]
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from ledger.journals where kind = 'cash_remitted'") == 1
    await assert_books(pool)


async def test_cash_is_found_behind_any_number_of_orders_that_wait_longer(
    client: Client, pool: Pool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("vitrina.orders.service.cash.UNREMITTED_MAX", 0)
    _, variant, headers = await shop_with_cash(client, pool)
    operator = await sign_in(pool, OPERATOR)
    order_id = await sent(client, variant, headers)
    await client.post(f"{API}/orders/{order_id}/cash", headers=headers)
    code = (await client.get(f"{API}/orders/{order_id}", headers=headers)).json()["code"]

    assert await hold(client, operator, table((code, "239.00")), is_applied=False) == ["cash"]


async def test_only_operators_hold_statements_and_nothing_unreadable(client: Client, pool: Pool):
    body = {"currency": "MXN", "text": "nothing"}
    nobody: dict[str, str] = {}
    bruno, operator = await sign_in(pool, BRUNO), await sign_in(pool, OPERATOR)
    for headers, status in ((nobody, 401), (bruno, 403), (operator, 409)):
        answer = await client.post(f"{API}/bank-statements", json=body, headers=headers)
        assert answer.status_code == status
