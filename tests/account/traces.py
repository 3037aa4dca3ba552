"""Where a trace of a person could be: every table, and every file."""

from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from vitrina.kit.personal import Fate
from vitrina.wiring import PERSONAL

FATES = {name: held.fate for port in PERSONAL for name, held in port.tables.items()}


def tables(database_url: str) -> list[str]:
    """Every table of ours. The queue's own hold ids alone, and its rows go with their jobs."""
    with psycopg.connect(database_url) as db:
        rows = db.execute(
            """
            select schemaname || '.' || tablename
              from pg_tables
             where schemaname not in ('pg_catalog', 'information_schema', 'public')
             order by 1
            """
        ).fetchall()
    return [name for (name,) in rows]


def traces(database_url: str, *words: str) -> Mapping[str, list[str]]:
    """Rows of each table that hold one of the words anywhere, in any case."""
    found: dict[str, list[str]] = {}
    with psycopg.connect(database_url) as db:
        for name in tables(database_url):
            query = sql.SQL("select t::text from {} t").format(sql.Identifier(*name.split(".")))
            rows = [row for (row,) in db.execute(query).fetchall()]
            hits = [row for row in rows if any(word.lower() in row.lower() for word in words)]
            # Bytes are shown in hexadecimal.
            hexed = [word.lower().encode().hex() for word in words]
            hits += [row for row in rows if any(word in row for word in hexed)]
            if hits:
                found[name] = hits
    return found


def files(folder: Path) -> list[Path]:
    """Whatever lies in the storage of an instance."""
    return [
        path for name in ("media", "private", "work") for path in (folder / name).rglob("*") if path.is_file()
    ]


def may_hold_words(name: str) -> bool:
    """Whether a table was declared to keep what people wrote."""
    return FATES[name] is Fate.KEPT


def may_hold_ids(name: str) -> bool:
    """Whether a table was declared to keep opaque ids."""
    return FATES[name] in {Fate.KEPT, Fate.CLEARED}
