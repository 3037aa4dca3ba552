"""A receipt says what was paid, to the cent, to those who may see its order."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from tests.checkout.buying import Client
from tests.orders.test_refund import UNITS, give, new_refund, three_units
from tests.orders.world import PRICE_MINOR, World
from tests.people import ANA, BRUNO, EVA, sign_in
from vitrina.kit.db import value
from vitrina.kit.places import Language
from vitrina.orders.model import Access
from vitrina.receipts import service
from vitrina.receipts.errors import NotPaidYet
from vitrina.receipts.providers.plain import PlainInvoicer


async def test_its_sums_are_those_of_the_order(client: Client, world: World):
    order_id = await three_units(world)
    await give(world, order_id, new_refund(amount=10_00))
    path = f"/api/v1/orders/{order_id}/receipt"

    answers = {
        who.email: await client.get(path, headers=await sign_in(world.pool, who)) for who in (ANA, BRUNO, EVA)
    }

    assert [each.status_code for each in answers.values()] == [200, 200, 404]
    assert (await client.get(path)).status_code == 404
    receipt = answers[ANA.email].json()
    total_minor = UNITS * PRICE_MINOR + 50_00
    assert receipt == answers[BRUNO.email].json()
    assert [receipt[key]["amount"] for key in ("total", "refunded", "kept")] == [
        total_minor,
        10_00,
        total_minor - 10_00,
    ]
    [tax] = receipt["taxes"]
    assert (tax["rate_bps"], tax["base"]["amount"], tax["tax"]["amount"]) == (1_600, 300_00, 48_00)
    assert receipt["tax"]["amount"] == tax["tax"]["amount"] + receipt["shipping_tax"]["amount"]
    assert sum(each["total"]["amount"] for each in receipt["lines"]) + 50_00 == total_minor
    assert receipt["is_tax_document"] is False


@pytest.mark.parametrize("language", ["es", "pt", "en"])
async def test_it_is_a_pdf_in_the_readers_language(client: Client, world: World, language: str):
    order_id = await three_units(world)
    headers = {**await sign_in(world.pool, ANA), "accept-language": language}

    answer = await client.get(f"/api/v1/orders/{order_id}/receipt/file", headers=headers)

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].endswith('.pdf"')
    assert answer.content.startswith(b"%PDF-") and len(answer.content) < 50_000
    others = await client.get(
        f"/api/v1/orders/{order_id}/receipt/file", headers=await sign_in(world.pool, EVA)
    )
    assert others.status_code == 404


async def test_words_of_any_script_and_many_lines_are_drawn(world: World):
    order_id = await three_units(world)
    async with world.pool.transaction() as db:
        receipt = await service.receipt_of(db, order_id=order_id, access=Access(actor=world.ana))
    odd = replace(receipt.lines[0], title="茶 ☕ <b>x</b> " + "wide " * 30, variant_values=["ñandú"])
    many = replace(receipt, lines=[odd] * 50, paid_at=datetime(2026, 11, 2, tzinfo=UTC))

    file = await PlainInvoicer().issue(many, Language.PT)

    assert file.body.startswith(b"%PDF-") and file.body.count(b"/Type /Page\n") > 1


async def test_what_is_not_paid_has_none(world: World):
    order_id = await three_units(world)
    async with world.pool.transaction() as db:
        await value(
            db,
            """
            update orders.orders set status = 'placed', paid_at = null, paid_tx = null
             where id = %(id)s
            returning 1
            """,
            id=order_id,
        )
        with pytest.raises(NotPaidYet):
            await service.receipt_of(db, order_id=order_id, access=Access(actor=world.ana))
