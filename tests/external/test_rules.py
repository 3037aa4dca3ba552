"""Addresses, links out, proofs of postbacks, and where the money of a conversion stands."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrina.external import rules
from vitrina.external.errors import LinkRefused, PostbackRefused, PostbackUnreadable
from vitrina.external.model import (
    Conversion,
    ConversionId,
    Field,
    Merchant,
    MerchantId,
    State,
    Told,
    Trust,
)
from vitrina.identity.model import PersonId
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = "k" * 40


def merchant_of(**fields: Any) -> Merchant:
    merchant = Merchant(
        id=MerchantId(UUID(int=7)),
        person_id=None,
        host="tienda.example",
        name="Tienda",
        sub_id_template="clickref={click_id}",
        creator_share_bps=7_000,
        commission_bps=None,
        parameters={},
        statuses={},
        is_signature_required=False,
        secret_number=1,
        created_at=NOON,
    )
    return msgspec.structs.replace(merchant, **fields)


def conversion_of(**fields: Any) -> Conversion:
    conversion = Conversion(
        id=ConversionId(new_id()),
        merchant_id=MerchantId(UUID(int=7)),
        transaction_ref="T-1",
        event="",
        click_id=None,
        creator_id=PersonId(UUID(int=9)),
        product_id=None,
        product_title="Taza",
        currency=Currency.MXN,
        sale_minor=1_000_00,
        commission_minor=100_00,
        share_bps=7_000,
        state=State.REPORTED,
        received_minor=0,
        reported_minor=0,
        pending_minor=0,
        available_minor=0,
        receivable_minor=0,
        change_count=0,
        created_at=NOON,
        changed_at=NOON,
    )
    return msgspec.structs.replace(conversion, **fields)


@pytest.mark.parametrize(
    ("pasted", "canonical"),
    [
        ("https://Tienda.Example/p/taza", "https://tienda.example/p/taza"),
        ("tienda.example/p/taza", "https://tienda.example/p/taza"),
        ("http://www.tienda.example:80/p/taza/", "https://tienda.example/p/taza"),
        (" https://tienda.example/p/taza?utm_source=x&fbclid=1#top ", "https://tienda.example/p/taza"),
        ("https://tienda.example/p?b=2&a=1", "https://tienda.example/p?a=1&b=2"),
        ("https://tienda.example/p/año", "https://tienda.example/p/a%C3%B1o"),
        ("https://tienda.example/p/a%C3%B1o", "https://tienda.example/p/a%C3%B1o"),
        ("https://tienda.example:8443/p", "https://tienda.example:8443/p"),
        ("https://tienda.example", "https://tienda.example/"),
    ],
)
def test_one_page_has_one_canonical_address(pasted: str, canonical: str) -> None:
    assert rules.address(pasted).canonical == canonical


@pytest.mark.parametrize(
    "pasted",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://tienda.example/x",
        "https://",
        "localhost",
        "https://user:pass@tienda.example/",
        "https://tienda.example:99999/",
        "https://[::1/",
        "https://tienda.¨b/",
        "https://tienda.example/" + "x" * 2_100,
        "just words",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(pasted: str) -> None:
    with pytest.raises(LinkRefused):
        rules.address(pasted)


@given(st.text(max_size=200))
def test_an_address_is_plain_http_and_its_normal_form_stays(text: str) -> None:
    try:
        found = rules.address(text)
    except LinkRefused:
        return

    assert found.url.isascii() and urlsplit(found.url).scheme in {"http", "https"}
    assert not set(found.url) & set(' \r\n\t"<>')
    assert rules.address(found.url).canonical == found.canonical


@pytest.mark.parametrize(
    ("url", "template", "expected"),
    [
        ("https://t.example/p", "clickref={click_id}", "https://t.example/p?clickref=ID"),
        ("https://t.example/p?a=1#x", "subId1={click_id}", "https://t.example/p?a=1&subId1=ID#x"),
        ("https://t.example/p?tag=old&a=1", "tag=us-20&ascsubtag={click_id}",
         "https://t.example/p?a=1&tag=us-20&ascsubtag=ID"),
        ("https://t.example/p", "", "https://t.example/p"),
    ],
)  # fmt: skip
def test_the_click_goes_into_the_merchants_slot(url: str, template: str, expected: str) -> None:
    click_id = new_id()

    assert rules.way_out(url, template, click_id) == expected.replace("ID", click_id.hex)


@pytest.mark.parametrize(
    "text", ["clickref", "clickref=1", "a={click_id}#b", "a=<b>{click_id}", "a b={click_id}"]
)
def test_a_template_must_carry_the_click(text: str) -> None:
    with pytest.raises(Malformed):
        rules.template(text)


@pytest.mark.parametrize(
    ("agent", "purpose", "is_bot"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/128.0 Mobile Safari/537.36", "", False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Instagram 300.0", "", False),
        ("Mozilla/5.0 Chrome/128.0", "prefetch", True),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", "", True),
        ("facebookexternalhit/1.1", "", True),
        ("WhatsApp/2.23", "", True),
        ("python-requests/2.32", "", True),
        ("", "", True),
    ],
)
def test_robots_are_told_from_visitors(agent: str, purpose: str, is_bot: bool) -> None:
    assert rules.is_bot(agent, purpose=purpose) is is_bot


def signed(merchant: Merchant, at: datetime = NOON, **parameters: str) -> dict[str, str]:
    pairs = {**parameters, "timestamp": str(int(at.timestamp()))}
    text = rules.signed_text(pairs, but="signature")
    return {**pairs, "signature": rules.signature(rules.signing_key_of(KEY, merchant), text)}


def test_a_signature_within_five_minutes_is_genuine() -> None:
    merchant = merchant_of(is_signature_required=True)

    for seconds in (-300, 0, 300):
        found = signed(merchant, NOON + timedelta(seconds=seconds), transaction="A&B=1 ñ")
        assert rules.require_genuine(merchant, found, secret_key=KEY, now=NOON)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"sale": "9999"},
        {"signature": "0" * 64},
        {"signature": ""},
        {"timestamp": ""},
        {"timestamp": "soon"},
        {"token": rules.token_of(KEY, merchant_of()), "signature": "ff"},
    ],
)
def test_a_spoilt_signature_is_refused(spoilt: dict[str, str]) -> None:
    merchant = merchant_of(is_signature_required=True)

    with pytest.raises(PostbackRefused):
        rules.require_genuine(merchant, signed(merchant, sale="10") | spoilt, secret_key=KEY, now=NOON)


def test_an_old_signature_is_refused() -> None:
    merchant = merchant_of()

    with pytest.raises(PostbackRefused):
        rules.require_genuine(
            merchant, signed(merchant, NOON - timedelta(seconds=301)), secret_key=KEY, now=NOON
        )


def test_a_token_proves_only_its_merchant_and_only_while_it_is_not_renewed() -> None:
    merchant = merchant_of(parameters={Field.TOKEN: "secure"})
    token = rules.token_of(KEY, merchant)

    assert rules.require_genuine(merchant, {"secure": token}, secret_key=KEY, now=NOON) is None
    for other in (
        merchant_of(parameters={Field.TOKEN: "secure"}, secret_number=2),
        merchant_of(parameters={Field.TOKEN: "secure"}, id=MerchantId(UUID(int=8))),
        merchant_of(parameters={Field.TOKEN: "secure"}, is_signature_required=True),
        merchant_of(),
    ):
        with pytest.raises(PostbackRefused):
            rules.require_genuine(other, {"secure": token}, secret_key=KEY, now=NOON)


@pytest.mark.parametrize(
    ("merchant", "said", "expected"),
    [
        (merchant_of(), {"transaction": "T", "commission": "10.50", "currency": "MXN"}, (10_50, None)),
        (merchant_of(commission_bps=500), {"transaction": "T", "sale": "1,000.00", "currency": "MXN",
         "status": "approved"}, (50_00, State.CONFIRMED)),
        (merchant_of(parameters={Field.TRANSACTION: "order_id", Field.COMMISSION: "payout"}),
         {"order_id": "T", "payout": "10,50", "currency": "mxn", "status": "3"}, (10_50, State.REJECTED)),
        (merchant_of(statuses={"Locked": State.CONFIRMED}),
         {"transaction": "T", "commission": "1", "currency": "CLP", "status": "locked"},
         (1, State.CONFIRMED)),
        (merchant_of(statuses={"approved": State.REPORTED}),
         {"transaction": "T", "commission": "1", "currency": "CLP", "status": "approved"},
         (1, State.REPORTED)),
        (merchant_of(), {"transaction": "T", "status": "who knows"}, (None, None)),
    ],
)  # fmt: skip
def test_a_postback_is_read_in_its_merchants_words(
    merchant: Merchant, said: dict[str, str], expected: tuple[int | None, State | None]
) -> None:
    told = rules.told(merchant, said)

    assert (told.commission_minor, told.state) == expected
    assert told.transaction == "T"


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("12.345", Currency.USD, 12_35),
        ("100.123", Currency.MXN, 100_12),
        ("0.3567", Currency.USD, 36),
        ("0.004", Currency.USD, 0),
        ("12.3", Currency.USD, 12_30),
        ("1,234.50", Currency.USD, 1_234_50),
        ("1.234,50", Currency.BRL, 1_234_50),
        ("1234,5", Currency.BRL, 1_234_50),
        ("USD 7", Currency.USD, 7_00),
        ("7.00MXN", Currency.MXN, 7_00),
        ("12990.00", Currency.CLP, 12_990),
        ("12.99", Currency.CLP, 13),
        ("45000000", Currency.COP, 45_000_000_00),
        ("1,234", Currency.USD, None),
        ("12.345", Currency.CLP, None),
        ("12.345", Currency.COP, None),
        ("1.234.567", Currency.USD, None),
        ("-1", Currency.USD, None),
        ("1e3", Currency.USD, None),
        ("٣", Currency.USD, None),
        ("$ 5", Currency.USD, None),
        ("9" * 16, Currency.USD, None),
    ],
)
def test_a_sum_is_read_as_programs_write_it_and_never_a_thousandfold(
    text: str, currency: Currency, expected: int | None
) -> None:
    assert rules.sum_of(text, currency) == expected


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"transaction": " "},
        {"transaction": "T", "commission": "1,234", "currency": "USD"},
        {"transaction": "T" * 201},
        {"transaction": "T", "commission": "10"},
        {"transaction": "T", "commission": "10", "currency": "XXX"},
        {"transaction": "T", "commission": "ten", "currency": "MXN"},
        {"transaction": "T", "commission": "-10", "currency": "MXN"},
        {"transaction": "T", "sale": "1e9", "currency": "MXN"},
        {"transaction": "T", "commission": "10 USD", "currency": "MXN"},
    ],
)
def test_a_postback_that_says_too_little_is_unreadable(said: dict[str, str]) -> None:
    with pytest.raises(PostbackUnreadable):
        rules.told(merchant_of(), said)


@pytest.mark.parametrize(
    ("query", "body", "kind", "expected"),
    [
        ("a=1&b=%C3%B1", b"", "", {"a": "1", "b": "ñ"}),
        ("a=1", b"a=2&c=3", "application/x-www-form-urlencoded", {"a": "2", "c": "3"}),
        ("", b'{"a": "x", "b": 10.50, "c": null, "d": [1]}', "application/json", {"a": "x", "b": "10.50"}),
    ],
)
def test_parameters_come_as_query_form_or_json(
    query: str, body: bytes, kind: str, expected: dict[str, str]
) -> None:
    assert rules.flat(query, body, kind) == expected


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff", b"[" * 10_000, b'{"token": "\\ud800"}'])
def test_a_broken_body_is_unreadable(body: bytes) -> None:
    with pytest.raises(PostbackUnreadable):
        rules.flat("", body, "application/json")


def test_too_many_parameters_are_unreadable() -> None:
    with pytest.raises(PostbackUnreadable):
        rules.flat("&".join(f"a{i}=1" for i in range(100)), b"", "")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (70_00, 0, 0, 0, Trust.REPORTED)),
        ({"state": State.CONFIRMED}, (0, 70_00, 0, 100_00, Trust.CONFIRMED)),
        ({"state": State.CONFIRMED, "received_minor": 100_00}, (0, 0, 70_00, 0, Trust.AVAILABLE)),
        ({"state": State.CONFIRMED, "received_minor": 50_00}, (0, 35_00, 35_00, 50_00, Trust.CONFIRMED)),
        ({"state": State.CONFIRMED, "received_minor": 150_00}, (0, 0, 70_00, -50_00, Trust.AVAILABLE)),
        ({"state": State.REJECTED}, (0, 0, 0, 0, Trust.REJECTED)),
        ({"state": State.REJECTED, "received_minor": 100_00}, (0, 0, 0, -100_00, Trust.REJECTED)),
        ({"received_minor": 100_00}, (0, 0, 70_00, 0, Trust.AVAILABLE)),
        ({"share_bps": 0, "state": State.CONFIRMED}, (0, 0, 0, 100_00, Trust.CONFIRMED)),
    ],
)
def test_the_creators_part_stands_where_its_trust_is(
    fields: dict[str, Any], expected: tuple[int, int, int, int, Trust]
) -> None:
    placed = rules.placed(conversion_of(**fields))

    assert (
        placed.reported_minor,
        placed.pending_minor,
        placed.available_minor,
        placed.receivable_minor,
        rules.trust(placed),
    ) == expected


def told(state: State | None, commission_minor: int | None = None) -> Told:
    return Told(
        transaction="T-1",
        event="",
        click_id=None,
        currency=Currency.MXN,
        sale_minor=None,
        commission_minor=commission_minor,
        state=state,
    )


def test_a_late_report_does_not_take_a_confirmation_back() -> None:
    confirmed = conversion_of(state=State.CONFIRMED)

    assert rules.heard(confirmed, told(State.REPORTED), is_own_merchant=False).state is State.CONFIRMED
    assert rules.heard(confirmed, told(None), is_own_merchant=False).state is State.CONFIRMED
    assert rules.heard(confirmed, told(State.REJECTED), is_own_merchant=False).state is State.REJECTED


def test_a_persons_own_merchant_confirms_nothing() -> None:
    heard = rules.heard(conversion_of(), told(State.CONFIRMED), is_own_merchant=True)

    assert rules.trust(rules.placed(heard)) is Trust.REPORTED


MOVES = st.one_of(
    st.tuples(st.sampled_from([*State, None]), st.none() | st.integers(0, 10**9)),
    st.just("paid"),
)


@given(st.lists(MOVES, max_size=12), st.integers(0, 10_000), st.integers(0, 10**9))
def test_whatever_happens_the_books_say_where_the_money_stands(
    moves: list[Any], share_bps: int, commission_minor: int
) -> None:
    booked: dict[Any, int] = {}
    known = conversion_of(share_bps=share_bps, commission_minor=commission_minor)
    for move in moves:
        if move == "paid":
            after = msgspec.structs.replace(known, received_minor=known.received_minor + rules.due(known))
        else:
            after = rules.heard(known, told(*move), is_own_merchant=False)
        after = msgspec.structs.replace(rules.placed(after), change_count=known.change_count + 1)
        if journal := rules.movement(known, after, now=NOON):
            assert sum(line.amount_minor for line in journal.lines) == 0
            for line in journal.lines:
                booked[line.account] = booked.get(line.account, 0) + line.amount_minor
        known = after

        assert {account: sum for account, sum in booked.items() if sum} == rules.positions(known)
        assert known.available_minor <= max(known.received_minor, 0)
        assert rules.part(known) <= known.commission_minor
        assert min(known.reported_minor, known.pending_minor, known.available_minor) >= 0
        assert rules.due(known) == known.receivable_minor or known.state is State.REPORTED
