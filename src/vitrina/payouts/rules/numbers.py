"""Numbers of accounts and taxpayers: their normal form, and whether their check digits are right."""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from vitrina.kit.errors import Malformed
from vitrina.kit.places import Country, Currency
from vitrina.kit.text import clean_line
from vitrina.payouts.model import DestinationKind, NewDestination

KINDS: Mapping[Currency, list[DestinationKind]] = {
    Currency.MXN: [DestinationKind.CLABE, DestinationKind.PROVIDER],
    Currency.BRL: [DestinationKind.PIX, DestinationKind.PROVIDER],
    Currency.COP: [DestinationKind.BANK, DestinationKind.PROVIDER],
    Currency.CLP: [DestinationKind.BANK, DestinationKind.PROVIDER],
    Currency.ARS: [DestinationKind.BANK, DestinationKind.PROVIDER],
    Currency.PEN: [DestinationKind.BANK, DestinationKind.PROVIDER],
    Currency.USD: [DestinationKind.BANK, DestinationKind.PROVIDER],
}
SEPARATORS = re.compile(r"[\s.\-/()]+")
PROVIDER_ACCOUNT = re.compile(r"[A-Za-z0-9_-]{4,64}")
EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")
PIX_EMAIL_MAX = 77
BRAZIL_PHONE = re.compile(r"\+55[1-9][0-9](9[0-9]{8}|[2-5][0-9]{7})")
CNPJ = re.compile(r"[A-Z0-9]{12}[0-9]{2}")
RFC = re.compile(r"[A-ZÑ&]{3,4}[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[A-Z0-9]{2}[0-9A]")
RFC_LETTERS = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
RFC_PERSON_LENGTH = 13
# RFC of everybody who has none; the tax office gives it to the public and to foreigners.
RFC_GENERIC = {"XAXX010101000", "XEXX010101000"}
SHOWN = 4


def kinds(*, has_carrier: bool) -> dict[Currency, list[DestinationKind]]:
    """List how money may get to payees. has_carrier: a provider of this instance carries payouts."""
    return {
        currency: [each for each in found if has_carrier or each is not DestinationKind.PROVIDER]
        for currency, found in KINDS.items()
    }


def checked(new: NewDestination, *, country: Country | None) -> NewDestination:
    """Bring what a payee typed into its normal form. country: of the payee.

    Raises Malformed with the reason for each field.
    """
    from msgspec.structs import replace

    wrong: dict[str, str] = {}
    holder, institution = clean_line(new.holder), clean_line(new.institution)
    if not holder:
        wrong["holder"] = "must not be empty"
    number = _number(new)
    if new.kind not in KINDS[new.currency]:
        wrong["kind"] = f"not for {new.currency}"
    elif number is None:
        wrong["number"] = "this is not such a number, or one of its digits is wrong"
    elif new.kind is DestinationKind.BANK and new.currency in BANK_NAMED and not institution:
        wrong["institution"] = "name the bank"
    tax_id = SEPARATORS.sub("", new.tax_id).upper()
    if tax_id and (country is not Country.MX or not is_rfc(tax_id)):
        wrong["tax_id"] = "this is not an RFC, or one of its characters is wrong"
    if wrong:
        raise Malformed(wrong)
    return replace(new, holder=holder, institution=institution, number=number or "", tax_id=tax_id)


def ending(number: str) -> str:
    """Show the end of a number, and never more than half of it."""
    kept = min(SHOWN, len(number) // 2)
    return f"•••• {number[-kept:]}" if kept else "••••"


def _number(new: NewDestination) -> str | None:
    match new.kind:
        case DestinationKind.CLABE:
            return clabe(new.number)
        case DestinationKind.PIX:
            return pix_key(new.number)
        case DestinationKind.PROVIDER:
            number = new.number.strip()
            return number if PROVIDER_ACCOUNT.fullmatch(number) else None
        case DestinationKind.BANK:
            return _bank_number(new.number, new.currency)


def _bank_number(text: str, currency: Currency) -> str | None:
    match currency:
        case Currency.ARS:
            return cbu(text)
        case Currency.PEN:
            return _digits(text, 20, 20)
        case Currency.USD:
            return united_states(text)
        case _:
            return _digits(text, 5, 20)


# Where the number alone does not tell the bank.
BANK_NAMED = {Currency.COP, Currency.CLP, Currency.USD}


def _digits(text: str, least: int, most: int) -> str | None:
    digits = SEPARATORS.sub("", text)
    return digits if digits.isascii() and digits.isdigit() and least <= len(digits) <= most else None


def clabe(text: str) -> str | None:
    """Read a CLABE: 18 digits, the last of them by weights 3, 7, 1. None: it is none.

    Source: Banco de México, circular on SPEI; "CLABE" of the Asociación de Bancos de México.
    """
    digits = _digits(text, 18, 18)
    if digits is None:
        return None
    total = sum(int(digit) * weight % 10 for digit, weight in zip(digits[:17], (3, 7, 1) * 6, strict=False))
    return digits if int(digits[17]) == -total % 10 else None


def cbu(text: str) -> str | None:
    """Read a CBU: 22 digits in two blocks, each with its check digit. None: it is none.

    Source: Banco Central de la República Argentina, communication A 2622.
    """
    digits = _digits(text, 22, 22)
    if digits is None:
        return None
    is_right = _cbu_block(digits[:8], (7, 1, 3, 9, 7, 1, 3)) and _cbu_block(
        digits[8:], (3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3)
    )
    return digits if is_right else None


def _cbu_block(block: str, weights: Sequence[int]) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(block[:-1], weights, strict=True))
    return int(block[-1]) == -total % 10


def united_states(text: str) -> str | None:
    """Read "routing account": nine digits with their check digit, a space or slash, 4 to 17 digits.

    Answers "routing/account". Source: ABA routing number, weights 3, 7, 1.
    """
    parts = [part for part in re.split(r"[\s/]+", text.strip()) if part]
    if len(parts) != 2:
        return None
    routing, account = _digits(parts[0], 9, 9), _digits(parts[1], 4, 17)
    if routing is None or account is None or routing == "0" * 9:
        return None
    total = sum(int(digit) * weight for digit, weight in zip(routing, (3, 7, 1) * 3, strict=True))
    return f"{routing}/{account}" if total % 10 == 0 else None


def pix_key(text: str) -> str | None:
    """Read a Pix key of any kind in its normal form. None: it is none.

    Kinds: e-mail of at most 77 characters, +55 telephone, CPF, CNPJ, random key (UUID version 4). A number
    of eleven digits is a CPF when its check digits are right; a telephone is written with +55.
    Source: Banco Central do Brasil, Manual Operacional do DICT.
    """
    key = text.strip()
    if "@" in key:
        email = key.lower()
        return email if len(email) <= PIX_EMAIL_MAX and EMAIL.fullmatch(email) else None
    if key.startswith("+"):
        phone = SEPARATORS.sub("", key)
        return phone if BRAZIL_PHONE.fullmatch(phone) else None
    return cpf(key) or cnpj(key) or _random_key(key)


def _random_key(key: str) -> str | None:
    try:
        found = UUID(key)
    except ValueError:
        return None
    return str(found) if found.version == 4 and str(found) == key.lower() else None


def cpf(text: str) -> str | None:
    """Read a CPF: eleven digits, the last two by modulo 11. None: it is none."""
    digits = _digits(text, 11, 11)
    if digits is None or len(set(digits)) == 1:
        return None
    for length in (9, 10):
        total = sum(int(digit) * (length + 1 - place) for place, digit in enumerate(digits[:length]))
        if int(digits[length]) != total * 10 % 11 % 10:
            return None
    return digits


def cnpj(text: str) -> str | None:
    """Read a CNPJ: twelve letters or digits and two check digits by modulo 11. None: it is none.

    A letter counts as its code less 48, as for the numbers given out since July 2026. Source: Receita
    Federal, Instrução Normativa 2229 of 2024.
    """
    letters = SEPARATORS.sub("", text).upper()
    if not CNPJ.fullmatch(letters) or len(set(letters)) == 1:
        return None
    for length in (12, 13):
        weights = [2 + (length - 1 - place) % 8 for place in range(length)]
        total = sum((ord(c) - 48) * w for c, w in zip(letters[:length], weights, strict=True))
        rest = total % 11
        if int(letters[length]) != (0 if rest < 2 else 11 - rest):
            return None
    return letters


def is_rfc(text: str) -> bool:
    """Tell whether it is an RFC of a person (13) or a company (12) with its check character.

    The generic ones, which stand for nobody, are none. Source: SAT, anexo 1 of the procedure for the RFC key.
    """
    if not RFC.fullmatch(text) or text in RFC_GENERIC:
        return False
    padded = text if len(text) == RFC_PERSON_LENGTH else f" {text}"
    total = sum(RFC_LETTERS.index(c) * (RFC_PERSON_LENGTH - place) for place, c in enumerate(padded[:-1]))
    rest = 11 - total % 11
    return padded[-1] == ("0" if rest == 11 else "A" if rest == 10 else str(rest))
