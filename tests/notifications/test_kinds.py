"""The table of kinds is whole: each has words in every language, a place to lead to, a letter or none."""

import types
import typing
from datetime import date
from enum import EnumType
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from vitrina.kit.locales import catalogue
from vitrina.kit.places import Language
from vitrina.notifications import letters
from vitrina.notifications.facts import (
    ActivityFacts,
    GroupFacts,
    MailFacts,
    NoticeFacts,
    OrderFacts,
    SignInCodeFacts,
    SponsorCreatorFacts,
)
from vitrina.notifications.kinds import KINDS, To, name_of
from vitrina.notifications.model import Known, Links
from vitrina.sponsorships.model import SponsorshipState

NOTICES: tuple[type[Struct], ...] = typing.get_args(NoticeFacts)
MAILS: tuple[type[Struct], ...] = typing.get_args(MailFacts)
ACTIVITY: tuple[type[Struct], ...] = typing.get_args(ActivityFacts)
ID = UUID("01900000-0000-7000-8000-0000000000aa")
# Texts that are keys of other words.
KEYS = {"because": "videos.already_published", "failure": "is_zip"}
LINKS = Links(base_url="https://vitrina.example", is_demo=False, code="042042", order_url="https://o.example")


def example(facts: type[Struct]) -> Any:
    """Some facts of a kind."""
    return facts(**{name: _some(name, of) for name, of in typing.get_type_hints(facts).items()})


def _some(name: str, of: Any) -> Any:
    of = getattr(of, "__supertype__", of)
    if typing.get_origin(of) in {types.UnionType, typing.Union}:
        return _some(name, next(each for each in typing.get_args(of) if each is not type(None)))
    if typing.get_origin(of) is list:
        return [_some(name, typing.get_args(of)[0])]
    if isinstance(of, EnumType):
        return next(iter(of))
    if isinstance(of, type) and issubclass(of, Struct):
        return example(of)
    return {str: KEYS.get(name, "texto"), int: 2, bool: True, UUID: ID, date: date(2026, 12, 9)}[of]


def test_every_kind_of_mail_and_notice_has_a_row() -> None:
    assert set(KINDS) == {*NOTICES, *MAILS}


def test_who_can_be_mailed_is_said_once() -> None:
    assert {facts for facts, kind in KINDS.items() if kind.parts} == set(MAILS)
    assert {facts for facts, kind in KINDS.items() if kind.silenced_by} == set(ACTIVITY)
    assert {facts for facts, kind in KINDS.items() if kind.to is To.BUYER} < set(typing.get_args(OrderFacts))


@pytest.mark.parametrize("language", list(Language))
def test_the_words_of_kinds_are_all_there_and_no_others(language: Language) -> None:
    expected: set[str] = set()
    for facts in NOTICES:
        words = ["title"] if facts in ACTIVITY else ["title", "body"]
        words += ["title_many"] if facts in typing.get_args(GroupFacts) else []
        expected |= {f"notice.{name_of(facts)}.{word}" for word in words}
    for facts in MAILS:
        expected |= {f"mail.{name_of(facts)}.{word}" for word in ("subject", "heading", "text")}
    more = {"mail.sign_in_code.ignore", "mail.deletion_asked.stays"}

    found = {
        key for key in catalogue(language) if key.startswith(("notice.", "mail.")) and key.count(".") == 2
    }

    assert found == expected | more


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("facts", KINDS, ids=name_of)
def test_every_kind_can_be_written(facts: type[Struct], language: Language) -> None:
    some = example(facts)
    if facts in MAILS:
        letter = letters.write_letter(some, language, LINKS)
        assert letter.subject
        assert (LINKS.code if facts is SignInCodeFacts else LINKS.order_url) in letter.text
        assert not {"{", "}"} & set(letter.subject + letter.text)
    if facts in NOTICES and facts not in ACTIVITY:
        title, body = letters.write_notice(some, language)
        assert title
        assert body
        assert not {"{", "}"} & set(title + body)


@pytest.mark.parametrize("facts", NOTICES, ids=name_of)
def test_every_notice_leads_somewhere_in_the_web_app(facts: type[Struct]) -> None:
    path = KINDS[facts].path(example(facts), Known(people={}, texts={}))

    assert path.startswith(
        (
            "/orders/",
            "/sell/",
            "/studio/",
            "/settings",
            "/v/",
            "/p/",
            "/live/",
            "/inbox",
            "/messages/",
            "/drops/",
        )
    )


@pytest.mark.parametrize("facts", [*NOTICES, *MAILS], ids=name_of)
def test_facts_are_read_as_they_were_kept(facts: type[Struct]) -> None:
    some = example(facts)

    assert msgspec.json.decode(msgspec.json.encode(some), type=NoticeFacts | MailFacts) == some


@pytest.mark.parametrize(
    "state", [SponsorshipState.DECLINED, SponsorshipState.EXPIRED, SponsorshipState.CANCELLED]
)
def test_a_collaboration_that_came_to_nothing_promises_no_fee(state: SponsorshipState) -> None:
    over = replace(example(SponsorCreatorFacts), state=state, amount_minor=123_45)
    paid = replace(over, state=SponsorshipState.RELEASED)

    for language in Language:
        assert "123" not in "".join(letters.write_notice(over, language))
        assert "123" in letters.write_notice(paid, language)[1]
