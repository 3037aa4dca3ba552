"""Who is told what: from facts of the event log to mails and notices. Pure decisions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from vitrina.account.model import AccountDeletionAsked, ExportReady
from vitrina.affiliates.model import CommissionEarned, CommissionsAvailable
from vitrina.catalogue.model import ProductId, ProductSummary
from vitrina.drops.model import ClaimServed
from vitrina.identity.model import DepartureCancelled, Person, PersonId, SignInCode
from vitrina.imports.model import Halt, ScheduledImportHalted
from vitrina.live.model import ShowBegan
from vitrina.messaging.model import MessageKind, MessageSent, Side
from vitrina.moderation.model import Action, AppealDecided, AppealOutcome, DecisionMade
from vitrina.notifications.facts import (
    AccountFacts,
    AppealAcceptedFacts,
    AppealRejectedFacts,
    BuyerWroteFacts,
    ClipNotPublishedFacts,
    ClipPublishedFacts,
    CommissionEarnedFacts,
    CommissionsAvailableFacts,
    DeletionAskedFacts,
    DeletionCancelledFacts,
    DropServedFacts,
    EndpointDisabledFacts,
    ExportReadyFacts,
    ImportColumnsFacts,
    ImportFacts,
    ImportFailedFacts,
    ImportStoppedFacts,
    InvitationAnsweredFacts,
    InvitedFacts,
    PermitRuledFacts,
    QuestionAnsweredFacts,
    QuestionAskedFacts,
    RestoredFacts,
    ReviewAnsweredFacts,
    ReviewedFacts,
    ShopVerificationFacts,
    ShopWroteFacts,
    ShowBeganFacts,
    SignInCodeFacts,
    SponsorBrandFacts,
    SponsorCreatorFacts,
    TakenDownFacts,
    TipReceivedFacts,
    WarnedFacts,
)
from vitrina.notifications.model import NewMail, NewNotice
from vitrina.notifications.told import Told, tell
from vitrina.partners.model import CreatorInvited, EndpointDisabled, InvitationAnswered
from vitrina.prohibitions.model import PermitRuled
from vitrina.reviews.model import QuestionAnswered, QuestionAsked, ReviewAnswered, ReviewWritten
from vitrina.shops.model import Shop, ShopId
from vitrina.sponsorships.model import SponsorshipMoved, SponsorSide
from vitrina.tips.model import TipReceived
from vitrina.verification.model import VerificationDecided
from vitrina.videos.model import VideoScheduleEnded

AccountEvent = ExportReady | AccountDeletionAsked | DepartureCancelled
PartnerEvent = CreatorInvited | InvitationAnswered | EndpointDisabled
EarningEvent = CommissionEarned | CommissionsAvailable
ReviewEvent = ReviewWritten | ReviewAnswered
QuestionEvent = QuestionAsked | QuestionAnswered

DECISIONS: Mapping[Action, type[TakenDownFacts | RestoredFacts | WarnedFacts]] = {
    Action.TAKE_DOWN: TakenDownFacts,
    Action.RESTORE: RestoredFacts,
    Action.WARN: WarnedFacts,
}

APPEALS: Mapping[AppealOutcome, type[AppealAcceptedFacts | AppealRejectedFacts]] = {
    AppealOutcome.REVERSED: AppealAcceptedFacts,
    AppealOutcome.UPHELD: AppealRejectedFacts,
}

RETRY_FIRST = timedelta(seconds=30)
RETRY_LONGEST = timedelta(hours=4)
ATTEMPTS_MAX = 12


def next_attempt(attempt_count: int, now: datetime) -> datetime | None:
    """Tell when a mail is tried again after so many attempts; None for never."""
    if attempt_count >= ATTEMPTS_MAX:
        return None
    return now + min(RETRY_FIRST * 2 ** (attempt_count - 1), RETRY_LONGEST)


def code_mail(code: SignInCode) -> NewMail:
    """Tell a one-time code to who asked for it."""
    return NewMail(
        recipient=code.email,
        language=code.language,
        facts=SignInCodeFacts(code_id=code.id),
        expires_at=code.expires_at,
    )


def tell_earnings(events: Sequence[EarningEvent]) -> list[NewNotice]:
    """Tell creators what they earned."""
    return [
        NewNotice(
            person_id=event.creator_id,
            facts=CommissionEarnedFacts(
                commission_id=event.commission_id,
                product_title=event.product_title,
                currency=event.currency,
                amount_minor=event.amount_minor,
            )
            if isinstance(event, CommissionEarned)
            else CommissionsAvailableFacts(commission_count=len(event.commission_ids)),
        )
        for event in events
    ]


def tell_schedules(events: Sequence[VideoScheduleEnded]) -> list[NewNotice]:
    """Tell creators what became of their scheduled clips."""
    return [
        NewNotice(
            person_id=event.creator_id,
            facts=ClipNotPublishedFacts(video_id=event.video_id, because=event.refused_because)
            if event.refused_because
            else ClipPublishedFacts(video_id=event.video_id),
        )
        for event in events
    ]


def tell_shows(events: Sequence[ShowBegan]) -> list[NewNotice]:
    """Tell people that a show began of which they wanted to hear."""
    return [
        NewNotice(person_id=person_id, facts=ShowBeganFacts(room_id=event.room_id))
        for event in events
        for person_id in event.person_ids
    ]


def tell_partners(
    events: Sequence[PartnerEvent], shops: Mapping[ShopId, Shop], people: Mapping[PersonId, Person]
) -> list[NewNotice]:
    """Tell creators who invites them, and shops who answered and whose system takes no orders."""
    notices: list[NewNotice] = []
    for event in events:
        shop = shops.get(event.shop_id)
        if shop is None:
            continue
        match event:
            case CreatorInvited():
                invited = InvitedFacts(shop_name=shop.name, title=event.title)
                notices.append(NewNotice(person_id=event.creator_id, facts=invited))
            case InvitationAnswered():
                creator = people.get(event.creator_id)
                answered = InvitationAnsweredFacts(
                    shop_id=shop.id,
                    creator_name=creator.name if creator else "",
                    title=event.title,
                    is_accepted=event.is_accepted,
                )
                notices.append(NewNotice(person_id=shop.owner_id, facts=answered))
            case EndpointDisabled():
                host = urlsplit(event.url).hostname or event.url
                disabled = EndpointDisabledFacts(shop_id=shop.id, host=host)
                notices.append(NewNotice(person_id=shop.owner_id, facts=disabled))
    return notices


def tell_permits(events: Sequence[PermitRuled], shops: Mapping[ShopId, Shop]) -> list[NewNotice]:
    """Tell shops what was decided about products that the words of a law hold."""
    return [
        NewNotice(
            person_id=shops[event.shop_id].owner_id,
            facts=PermitRuledFacts(
                shop_id=event.shop_id,
                product_id=event.product_id,
                title=event.title,
                permitted=event.permitted,
                words=event.words,
            ),
        )
        for event in events
        if event.shop_id in shops
    ]


def tell_reviews(
    events: Sequence[ReviewEvent],
    shops: Mapping[ShopId, Shop],
    products: Mapping[ProductId, ProductSummary],
) -> list[NewNotice]:
    """Tell shops who rated what they sell, and people what a shop said to that."""
    notices: list[NewNotice] = []
    for event in events:
        shop, product = shops.get(event.shop_id), products.get(event.product_id)
        if shop is None or product is None:
            continue
        if isinstance(event, ReviewWritten):
            rated = ReviewedFacts(shop_id=shop.id, product_title=product.title, stars=event.stars)
            notices.append(NewNotice(person_id=shop.owner_id, facts=rated))
        else:
            answered = ReviewAnsweredFacts(
                product_id=product.id, product_title=product.title, shop_name=shop.name
            )
            notices.append(NewNotice(person_id=event.author_id, facts=answered))
    return notices


def tell_questions(
    events: Sequence[QuestionEvent],
    shops: Mapping[ShopId, Shop],
    products: Mapping[ProductId, ProductSummary],
) -> list[NewNotice]:
    """Tell shops what is asked about what they sell, and who asked that it was answered."""
    notices: list[NewNotice] = []
    for event in events:
        shop, product = shops.get(event.shop_id), products.get(event.product_id)
        if shop is None or product is None:
            continue
        if isinstance(event, QuestionAsked):
            asked = QuestionAskedFacts(shop_id=shop.id, product_title=product.title)
            notices.append(NewNotice(person_id=shop.owner_id, facts=asked))
        else:
            name = shop.name if event.is_shop else None
            answered = QuestionAnsweredFacts(
                product_id=product.id, product_title=product.title, shop_name=name
            )
            notices.append(NewNotice(person_id=event.asker_id, facts=answered))
    return notices


def tell_sponsorships(events: Sequence[SponsorshipMoved], shops: Mapping[ShopId, Shop]) -> list[NewNotice]:
    """Tell brands and creators what the other one, or time, did about a paid collaboration.

    What time approves or ends is told to both.
    """
    notices: list[NewNotice] = []
    for event in events:
        shop = shops.get(event.shop_id)
        if shop is None:
            continue
        is_over_unanswered = event.by is SponsorSide.TIME
        if event.by is SponsorSide.CREATOR or is_over_unanswered:
            seen = SponsorBrandFacts(
                campaign_id=event.campaign_id,
                shop_id=shop.id,
                campaign_title=event.campaign_title,
                state=event.state,
            )
            notices.append(NewNotice(person_id=shop.owner_id, facts=seen))
        if event.by is SponsorSide.BRAND or is_over_unanswered:
            told = SponsorCreatorFacts(
                sponsorship_id=event.sponsorship_id,
                campaign_title=event.campaign_title,
                shop_name=shop.name,
                state=event.state,
                currency=event.currency,
                amount_minor=event.amount_minor,
            )
            notices.append(NewNotice(person_id=event.creator_id, facts=told))
    return notices


def tell_tips(events: Sequence[TipReceived]) -> list[NewNotice]:
    """Tell creators of tips, and what they keep of each; never who gave it."""
    return [
        NewNotice(
            person_id=event.creator_id,
            facts=TipReceivedFacts(
                currency=event.currency, amount_minor=event.amount_minor, keeps_minor=event.keeps_minor
            ),
        )
        for event in events
    ]


def tell_drops(
    events: Sequence[ClaimServed], products: Mapping[ProductId, ProductSummary]
) -> list[NewNotice]:
    """Tell who waited in a drop that it is their turn."""
    return [
        NewNotice(
            person_id=event.person_id,
            facts=DropServedFacts(drop_id=event.drop_id, title=products[event.product_id].title),
        )
        for event in events
        if event.product_id in products
    ]


def tell_messages(events: Sequence[MessageSent], shops: Mapping[ShopId, Shop]) -> list[NewNotice]:
    """Tell buyers and shops that somebody wrote, once until they read it.

    Not what becomes of orders: that is told by itself.
    """
    notices: list[NewNotice] = []
    for event in events:
        shop = shops.get(event.shop_id)
        if shop is None or not event.is_first or event.kind is MessageKind.ORDER:
            continue
        if event.to is Side.SHOP:
            wrote = BuyerWroteFacts(conversation_id=event.conversation_id, shop_name=shop.name)
            notices.append(NewNotice(person_id=shop.owner_id, facts=wrote))
        elif event.buyer_id is not None:
            said = ShopWroteFacts(conversation_id=event.conversation_id, shop_name=shop.name)
            notices.append(NewNotice(person_id=event.buyer_id, facts=said))
    return notices


def tell_verifications(
    events: Sequence[VerificationDecided], shops: Mapping[ShopId, Shop]
) -> list[NewNotice]:
    """Tell owners what was decided about the documents of their shops."""
    notices: list[NewNotice] = []
    for event in events:
        if shop := shops.get(event.shop_id):
            facts = ShopVerificationFacts(shop_id=shop.id, shop_name=shop.name, outcome=event.outcome)
            notices.append(NewNotice(person_id=shop.owner_id, facts=facts))
    return notices


def tell_decisions(events: Sequence[DecisionMade], people: Mapping[PersonId, Person]) -> Told:
    """Tell who answers for a thing what was decided about it, by mail and in the inbox."""
    told = Told(mails=[], notices=[])
    for event in events:
        person, kind = people.get(event.subject_id), DECISIONS.get(event.action)
        if person is None or kind is None:
            continue
        facts = kind(
            decision_id=event.decision_id,
            kind=event.kind,
            title=event.title,
            reason=event.reason,
            words=event.words,
        )
        tell(told, person, facts)
    return told


def tell_appeals(events: Sequence[AppealDecided], people: Mapping[PersonId, Person]) -> Told:
    """Tell who appealed what became of it, by mail and in the inbox."""
    told = Told(mails=[], notices=[])
    for event in events:
        if person := people.get(event.subject_id):
            facts = APPEALS[event.outcome](
                decision_id=event.decision_id,
                kind=event.kind,
                title=event.title,
                reason=event.reason,
                words=event.words,
            )
            tell(told, person, facts)
    return told


def tell_account(events: Sequence[AccountEvent], people: Mapping[PersonId, Person]) -> Told:
    """Tell people what becomes of their accounts, by mail and in the inbox."""
    told = Told(mails=[], notices=[])
    for event in events:
        if person := people.get(event.person_id):
            tell(told, person, _about_account(event))
    return told


def _about_account(event: AccountEvent) -> AccountFacts:
    match event:
        case ExportReady():
            return ExportReadyFacts(until=event.expires_at.date())
        case AccountDeletionAsked():
            return DeletionAskedFacts(due=event.due_at.date())
        case DepartureCancelled():
            return DeletionCancelledFacts()


def tell_imports(
    events: Sequence[ScheduledImportHalted], shops: Mapping[ShopId, Shop], people: Mapping[PersonId, Person]
) -> Told:
    """Tell shops which imports wait for them or failed, by mail and in the inbox. people: the owners."""
    told = Told(mails=[], notices=[])
    for event in events:
        shop = shops.get(event.shop_id)
        owner = people.get(shop.owner_id) if shop else None
        if owner is None:
            continue
        tell(told, owner, _import_facts(event))
    return told


def _import_facts(event: ScheduledImportHalted) -> ImportFacts:
    match event.because:
        case Halt.VANISHING:
            return ImportStoppedFacts(
                run_id=event.run_id,
                shop_id=event.shop_id,
                source_name=event.source_name,
                vanishing_count=event.vanishing_count,
            )
        case Halt.COLUMNS:
            return ImportColumnsFacts(
                run_id=event.run_id, shop_id=event.shop_id, source_name=event.source_name
            )
        case Halt.FAILED:
            return ImportFailedFacts(
                run_id=event.run_id,
                shop_id=event.shop_id,
                source_name=event.source_name,
                failure=event.failure or "broken_off",
            )
