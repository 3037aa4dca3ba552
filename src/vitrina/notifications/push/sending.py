"""Sending what is due: written in the language of the device, one message for many, handed to services."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.locales import say
from vitrina.kit.net import FetchFailed
from vitrina.notifications import inbox
from vitrina.notifications.model import Notice, NoticeId, NoticeRow
from vitrina.notifications.push import rules
from vitrina.notifications.push.kinds import HIGH, LOW, NORMAL, PUSHED, Pushed
from vitrina.notifications.push.model import (
    Envelope,
    Push,
    PushDeviceId,
    PushMessage,
    PushState,
    Target,
)
from vitrina.notifications.push.rules import Outcome
from vitrina.notifications.push.store import devices as device_store
from vitrina.notifications.push.store import pushes as store

DEVICES_AT_ONCE = 40
FLYING_MAX = 8
TURN_S = 40.0
# Longer than a turn and its last tries: a worker that dies gives its pushes to another one after it.
LEASE = timedelta(minutes=2)
ERROR_LENGTH_MAX = 200
TITLE_LENGTH_MAX = 200
TRIAL = Pushed(subject=None, urgency=HIGH, life=timedelta(minutes=10), is_pressing=True)
URGENCIES = (LOW, NORMAL, HIGH)
INBOX = "/inbox"
SETTINGS = "/settings/notifications"

log = logging.getLogger(__name__)


class Moment(Struct, frozen=True, kw_only=True):
    """When it is, by the clock of the house and by the clock that services compare with."""

    now: datetime
    real_now: datetime


class Carrier(Protocol):
    """Somebody who hands messages to the services of browser makers."""

    async def send(self, target: Target, message: PushMessage, envelope: Envelope, *, now: datetime) -> None:
        """Hand one message over. now: real time. Raises FetchFailed."""
        ...


class _Due(Struct, frozen=True, kw_only=True):
    """Something to send to one device, and the pushes that it does for."""

    target: Target
    message: PushMessage
    envelope: Envelope
    pushes: Sequence[Push]


class _Told(Struct, frozen=True, kw_only=True):
    """A push beside the notice it is of."""

    push: Push
    notice: Notice
    kind: Pushed


async def send_due(
    pool: Pool, settings: Settings, *, carrier_of: Callable[[Settings], Carrier], moment: Moment
) -> int:
    """Send what is due, a few at a time; what is left after TURN_S is for the next turn. Returns how many.

    Each call of the network is between transactions. A message that was handed over just before a crash may
    be handed over again, with the same topic and tag: the device shows one.
    """
    if not settings.push_subject:
        return 0
    carrier, loop, sent_count = carrier_of(settings), asyncio.get_running_loop(), 0
    ends_at = loop.time() + TURN_S
    while loop.time() < ends_at:
        async with pool.transaction() as db:
            await store.expire(db, moment.now)
            taken = await store.take_due(
                db, now=moment.now, lease_until=moment.now + LEASE, limit=DEVICES_AT_ONCE
            )
            due = await _due(db, taken, moment) if taken else []
        if not taken:
            break
        may_fly = asyncio.Semaphore(FLYING_MAX)

        async def fly(each: _Due, may_fly: asyncio.Semaphore = may_fly) -> bool:
            async with may_fly:
                return await _send(pool, each, carrier=carrier, moment=moment)

        sent_count += sum(await asyncio.gather(*[fly(each) for each in due]))
    return sent_count


async def _due(db: Db, taken: Sequence[Push], moment: Moment) -> list[_Due]:
    """Write out what goes to which device; what has nothing to tell any more ends here."""
    by_device: dict[PushDeviceId, list[Push]] = defaultdict(list)
    for push in taken:
        by_device[push.device_id].append(push)
    targets = await device_store.targets(db, list(by_device))
    living = await identity.living_sessions(
        db, [each.session_digest for each in targets], now=moment.real_now
    )
    dead = [each.id for each in targets if each.session_digest not in living]
    if dead:
        await device_store.drop_devices(db, dead)
    targets = [each for each in targets if each.session_digest in living]
    rows = await _rows(db, [(each.person_id, by_device[each.id]) for each in targets])
    counts = await store.unread(db, sorted({each.person_id for each in targets}))
    badges = {each.person_id: each.count for each in counts}
    due: list[_Due] = []
    ended: list[Push] = []
    for target in targets:
        pushes = by_device[target.id]
        told = await _told(db, target, pushes, rows)
        due += _messages(target, told, badges.get(target.person_id, 0), now=moment.now)
        due += [_trial(target, push, badges.get(target.person_id, 0)) for push in pushes if push.is_trial]
        kept = {each.push.id for each in told}
        ended += [push for push in pushes if push.id not in kept and not push.is_trial]
    if ended:
        ids = [push.id for push in ended]
        await store.end(db, ids, state=PushState.DROPPED, error=None, now=moment.now)
    return due


async def _rows(
    db: Db, wanted: Sequence[tuple[PersonId, Sequence[Push]]]
) -> Mapping[tuple[PersonId, NoticeId | str], NoticeRow]:
    """Read the notices of pushes, by id or group as a push names them."""
    keys = [(person_id, push.group_key) for person_id, pushes in wanted for push in pushes if push.group_key]
    grown = await store.notice_ids(db, keys) if keys else {}
    ids = {push.notice_id for _, pushes in wanted for push in pushes if push.notice_id} | set(grown.values())
    found = {row.id: row for row in await store.notices(db, list(ids))} if ids else {}
    rows: dict[tuple[PersonId, NoticeId | str], NoticeRow] = {}
    for person_id, pushes in wanted:
        for push in pushes:
            notice_id = grown.get((person_id, push.group_key)) if push.group_key else push.notice_id
            key = push.group_key or push.notice_id
            if key and notice_id and (row := found.get(notice_id)):
                rows[person_id, key] = row
    return rows


async def _told(
    db: Db,
    target: Target,
    pushes: Sequence[Push],
    rows: Mapping[tuple[PersonId, NoticeId | str], NoticeRow],
) -> list[_Told]:
    """Find what is still to be told: not read, not silenced meanwhile, and there; the oldest first."""
    silenced = (target.preferences or rules.DEFAULTS).silenced
    wanted: list[tuple[Push, NoticeRow]] = []
    for push in pushes:
        key = push.group_key or push.notice_id
        row = rows.get((target.person_id, key)) if key else None
        if row and not row.is_read and PUSHED[type(row.facts)].subject not in silenced:
            wanted.append((push, row))
    shown = await inbox.written(db, target.person_id, [row for _, row in wanted], language=target.language)
    return [
        _Told(push=push, notice=notice, kind=PUSHED[type(row.facts)])
        for push, row in sorted(wanted, key=lambda each: each[1].id)
        if (notice := shown.get(row.id))
    ]


def _messages(target: Target, told: Sequence[_Told], badge: int, *, now: datetime) -> list[_Due]:
    """Make a message of each, and one of many: of what quiet hours kept, and of more than three at once."""
    held = [each for each in told if each.push.is_held]
    at_once = [each for each in told if not each.push.is_held]
    due: list[_Due] = []
    for several, single_max in ((held, 1), (at_once, rules.SINGLE_MAX)):
        if len(several) > single_max:
            due.append(_summary(target, several, badge, now=now))
        else:
            due += [_single(target, each, badge, now=now) for each in several]
    return due


def _single(target: Target, told: _Told, badge: int, *, now: datetime) -> _Due:
    topic = rules.topic_of(told.notice.kind, told.notice.url)
    message = PushMessage(
        title=told.notice.title[:TITLE_LENGTH_MAX],
        # Only what the title says is for a lock screen: sums, names and words of others stay in the inbox.
        body="",
        url=told.notice.url,
        tag=topic,
        badge=badge,
        language=target.language,
    )
    life_s = max(0, int((told.push.expires_at - now).total_seconds()))
    envelope = Envelope(urgency=told.kind.urgency, life_s=life_s, topic=topic)
    return _Due(target=target, message=message, envelope=envelope, pushes=[told.push])


def _summary(target: Target, told: Sequence[_Told], badge: int, *, now: datetime) -> _Due:
    topic = rules.topic_of("many", INBOX)
    newest = told[-1].notice
    message = PushMessage(
        title=say(target.language, "push.many", count=len(told)),
        body=newest.title[:TITLE_LENGTH_MAX],
        url=INBOX,
        tag=topic,
        badge=badge,
        language=target.language,
    )
    ends_at = max(each.push.expires_at for each in told)
    envelope = Envelope(
        urgency=max((each.kind.urgency for each in told), key=URGENCIES.index),
        life_s=max(0, int((ends_at - now).total_seconds())),
        topic=topic,
    )
    return _Due(target=target, message=message, envelope=envelope, pushes=[each.push for each in told])


def _trial(target: Target, push: Push, badge: int) -> _Due:
    topic = rules.topic_of("trial", SETTINGS)
    message = PushMessage(
        title=say(target.language, "push.trial"),
        body=say(target.language, "push.trial_body"),
        url=SETTINGS,
        tag=topic,
        badge=badge,
        language=target.language,
    )
    envelope = Envelope(urgency=HIGH, life_s=int(TRIAL.life.total_seconds()), topic=topic)
    return _Due(target=target, message=message, envelope=envelope, pushes=[push])


async def _send(pool: Pool, due: _Due, *, carrier: Carrier, moment: Moment) -> bool:
    ids = [push.id for push in due.pushes]
    try:
        await carrier.send(due.target, due.message, due.envelope, now=moment.real_now)
    except FetchFailed as failed:
        async with pool.transaction() as db:
            await _note_failed(db, due, failed, moment)
        return False
    async with pool.transaction() as db:
        await store.end(db, ids, state=PushState.SENT, error=None, now=moment.now)
        await device_store.note_taken(db, due.target.id, moment.now)
    return True


async def _note_failed(db: Db, due: _Due, failed: FetchFailed, moment: Moment) -> None:
    """Forget a device that is gone; try again what may be taken later, not before its service wants to."""
    reason, ids = str(failed)[:ERROR_LENGTH_MAX], [push.id for push in due.pushes]
    log.info("a push was not taken", extra={"device": str(due.target.id), "reason": reason})
    outcome = rules.outcome_of(failed.status, is_permanent=failed.is_permanent)
    if outcome is Outcome.GONE:
        await device_store.drop_devices(db, [due.target.id])
        return
    pause = rules.pause_of(failed.retry_after, moment.real_now)
    tries = max(push.attempt_count for push in due.pushes)
    at = rules.next_attempt(tries, moment.now, pause=pause) if outcome is Outcome.LATER else None
    if at is None:
        await store.end(db, ids, state=PushState.FAILED, error=reason, now=moment.now)
    else:
        await store.try_later(db, ids, at=at, error=reason)
    if pause:
        await device_store.wait(db, due.target.id, moment.now + pause)
    if outcome is Outcome.NEVER:
        await device_store.note_refused(db, due.target.id, refusals_max=rules.REFUSALS_MAX)
