"""What promotions knows of people: which coupons somebody used."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.ids import new_id
from vitrina.kit.personal import Personal, Record, Subject, cleared, nothing
from vitrina.promotions import rules, store


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read what she used coupons for, signed in and as a guest."""
    async for record in store.export(db, [subject.person_id, rules.guest_key(subject.email)]):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Put an opaque key where a digest of her e-mail stood."""
    del now
    await store.forget_guest(db, guest_key=rules.guest_key(subject.email), stand_in=new_id())
    return False


PERSONAL = Personal(
    module="promotions",
    tables={
        "promotions.coupons": nothing("coupons are of shops and of the platform"),
        "promotions.uses": cleared("limits and sums rest on them; who used one is an opaque id"),
    },
    export=export,
    erase=erase,
)
