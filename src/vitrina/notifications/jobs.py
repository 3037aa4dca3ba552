"""Reactions that write mails and notices down, and the jobs that send and forget them."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.drops.model import ClaimServed
from vitrina.identity.model import SignedOut, SignInCodeAsked
from vitrina.imports.model import ScheduledImportHalted
from vitrina.kit import clock
from vitrina.kit.config import load_settings, with_secret_key
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.live.model import ShowBegan
from vitrina.messaging.model import MessageSent
from vitrina.moderation.model import AppealDecided, DecisionMade
from vitrina.notifications import service
from vitrina.notifications.activity import ActivityEvent
from vitrina.notifications.order_rules import OrderEvent
from vitrina.notifications.payout_rules import PayoutEvent
from vitrina.notifications.providers.smtp import SmtpCarrier
from vitrina.notifications.providers.web_push import WebPushCarrier
from vitrina.notifications.push import sending
from vitrina.notifications.push import service as push
from vitrina.notifications.rules import (
    AccountEvent,
    EarningEvent,
    PartnerEvent,
    QuestionEvent,
    ReviewEvent,
)
from vitrina.payments.disputed import DisputeMoved
from vitrina.prohibitions.model import PermitRuled
from vitrina.returns.model import ReturnMoved
from vitrina.sponsorships.model import SponsorshipMoved
from vitrina.tips.model import TipReceived
from vitrina.verification.model import VerificationDecided
from vitrina.videos.model import VideoScheduleEnded


@task(name="notifications.send_mails", every="30 * * * * *", queue="messages")
async def send_mails(pool: Pool) -> None:
    """Send what waits: at once when something was written, and every minute what must be tried again."""
    settings = with_secret_key(load_settings())
    await service.send_due(pool, settings, carrier_of=SmtpCarrier, now=clock.real_now())


@task(name="notifications.send_pushes", every="*/20 * * * * *", queue="pushes")
async def send_pushes(pool: Pool) -> None:
    """Send what waits for browsers: at once when something was written, and what must be tried again."""
    settings = with_secret_key(load_settings())
    moment = sending.Moment(now=clock.now(), real_now=clock.real_now())
    await sending.send_due(pool, settings, carrier_of=WebPushCarrier, moment=moment)


@task(name="notifications.forget_old", every="0 41 3 * * *", lock="notifications.forget_old")
async def forget_old(pool: Pool) -> None:
    """Delete mails, notices and pushes of long ago, every night, and devices that nobody is signed in on."""
    await service.forget_old(pool, now=clock.now())
    await push.forget_old(pool, now=clock.now(), real_now=clock.real_now())


async def drop_devices(db: Db, facts: Sequence[SignedOut], now: datetime) -> None:
    """Forget browsers where somebody signed out: nothing is pushed to them any more."""
    del now  # Sessions end by real time.
    people = sorted({fact.person_id for fact in facts})
    await push.drop_signed_out(db, people, real_now=clock.real_now())


async def mail_codes(db: Db, facts: Sequence[SignInCodeAsked], now: datetime) -> None:
    """Write the mails of one-time codes: a subscriber of its own, so that nobody waits behind sales."""
    await service.write_code_mails(db, facts, now)
    await send_mails.defer(db)


async def tell_orders(db: Db, facts: Sequence[OrderEvent], now: datetime) -> None:
    """Tell buyers and shops what became of orders."""
    await service.tell_orders(db, facts, now)
    await send_mails.defer(db)


async def tell_returns(db: Db, facts: Sequence[ReturnMoved], now: datetime) -> None:
    """Tell buyers and shops what became of returns."""
    await service.tell_returns(db, facts, now)
    await send_mails.defer(db)


async def tell_disputes(db: Db, facts: Sequence[DisputeMoved], now: datetime) -> None:
    """Tell shops of disputes about their orders."""
    await service.tell_disputes(db, facts, now)


async def tell_earnings(db: Db, facts: Sequence[EarningEvent], now: datetime) -> None:
    """Tell creators what they earned."""
    await service.tell_earnings(db, facts, now)


async def tell_schedules(db: Db, facts: Sequence[VideoScheduleEnded], now: datetime) -> None:
    """Tell creators what became of their scheduled clips."""
    await service.tell_schedules(db, facts, now)


async def tell_shows(db: Db, facts: Sequence[ShowBegan], now: datetime) -> None:
    """Tell people that shows began of which they wanted to hear."""
    await service.tell_shows(db, facts, now)


async def tell_partners(db: Db, facts: Sequence[PartnerEvent], now: datetime) -> None:
    """Tell creators and shops of invitations to shows, and shops whose partner takes no orders."""
    await service.tell_partners(db, facts, now)


async def tell_permits(db: Db, facts: Sequence[PermitRuled], now: datetime) -> None:
    """Tell shops what was decided about products that the words of a law hold."""
    await service.tell_permits(db, facts, now)


async def tell_activity(db: Db, facts: Sequence[ActivityEvent], now: datetime) -> None:
    """Tell people what others did about their clips, comments and profiles."""
    await service.tell_activity(db, facts, now)


async def tell_reviews(db: Db, facts: Sequence[ReviewEvent], now: datetime) -> None:
    """Tell shops and buyers about reviews."""
    await service.tell_reviews(db, facts, now)


async def tell_questions(db: Db, facts: Sequence[QuestionEvent], now: datetime) -> None:
    """Tell shops what is asked, and who asked what was answered."""
    await service.tell_questions(db, facts, now)


async def tell_sponsorships(db: Db, facts: Sequence[SponsorshipMoved], now: datetime) -> None:
    """Tell brands and creators what became of their paid collaborations."""
    await service.tell_sponsorships(db, facts, now)


async def tell_drops(db: Db, facts: Sequence[ClaimServed], now: datetime) -> None:
    """Tell who waited in a drop that it is their turn."""
    await service.tell_drops(db, facts, now)


async def tell_tips(db: Db, facts: Sequence[TipReceived], now: datetime) -> None:
    """Tell creators of tips."""
    await service.tell_tips(db, facts, now)


async def tell_messages(db: Db, facts: Sequence[MessageSent], now: datetime) -> None:
    """Tell buyers and shops that somebody wrote."""
    await service.tell_messages(db, facts, now)


async def tell_verifications(db: Db, facts: Sequence[VerificationDecided], now: datetime) -> None:
    """Tell owners what was decided about the documents of their shops."""
    await service.tell_verifications(db, facts, now)


async def tell_payouts(db: Db, facts: Sequence[PayoutEvent], now: datetime) -> None:
    """Tell payees where their money goes, and what became of it."""
    await service.tell_payouts(db, facts, now)
    await send_mails.defer(db)


async def tell_decisions(db: Db, facts: Sequence[DecisionMade], now: datetime) -> None:
    """Tell people what was decided about what they show and say."""
    await service.tell_decisions(db, facts, now)
    await send_mails.defer(db)


async def tell_appeals(db: Db, facts: Sequence[AppealDecided], now: datetime) -> None:
    """Tell people what became of their appeals."""
    await service.tell_appeals(db, facts, now)
    await send_mails.defer(db)


async def tell_account(db: Db, facts: Sequence[AccountEvent], now: datetime) -> None:
    """Tell people what becomes of their accounts."""
    await service.tell_account(db, facts, now)
    await send_mails.defer(db)


async def tell_imports(db: Db, facts: Sequence[ScheduledImportHalted], now: datetime) -> None:
    """Tell shops which of their imports wait for them or failed."""
    await service.tell_imports(db, facts, now)
    await send_mails.defer(db)
