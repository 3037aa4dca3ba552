"""Merchants: set up, changed, their secrets."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from vitrina.external import rules
from vitrina.external.errors import MerchantNotFound, MerchantTaken, TooManyMerchants
from vitrina.external.model import (
    Merchant,
    MerchantId,
    MerchantSecrets,
    MerchantTerms,
    MerchantView,
    NewMerchant,
)
from vitrina.external.store import conversions as conversion_store
from vitrina.external.store import merchants as store
from vitrina.identity.model import PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.kit.http import API_BASE
from vitrina.kit.money import Money
from vitrina.kit.text import clean_line

OPERATORS_MAX = 1_000
OWN_MAX = 30


async def add(db: Db, *, owner_id: PersonId | None, new: NewMerchant, now: datetime) -> Merchant:
    """Set a merchant up, for the operator or for a person's own links; the same id again answers it.

    Raises MerchantTaken, TooManyMerchants, Malformed, LinkRefused.
    """
    host = rules.site_of(rules.address(new.host).host)
    merchant = _with(
        Merchant(
            id=new.id,
            person_id=owner_id,
            host=host,
            name=new.name,
            sub_id_template="",
            creator_share_bps=0,
            commission_bps=None,
            parameters={},
            statuses={},
            is_signature_required=False,
            secret_number=1,
            created_at=now,
        ),
        new,
    )
    count_max = OWN_MAX if owner_id else OPERATORS_MAX
    if await store.add(db, merchant, count_max=count_max):
        return merchant
    known = await store.find(db, new.id)
    if known and (known.person_id, known.host) == (owner_id, host):
        return known
    if known is None and await store.count_of(db, owner_id) >= count_max:
        raise TooManyMerchants(count_max=count_max)
    raise MerchantTaken


async def change(
    db: Db, *, owner_id: PersonId | None, merchant_id: MerchantId, terms: MerchantTerms
) -> Merchant:
    """Change the terms of a merchant; clicks keep the share they were promised.

    Raises MerchantNotFound, Malformed.
    """
    changed = _with(await get(db, owner_id=owner_id, merchant_id=merchant_id), terms)
    await store.change(db, changed)
    return changed


def _with(merchant: Merchant, terms: MerchantTerms) -> Merchant:
    name = clean_line(terms.name)
    if not name:
        raise Malformed({"name": "must not be empty"})
    named = list(terms.parameters.values())
    if len(set(named)) < len(named):
        raise Malformed({"parameters": "two fields have one name"})
    return msgspec.structs.replace(
        merchant,
        name=name,
        sub_id_template=rules.template(terms.sub_id_template),
        # Her own merchant pays her, and not the platform: there is nothing to share.
        creator_share_bps=rules.ALL_BPS if merchant.person_id else terms.creator_share_bps,
        commission_bps=terms.commission_bps,
        parameters=dict(terms.parameters),
        statuses=dict(terms.statuses),
        is_signature_required=terms.is_signature_required,
    )


async def get(db: Db, *, owner_id: PersonId | None, merchant_id: MerchantId) -> Merchant:
    """Read a merchant of a person, or of the operator. Raises MerchantNotFound."""
    found = await store.find(db, merchant_id)
    if found is None or found.person_id != owner_id:
        raise MerchantNotFound
    return found


async def list_of(db: Db, *, owner_id: PersonId | None) -> list[Merchant]:
    """List a person's merchants, or the operator's, all of them."""
    return await store.of_person(db, owner_id, limit=OWN_MAX if owner_id else OPERATORS_MAX)


async def renew_secrets(
    db: Db, settings: Settings, *, owner_id: PersonId | None, merchant_id: MerchantId
) -> MerchantSecrets:
    """Make new secrets for a merchant; the former ones are void at once. Raises MerchantNotFound."""
    await get(db, owner_id=owner_id, merchant_id=merchant_id)
    await store.renew_secrets(db, merchant_id)
    merchant = await get(db, owner_id=owner_id, merchant_id=merchant_id)
    return MerchantSecrets(
        token=rules.token_of(settings.secret_key, merchant),
        signing_key=rules.signing_key_of(settings.secret_key, merchant),
        postback_url=postback_url(settings, merchant.id),
    )


def postback_url(settings: Settings, merchant_id: MerchantId) -> str:
    """Write where a merchant reports to."""
    return f"{settings.base_url.rstrip('/')}{API_BASE}/postbacks/{merchant_id}"


async def show(db: Db, settings: Settings, found: Sequence[Merchant]) -> list[MerchantView]:
    """Show merchants with what they owe, in the same order. One statement."""
    owed = await conversion_store.owed(db, [each.id for each in found]) if found else []
    return [
        MerchantView(
            id=each.id,
            host=each.host,
            name=each.name,
            sub_id_template=each.sub_id_template,
            creator_share_bps=each.creator_share_bps,
            commission_bps=each.commission_bps,
            parameters=each.parameters,
            statuses=each.statuses,
            is_signature_required=each.is_signature_required,
            postback_url=postback_url(settings, each.id),
            owed=[Money(sum.amount_minor, sum.currency) for sum in owed if sum.merchant_id == each.id],
            created_at=each.created_at,
        )
        for each in found
    ]
