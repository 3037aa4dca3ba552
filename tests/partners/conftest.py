"""The world of partners, and a retailer's system on this machine."""

import threading
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from tests.partners.world import World, world_of
from vitrina.demo.retailer import Retailer
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool


@pytest.fixture
def retailer() -> Iterator[Retailer]:
    """A partner's system that checks signatures and takes orders, in a thread of its own."""
    with Retailer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(30)


@pytest.fixture
def settings(settings: Settings, retailer: Retailer) -> Settings:
    """An instance that may reach the retailer, and nothing else of this machine."""
    return replace(settings, retailer_port=retailer.server_address[1], platform_fee_bps=1_000)


@pytest.fixture
async def world(client: AsyncTestClient[Litestar], pool: Pool) -> World:
    return await world_of(client, pool)
