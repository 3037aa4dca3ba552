"""Tasks that end when they are told to."""

import asyncio
from typing import Any

AGAIN_S = 2.0


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they have ended; what they raise is dropped.

    They are told again every other second: before Python 3.12, `asyncio.wait_for` (and so a pool that lends a
    connection) loses a cancellation that comes together with what was waited for. Who is cancelled while it
    waits here leaves nobody behind either: it is raised at the end.
    """
    going, interruption = set(tasks), None
    while going:
        for each in going:
            each.cancel()
        try:
            _, going = await asyncio.wait(going, timeout=AGAIN_S)
        except asyncio.CancelledError as e:
            interruption = e
            going = {each for each in going if not each.done()}
    for each in tasks:
        if not each.cancelled():
            each.exception()  # Otherwise it is complained of as never looked at.
    if interruption:
        raise interruption
