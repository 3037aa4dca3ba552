"""Lists reach PostgreSQL as they are."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, LiteralString
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vitrina.kit.db import Db, value

NOW = datetime(2026, 11, 2, 12, 0, 0, 123_456, tzinfo=UTC)
ID = UUID("01a20abc-e018-7205-85cc-ef085934fd30")
LONG_AGO = datetime(1901, 2, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sql", "items"),
    [
        ("select %(items)b::uuid[]", [ID, UUID(int=0)]),
        ("select %(items)b::uuid[]", [None, ID, None]),
        ("select %(items)b::text[]", ["", "NULL", 'a"b\\c,{}', "ñandú 🦤", "a\nb"]),
        ("select %(items)b::text[]", [None, "x"]),
        ("select %(items)b::int[]", [0, -1, 2**31 - 1]),
        ("select %(items)b::bigint[]", [2**63 - 1, -(2**63)]),
        ("select %(items)b::smallint[]", [1, None]),
        ("select %(items)b::boolean[]", [True, False, None]),
        ("select %(items)b::timestamptz[]", [NOW, LONG_AGO]),
        ("select %(items)b::bytea[]", [b"", b"\x00\xff"]),
        ("select %(items)b::uuid[]", []),
        ("select %(items)b::text[]", []),
        ("select %(items)b::uuid[]", [None, None]),
        ("select %(items)b::int[]", [[1, 2], [3, 4]]),
        ("select %(items)s::text[]", ["a", None]),
        ("select %(items)s::uuid[]", [str(ID)]),
    ],
)
async def test_a_list_comes_back_as_it_went(db: Db, sql: LiteralString, items: list[Any]):
    found = await value(db, sql, items=items)

    assert [UUID(str(each)) if isinstance(each, UUID) else each for each in found] == [
        UUID(each) if sql.endswith("s::uuid[]") else each for each in items
    ]


async def test_a_moment_of_another_zone_is_the_same_moment(db: Db):
    local = NOW.astimezone(timezone(timedelta(hours=-6)))

    assert await value(db, "select %(items)b::timestamptz[]", items=[local]) == [NOW]


async def test_the_same_statement_takes_lists_of_different_kinds(db: Db):
    for items in ([1, 2], [None], [], [3], ["4"]):
        found = await value(db, "select %(items)b::text[]", items=items)
        assert found == [None if each is None else str(each) for each in items]


@pytest.mark.parametrize("items", [["a", 1], [ID, "x"], [NOW, NOW.replace(tzinfo=None)]])
async def test_a_list_of_mixed_things_is_a_bug(db: Db, items: list[Any]):
    with pytest.raises((TypeError, AttributeError)):
        await value(db, "select %(items)b", items=items)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(texts=st.lists(st.none() | st.text(st.characters(exclude_characters="\0", codec="utf-8"))))
async def test_any_text_survives(db: Db, texts: list[str | None]):
    assert await value(db, "select %(items)b::text[]", items=texts) == texts
