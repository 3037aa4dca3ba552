"""The desk of these tests."""

import pytest

from tests.payouts.desk import Desk
from vitrina.kit.db import Pool


@pytest.fixture
async def desk(pool: Pool) -> Desk:
    """Payees and operators."""
    desk = Desk(pool)
    await desk.open()
    return desk
