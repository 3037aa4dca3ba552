"""SQL of merchants and of what they reported."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from vitrina.external.model import Merchant, MerchantId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value


async def find(db: Db, merchant_id: MerchantId) -> Merchant | None:
    """Find a merchant."""
    return await one(
        db,
        Merchant,
        """
        select id, person_id, host, name, sub_id_template, creator_share_bps, commission_bps, parameters,
               statuses, is_signature_required, secret_number, created_at
          from external.merchants
         where id = %(id)s
        """,
        id=merchant_id,
    )


async def by_ids(db: Db, ids: Sequence[MerchantId]) -> list[Merchant]:
    """Read many merchants."""
    return await many(
        db,
        Merchant,
        """
        select id, person_id, host, name, sub_id_template, creator_share_bps, commission_bps, parameters,
               statuses, is_signature_required, secret_number, created_at
          from external.merchants
         where id = any(%(ids)s)
        """,
        ids=list(ids),
    )


async def find_of_host(db: Db, host: str, person_id: PersonId) -> Merchant | None:
    """Find the merchant of a host: a person's own comes before the operator's."""
    return await one(
        db,
        Merchant,
        """
        select id, person_id, host, name, sub_id_template, creator_share_bps, commission_bps, parameters,
               statuses, is_signature_required, secret_number, created_at
          from external.merchants
         where host = %(host)s
           and (person_id = %(person_id)s or person_id is null)
         order by person_id is null
         limit 1
        """,
        host=host,
        person_id=person_id,
    )


async def of_person(db: Db, person_id: PersonId | None, *, limit: int) -> list[Merchant]:
    """List a person's merchants, or the operator's, by name."""
    return await many(
        db,
        Merchant,
        """
        select id, person_id, host, name, sub_id_template, creator_share_bps, commission_bps, parameters,
               statuses, is_signature_required, secret_number, created_at
          from external.merchants
         where person_id is not distinct from %(person_id)s::uuid
         order by lower(name), id
         limit %(limit)s
        """,
        person_id=person_id,
        limit=limit,
    )


async def add(db: Db, merchant: Merchant, *, count_max: int) -> int:
    """Insert a merchant; 0 when its id or host is taken, or there are too many."""
    return await run(
        db,
        """
        insert into external.merchants
               (id, person_id, host, name, sub_id_template, creator_share_bps, commission_bps, parameters,
                statuses, is_signature_required, secret_number, created_at)
        select %(id)s, %(person_id)s, %(host)s, %(name)s, %(sub_id_template)s, %(creator_share_bps)s,
               %(commission_bps)s, %(parameters)s::jsonb, %(statuses)s::jsonb, %(is_signature_required)s,
               %(secret_number)s, %(created_at)s
         where (select count(*)
                  from external.merchants
                 where person_id is not distinct from %(person_id)s::uuid) < %(count_max)s
            on conflict do nothing
        """,
        **_columns(merchant),
        count_max=count_max,
    )


async def count_of(db: Db, person_id: PersonId | None) -> int:
    """Count a person's merchants, or the operator's."""
    return await value(
        db,
        "select count(*) from external.merchants where person_id is not distinct from %(person_id)s::uuid",
        person_id=person_id,
    )


async def change(db: Db, merchant: Merchant) -> int:
    """Write the terms of a merchant."""
    return await run(
        db,
        """
        update external.merchants
           set name = %(name)s,
               sub_id_template = %(sub_id_template)s,
               creator_share_bps = %(creator_share_bps)s,
               commission_bps = %(commission_bps)s,
               parameters = %(parameters)s::jsonb,
               statuses = %(statuses)s::jsonb,
               is_signature_required = %(is_signature_required)s
         where id = %(id)s
        """,
        **_columns(merchant),
    )


async def renew_secrets(db: Db, merchant_id: MerchantId) -> int:
    """Void the secrets of a merchant."""
    return await run(
        db,
        "update external.merchants set secret_number = secret_number + 1 where id = %(id)s",
        id=merchant_id,
    )


def _columns(merchant: Merchant) -> dict[str, object]:
    return {
        **msgspec.structs.asdict(merchant),
        "parameters": msgspec.json.encode(merchant.parameters).decode(),
        "statuses": msgspec.json.encode(merchant.statuses).decode(),
    }


async def add_postback(
    db: Db,
    *,
    id: UUID,
    merchant_id: MerchantId,
    parameters: Mapping[str, str],
    digest: bytes | None,
    outcome: str,
    now: datetime,
) -> int:
    """Keep what a merchant reported; 0 when the same signed text came before."""
    return await run(
        db,
        """
        insert into external.postbacks (id, merchant_id, parameters, digest, outcome, received_at)
        values (%(id)s, %(merchant_id)s, %(parameters)s::jsonb, %(digest)s, %(outcome)s, %(now)s)
            on conflict (merchant_id, digest) where digest is not null do nothing
        """,
        id=id,
        merchant_id=merchant_id,
        parameters=msgspec.json.encode(dict(parameters)).decode(),
        digest=digest,
        outcome=outcome,
        now=now,
    )


async def set_outcome(db: Db, postback_id: UUID, outcome: str) -> int:
    """Note what came of a postback."""
    return await run(
        db,
        "update external.postbacks set outcome = %(outcome)s where id = %(id)s",
        id=postback_id,
        outcome=outcome,
    )


async def forget_postbacks(db: Db, *, before: datetime, limit: int) -> int:
    """Delete what was reported long ago. Returns how many."""
    return await run(
        db,
        """
        delete from external.postbacks
         where ctid in (select ctid
                          from external.postbacks
                         where received_at < %(before)s
                         limit %(limit)s)
        """,
        before=before,
        limit=limit,
    )
