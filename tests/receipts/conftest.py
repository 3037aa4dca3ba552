"""The world of these tests."""

import pytest

from tests.orders.world import World
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool


@pytest.fixture
async def world(pool: Pool, settings: Settings) -> World:
    """A shop with ten units, and a buyer."""
    world = World(pool, settings)
    await world.open()
    return world
