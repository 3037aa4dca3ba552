"""A world to import into."""

import pytest

from tests.imports.world import World, world_of
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool


@pytest.fixture
async def world(pool: Pool, settings: Settings) -> World:
    return await world_of(pool, settings)
