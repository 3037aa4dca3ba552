"""Verbs of pushes: which browsers take them, what a person wants, and what is to be sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from vitrina.identity import service as identity
from vitrina.identity.model import Credential, Person, PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.kit.net import Fetcher
from vitrina.kit.text import clean_line
from vitrina.notifications.errors import (
    PushDeviceNotFound,
    PushDeviceTaken,
    PushOff,
    PushServiceUnknown,
)
from vitrina.notifications.model import Group, NewNotice, NoticeId
from vitrina.notifications.providers import web_push
from vitrina.notifications.push import rules
from vitrina.notifications.push.model import (
    AddPushDevice,
    NewDevice,
    NewPush,
    Preferences,
    PushDevice,
    PushDeviceId,
    PushOffer,
    PushSettings,
    Reached,
)
from vitrina.notifications.push.store import devices as store
from vitrina.notifications.push.store import pushes as push_store

AGENT_LENGTH_MAX = 200
TRIAL_LIFE = timedelta(minutes=10)
PUSHES_KEPT = timedelta(days=30)
FORGET_BATCH = 5_000
FORGET_ROUNDS_MAX = 200
CHECKED_AT_ONCE = 1_000


async def offer(db: Db, settings: Settings, person: Person) -> PushOffer:
    """Show whether this instance pushes, the own devices, and what is pushed to them."""
    return PushOffer(
        public_key=web_push.public_key(settings) if settings.push_subject else None,
        devices=await store.devices(db, person.id),
        settings=rules.shown(await store.preferences(db, person.id)),
    )


async def add_device(
    db: Db,
    settings: Settings,
    *,
    person: Person,
    here: Credential,
    asked: AddPushDevice,
    agent: str,
    now: datetime,
) -> PushDevice:
    """Have pushes sent to a browser, as long as its session lives. The eleventh takes the oldest one's place.

    agent: what the browser calls itself.  Raises PushOff, PushServiceUnknown, PushDeviceTaken, Malformed.
    """
    if not settings.push_subject:
        raise PushOff
    wrong: dict[str, str] = {}
    keys = web_push.read_keys(asked.p256dh, asked.auth)
    if keys is None:
        wrong["p256dh"] = "must be a point of P-256, and auth 16 bytes, in base64url"
    if not rules.is_zone(asked.zone):
        wrong["zone"] = "must be a time zone such as America/Mexico_City"
    if keys is None or wrong:
        raise Malformed(wrong)
    is_known = rules.is_service(asked.endpoint, settings.push_services.split())
    if not is_known or not Fetcher(settings).is_allowed(asked.endpoint):
        raise PushServiceUnknown
    new = NewDevice(
        id=PushDeviceId(new_id()),
        person_id=person.id,
        session_digest=here.digest,
        endpoint=asked.endpoint,
        p256dh=keys[0],
        auth=keys[1],
        language=asked.language,
        agent=clean_line(agent)[:AGENT_LENGTH_MAX],
    )
    device_id = await store.put_device(db, new, now)
    if device_id is None:
        raise PushDeviceTaken
    await push_store.forget_of_others(db, device_id, person.id)
    await store.keep_newest_devices(db, person.id)
    first = Preferences(
        silenced=rules.DEFAULT_SILENCED,
        zone=asked.zone,
        quiet_from=rules.QUIET_FROM,
        quiet_until=rules.QUIET_UNTIL,
    )
    await store.put_preferences(db, person.id, first, is_first=True)
    return next(each for each in await store.devices(db, person.id) if each.id == device_id)


async def delete_device(db: Db, device_id: PushDeviceId, *, person: Person) -> None:
    """Send nothing to a device any more. Raises PushDeviceNotFound."""
    if not await store.delete_device(db, device_id, person_id=person.id):
        raise PushDeviceNotFound


async def change_settings(db: Db, person: Person, wanted: PushSettings) -> PushSettings:
    """Keep what is pushed to a person, and when not. Raises Malformed."""
    begin, end = rules.read_hour(wanted.quiet_from), rules.read_hour(wanted.quiet_until)
    wrong: dict[str, str] = {}
    if (begin is None) != (end is None) or (begin is not None and begin == end):
        wrong["quiet_until"] = "must be given with quiet_from and differ from it, or neither"
    if not rules.is_zone(wanted.zone):
        wrong["zone"] = "must be a time zone such as America/Mexico_City"
    if wrong:
        raise Malformed(wrong)
    silenced = sorted(set(wanted.silenced))
    kept = Preferences(silenced=silenced, zone=wanted.zone, quiet_from=begin, quiet_until=end)
    await store.put_preferences(db, person.id, kept, is_first=False)
    return rules.shown(kept)


async def try_device(
    db: Db, settings: Settings, *, device_id: PushDeviceId, person: Person, now: datetime
) -> None:
    """Write down a trial for one of the own devices; one that waits already is enough.

    Raises PushOff, PushDeviceNotFound.
    """
    if not settings.push_subject:
        raise PushOff
    if device_id not in {each.id for each in await store.devices(db, person.id)}:
        raise PushDeviceNotFound
    trial = NewPush(device_id=device_id, next_attempt_at=now, expires_at=now + TRIAL_LIFE)
    await push_store.add(db, [trial], now)


async def plan(
    db: Db, notices: Sequence[tuple[NoticeId, NewNotice]], groups: Sequence[Group], now: datetime
) -> int:
    """Write down what is pushed of notices that were just written: once for each device of who gets them.

    One statement where nobody has a device, two where somebody has.  Returns how many pushes are new.
    """
    by_person: dict[PersonId, list[Reached]] = {}
    person_ids = {notice.person_id for _, notice in notices} | {group.person_id for group in groups}
    for device in await store.reached(db, sorted(person_ids)):
        by_person.setdefault(device.person_id, []).append(device)
    if not by_person:
        return 0
    pushes: list[NewPush] = []
    for notice_id, notice in notices:
        for device in by_person.get(notice.person_id, ()):
            pushes += rules.planned(type(notice.facts), device, now, notice_id=notice_id)
    for group in groups:
        for device in by_person.get(group.person_id, ()):
            pushes += rules.planned(type(group.facts), device, now, group_key=group.group_key)
    return await push_store.add(db, pushes, now) if pushes else 0


async def drop_signed_out(db: Db, person_ids: Sequence[PersonId], *, real_now: datetime) -> int:
    """Forget the devices of people whose sessions there are over. Returns how many."""
    found = await store.sessions(db, list(person_ids), after=None, limit=CHECKED_AT_ONCE)
    return await _drop_dead(db, found, real_now)


async def _drop_dead(db: Db, found: Sequence[store.Opened], real_now: datetime) -> int:
    living = await identity.living_sessions(db, [each.session_digest for each in found], now=real_now)
    dead = [each.id for each in found if each.session_digest not in living]
    return await store.drop_devices(db, dead) if dead else 0


async def forget_old(pool: Pool, *, now: datetime, real_now: datetime) -> int:
    """Delete pushes after 30 days, and devices whose session ended by itself. Returns how many."""
    count, after = 0, None
    for _ in range(FORGET_ROUNDS_MAX):
        async with pool.transaction() as db:
            found = await store.sessions(db, None, after=after, limit=CHECKED_AT_ONCE)
            count += await _drop_dead(db, found, real_now)
        if len(found) < CHECKED_AT_ONCE:
            break
        after = found[-1].id
    for _ in range(FORGET_ROUNDS_MAX):
        async with pool.transaction() as db:
            forgotten = await push_store.forget(db, before=now - PUSHES_KEPT, limit=FORGET_BATCH)
        count += forgotten
        if not forgotten:
            break
    return count
