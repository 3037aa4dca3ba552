"""SQL of where orders are told."""

from datetime import datetime, timedelta
from uuid import UUID

from vitrina.kit.db import Db, one, run
from vitrina.partners.model import Endpoint
from vitrina.shops.model import ShopId


async def find_endpoint(db: Db, shop_id: ShopId) -> Endpoint | None:
    """Find where the orders of a shop are told."""
    return await one(
        db,
        Endpoint,
        """
        select shop_id, url, salt, old_salt, old_until, made_at, failing_since, failure_count, disabled_at
          from partners.endpoints
         where shop_id = %(shop_id)s
        """,
        shop_id=shop_id,
    )


async def set_endpoint(db: Db, shop_id: ShopId, *, url: str, salt: UUID, now: datetime) -> bool:
    """Tell orders there from now on; what waits is due at once. True: there was none before."""
    is_new = await run(
        db,
        """
        insert into partners.endpoints (shop_id, url, salt, made_at)
        values (%(shop_id)s, %(url)s, %(salt)s, %(now)s)
            on conflict (shop_id) do nothing
        """,
        shop_id=shop_id,
        url=url,
        salt=salt,
        now=now,
    )
    if not is_new:
        await run(
            db,
            """
            with opened as (
                update partners.endpoints
                   set url = %(url)s,
                       failing_since = null,
                       failure_count = 0,
                       disabled_at = null
                 where shop_id = %(shop_id)s
            )
            update partners.deliveries
               set next_at = least(next_at, %(now)s)
             where shop_id = %(shop_id)s
               and status = 'waiting'
            """,
            shop_id=shop_id,
            url=url,
            now=now,
        )
    return bool(is_new)


async def rotate(db: Db, shop_id: ShopId, *, salt: UUID, old_until: datetime) -> int:
    """Sign with another secret, and with the one before for a while. 0: there is no endpoint."""
    return await run(
        db,
        """
        update partners.endpoints
           set old_salt = salt,
               old_until = %(old_until)s,
               salt = %(salt)s
         where shop_id = %(shop_id)s
        """,
        shop_id=shop_id,
        salt=salt,
        old_until=old_until,
    )


async def delete_endpoint(db: Db, shop_id: ShopId) -> int:
    """Tell orders nowhere. 0: they were told nowhere."""
    # First what waits, as who notes a try does: the deliveries, then their endpoint.
    await run(
        db,
        "delete from partners.deliveries where shop_id = %(shop_id)s and status = 'waiting'",
        shop_id=shop_id,
    )
    return await run(db, "delete from partners.endpoints where shop_id = %(shop_id)s", shop_id=shop_id)


async def note_taken(db: Db, shop_id: ShopId) -> int:
    """Note that an endpoint works."""
    return await run(
        db,
        """
        update partners.endpoints
           set failing_since = null, failure_count = 0
         where shop_id = %(shop_id)s
           and failing_since is not null
        """,
        shop_id=shop_id,
    )


async def note_failed(
    db: Db, shop_id: ShopId, *, now: datetime, after: timedelta, count_min: int
) -> Endpoint | None:
    """Note a try in vain. The endpoint, when this one disables it."""
    return await one(
        db,
        Endpoint,
        """
        with noted as (
            update partners.endpoints
               set failing_since = coalesce(failing_since, %(now)s),
                   failure_count = failure_count + 1,
                   disabled_at = case when failing_since <= %(now)s - %(after)s
                                           and failure_count + 1 >= %(count_min)s
                                      then %(now)s end
             where shop_id = %(shop_id)s
               and disabled_at is null
            returning *
        )
        select shop_id, url, salt, old_salt, old_until, made_at, failing_since, failure_count, disabled_at
          from noted
         where disabled_at is not null
        """,
        shop_id=shop_id,
        now=now,
        after=after,
        count_min=count_min,
    )
