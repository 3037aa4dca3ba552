"""X-ray: which code and which statements answered a request, told in a header of its answer.

For developers alone: an instance that is neither in development nor a demo has nothing of it, and one that is
does nothing before a request asks by `X-Ray: 1`. Statements are told as they are written in the code, without
the values they ran with. What a batch did for many requests at once belongs to none of them.
"""

import inspect
import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from litestar.types import Message, Send
from msgspec import Struct

import vitrina
from vitrina.kit.config import Settings
from vitrina.kit.db import told

ASKS, TELLS = b"x-ray", b"x-ray-trace"
STATEMENTS_MAX = 40
SQL_LENGTH_MAX = 2_000
ROOT = Path(vitrina.__file__).parents[1]


class Statement(Struct, frozen=True, kw_only=True):
    """One statement as the code has it. duration_ms: until the database answered, or in a
    pipeline until it was sent.
    """

    sql: str
    duration_ms: float


class Trace(Struct, kw_only=True):
    """What answered one request.

    file: below the folder of the sources, with its line; path: the same for an editor on this machine, in
    development only.  statements: the first of them; statement_count: all.
    """

    module: str
    handler: str
    file: str
    line: int
    path: str | None = None
    duration_ms: float = 0.0
    statement_count: int = 0
    statements: list[Statement] = []

    def note(self, sql: str, duration_ms: float) -> None:
        """Note a statement that was answered."""
        self.statement_count += 1
        if len(self.statements) < STATEMENTS_MAX:
            text = inspect.cleandoc(sql)[:SQL_LENGTH_MAX]
            self.statements.append(Statement(sql=text, duration_ms=round(duration_ms, 2)))


def is_open(settings: Settings) -> bool:
    """Whether this instance tells developers what it does."""
    return settings.is_development or settings.is_demo


@contextmanager
def traced(scope: Any, send: Send) -> Generator[Send]:
    """Trace a request that asks for it: gives how to send its answer with what was found."""
    settings: Settings = scope["litestar_app"].state.settings
    if not is_open(settings) or dict(scope["headers"]).get(ASKS) != b"1":
        yield send
        return
    trace = _trace_of(scope["route_handler"].fn, is_local=settings.is_development)
    began = time.perf_counter()

    async def telling(message: Message) -> None:
        if message["type"] == "http.response.start":
            trace.duration_ms = round((time.perf_counter() - began) * 1_000, 2)
            message["headers"] = [*message["headers"], (TELLS, _as_header(trace))]
        await send(message)

    token = told.set(trace.note)
    try:
        yield telling
    finally:
        told.reset(token)


def _trace_of(handler: Any, *, is_local: bool) -> Trace:
    code = inspect.unwrap(handler).__code__
    file = Path(code.co_filename)
    return Trace(
        module=handler.__module__.split(".")[1],
        handler=handler.__name__,
        file=str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else file.name,
        line=code.co_firstlineno,
        path=str(file) if is_local else None,
    )


def _as_header(trace: Trace) -> bytes:
    """Write a trace as JSON that may stand in a header: no line ends, nothing but ASCII."""
    return json.dumps(msgspec.to_builtins(trace)).encode()
