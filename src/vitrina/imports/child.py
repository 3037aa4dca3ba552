"""The child that reads a file of strangers: bounded in time, memory and output, and gone when we are."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from vitrina.imports.formats.reading import End, Fatal, Head, Options, Trouble
from vitrina.kit import sandbox
from vitrina.kit.sandbox import Bounds

WALL_S = 1_200
CPU_S = 900
MEMORY_BYTES = 1024**3
PIECE_BYTES = 256 * 1024
# A product with a hundred variants and ten pictures is far below this.
MESSAGE_BYTES_MAX = 4 * 1024**2
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/"}


class RawItem(Struct, frozen=True, kw_only=True, tag="item"):
    """As Item of the child, with the product left as JSON."""

    line: int
    product: Raw
    external_id: str
    digest: str
    is_complete: bool
    is_wrong: bool
    unnumbered_count: int
    at_bytes: int


Message = Head | RawItem | Trouble | End | Fatal
_decoder = msgspec.json.Decoder(Message)


class ReaderDied(Exception):
    """The child ended before the file did: a bomb, or a bug. The file is not tried again."""


@asynccontextmanager
async def reading(path: Path, options: Options) -> AsyncGenerator["Reader"]:
    """Read a file in a child that ends with the block. Raises ReaderDied."""
    command = [sys.executable, "-I", "-m", "vitrina.imports.formats.reading", str(path)]
    command.append(msgspec.json.encode(options).decode())
    bounds = Bounds(reads=[path], cpu_s=CPU_S, memory_bytes=MEMORY_BYTES, niceness=5)
    with sandbox.preparation(command[0], bounds) as prepare:
        child = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            preexec_fn=prepare,
        )
    try:
        assert child.stdout
        yield Reader(child.stdout)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()


class Reader:
    """What the child says, some messages at a time: it waits while nobody asks."""

    def __init__(self, stream: asyncio.StreamReader) -> None:
        """stream: the child's output."""
        self._stream = stream
        self._rest = b""
        self._until = asyncio.get_running_loop().time() + WALL_S

    async def some(self) -> Sequence[Message]:
        """Read what comes next; ask no more after an End, a Fatal, or a Head that needs a mapping.

        Raises ReaderDied.
        """
        while True:
            try:
                async with asyncio.timeout_at(self._until):
                    piece = await self._stream.read(PIECE_BYTES)
            except TimeoutError as e:
                raise ReaderDied("too slow") from e
            if not piece:
                raise ReaderDied("no end")
            *lines, self._rest = (self._rest + piece).split(b"\n")
            if len(self._rest) > MESSAGE_BYTES_MAX:
                raise ReaderDied("a message too large")
            if lines:
                try:
                    return [_decoder.decode(line) for line in lines]
                except msgspec.MsgspecError as e:
                    raise ReaderDied("not a message") from e
