"""Children that open files of strangers: the only place of media that starts programs.

Every child runs in the sandbox of `kit`, niced, in a session of its own, and is killed with everything it
started when it takes too long, when nobody waits for it any more, and when the worker dies, however it dies.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import Struct

from vitrina.kit import sandbox
from vitrina.kit.sandbox import Bounds
from vitrina.media.errors import EncoderFailed

# Work is bounded by the processor's time; the clock on the wall ends only what hangs, for a child that waits
# for its turn on a busy machine has done nothing wrong.
WALL_S = 900
CPU_S = 1_200
QUICK_CPU_S = 60
NICENESS = 10
MEMORY_BYTES = 4 * 1024**3
FILE_BYTES_MAX = 64 * 1024**2
OUTPUT_BYTES_MAX = 16 * 1024**2
ERRORS_BYTES_MAX = 16 * 1024
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "HOME": "/"}


class Answer(Struct, frozen=True, kw_only=True):
    """What a child left when it ended."""

    code: int
    output: bytes
    errors: str


async def run(
    command: Sequence[str],
    *,
    reads: Sequence[Path],
    folder: Path | None = None,
    cpu_s: int = CPU_S,
    niceness: int = NICENESS,
    on_output: Callable[[bytes], None] | None = None,
) -> Answer:
    """Run a child to its end. Raises EncoderFailed when it takes longer than WALL_S or prints too much.

    reads: the files and folders that it may read.  folder: where it works, and all that it may write to;
    without one it writes nothing.  cpu_s: the kernel kills it when it has worked longer.
    """
    output = bytearray()

    def keep(piece: bytes) -> None:
        output.extend(piece)
        if len(output) > OUTPUT_BYTES_MAX:
            raise EncoderFailed("too much output")

    bounds = Bounds(
        reads=reads,
        writes=[folder] if folder else [],
        cpu_s=cpu_s,
        memory_bytes=MEMORY_BYTES,
        file_bytes=FILE_BYTES_MAX if folder else 0,
        niceness=niceness,
    )
    async with _started(command, bounds, folder or Path("/")) as child:
        assert child.stdout and child.stderr
        try:
            async with asyncio.timeout(WALL_S):
                errors, _ = await asyncio.gather(_tail(child.stderr), _read(child.stdout, on_output or keep))
                code = await child.wait()
        except TimeoutError as e:
            raise EncoderFailed(f"not done after {WALL_S} s") from e
    return Answer(code=code, output=bytes(output), errors=errors)


@asynccontextmanager
async def _started(
    command: Sequence[str], bounds: Bounds, folder: Path
) -> AsyncGenerator[asyncio.subprocess.Process]:
    with sandbox.preparation(command[0], bounds) as prepare:
        child = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=ENVIRONMENT,
            cwd=folder,
            start_new_session=True,
            preexec_fn=prepare,
        )
    try:
        yield child
    finally:
        # The whole group, also when the child itself has ended.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()


async def _read(stream: asyncio.StreamReader, hear: Callable[[bytes], None]) -> None:
    while piece := await stream.read(64 * 1024):
        hear(piece)


async def _tail(stream: asyncio.StreamReader) -> str:
    kept = b""
    while piece := await stream.read(4_096):
        kept = (kept + piece)[-ERRORS_BYTES_MAX:]
    return kept.decode("utf-8", "replace")
