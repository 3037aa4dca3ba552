"""Verbs of notifications: write down what people are told, send it, show it."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from vitrina.catalogue import service as catalogue
from vitrina.drops.model import ClaimServed
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId, SignInCodeAsked
from vitrina.imports.model import ScheduledImportHalted
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import NotFound, ProviderError
from vitrina.kit.http import Page, decode_cursor, page_of
from vitrina.kit.places import Language
from vitrina.live.model import ShowBegan
from vitrina.messaging.model import MessageSent
from vitrina.moderation.model import AppealDecided, DecisionMade
from vitrina.notifications import activity, inbox, letters, order_rules, payout_rules, rules, store
from vitrina.notifications.activity import ActivityEvent
from vitrina.notifications.errors import NoticeNotFound
from vitrina.notifications.facts import (
    GroupFacts,
    MailFacts,
    OrderFacts,
    SignInCodeFacts,
)
from vitrina.notifications.kinds import To, kind_of
from vitrina.notifications.model import (
    Activity,
    ActivityKind,
    DemoMail,
    Group,
    Known,
    Letter,
    Links,
    Mail,
    MailId,
    MailState,
    NewNotice,
    Notice,
    NoticeId,
    NoticePreferences,
)
from vitrina.notifications.order_rules import OrderEvent
from vitrina.notifications.payout_rules import PayoutEvent
from vitrina.notifications.providers import Carrier
from vitrina.notifications.push import service as push
from vitrina.notifications.rules import (
    AccountEvent,
    EarningEvent,
    PartnerEvent,
    QuestionEvent,
    ReviewEvent,
)
from vitrina.notifications.told import Told
from vitrina.orders import service as orders
from vitrina.orders.model import OrderId
from vitrina.partners.model import EndpointDisabled
from vitrina.payments.disputed import DisputeMoved
from vitrina.prohibitions.model import PermitRuled
from vitrina.returns.model import ReturnMoved
from vitrina.reviews import service as reviews
from vitrina.reviews.model import QuestionAnswered
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId
from vitrina.social import service as social
from vitrina.sponsorships.model import SponsorshipMoved
from vitrina.tips.model import TipReceived
from vitrina.verification.model import VerificationDecided
from vitrina.videos.model import VideoScheduleEnded

BATCH_SIZE = 20
BATCHES_MAX = 50
# Longer than a batch takes when every mail meets the carrier's time-out.
LEASE = timedelta(minutes=10)
ERROR_LENGTH_MAX = 500
MAILS_KEPT = timedelta(days=30)
NOTICES_KEPT = timedelta(days=180)
FORGET_BATCH = 5_000
FORGET_ROUNDS_MAX = 200
NOTHING_KNOWN = Known(people={}, texts={})

log = logging.getLogger(__name__)


async def write_code_mails(db: Db, asked: Sequence[SignInCodeAsked], now: datetime) -> None:
    """Write the mails of one-time codes into the outbox."""
    codes = await identity.codes_by_id(db, [fact.code_id for fact in asked])
    mails = [rules.code_mail(codes[fact.code_id]) for fact in asked if fact.code_id in codes]
    await store.add_mails(db, mails, now)


async def tell_orders(db: Db, events: Sequence[OrderEvent], now: datetime) -> None:
    """Write down what buyers and shops are told about orders. A few statements, however many facts."""
    await _write(db, order_rules.tell_orders(events, *await _both_sides(db, events)), now)


async def tell_returns(db: Db, events: Sequence[ReturnMoved], now: datetime) -> None:
    """Write down what buyers and shops are told about returns. A few statements, however many facts."""
    await _write(db, order_rules.tell_returns(events, *await _both_sides(db, events)), now)


async def _both_sides(
    db: Db, events: Sequence[OrderEvent | ReturnMoved]
) -> tuple[dict[ShopId, Shop], dict[PersonId, Person]]:
    found = await shops.shops_by_id(db, list({event.shop_id for event in events}))
    people_ids: set[PersonId] = {shop.owner_id for shop in found.values()}
    people_ids |= {event.buyer_id for event in events if event.buyer_id is not None}
    return found, await identity.persons(db, list(people_ids))


async def tell_disputes(db: Db, events: Sequence[DisputeMoved], now: datetime) -> None:
    """Write down what shops are told about disputes of their orders."""
    ids = [OrderId(part.order_id) for event in events for part in event.parts]
    about = await orders.orders_by_id(db, ids)
    found = await shops.shops_by_id(db, list({order.shop_id for order in about.values()}))
    people = await identity.persons(db, list({shop.owner_id for shop in found.values()}))
    await _write(db, order_rules.tell_disputes(events, about, found, people), now)


async def tell_earnings(db: Db, events: Sequence[EarningEvent], now: datetime) -> None:
    """Write down what creators are told about their commissions."""
    await _write(db, Told(mails=[], notices=rules.tell_earnings(events)), now)


async def tell_schedules(db: Db, events: Sequence[VideoScheduleEnded], now: datetime) -> None:
    """Write down what creators are told about their scheduled clips."""
    await _write(db, Told(mails=[], notices=rules.tell_schedules(events)), now)


async def tell_shows(db: Db, events: Sequence[ShowBegan], now: datetime) -> None:
    """Write down who is told that a show began."""
    await _write(db, Told(mails=[], notices=rules.tell_shows(events)), now)


async def tell_partners(db: Db, events: Sequence[PartnerEvent], now: datetime) -> None:
    """Write down who is told of invitations to shows, and of partners' systems that take no orders."""
    found = await shops.shops_by_id(db, list({event.shop_id for event in events}))
    creators = {event.creator_id for event in events if not isinstance(event, EndpointDisabled)}
    people = await identity.persons(db, list(creators))
    await _write(db, Told(mails=[], notices=rules.tell_partners(events, found, people)), now)


async def tell_permits(db: Db, events: Sequence[PermitRuled], now: datetime) -> None:
    """Write down what shops are told about their permit requests."""
    found = await shops.shops_by_id(db, list({event.shop_id for event in events}))
    await _write(db, Told(mails=[], notices=rules.tell_permits(events, found)), now)


async def tell_reviews(db: Db, events: Sequence[ReviewEvent], now: datetime) -> None:
    """Write down what shops and buyers are told about reviews that are shown."""
    shown = await reviews.reviews_by_id(db, list({event.review_id for event in events}))
    events = [each for each in events if each.review_id in shown and not shown[each.review_id].hidden_for]
    found = await shops.shops_by_id(db, list({event.shop_id for event in events}))
    products = await catalogue.summaries(db, list({event.product_id for event in events}))
    await _write(db, Told(mails=[], notices=rules.tell_reviews(events, found, products)), now)


async def tell_questions(db: Db, events: Sequence[QuestionEvent], now: datetime) -> None:
    """Write down what shops and who asked are told about questions and answers that they see."""
    asked = await reviews.questions_by_id(db, list({event.question_id for event in events}))
    answer_ids = [event.answer_id for event in events if isinstance(event, QuestionAnswered)]
    answers = await reviews.answers_by_id(db, answer_ids)
    by_people = [each for each in events if isinstance(each, QuestionAnswered) and not each.is_shop]
    unseen = await social.unseen_among(db, [(each.asker_id, each.author_id) for each in by_people])
    shown: list[QuestionEvent] = []
    for event in events:
        question = asked.get(event.question_id)
        if question is None or question.hidden_for:
            continue
        if isinstance(event, QuestionAnswered):
            said = answers.get(event.answer_id)
            if said is None or said.hidden_for or (event.asker_id, event.author_id) in unseen:
                continue
        shown.append(event)
    found = await shops.shops_by_id(db, list({event.shop_id for event in shown}))
    products = await catalogue.summaries(db, list({event.product_id for event in shown}))
    await _write(db, Told(mails=[], notices=rules.tell_questions(shown, found, products)), now)


async def tell_sponsorships(db: Db, events: Sequence[SponsorshipMoved], now: datetime) -> None:
    """Write down what brands and creators are told about paid collaborations."""
    found = await shops.shops_by_id(db, list({event.shop_id for event in events}))
    await _write(db, Told(mails=[], notices=rules.tell_sponsorships(events, found)), now)


async def tell_drops(db: Db, events: Sequence[ClaimServed], now: datetime) -> None:
    """Write down whose turn it is in a drop."""
    products = await catalogue.summaries(db, list({event.product_id for event in events}))
    await _write(db, Told(mails=[], notices=rules.tell_drops(events, products)), now)


async def tell_tips(db: Db, events: Sequence[TipReceived], now: datetime) -> None:
    """Write down what creators are told about tips."""
    await _write(db, Told(mails=[], notices=rules.tell_tips(events)), now)


async def tell_messages(db: Db, events: Sequence[MessageSent], now: datetime) -> None:
    """Write down who is told that somebody wrote."""
    found = await shops.shops_by_id(db, list({event.shop_id for event in events}))
    await _write(db, Told(mails=[], notices=rules.tell_messages(events, found)), now)


async def tell_verifications(db: Db, events: Sequence[VerificationDecided], now: datetime) -> None:
    """Write down what owners are told about the documents of their shops."""
    found = await shops.shops_by_id(db, list({event.shop_id for event in events}))
    await _write(db, Told(mails=[], notices=rules.tell_verifications(events, found)), now)


async def tell_payouts(db: Db, events: Sequence[PayoutEvent], now: datetime) -> None:
    """Write down what payees are told about their money."""
    people = await identity.persons(db, list({event.person_id for event in events}))
    await _write(db, payout_rules.tell_payouts(events, people), now)


async def tell_decisions(db: Db, events: Sequence[DecisionMade], now: datetime) -> None:
    """Write down what people are told about decisions."""
    people = await identity.persons(db, list({event.subject_id for event in events}))
    await _write(db, rules.tell_decisions(events, people), now)


async def tell_appeals(db: Db, events: Sequence[AppealDecided], now: datetime) -> None:
    """Write down what people are told about their appeals."""
    people = await identity.persons(db, list({event.subject_id for event in events}))
    await _write(db, rules.tell_appeals(events, people), now)


async def tell_account(db: Db, events: Sequence[AccountEvent], now: datetime) -> None:
    """Write down what people are told about their accounts."""
    people = await identity.persons(db, list({event.person_id for event in events}))
    await _write(db, rules.tell_account(events, people), now)


async def tell_imports(db: Db, events: Sequence[ScheduledImportHalted], now: datetime) -> None:
    """Write down what shops are told about imports that nobody looks at."""
    found = await shops.shops_by_id(db, list({event.shop_id for event in events}))
    people = await identity.persons(db, list({shop.owner_id for shop in found.values()}))
    await _write(db, rules.tell_imports(events, found, people), now)


async def tell_activity(db: Db, events: Sequence[ActivityEvent], now: datetime) -> None:
    """Write down what people did to each other's things; a few statements, however many facts.

    Who is gone, silenced the kind, mutes the actor or is apart from her hears nothing.
    """
    heard = activity.heard(events)
    unseen = await social.unseen_among(db, [(each.person_id, each.actor_id) for each in heard])
    person_ids = list({each.person_id for each in heard})
    people = await identity.persons(db, person_ids)
    silenced = {each.person_id: each.kinds for each in await store.silenced(db, person_ids)}
    told = [
        each
        for each in heard
        if each.person_id in people
        and (each.person_id, each.actor_id) not in unseen
        and kind_of(each.facts).silenced_by not in silenced.get(each.person_id, ())
    ]
    alone = [NewNotice(person_id=each.person_id, facts=each.facts) for each in told if not each.group_key]
    await _note(db, alone, await _grown(db, [each for each in told if each.group_key]), now)


async def _grown(db: Db, told: Sequence[Activity]) -> list[Group]:
    if not told:
        return []
    keys = list({(each.person_id, each.group_key or "") for each in told})
    groups = {(each.person_id, each.group_key): each.facts for each in await store.groups(db, keys)}
    for each in told:
        assert isinstance(each.facts, GroupFacts)
        key = (each.person_id, each.group_key or "")
        groups[key] = activity.grown(groups[key], each.actor_id) if key in groups else each.facts
    return [
        Group(person_id=person_id, group_key=key, facts=facts) for (person_id, key), facts in groups.items()
    ]


async def notice_preferences(db: Db, person_id: PersonId) -> NoticePreferences:
    """Read which activity a person hears of."""
    found = await store.silenced(db, [person_id])
    kinds = found[0].kinds if found else []
    return NoticePreferences(
        likes=ActivityKind.LIKES not in kinds,
        comments=ActivityKind.COMMENTS not in kinds,
        mentions=ActivityKind.MENTIONS not in kinds,
        follows=ActivityKind.FOLLOWS not in kinds,
    )


async def set_notice_preferences(db: Db, person_id: PersonId, wanted: NoticePreferences) -> NoticePreferences:
    """Keep which activity a person hears of from now on."""
    is_wanted = {
        ActivityKind.LIKES: wanted.likes,
        ActivityKind.COMMENTS: wanted.comments,
        ActivityKind.MENTIONS: wanted.mentions,
        ActivityKind.FOLLOWS: wanted.follows,
    }
    await store.silence(db, person_id, [kind for kind, is_on in is_wanted.items() if not is_on])
    return wanted


async def _write(db: Db, told: Told, now: datetime) -> None:
    if told.mails:
        await store.add_mails(db, told.mails, now)
    await _note(db, told.notices, [], now)


async def _note(db: Db, notices: Sequence[NewNotice], groups: Sequence[Group], now: datetime) -> None:
    """Write notices into inboxes, and what is pushed of them to who has devices."""
    if not notices and not groups:
        return
    ids = await store.add_notices(db, notices, now) if notices else []
    if groups:
        await store.put_groups(db, groups, now)
    if await push.plan(db, list(zip(ids, notices, strict=True)), groups, now):
        from vitrina.notifications.jobs import send_pushes  # The job calls what is below.

        await send_pushes.defer(db)


def write_letter(settings: Settings, facts: MailFacts, language: Language) -> Letter:
    """Write a mail out with the secrets and addresses that only the running instance knows."""
    code, order_url = "", settings.base_url + kind_of(facts).path(facts, NOTHING_KNOWN)
    if isinstance(facts, SignInCodeFacts):
        code = identity.code_digits(settings.secret_key, facts.code_id)
    elif isinstance(facts, OrderFacts) and kind_of(facts).to is To.BUYER:
        order_url = orders.order_url(settings, facts.order_id)
    links = Links(base_url=settings.base_url, is_demo=settings.is_demo, code=code, order_url=order_url)
    return letters.write_letter(facts, language, links)


async def send_due(
    pool: Pool, settings: Settings, *, carrier_of: Callable[[Settings], Carrier], now: datetime
) -> int:
    """Send the mails whose turn has come. Returns how many were sent.

    Where mails have nowhere to go (demo, or no mail server set) they wait. carrier_of: opens the line.
    now: real time. A mail that was handed over just before a crash may be handed over again.
    """
    if settings.is_demo or not settings.smtp_url:
        return 0
    sent_count = 0
    for _ in range(BATCHES_MAX):
        async with pool.transaction() as db:
            await store.expire(db, now)
            batch = await store.take_due(db, now=now, lease_until=now + LEASE, limit=BATCH_SIZE)
        if not batch:
            break
        sent_count += await _send_batch(pool, settings, batch, carrier_of=carrier_of, now=now)
    return sent_count


async def _send_batch(
    pool: Pool,
    settings: Settings,
    batch: Sequence[Mail],
    *,
    carrier_of: Callable[[Settings], Carrier],
    now: datetime,
) -> int:
    sent_count = 0
    left = list(batch)
    try:
        async with carrier_of(settings) as carrier:
            while left:
                sent_count += await _send(pool, settings, left.pop(), carrier=carrier, now=now)
    except ProviderError as e:
        log.warning("mails wait", extra={"reason": str(e), "count": len(left)})
        for mail in left:
            await _try_later(pool, mail, error=e, now=now)
    return sent_count


async def _send(pool: Pool, settings: Settings, mail: Mail, *, carrier: Carrier, now: datetime) -> bool:
    letter = write_letter(settings, mail.facts, mail.language)
    try:
        await carrier.send(mail.id, mail.recipient, letter)
    except ProviderError as e:
        log.warning("mail was not taken", extra={"mail_id": mail.id, "reason": str(e)})
        await _try_later(pool, mail, error=e, now=now)
        return False
    async with pool.transaction() as db:
        await store.end_mail(db, mail.id, state=MailState.SENT, error=None, now=now)
    return True


async def _try_later(pool: Pool, mail: Mail, *, error: ProviderError, now: datetime) -> None:
    reason = str(error)[:ERROR_LENGTH_MAX]
    at = None if error.permanent else rules.next_attempt(mail.attempt_count, now)
    async with pool.transaction() as db:
        if at is None:
            await store.end_mail(db, mail.id, state=MailState.FAILED, error=reason, now=now)
        else:
            await store.try_later(db, mail.id, at=at, error=reason)


async def list_demo_mails(db: Db, settings: Settings, *, cursor: str | None, limit: int) -> Page[DemoMail]:
    """List the outbox of a demo, the newest mail first. Raises NotFound on a real instance."""
    if not settings.is_demo:
        raise NotFound
    key = decode_cursor(cursor, tuple[MailId])
    found = await store.mails(db, before=key[0] if key else None, limit=limit + 1)
    page = page_of(found, limit, lambda mail: (mail.id,))
    return Page(items=[_demo_mail(settings, mail) for mail in page.items], next_cursor=page.next_cursor)


def _demo_mail(settings: Settings, mail: Mail) -> DemoMail:
    letter = write_letter(settings, mail.facts, mail.language)
    return DemoMail(
        id=mail.id,
        to=mail.recipient,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        at=mail.written_at,
    )


async def list_notices(
    db: Db, person_id: PersonId, *, language: Language, cursor: str | None, limit: int
) -> Page[Notice]:
    """List a person's notices in a language, the newest first. Raises Malformed for a forged cursor."""
    key = decode_cursor(cursor, tuple[NoticeId])
    found = await store.notices(db, person_id, before=key[0] if key else None, limit=limit + 1)
    page = page_of(found, limit, lambda row: (row.id,))
    shown = await inbox.written(db, person_id, page.items, language=language)
    return Page(items=list(shown.values()), next_cursor=page.next_cursor)


async def mark_read(db: Db, person_id: PersonId, until: NoticeId) -> None:
    """Mark a notice and all older ones as read. Raises NoticeNotFound for what is not in the inbox."""
    if not await store.mark_read(db, person_id, until):
        raise NoticeNotFound


async def forget_old(pool: Pool, *, now: datetime) -> int:
    """Delete mails after 30 days and notices after 180. Returns how many."""
    count = 0
    for _ in range(FORGET_ROUNDS_MAX):
        async with pool.transaction() as db:
            forgotten = await store.forget(
                db, mails_before=now - MAILS_KEPT, notices_before=now - NOTICES_KEPT, limit=FORGET_BATCH
            )
        count += forgotten
        if not forgotten:
            break
    return count
