"""Every table says what it knows of people and what becomes of it: a new one that does not is found here."""

import re

import psycopg

from tests.account.traces import FATES, tables
from vitrina.kit.personal import Fate
from vitrina.wiring import PERSONAL

# Names of columns that point at a person, or hold something of one.
PERSONAL_COLUMN = re.compile(
    r"(^|_)(person|owner|creator|author|buyer|reporter|follower|followee|blocker|blocked|muter|muted|subject"
    r"|operator|visitor|recipient|sender)_?(id|ids|name|email|phone)?$|^(email|phone|address|bio|birth_date)$"
    r"|^(created|deleted|decided)_by$"
)


def test_every_table_is_declared_once(shared_url: str) -> None:
    declared = [name for port in PERSONAL for name in port.tables]

    assert sorted(declared) == tables(shared_url)


def test_a_module_declares_its_own_tables(shared_url: str) -> None:
    foreign = [
        name
        for port in PERSONAL
        for name in port.tables
        if name.split(".")[0] not in ({"account", "kit"} if port.module == "account" else {port.module})
    ]

    assert not foreign


def test_what_is_not_erased_says_why() -> None:
    silent = [
        name
        for port in PERSONAL
        for name, held in port.tables.items()
        if held.fate is not Fate.ERASED and not held.why
    ]

    assert not silent


def test_a_table_with_a_person_in_it_is_not_declared_empty(shared_url: str) -> None:
    with psycopg.connect(shared_url) as db:
        columns = db.execute(
            """
            select table_schema || '.' || table_name, column_name
              from information_schema.columns
              join information_schema.tables using (table_schema, table_name)
             where table_type = 'BASE TABLE'
               and table_schema not in ('pg_catalog', 'information_schema', 'public')
            """
        ).fetchall()

    wrong = [
        f"{table}.{column}"
        for table, column in columns
        if FATES[table] is Fate.NOTHING and PERSONAL_COLUMN.search(column)
    ]

    assert not wrong, wrong


def test_what_is_erased_or_cleared_has_a_verb_that_does_it() -> None:
    """The log of events and the exports are done by account itself; an index follows events."""
    without = [
        port.module
        for port in PERSONAL
        if port.erase is None
        and any(held.fate in {Fate.ERASED, Fate.CLEARED} for held in port.tables.values())
    ]

    assert set(without) <= {"account", "search"}


def test_the_rule_about_columns_bites() -> None:
    for name in ("buyer_id", "creator_id", "recipient", "email", "created_by", "author_id", "owner_id"):
        assert PERSONAL_COLUMN.search(name), name
    for name in ("video_id", "title", "changed_tx", "email_count", "reply_count"):
        assert not PERSONAL_COLUMN.search(name), name
