"""Short texts and sums, as link previews show them."""

from vitrina.kit.money import Money
from vitrina.kit.places import Currency, Language

TITLE_LENGTH_MAX = 70
TEXT_LENGTH_MAX = 200
SYMBOLS = {Currency.BRL: "R$ ", Currency.PEN: "S/ "}
# Where a comma divides the cents, among the countries that read Spanish.
COMMA = {Currency.COP, Currency.CLP, Currency.ARS}


def cut(text: str, length_max: int) -> str:
    """Make one line of a text, ended at a word with an ellipsis where it is too long."""
    line = " ".join(text.split())
    if len(line) <= length_max:
        return line
    short = line[: length_max - 1]
    at_word = short.rpartition(" ")[0]
    return (at_word if len(at_word) * 2 > length_max else short) + "…"


def units(money: Money) -> str:
    """Write a sum in units with a point and no other marks, as machines read it: `189.00`."""
    exponent = money.currency.exponent
    whole, rest = divmod(money.amount_minor, 10**exponent)
    return f"{whole}.{rest:0{exponent}}" if exponent else str(whole)


def sum_text(money: Money, language: Language) -> str:
    """Write a sum for people: `$1,189.00 MXN`, `R$ 189,00`, `$19.900 COP`. Many currencies are called $."""
    has_comma = language is Language.PT or (language is Language.ES and money.currency in COMMA)
    whole, _, rest = units(money).partition(".")
    if money.currency is Currency.COP and not int(rest):
        rest = ""
    text = f"{int(whole):,}" + (f".{rest}" if rest else "")
    if has_comma:
        text = text.translate(str.maketrans(",.", ".,"))
    symbol = SYMBOLS.get(money.currency)
    return f"{symbol}{text}" if symbol else f"${text} {money.currency}"


def iso_duration(duration_ms: int) -> str:
    """Write a duration as ISO 8601, in seconds."""
    return f"PT{max(1, round(duration_ms / 1000))}S"
