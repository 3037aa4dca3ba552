"""Numbers of accounts and taxpayers: read in every writing that people use, refused with one digit wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.payouts.desk import CLABE, COMPANY_RFC, OTHER_CLABE, PASSWORD, RFC, destination
from vitrina.kit.errors import Malformed
from vitrina.kit.places import Country, Currency
from vitrina.payouts.model import DestinationKind, NewDestination
from vitrina.payouts.rules import numbers

CBU = "2850590940090418135201"
CNPJ = "11222333000181"
LETTERED_CNPJ = "12ABC34501DE35"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (CLABE, CLABE),
        ("002 010 0777 7777 7771", CLABE),
        (OTHER_CLABE, OTHER_CLABE),
        ("002010077777777772", None),
        ("00201007777777777", None),
        ("", None),
        ("٠٠٢٠١٠٠٧٧٧٧٧٧٧٧٧٧١", None),
    ],
)
def test_a_clabe_is_read_by_its_digits(typed: str, read: str | None) -> None:
    assert numbers.clabe(typed) == read


@given(place=st.integers(0, 17), by=st.integers(1, 9))
def test_a_clabe_with_one_digit_wrong_is_none(place: int, by: int) -> None:
    digit = (int(CLABE[place]) + by) % 10

    assert numbers.clabe(f"{CLABE[:place]}{digit}{CLABE[place + 1 :]}") is None


@given(place=st.integers(0, 21), by=st.integers(1, 9))
def test_a_cbu_with_one_digit_wrong_is_none(place: int, by: int) -> None:
    digit = (int(CBU[place]) + by) % 10

    assert numbers.cbu(CBU) == CBU
    assert numbers.cbu(f"{CBU[:place]}{digit}{CBU[place + 1 :]}") is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("iara@people.example", "iara@people.example"),
        (" Iara@People.Example ", "iara@people.example"),
        (f"{'a' * 70}@people.example", None),
        ("iara@people", None),
        ("+55 (11) 91234-5678", "+5511912345678"),
        ("+55 11 3123-4567", "+551131234567"),
        ("11912345678", None),  # a telephone is written with +55, and a CPF with its digits right
        ("+52 55 1234 5678", None),
        ("529.982.247-25", "52998224725"),
        ("529.982.247-26", None),
        ("111.111.111-11", None),
        ("11.222.333/0001-81", CNPJ),
        ("11.222.333/0001-82", None),
        ("12.abc.345/01de-35", LETTERED_CNPJ),
        ("12.ABC.345/01DE-36", None),
        ("123E4567-E89B-42D3-A456-426614174000", "123e4567-e89b-42d3-a456-426614174000"),
        ("123e4567-e89b-12d3-a456-426614174000", None),  # of another version
        ("{123e4567-e89b-42d3-a456-426614174000}", None),
        ("", None),
    ],
)
def test_a_pix_key_is_one_of_five_kinds(typed: str, read: str | None) -> None:
    assert numbers.pix_key(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("021000021 1234567", "021000021/1234567"),
        ("021000021/1234567", "021000021/1234567"),
        ("021000022 1234567", None),
        ("021000021", None),
        ("000000000 1234567", None),
        ("021000021 123", None),
    ],
)
def test_an_account_of_the_united_states_has_a_routing_number(typed: str, read: str | None) -> None:
    assert numbers.united_states(typed) == read


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [
        (RFC, True),
        ("GODE561231GR7", False),
        ("GODE561331GR8", False),  # there is no month 13
        ("XAXX010101000", False),  # stands for the public
        ("MAG041126GT8", True),
        ("MAG041126GT9", False),
        ("", False),
    ],
)
def test_an_rfc_has_a_check_character(typed: str, is_right: bool) -> None:
    assert numbers.is_rfc(typed) is is_right


def test_what_is_shown_of_a_number_is_its_end_and_never_more_than_half() -> None:
    assert [numbers.ending(each) for each in (CLABE, "12345", "1", "")] == [
        "•••• 7771",
        "•••• 45",
        "••••",
        "••••",
    ]


BANK = NewDestination(
    currency=Currency.ARS, kind=DestinationKind.BANK, holder="Ana", number=CBU, proof=PASSWORD
)


@pytest.mark.parametrize(
    ("new", "country", "field"),
    [
        (destination(holder=" \u200b "), Country.MX, "holder"),
        (destination("123"), Country.MX, "number"),
        (destination(tax_id="GODE561231GR7"), Country.MX, "tax_id"),
        (destination(tax_id=RFC), Country.BR, "tax_id"),
        (replace(destination(), kind=DestinationKind.PIX), Country.MX, "kind"),
        (replace(destination(), currency=Currency.BRL), Country.BR, "kind"),
        (replace(BANK, number=CLABE), Country.AR, "number"),
        (replace(BANK, currency=Currency.COP, number="12345678"), Country.CO, "institution"),
        (replace(BANK, kind=DestinationKind.PROVIDER, number="acct 1"), Country.AR, "number"),
    ],
)
def test_what_is_wrong_is_named(new: NewDestination, country: Country, field: str) -> None:
    with pytest.raises(Malformed) as caught:
        numbers.checked(new, country=country)

    assert set(caught.value.reasons) == {field}


@pytest.mark.parametrize(
    ("new", "country", "number"),
    [
        (destination(" 002-010 0777 7777 7771", tax_id="gode-561231-gr8"), Country.MX, CLABE),
        (BANK, Country.AR, CBU),
        (replace(BANK, currency=Currency.PEN, number="0" * 19 + "1"), Country.PE, "0" * 19 + "1"),
        (replace(BANK, currency=Currency.CLP, number="12-345", institution="Banco"), Country.CL, "12345"),
        (replace(BANK, kind=DestinationKind.PROVIDER, number="acct_1A"), Country.AR, "acct_1A"),
    ],
)
def test_what_is_right_takes_its_normal_form(new: NewDestination, country: Country, number: str) -> None:
    checked = numbers.checked(new, country=country)

    assert checked.number == number
    assert checked.tax_id in {"", RFC}


def test_the_rfc_of_a_company_may_be_of_12_letters() -> None:
    assert len(COMPANY_RFC) == 12
