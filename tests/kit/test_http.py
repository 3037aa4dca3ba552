"""Manners: cursors, limits, cross-site writes, byte ranges."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import Limiter, client_address, decode_cursor, encode_cursor, is_cross_site, page_of
from vitrina.kit.places import Language, preferred_language
from vitrina.kit.static import parse_range


def test_a_cursor_comes_back_as_it_went() -> None:
    key = (datetime(2026, 11, 20, tzinfo=UTC), UUID(int=7))

    assert decode_cursor(encode_cursor(*key), tuple[datetime, UUID]) == key
    assert decode_cursor(None, tuple[datetime, UUID]) is None


@pytest.mark.parametrize("forged", ["", "x", "bm9wZQ", "W10", "WyJhIiwgMV0", "é", "W251bGwsIG51bGxd"])
def test_a_forged_cursor_is_refused(forged: str) -> None:
    with pytest.raises(Malformed):
        decode_cursor(forged, tuple[datetime, UUID])


def test_a_page_says_where_the_next_one_starts_only_when_there_is_one() -> None:
    full = page_of([1, 2, 3], 2, lambda item: (item,))
    last = page_of([1, 2], 2, lambda item: (item,))

    assert (full.items, decode_cursor(full.next_cursor, tuple[int])) == ([1, 2], (2,))
    assert (last.items, last.next_cursor) == ([1, 2], None)


def test_a_limiter_lets_a_burst_through_and_no_more() -> None:
    limiter = Limiter(per_minute=3)
    for _ in range(3):
        limiter.spend("ana")

    with pytest.raises(TooManyRequests):
        limiter.spend("ana")
    limiter.spend("bruno")


def test_a_look_takes_nothing_and_sees_that_nothing_is_left() -> None:
    limiter = Limiter(per_minute=1)
    for _ in range(3):
        limiter.look("ana")
    limiter.spend("ana")

    with pytest.raises(TooManyRequests):
        limiter.look("ana")


def test_a_limiter_forgets_the_oldest_rather_than_grow() -> None:
    limiter = Limiter(per_minute=1, keys_max=2)
    for key in ("ana", "bruno", "carla"):
        limiter.spend(key)

    limiter.spend("ana")
    with pytest.raises(TooManyRequests):
        limiter.spend("carla")


@pytest.mark.parametrize(
    ("headers", "is_refused"),
    [
        ({}, False),
        ({b"sec-fetch-site": b"same-origin"}, False),
        ({b"sec-fetch-site": b"none"}, False),
        ({b"sec-fetch-site": b"cross-site"}, True),
        ({b"sec-fetch-site": b"same-site"}, True),
        ({b"origin": b"https://vitrina.example"}, False),
        ({b"origin": b"https://evil.example"}, True),
        ({b"origin": b"null"}, True),
    ],
)
def test_a_browser_that_comes_from_elsewhere_is_known(headers: dict[bytes, bytes], is_refused: bool) -> None:
    assert is_cross_site(headers, b"vitrina.example") is is_refused


def test_a_forwarded_address_counts_only_behind_a_proxy() -> None:
    scope = {"client": ("10.0.0.1", 5), "headers": [(b"x-forwarded-for", b"6.6.6.6, 9.9.9.9")]}

    assert client_address(scope, is_behind_proxy=False) == "10.0.0.1"
    assert client_address(scope, is_behind_proxy=True) == "9.9.9.9"


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-9", (0, 9)),
        ("bytes=90-", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=0-500", (0, 99)),
        ("bytes=100-", None),
        ("bytes=9-1", None),
        ("bytes=0-1,5-6", None),
        ("bytes=a-b", None),
        ("bytes=-0", None),
        ("items=0-1", None),
        ("", None),
    ],
)
def test_byte_ranges(header: str, span: tuple[int, int] | None) -> None:
    assert parse_range(header, 100) == span


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, Language.ES),
        ("", Language.ES),
        ("pt-BR,pt;q=0.9,en;q=0.8", Language.PT),
        ("fr-FR, en;q=0.5", Language.EN),
        ("en;q=0.2, es-MX;q=0.9", Language.ES),
        ("de", Language.ES),
        ("en;q=x, pt", Language.PT),
        ("," * 5_000, Language.ES),
    ],
)
def test_the_language_follows_the_browser(header: str | None, language: Language) -> None:
    assert preferred_language(header) is language
