"""Addresses, handles, ages: tables of cases."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import ANA, JOINED
from vitrina.identity import rules
from vitrina.identity.errors import BirthDateFixed, BirthDateMissing, TooYoung
from vitrina.identity.model import Capability, Person, PersonId, Tries
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.places import Language
from vitrina.kit.text import HANDLE


def person(birth_date: date | None, *capabilities: Capability) -> Person:
    return Person(
        id=PersonId(ANA.id),
        handle="ana",
        name="Ana",
        bio="",
        email=ANA.email,
        avatar_file_id=None,
        birth_date=birth_date,
        language=Language.ES,
        country=None,
        capabilities=frozenset(capabilities),
    )


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ana@example.com", "ana@example.com"),
        ("  ANA@Example.COM\n", "ana@example.com"),
        ("ana+shop@sub.example.co", "ana+shop@sub.example.co"),
        ("o'hara@example.com", "o'hara@example.com"),
        ("ana@peñón.example", "ana@xn--pen-8mak.example"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_an_address_is_stored_one_way(typed: str, stored: str) -> None:
    assert rules.normal_email(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ana",
        "@example.com",
        "ana@",
        "ana@@example.com",
        "ana@example..com",
        "ana@-example.com",
        "ana b@example.com",
        "a..b@example.com",
        "ana@example.com\nBcc: all@example.com",
        "ana@exam\0ple.com",
        '"<script>"@example.com',
        "ñandú@example.com",
        "a" * 65 + "@example.com",
        "a@" + "b." * 130 + "com",
        "a@" + "b" * 64 + ".com",
    ],
)
def test_what_is_no_address_is_named(typed: str) -> None:
    with pytest.raises(Malformed) as refused:
        rules.normal_email(typed)

    assert refused.value.fields == {"fields": {"email": "not an e-mail address"}}


@given(st.text())
def test_any_text_is_an_address_or_malformed(text: str) -> None:
    try:
        email = rules.normal_email(text)
    except Malformed:
        return
    assert email.isascii()
    assert rules.normal_email(email) == email


@pytest.mark.parametrize(
    ("typed", "stored"), [("ana.lopez", "ana.lopez"), (" @Ana_99 ", "ana_99"), ("a-b", None)]
)
def test_a_handle_is_stored_one_way(typed: str, stored: str | None) -> None:
    if stored is None:
        with pytest.raises(Malformed):
            rules.normal_handle(typed)
        return
    assert rules.normal_handle(typed) == stored


@pytest.mark.parametrize(
    "typed", ["", "ab", ".ana", "ana.", "a" * 31, "ana lopez", "аna", "ana\n", "ana\0x", "<b>ana"]
)
def test_what_is_no_handle_is_malformed(typed: str) -> None:
    if typed == "ana\n":
        assert rules.normal_handle(typed) == "ana"
        return
    with pytest.raises(Malformed):
        rules.normal_handle(typed)


@given(st.text(max_size=70), st.uuids())
def test_every_proposed_handle_is_one(local_part: str, seed: UUID) -> None:
    proposed = rules.proposed_handles(f"{local_part}@example.com", seed)

    assert len(proposed) >= 12
    assert all(HANDLE.fullmatch(handle) for handle in proposed), proposed
    assert not rules.RESERVED & set(proposed)


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("birth_date", "now", "years"),
    [
        (date(2008, 3, 1), NOON, 18),
        (date(2008, 3, 1), NOON - timedelta(seconds=1), 17),  # Still February at UTC-12.
        (date(2008, 3, 2), NOON, 17),
        (date(2008, 2, 29), datetime(2026, 2, 28, 23, tzinfo=UTC), 17),
        (date(2008, 2, 29), NOON, 18),
        (date(1900, 1, 1), NOON, 126),
    ],
)
def test_a_birthday_counts_when_it_has_come_everywhere(birth_date: date, now: datetime, years: int) -> None:
    assert rules.age_years(birth_date, now) == years


def test_a_minor_is_no_adult() -> None:
    with pytest.raises(TooYoung):
        rules.require_adult(person(date(2010, 1, 1)), JOINED)
    with pytest.raises(BirthDateMissing):
        rules.require_adult(person(None), JOINED)
    rules.require_adult(person(date(2000, 1, 1)), JOINED)


@pytest.mark.parametrize("birth_date", [date(1899, 12, 31), date(2026, 1, 16), date(9999, 1, 1)])
def test_an_impossible_birth_date_is_malformed(birth_date: date) -> None:
    with pytest.raises(Malformed):
        rules.check_birth_date(person(None), birth_date, JOINED)


@pytest.mark.parametrize(
    ("told", "corrected"),
    [
        (None, date(2000, 1, 1)),
        (date(2000, 1, 1), date(2000, 1, 1)),
        (date(2000, 1, 1), date(1990, 1, 1)),
        (date(1990, 1, 1), date(2000, 1, 1)),
        (date(2012, 1, 1), date(2012, 1, 1)),
        (date(2012, 1, 1), date(2012, 1, 2)),
    ],
)
def test_a_birth_date_may_be_corrected_where_that_opens_nothing(told: date | None, corrected: date) -> None:
    rules.check_birth_date(person(told), corrected, JOINED)


@pytest.mark.parametrize(
    ("told", "corrected"),
    [
        (date(2012, 1, 1), date(2000, 1, 1)),
        (date(2012, 1, 1), date(2011, 12, 31)),
        (date(2000, 1, 1), date(2012, 1, 1)),
    ],
)
def test_nobody_corrects_by_herself_whether_or_when_she_is_18(told: date, corrected: date) -> None:
    with pytest.raises(BirthDateFixed):
        rules.check_birth_date(person(told), corrected, JOINED)


@pytest.mark.parametrize(
    ("who", "limit", "code"),
    [
        (None, 0, None),
        (person(None), 0, None),
        (None, 18, "identity.sign_in_needed"),
        (person(None), 18, "identity.birth_date_missing"),
        (person(date(2010, 1, 1)), 18, "identity.too_young"),
        (person(date(2000, 1, 1)), 18, None),
    ],
)
def test_what_has_an_age_limit_is_for_known_adults(who: Person | None, limit: int, code: str | None) -> None:
    refused = rules.age_refusal(who, limit, JOINED)

    assert (refused and refused.code) == code


def test_a_refused_try_tells_when_the_oldest_is_forgotten() -> None:
    tries = Tries(by_email=5, by_address=0, oldest=JOINED - timedelta(minutes=14))

    with pytest.raises(TooManyRequests) as refused:
        rules.check_tries(tries, rules.CODES_ALLOWED, JOINED)

    assert refused.value.fields == {"retry_after_s": 61}
