"""How sums of money are written to a reader."""

from vitrina.kit.money import Money
from vitrina.kit.places import Currency

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
