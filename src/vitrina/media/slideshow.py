"""Slideshows: vertical films of a few pictures, drawn and encoded by a child with bounds of its own."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from vitrina.media import rules
from vitrina.media.errors import EncoderFailed
from vitrina.media.sandbox import run

CPU_S = 90


async def make_slideshow(pictures: Sequence[bytes], folder: Path) -> Path:
    """Make a film of 1 to rules.SLIDES_MAX pictures as `images` wrote them; answers where it lies.

    folder: empty, and thrown away by the caller.  Raises EncoderFailed.
    """
    for number, content in enumerate(pictures[: rules.SLIDES_MAX], start=1):
        await asyncio.to_thread((folder / f"{number}.webp").write_bytes, content)
    command = [sys.executable, "-I", "-m", "vitrina.media.slides", str(folder)]
    answer = await run(command, reads=[], folder=folder, cpu_s=CPU_S)
    target = folder / rules.SLIDESHOW
    if answer.code != 0 or not await asyncio.to_thread(target.is_file):
        raise EncoderFailed(f"no slideshow: {answer.code}: {answer.errors[-1_000:]}")
    return target
