"""Tasks that end when they are told to."""

import asyncio
from typing import Any

AGAIN_S = 5.0


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they have ended; what they raise is dropped.

    They are told again every few seconds: before Python 3.12, `asyncio.wait_for` (and so a pool that lends a
    connection) loses a cancellation that comes together with what was waited for.
    """
    going = set(tasks)
    while going:
        for each in going:
            each.cancel()
        _, going = await asyncio.wait(going, timeout=AGAIN_S)
    await asyncio.gather(*tasks, return_exceptions=True)
