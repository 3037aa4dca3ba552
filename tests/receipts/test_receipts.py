"""A receipt says what was paid, to the cent, to those who may see its order."""

import re
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.checkout.buying import Client
from tests.orders.test_refund import UNITS, give, new_refund, three_units
from tests.orders.world import PRICE_MINOR, World
from tests.people import ANA, BRUNO, EVA, sign_in
from vitrina.kit.db import run, value
from vitrina.kit.money import Money
from vitrina.kit.places import Country, Currency, Language
from vitrina.kit.sums import written
from vitrina.orders.model import Access
from vitrina.receipts import service
from vitrina.receipts.errors import NotPaidYet
from vitrina.receipts.model import Document, Receipt, ReceiptLine
from vitrina.receipts.providers.plain import PlainInvoicer, rows


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


@given(drawn=st.data())
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_what_is_printed_adds_up_as_a_reader_adds_it(world: World, drawn: st.DataObject):
    receipt = await one_receipt(world)
    sums = st.integers(0, 10**7)
    lines: list[ReceiptLine] = []
    for _ in range(drawn.draw(st.integers(1, 5))):
        quantity, price_minor = drawn.draw(st.integers(1, 99)), drawn.draw(st.integers(1, 10**6))
        off = drawn.draw(st.integers(0, quantity * price_minor))
        lines.append(
            replace(
                receipt.lines[0],
                quantity=quantity,
                unit_price=money(price_minor),
                listed=money(quantity * price_minor),
                discount=money(off),
                total=money(quantity * price_minor - off),
            )
        )
    goods = sum(each.total.amount_minor for each in lines)
    shipping, promo = drawn.draw(sums), drawn.draw(st.integers(0, goods))
    total = goods + shipping - promo
    refunds = [
        replace(receipt.refunds[0], amount=money(each))
        for each in drawn.draw(st.lists(st.integers(1, max(1, total // 3)), max_size=3))
        if total >= 3
    ]
    given = sum(each.amount.amount_minor for each in refunds)
    cancelled = drawn.draw(st.sampled_from([0, total - given]))
    written = rows(
        replace(
            receipt,
            lines=lines,
            shipping=money(shipping),
            promo=money(promo),
            total=money(total),
            refunds=refunds,
            cancelled=money(cancelled),
            refunded=money(given + cancelled),
            kept=money(total - given - cancelled),
        ),
        Language.ES,
    )

    for place, row in enumerate(written):
        if row.is_sum:
            above = [each.amount.amount_minor for each in written[:place] if not each.is_sum]
            assert row.amount.amount_minor == sum(above)
    assert [row.amount.amount_minor for row in written if row.is_sum][:1] == [total]


_receipts: list[Receipt] = []


async def one_receipt(world: World) -> Receipt:
    """A receipt of three units of which something went back; one for all examples."""
    if not _receipts:
        order_id = await three_units(world)
        await give(world, order_id, new_refund(amount=10_00))
        async with world.pool.transaction() as db:
            _receipts.append(await service.receipt_of(db, order_id=order_id, access=Access(actor=world.ana)))
    return _receipts[0]


def money(amount_minor: int) -> Money:
    return Money(amount_minor, Currency.MXN)


async def test_discounts_coupons_and_cancellations_add_up_in_both_forms(client: Client, world: World):
    order_id = await three_units(world)
    async with world.pool.transaction() as db:
        await run(
            db,
            """
            update orders.lines
               set unit_price_minor = unit_price_minor + 1000, discount_minor = 3000
             where order_id = %(id)s
            """,
            id=order_id,
        )
    await give(world, order_id, new_refund(amount=10_00))
    ana = await sign_in(world.pool, ANA)
    await client.post(f"/api/v1/orders/{order_id}/cancellation", json={"reason": "x"}, headers=ana)

    receipt = (await client.get(f"/api/v1/orders/{order_id}/receipt", headers=ana)).json()

    [line] = receipt["lines"]
    assert line["listed"]["amount"] == line["quantity"] * line["unit_price"]["amount"]
    assert line["listed"]["amount"] - line["discount"]["amount"] == line["total"]["amount"]
    parts = line["total"]["amount"] + receipt["shipping"]["amount"] - receipt["promo"]["amount"]
    assert receipt["total"]["amount"] == parts
    back = sum(each["amount"]["amount"] for each in receipt["refunds"])
    assert receipt["refunded"]["amount"] == back + receipt["cancelled"]["amount"]
    assert receipt["kept"]["amount"] == 0


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


class Fiscal:
    """An invoicer of Brazil."""

    countries = frozenset({Country.BR})

    async def issue(self, receipt: Receipt, language: Language) -> Document:
        """Issue what says for whom it is."""
        return Document(name="nfe.xml", content_type="application/xml", body=receipt.shop_handle.encode())


async def test_the_law_of_the_shop_says_who_issues_it(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
):
    order_id = await three_units(world)
    ana = await sign_in(world.pool, ANA)
    monkeypatch.setattr(service, "INVOICERS", (Fiscal(), PlainInvoicer()))
    path = f"/api/v1/orders/{order_id}/receipt"
    async with world.pool.transaction() as db:
        await run(
            db,
            """
            update orders.orders set address = jsonb_set(address, '{country}', '"BR"') where id = %(id)s
            """,
            id=order_id,
        )
    abroad = await client.get(f"{path}/file", headers=ana)
    async with world.pool.transaction() as db:
        await run(db, "update shops.shops set country = 'BR' where id = %(id)s", id=world.shop.id)
    at_home = await client.get(f"{path}/file", headers=ana)

    assert abroad.headers["content-type"] == "application/pdf"
    assert at_home.content == world.shop.handle.encode()


async def test_it_says_what_an_authority_asks_of_a_sale(client: Client, world: World):
    order_id = await three_units(world)

    receipt = (
        await client.get(f"/api/v1/orders/{order_id}/receipt", headers=await sign_in(world.pool, ANA))
    ).json()

    [line] = receipt["lines"]
    assert (receipt["paid_with"], receipt["shop_country"]) == ("card", "MX")
    assert line["base"]["amount"] + line["tax"]["amount"] == line["total"]["amount"]
    assert line["variant_id"] == str(world.variant_id)


async def test_words_of_any_script_and_many_lines_are_drawn(world: World):
    order_id = await three_units(world)
    async with world.pool.transaction() as db:
        receipt = await service.receipt_of(db, order_id=order_id, access=Access(actor=world.ana))
    odd = replace(receipt.lines[0], title="茶 ☕ <b>x</b> " + "wide " * 30, variant_values=["ñandú"])
    many = replace(receipt, lines=[odd] * 50, paid_at=datetime(2026, 11, 2, tzinfo=UTC))

    file = await PlainInvoicer().issue(many, Language.PT)

    assert file.body.startswith(b"%PDF-") and file.body.count(b"/Type /Page\n") > 1


async def test_days_and_sums_are_written_as_its_reader_does(world: World):
    receipt = replace(await one_receipt(world), paid_at=datetime(2026, 11, 2, 3, tzinfo=UTC))

    file = await PlainInvoicer().issue(receipt, Language.ES)

    [drawn] = re.findall(rb"stream\r?\n(.*?)endstream", file.body, re.DOTALL)
    told = zlib.decompress(drawn).decode("latin-1")
    # It was still the day before where the shop is.
    assert "Pagado el 1 de noviembre de 2026" in told
    assert written(receipt.total) in told
    assert str(receipt.address.postal_code) in told


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
