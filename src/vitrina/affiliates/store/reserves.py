"""SQL of what is set aside of commissions while a bank decides. Whoever writes here has locked them."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.affiliates.model import CommissionId, Reserve
from vitrina.kit.db import Db, many
from vitrina.payments.disputed import DisputeState


async def add(db: Db, reserves: Sequence[Reserve], *, now: datetime) -> list[CommissionId]:
    """Set parts of commissions aside, each once for a dispute. Returns those that were not known."""
    if not reserves:
        return []
    added = await many(
        db,
        Reserve,
        """
        insert into affiliates.reserves (key, commission_id, amount_minor, state, at)
        select key, commission_id, amount_minor, 'open', %(now)s
          from unnest(%(keys)s::text[], %(commission_ids)s::uuid[], %(amounts)s::bigint[])
               as r (key, commission_id, amount_minor)
            on conflict do nothing
        returning key, commission_id, amount_minor
        """,
        keys=[each.key for each in reserves],
        commission_ids=[each.commission_id for each in reserves],
        amounts=[each.amount_minor for each in reserves],
        now=now,
    )
    return [each.commission_id for each in added]


async def close(
    db: Db, key: str, commission_ids: Sequence[CommissionId], state: DisputeState
) -> list[Reserve]:
    """Write how a dispute was decided; answers what was set aside until now."""
    return await many(
        db,
        Reserve,
        """
        update affiliates.reserves
           set state = %(state)s
         where key = %(key)s
           and commission_id = any(%(commission_ids)s::uuid[])
           and state = 'open'
        returning key, commission_id, amount_minor
        """,
        key=key,
        commission_ids=list(commission_ids),
        state=state.value,
    )


async def set_aside(db: Db, commission_ids: Sequence[CommissionId]) -> dict[CommissionId, int]:
    """Tell what is set aside of commissions, in minor units; others are left out."""
    if not commission_ids:
        return {}
    found = await many(
        db,
        Reserve,
        """
        select '' as key, commission_id, sum(amount_minor)::bigint as amount_minor
          from affiliates.reserves
         where commission_id = any(%(commission_ids)s::uuid[])
           and state = 'open'
         group by commission_id
        """,
        commission_ids=list(commission_ids),
    )
    return {each.commission_id: each.amount_minor for each in found}
