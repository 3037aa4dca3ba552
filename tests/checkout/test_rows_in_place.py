"""What a purchase changes in rows with many indexes is in none of them, so that PostgreSQL writes none."""

import re

import pytest

from vitrina.kit.db import Db, value


@pytest.mark.parametrize(
    ("schema", "table", "changed"),
    [
        ("inventory", "stock", ["available"]),
        ("orders", "orders", ["status", "paid_at", "paid_tx"]),
        ("ledger", "balances", ["amount_minor", "version"]),
    ],
)
async def test_no_index_names_what_a_purchase_changes(
    db: Db, schema: str, table: str, changed: list[str]
) -> None:
    indexes = await value(
        db,
        """
        select string_agg(indexdef, ';')
          from pg_indexes
         where schemaname = %(schema)s
           and tablename = %(table)s
        """,
        schema=schema,
        table=table,
    )

    assert [each for each in changed if re.search(rf"\b{each}\b", indexes)] == []
