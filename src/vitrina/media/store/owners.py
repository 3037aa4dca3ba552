"""SQL of what people keep together."""

from vitrina.kit.db import Db, run, value
from vitrina.media.model import OwnerId


async def lock_owner(db: Db, owner_id: OwnerId) -> None:
    """Let one transaction at a time count and add what a person keeps."""
    await run(
        db,
        "select pg_advisory_xact_lock(hashtextextended('media.owner:' || %(owner_id)s::text, 0))",
        owner_id=owner_id,
    )


async def kept_bytes(db: Db, owner_id: OwnerId) -> int:
    """Sum what a person keeps: stored files and uploads at their full length."""
    return await value(
        db,
        """
        select (coalesce((select sum(f.size_bytes) from media.files f where f.owner_id = %(owner_id)s), 0)
              + coalesce((select sum(u.length_bytes) from media.uploads u where u.owner_id = %(owner_id)s), 0)
               )::bigint
        """,
        owner_id=owner_id,
    )
