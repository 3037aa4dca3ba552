"""Mails and notices as people read them: every kind in every language, nothing unescaped."""

import re
from datetime import date
from html.parser import HTMLParser
from uuid import UUID

import pytest

from vitrina.affiliates.model import CommissionId
from vitrina.identity.model import CodeId
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Currency, Language
from vitrina.notifications import letters
from vitrina.notifications.facts import (
    CashOrderFacts,
    CommissionEarnedFacts,
    CommissionsAvailableFacts,
    MailFacts,
    OrderAwaitedFacts,
    OrderCancelledFacts,
    OrderDeliveredFacts,
    OrderPaidFacts,
    OrderShippedFacts,
    OrderSoldFacts,
    PlainFacts,
    SaleCancelledFacts,
    SignInCodeFacts,
    SoldLine,
)
from vitrina.notifications.kinds import name_of
from vitrina.notifications.model import Links
from vitrina.notifications.words import written
from vitrina.orders.model import OrderId
from vitrina.payments.model import MethodKind
from vitrina.shops.model import ShopId

ORDER = OrderId(UUID("01900000-0000-7000-8000-0000000000aa"))
SHOP = ShopId(UUID("01900000-0000-7000-8000-0000000000bb"))
EVIL = "<img src=x onerror=alert(1)>\"'{order_code}%s&"
LINKS = Links(
    base_url="https://vitrina.example",
    is_demo=False,
    code="042042",
    order_url="https://vitrina.example/orders/1?key=a&b=c",
)


def order_facts(text: str = "Molino Nube") -> list[MailFacts]:
    """One of each kind about an order; everything that people type is `text`."""
    lines = [SoldLine(title=text, quantity=2, total_minor=378_00)]
    return [
        OrderPaidFacts(
            order_id=ORDER,
            order_code="VT-1",
            shop_name=text,
            currency=Currency.MXN,
            lines=lines,
            shipping_minor=99_00,
            total_minor=477_00,
        ),
        OrderSoldFacts(
            order_id=ORDER,
            order_code="VT-1",
            shop_id=SHOP,
            currency=Currency.MXN,
            lines=lines,
            shipping_minor=99_00,
            total_minor=477_00,
        ),
        OrderShippedFacts(
            order_id=ORDER,
            order_code="VT-1",
            shop_name=text,
            carrier=text,
            tracking_number=text,
            tracking_url="https://track.example/?a=1&b=2",
            deliver_by=date(2026, 12, 9),
        ),
        OrderDeliveredFacts(
            order_id=ORDER, order_code="VT-1", shop_name=text, return_until=date(2026, 12, 31)
        ),
        OrderCancelledFacts(
            order_id=ORDER,
            order_code="VT-1",
            shop_name=text,
            reason=text,
            currency=Currency.BRL,
            total_minor=10_00,
        ),
        SaleCancelledFacts(
            order_id=ORDER,
            order_code="VT-1",
            shop_id=SHOP,
            reason=text,
            currency=Currency.BRL,
            total_minor=10_00,
        ),
        *[
            OrderAwaitedFacts(
                order_id=ORDER,
                order_code="VT-1",
                shop_name=text,
                currency=Currency.MXN,
                total_minor=477_00,
                way=way,
            )
            for way in (MethodKind.VOUCHER, MethodKind.TRANSFER, MethodKind.CASH)
        ],
        CashOrderFacts(
            order_id=ORDER,
            order_code="VT-1",
            shop_id=SHOP,
            currency=Currency.MXN,
            lines=lines,
            shipping_minor=99_00,
            total_minor=477_00,
        ),
    ]


CODE = SignInCodeFacts(code_id=CodeId(new_id()))
EARNED = CommissionEarnedFacts(
    commission_id=CommissionId(ORDER), product_title=EVIL, currency=Currency.USD, amount_minor=1_234_56
)
AVAILABLE = CommissionsAvailableFacts(commission_count=3)


def _name(facts: MailFacts | PlainFacts) -> str:
    return name_of(type(facts))


class Tags(HTMLParser):
    """Collects what a mail program would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [text or "" for name, text in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("facts", [CODE, *order_facts()], ids=_name)
def test_every_mail_is_whole_in_every_language(facts: MailFacts, language: Language) -> None:
    letter = letters.write_letter(facts, language, LINKS)

    seen = Tags(letter.html)
    assert letter.subject
    assert f'lang="{language}"' in letter.html
    assert not re.search(r"[{}]", letter.subject + letter.text), "a field was not filled"
    if facts is CODE:
        assert "042042" in letter.subject
        assert "042042" in letter.text
        assert "042042" in seen.words
    else:
        assert "VT-1" in letter.subject
        assert LINKS.order_url in letter.text
        assert LINKS.order_url in seen.links


@pytest.mark.parametrize("facts", order_facts(EVIL), ids=_name)
def test_nothing_that_people_typed_becomes_markup(facts: MailFacts) -> None:
    letter = letters.write_letter(facts, Language.EN, LINKS)

    seen = Tags(letter.html)
    assert "img" not in seen.tags
    if not isinstance(facts, OrderSoldFacts):
        assert EVIL in seen.words
    assert EVIL in letter.text
    assert seen.tags <= {
        *("html", "head", "meta", "body", "main", "h1", "p", "a", "footer", "table", "tr", "td"),
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "sin motivo indicado"), ("pt", "sem motivo indicado"), ("en", "no reason given")],
)
def test_a_sale_that_ended_without_a_reason_says_so_as_the_shop_reads(language: Language, words: str) -> None:
    facts = SaleCancelledFacts(
        order_id=ORDER, order_code="VT-1", shop_id=SHOP, reason="", currency=Currency.BRL, total_minor=10_00
    )

    assert words in letters.write_letter(facts, Language(language), LINKS).text


def test_a_receipt_names_lines_shipping_and_total() -> None:
    letter = letters.write_letter(order_facts()[0], Language.ES, LINKS)

    for part in ("2 × Molino Nube: $378.00 MXN", "Envío: $99.00 MXN", "incluidos: $477.00 MXN"):
        assert part in letter.text


def test_only_web_addresses_become_tracking_links() -> None:
    shipped = order_facts()[2]
    assert isinstance(shipped, OrderShippedFacts)
    assert (
        "https://track.example/?a=1&b=2" in Tags(letters.write_letter(shipped, Language.PT, LINKS).html).links
    )

    for url in ("javascript:alert(1)", "data:text/html,x", None, ""):
        bad = OrderShippedFacts(
            order_id=ORDER,
            order_code="VT-1",
            shop_name="x",
            carrier="x",
            tracking_number="x",
            tracking_url=url,
            deliver_by=date(2026, 12, 9),
        )
        assert Tags(letters.write_letter(bad, Language.PT, LINKS).html).links == [LINKS.order_url]


def test_days_are_written_in_the_readers_language() -> None:
    shipped = order_facts()[2]

    assert "9 de diciembre de 2026" in letters.write_letter(shipped, Language.ES, LINKS).text
    assert "9 de dezembro de 2026" in letters.write_letter(shipped, Language.PT, LINKS).text
    assert "December 9, 2026" in letters.write_letter(shipped, Language.EN, LINKS).text


def test_an_order_that_sold_out_meanwhile_says_so() -> None:
    facts = OrderCancelledFacts(
        order_id=ORDER,
        order_code="VT-1",
        shop_name="x",
        reason=None,
        currency=Currency.MXN,
        total_minor=1_00,
    )

    assert "sold out" in letters.write_letter(facts, Language.EN, LINKS).text


def test_an_order_whose_card_had_paid_its_share_of_a_drop_says_so() -> None:
    facts = OrderCancelledFacts(
        order_id=ORDER,
        order_code="VT-1",
        shop_name="x",
        reason=None,
        is_card_limit=True,
        currency=Currency.MXN,
        total_minor=1_00,
    )

    assert "that card had already paid for the most" in letters.write_letter(facts, Language.EN, LINKS).text


def test_a_demo_says_that_it_is_one() -> None:
    demo = Links(base_url="http://localhost:8000", is_demo=True, code="1")

    assert "demostración" in letters.write_letter(CODE, Language.ES, demo).text
    assert "demostración" not in letters.write_letter(CODE, Language.ES, LINKS).text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("facts", [*order_facts(), EARNED, AVAILABLE], ids=_name)
def test_every_notice_is_whole_in_every_language(facts: PlainFacts, language: Language) -> None:
    title, body = letters.write_notice(facts, language)

    assert title
    assert body
    assert not re.search(r"[{}]", (title + body).replace(EVIL, ""))


def test_a_long_title_is_cut_in_a_notice() -> None:
    facts = CommissionEarnedFacts(
        commission_id=CommissionId(ORDER),
        product_title="x" * 300,
        currency=Currency.MXN,
        amount_minor=1,
    )

    assert len(letters.write_notice(facts, Language.ES)[1]) < 120


@pytest.mark.parametrize(
    ("amount_minor", "currency", "text"),
    [
        (1_234_50, Currency.MXN, "$1,234.50 MXN"),
        (1_234_567_89, Currency.BRL, "R$ 1.234.567,89 BRL"),
        (5, Currency.USD, "$0.05 USD"),
        (0, Currency.PEN, "S/ 0.00 PEN"),
        (12_990, Currency.CLP, "$12.990 CLP"),
        (0, Currency.CLP, "$0 CLP"),
        (9, Currency.CLP, "$9 CLP"),
        (50_000_00, Currency.COP, "$ 50.000,00 COP"),
        (-1_00, Currency.ARS, "-$ 1,00 ARS"),
    ],
)
def test_sums_are_written_as_their_country_does(amount_minor: int, currency: Currency, text: str) -> None:
    assert written(Money(amount_minor, currency)) == text
