"""Sums and short texts."""

import pytest

from vitrina.kit.money import Money
from vitrina.kit.places import Currency, Language
from vitrina.pages.rules.words import cut, iso_duration, sum_text, units


@pytest.mark.parametrize(
    ("amount", "currency", "language", "wanted"),
    [
        (1_189_00, Currency.MXN, Language.ES, "$1,189.00 MXN"),
        (189_05, Currency.BRL, Language.PT, "R$ 189,05"),
        (1_189_00, Currency.MXN, Language.PT, "$1.189,00 MXN"),
        (19_900_00, Currency.COP, Language.ES, "$19.900 COP"),
        (19_900_50, Currency.COP, Language.ES, "$19.900,50 COP"),
        (19_990, Currency.CLP, Language.ES, "$19.990 CLP"),
        (19_990, Currency.CLP, Language.EN, "$19,990 CLP"),
        (5, Currency.PEN, Language.ES, "S/ 0.05"),
    ],
)
def test_a_sum_is_written_as_its_readers_do(
    amount: int, currency: Currency, language: Language, wanted: str
) -> None:
    assert sum_text(Money(amount, currency), language) == wanted


def test_machines_read_a_plain_number() -> None:
    assert units(Money(1_189_00, Currency.MXN)) == "1189.00"
    assert units(Money(5, Currency.USD)) == "0.05"
    assert units(Money(19_990, Currency.CLP)) == "19990"


@pytest.mark.parametrize(
    ("text", "length_max", "wanted"),
    [
        ("short\n text", 20, "short text"),
        ("one two three", 10, "one two…"),
        ("a" * 30, 10, "a" * 9 + "…"),
        ("", 10, ""),
    ],
)
def test_a_text_is_cut_at_a_word(text: str, length_max: int, wanted: str) -> None:
    assert cut(text, length_max) == wanted
    assert len(cut(text, length_max)) <= length_max


def test_a_duration_has_at_least_a_second() -> None:
    assert [iso_duration(ms) for ms in (10, 7_400, 7_600)] == ["PT1S", "PT7S", "PT8S"]
