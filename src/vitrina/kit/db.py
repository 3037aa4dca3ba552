"""PostgreSQL: the only place that touches psycopg.

`Db` is a connection inside a transaction; `Pool` opens transactions. Rows become Structs.
"""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, LiteralString, Self, TypeVar

import msgspec
import psycopg
from psycopg import AsyncConnection, AsyncCursor
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from vitrina.kit import arrays
from vitrina.kit.errors import Overloaded
from vitrina.kit.ids import new_id

Db = AsyncConnection[Any]
UniqueViolation = psycopg.errors.UniqueViolation
CheckViolation = psycopg.errors.CheckViolation
ExclusionViolation = psycopg.errors.ExclusionViolation
ForeignKeyViolation = psycopg.errors.ForeignKeyViolation
DatabaseError = psycopg.Error
DataError = psycopg.DataError
# The database is away, or cannot do it now: what was asked may be asked again.
OperationalError = psycopg.OperationalError
QueryCanceled = psycopg.errors.QueryCanceled

APP_ROLE = "vitrina_app"
POOL_SIZE_MAX = 12
WAITING_MAX = 5_000
WAIT_S = 10.0
RETRY_AFTER_S = 1
STREAM_ROWS = 500

# Hears of each statement of a pool that tells, and after how many milliseconds it was answered.
told: ContextVar[Callable[[str, float], None] | None] = ContextVar("told", default=None)

T = TypeVar("T")

set_json_dumps(msgspec.json.encode)
set_json_loads(msgspec.json.decode)
arrays.register()


class Pool:
    """Opens transactions on one database.

    Every connection works as the role `vitrina_app`, which may write no ledger row; where the
    database has no such role (a managed server may forbid it) it works as the user it signed in with.
    """

    def __init__(self, database_url: str, *, size_max: int = POOL_SIZE_MAX, is_telling: bool = False) -> None:
        """Describe the pool; nothing is opened before `async with`. is_telling: `told` hears of it."""
        self.database_url = database_url
        self._pool: AsyncConnectionPool[Db] = AsyncConnectionPool(
            database_url,
            min_size=2,
            max_size=size_max,
            max_waiting=WAITING_MAX,
            timeout=WAIT_S,
            open=False,
            configure=_work_as_app,
            kwargs={
                "autocommit": True,
                "prepare_threshold": 2,
                "cursor_factory": _TellingCursor if is_telling else AsyncCursor,
            },
        )

    async def __aenter__(self) -> Self:
        """Open the pool and wait for its first connections."""
        await self._pool.open(wait=True, timeout=WAIT_S)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Db, None]:
        """Open one transaction: commits at the end, rolls back when anything is raised.

        Raises Overloaded when no connection is free in time.
        """
        connection = await self._take()
        try:
            async with connection.transaction():
                yield connection
        finally:
            await self._pool.putconn(connection)

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Db, None]:
        """Lend a connection without a transaction: for one statement alone, LISTEN and session locks.

        Raises Overloaded when none is free in time.
        """
        connection = await self._take()
        try:
            yield connection
        finally:
            await self._pool.putconn(connection)

    async def _take(self) -> Db:
        try:
            return await self._pool.getconn()
        except (PoolTimeout, TooManyRequests) as e:
            raise Overloaded(retry_after_s=RETRY_AFTER_S) from e


class _TellingCursor(AsyncCursor[Any]):
    async def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        tell = told.get()
        if tell is None:
            return await super().execute(query, params, **options)
        began = time.perf_counter()
        try:
            return await super().execute(query, params, **options)
        finally:
            tell(str(query), (time.perf_counter() - began) * 1_000)


async def _work_as_app(db: Db) -> None:
    row = await (await db.execute("select 1 from pg_roles where rolname = %s", (APP_ROLE,))).fetchone()
    if row:
        await db.execute("set role vitrina_app")


def struct_row(kind: type[T]) -> Callable[[Any], Callable[[Sequence[Any]], T]]:
    """Row factory: one row -> one validated Struct (or scalar); enums and jsonb-nested Structs included."""

    def factory(cursor: Any) -> Callable[[Sequence[Any]], T]:
        result = cursor.pgresult  # cursor.description would describe each column at length.
        names = [result.fname(i).decode() for i in range(result.nfields)] if result else []

        def make(values: Sequence[Any]) -> T:
            return msgspec.convert(dict(zip(names, values, strict=True)), kind)

        return make

    return factory


async def one(db: Db, kind: type[T], sql: LiteralString, /, **params: object) -> T | None:
    """Run a statement that answers at most one row."""
    async with db.cursor(row_factory=struct_row(kind)) as cursor:
        await cursor.execute(sql, params)
        return await cursor.fetchone()


async def many(db: Db, kind: type[T], sql: LiteralString, /, **params: object) -> list[T]:
    """Run a statement that answers rows."""
    async with db.cursor(row_factory=struct_row(kind)) as cursor:
        await cursor.execute(sql, params)
        return await cursor.fetchall()


async def stream(db: Db, kind: type[T], sql: LiteralString, /, **params: object) -> AsyncIterator[T]:
    """Run a statement whose rows are read as they are asked for: memory stays the same for any number."""
    async with db.cursor(name=f"stream_{new_id().hex}", row_factory=struct_row(kind)) as cursor:
        cursor.itersize = STREAM_ROWS
        await cursor.execute(sql, params)
        async for row in cursor:
            yield row


async def run(db: Db, sql: LiteralString, /, **params: object) -> int:
    """Run a statement for its effect. Returns how many rows it touched (in a pipe nobody knows)."""
    cursor = await db.execute(sql, params)
    return cursor.rowcount


async def value(db: Db, sql: LiteralString, /, **params: object) -> Any:
    """Run a statement that answers one row of one column; None when there is no row."""
    row = await (await db.execute(sql, params)).fetchone()
    return row[0] if row else None


def constraint(error: psycopg.Error) -> str:
    """Name the constraint that refused, so that a service can translate it."""
    return error.diag.constraint_name or ""
