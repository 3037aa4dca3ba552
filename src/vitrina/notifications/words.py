"""How sums, days and long texts are written to a reader."""

from datetime import date

from vitrina.kit.locales import say
from vitrina.kit.money import Money
from vitrina.kit.places import Currency, Language

SHORT = 80
# Symbol, thousands, decimals, as the currency's country writes them. The code follows: five of them say "$".
WRITTEN = {
    Currency.MXN: ("$", ",", "."),
    Currency.BRL: ("R$ ", ".", ","),
    Currency.COP: ("$ ", ".", ","),
    Currency.CLP: ("$", ".", ","),
    Currency.ARS: ("$ ", ".", ","),
    Currency.PEN: ("S/ ", ",", "."),
    Currency.USD: ("$", ",", "."),
}


def written(money: Money) -> str:
    """Write a sum as people of the currency's country do, such as `$1,234.50 MXN`."""
    symbol, thousands, decimals = WRITTEN[money.currency]
    exponent = money.currency.exponent
    digits = f"{abs(money.amount_minor):0{exponent + 1}}"
    whole, fraction = (digits[:-exponent], digits[-exponent:]) if exponent else (digits, "")
    grouped = f"{int(whole):,}".replace(",", thousands)
    sign = "-" if money.amount_minor < 0 else ""
    return f"{sign}{symbol}{grouped}{decimals if fraction else ''}{fraction} {money.currency}"


def day_in(language: Language, day: date) -> str:
    """Write a day as the language does."""
    month = say(language, f"month.{day.month}")
    return say(language, "mail.day", day=day.day, month=month, year=day.year)


def shortened(text: str) -> str:
    """Cut what is longer than 80 characters."""
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"
