"""The child that reads a page of strangers: bounded in time, memory and output, and gone when we are."""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from vitrina.external.model import Found
from vitrina.external.reading import Options
from vitrina.kit import sandbox
from vitrina.kit.sandbox import Bounds

WALL_S = 30
CPU_S = 10
MEMORY_BYTES = 1024**3
OUTPUT_BYTES_MAX = 64 * 1024
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/"}


class PageUnreadable(Exception):
    """The child ended before the page did: a bomb, or a bug."""


async def read(raw: bytes, options: Options) -> Found:
    """Read a page in a child. Raises PageUnreadable."""
    with TemporaryDirectory(prefix="vitrina-page-") as folder:
        path = Path(folder) / "page"
        await asyncio.to_thread(path.write_bytes, raw)
        output = await _run(path, options)
    try:
        return msgspec.json.decode(output, type=Found)
    except msgspec.MsgspecError as e:
        raise PageUnreadable from e


async def _run(path: Path, options: Options) -> bytes:
    command = [sys.executable, "-I", "-m", "vitrina.external.reading", str(path)]
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
        async with asyncio.timeout(WALL_S):
            output = await child.stdout.read(OUTPUT_BYTES_MAX)
            while len(output) < OUTPUT_BYTES_MAX and (more := await child.stdout.read(OUTPUT_BYTES_MAX)):
                output += more
    except TimeoutError as e:
        raise PageUnreadable from e
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()
    return output
