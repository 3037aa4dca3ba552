"""Numbers of payment cards, typed where none belongs: they are never repeated and never logged."""

import re

# 13 to 19 digits, perhaps in groups; a longer run of digits is no card.
_RUN = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
HIDDEN = "[card number]"


def hide_cards(text: str) -> str:
    """Put words where a text has what may be the number of a card: right by Luhn's sum (ISO/IEC 7812-1)."""
    return _RUN.sub(lambda found: HIDDEN if _is_right(found[0]) else found[0], text)


def _is_right(number: str) -> bool:
    digits = [int(each) for each in reversed(number) if each.isdigit()]
    doubled = [sum(divmod(2 * each, 10)) for each in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
