"""What is an e-mail address, a handle, an adult; which tries are too many. Pure decisions."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID

from vitrina.identity.errors import BirthDateFixed, BirthDateMissing, SignInNeeded, TooYoung
from vitrina.identity.model import Person, Tries, TriesAllowed
from vitrina.kit.errors import Malformed, Refusal, TooManyRequests
from vitrina.kit.text import HANDLE, clean_line, slug

ADULT_YEARS = 18
BIRTH_YEAR_MIN = 1900
EMAIL_LENGTH_MAX = 254
# A birthday has come everywhere on Earth when it has come at UTC-12.
LATEST_ZONE = timedelta(hours=12)
EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
)
# Names that would let somebody speak for the house.
RESERVED = frozenset(
    (
        *(
            "admin",
            "administrador",
            "administrator",
            "api",
            "demo",
            "root",
            "sistema",
            "system",
            "vitrina",
            "www",
        ),
        *("ajuda", "ayuda", "equipe", "equipo", "help", "soporte", "suporte", "support", "team"),
        *("moderador", "moderator", "oficial", "official", "operador", "operator"),
        *("security", "seguranca", "seguridad"),
    )
)
STEM = "hola"
STEM_LENGTH_MAX = 22


# Mobile networks put thousands of people behind one address: the e-mail's limit is the strict one.
CODES_ALLOWED = TriesAllowed(by_email=5, by_address=200, window=timedelta(minutes=15))
PASSWORDS_ALLOWED = TriesAllowed(by_email=10, by_address=200, window=timedelta(minutes=15))


def normal_email(text: str) -> str:
    """Write an e-mail address the one way it is stored: trimmed, lower case, domain in its ASCII form.

    Raises Malformed for what is no address.
    """
    local, at, domain = text.strip().lower().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode()
    except UnicodeError:
        ascii_domain = ""
    email = f"{local}{at}{ascii_domain}"
    if len(email) > EMAIL_LENGTH_MAX or not EMAIL.fullmatch(email) or ".." in local:
        raise Malformed({"email": "not an e-mail address"})
    return email


def normal_handle(text: str) -> str:
    """Write a handle the one way it is stored. Raises Malformed for what is none."""
    handle = text.strip().removeprefix("@").lower()
    if not HANDLE.fullmatch(handle):
        raise Malformed({"handle": "3 to 30 of a-z, 0-9, dot and underscore; ends are a letter or digit"})
    return handle


def normal_name(text: str, *, field: str = "name") -> str:
    """Write a name on one line. Raises Malformed when nothing is left."""
    name = clean_line(text)
    if not name:
        raise Malformed({field: "must not be empty"})
    return name


def proposed_handles(email: str, seed: UUID) -> list[str]:
    """Propose handles near an e-mail's local part: the plain one, then ones with more and more digits.

    seed: a random id, from which the digits are taken.
    """
    stem = slug(email.partition("@")[0])[:STEM_LENGTH_MAX].strip(".")
    if not HANDLE.fullmatch(stem) or stem in RESERVED:
        stem = f"{STEM}.{stem}"[:STEM_LENGTH_MAX].strip(".")
    digits = [(seed.int >> 3 * turn) % 10 ** (2 + turn // 2) for turn in range(12)]
    return [stem, *(f"{stem}.{each:02}" for each in digits)]


def check_tries(tries: Tries, allowed: TriesAllowed, now: datetime) -> None:
    """Let a try pass, or raise TooManyRequests with the time until the oldest one is forgotten."""
    if tries.by_email < allowed.by_email and tries.by_address < allowed.by_address:
        return
    left = (tries.oldest or now) + allowed.window - now
    raise TooManyRequests(retry_after_s=max(1, int(left.total_seconds()) + 1))


def age_years(birth_date: date, now: datetime) -> int:
    """Count the birthdays that have come everywhere on Earth."""
    today = (now - LATEST_ZONE).date()
    is_before_birthday = (today.month, today.day) < (birth_date.month, birth_date.day)
    return today.year - birth_date.year - is_before_birthday


def require_adult(person: Person, now: datetime) -> None:
    """Raise BirthDateMissing or TooYoung unless the person is 18."""
    if person.birth_date is None:
        raise BirthDateMissing
    if age_years(person.birth_date, now) < ADULT_YEARS:
        raise TooYoung


def check_birth_date(person: Person, birth_date: date, now: datetime) -> None:
    """Let a person tell her birth date, and correct it where that opens nothing to her.

    Who is an adult stays one, and a minor is not 18 any sooner: the rest an operator corrects.
    Raises Malformed for an impossible one, BirthDateFixed for one that she may not have by herself.
    """
    check_possible(birth_date, now)
    told = person.birth_date
    if told is None:
        return
    is_adult = age_years(birth_date, now) >= ADULT_YEARS
    if is_adult != (age_years(told, now) >= ADULT_YEARS) or (not is_adult and birth_date < told):
        raise BirthDateFixed


def check_possible(birth_date: date, now: datetime) -> None:
    """Raise Malformed for a birth date that nobody can have."""
    if birth_date.year < BIRTH_YEAR_MIN or birth_date > now.date():
        raise Malformed({"birth_date": f"must lie between {BIRTH_YEAR_MIN} and today"})


def age_refusal(person: Person | None, limit: int, now: datetime) -> Refusal | None:
    """Say why somebody may not have what has an age limit; None when she may. None: a guest."""
    if not limit:
        return None
    if person is None:
        return SignInNeeded()
    if person.birth_date is None:
        return BirthDateMissing()
    return TooYoung() if age_years(person.birth_date, now) < limit else None


def is_known_minor(person: Person | None, now: datetime) -> bool:
    """Tell whether somebody has told that she is younger than 18."""
    return bool(person and person.birth_date and age_years(person.birth_date, now) < ADULT_YEARS)
