"""Applications for tests, lent again: putting the routes together takes longer than most tests."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.testing import AsyncTestClient

from vitrina.app import create_app, state_of
from vitrina.kit.config import Settings

HOME = "https://vitrina.localhost"


class Apps:
    """Lends applications of one's own settings: all that differs between two of them is their state."""

    def __init__(self) -> None:
        """Make nothing yet."""
        self._free: list[Litestar] = []

    @asynccontextmanager
    async def serve(
        self, settings: Settings, *, base_url: str = HOME
    ) -> AsyncGenerator[AsyncTestClient[Litestar]]:
        """A client of a running application that nobody else asks meanwhile."""
        app = self._free.pop() if self._free else create_app(settings)
        app.state = state_of(settings)
        try:
            async with AsyncTestClient(app, base_url=base_url) as client:
                yield client
        finally:
            self._free.append(app)
