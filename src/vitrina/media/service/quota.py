"""What a person may keep."""

from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.media.errors import QuotaFull
from vitrina.media.model import OwnerId
from vitrina.media.store import owners


async def require_room(db: Db, settings: Settings, *, owner_id: OwnerId, size_bytes: int) -> None:
    """Refuse what would go beyond a person's quota. Raises QuotaFull."""
    if await owners.kept_bytes(db, owner_id) + size_bytes > settings.storage_quota_bytes:
        raise QuotaFull(quota_bytes=settings.storage_quota_bytes)
