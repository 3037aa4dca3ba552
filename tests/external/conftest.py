"""A link to another shop, and a web server that may be rude."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.external.world import World, world_of
from tests.imports.server import Server, serving
from vitrina.kit.db import Pool


@pytest.fixture
async def world(client: AsyncTestClient[Litestar], pool: Pool) -> World:
    return await world_of(client, pool)


@pytest.fixture
def server() -> Iterator[Server]:
    """It has a thread of its own: the client of the tests keeps their loop while it waits for an answer."""
    loop = asyncio.new_event_loop()
    running: list[Server] = []
    is_there, stop = threading.Event(), asyncio.Event()

    async def run() -> None:
        async with serving() as opened:
            running.append(opened)
            is_there.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    assert is_there.wait(30)
    yield running[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(30)
    loop.close()
