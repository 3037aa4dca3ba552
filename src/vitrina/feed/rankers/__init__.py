"""The port of rankers: what chooses clips for a tab, and in which order."""

from datetime import datetime
from typing import Protocol

from vitrina.feed.model import ChosenPage, Reader
from vitrina.kit.db import Db


class Ranker(Protocol):
    """Chooses a part of a list for a reader.

    cursor: as an earlier answer gave it; a reader who follows the cursors meets no clip twice and misses none
    that was there at the first page.  Raises Malformed for a cursor of another list.
    """

    async def __call__(
        self, db: Db, *, reader: Reader, cursor: str | None, limit: int, now: datetime
    ) -> ChosenPage:
        """Choose at most `limit` clips. A constant number of statements."""
        ...
