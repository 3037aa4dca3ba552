"""The facts that mails and notices tell: one form for each kind."""

from datetime import date

from msgspec import Struct

from vitrina.affiliates.model import CommissionId
from vitrina.catalogue.model import ProductId
from vitrina.drops.model import DropId
from vitrina.identity.model import CodeId, PersonId
from vitrina.imports.model import RunId
from vitrina.kit.places import Country, Currency
from vitrina.live.model import RoomId
from vitrina.messaging.model import ConversationId
from vitrina.moderation.model import DecisionId, Reason, ThingKind
from vitrina.notifications.payout_facts import PayoutFacts
from vitrina.notifications.return_facts import (
    OrderRefundedFacts,
    ParcelFacts,
    ParcelRecalledFacts,
    ReturnBuyerFacts,
    ReturnShopFacts,
    SaleCancelledFacts,
)
from vitrina.orders.model import OrderId
from vitrina.payments.disputed import DisputeState
from vitrina.payments.model import MethodKind
from vitrina.shops.model import ShopId
from vitrina.sponsorships.model import SponsorCampaignId, SponsorshipId, SponsorshipState
from vitrina.verification.model import VerificationOutcome
from vitrina.videos.model import CommentId, VideoId


class SoldLine(Struct, frozen=True, kw_only=True):
    """One line of a receipt. total_minor: what was paid, tax included."""

    title: str
    quantity: int
    total_minor: int


class SignInCodeFacts(Struct, frozen=True, kw_only=True, tag="sign_in_code"):
    """A one-time code was asked for. The digits follow from its id when the mail is written."""

    code_id: CodeId


class OrderPaidFacts(Struct, frozen=True, kw_only=True, tag="order_paid"):
    """To the buyer: the shop has the order. Sums in minor units, tax inside.

    promo_minor: what the platform pays in her place.
    """

    order_id: OrderId
    order_code: str
    shop_name: str
    currency: Currency
    lines: list[SoldLine]
    shipping_minor: int
    total_minor: int
    promo_minor: int = 0


class OrderAwaitedFacts(Struct, frozen=True, kw_only=True, tag="order_awaited"):
    """To the buyer: how to pay, or to confirm, until a moment. way: voucher, transfer or cash."""

    order_id: OrderId
    order_code: str
    shop_name: str
    currency: Currency
    total_minor: int
    way: MethodKind


class CashOrderFacts(Struct, frozen=True, kw_only=True, tag="order_cash"):
    """To the shop: somebody bought, and pays at her door."""

    order_id: OrderId
    order_code: str
    shop_id: ShopId
    currency: Currency
    lines: list[SoldLine]
    shipping_minor: int
    total_minor: int
    promo_minor: int = 0


class OrderDisputedFacts(Struct, frozen=True, kw_only=True, tag="order_disputed"):
    """To the shop: a bank asks for money of an order, or has decided."""

    order_id: OrderId
    order_code: str
    shop_id: ShopId
    currency: Currency
    total_minor: int
    state: DisputeState


class OrderSoldFacts(Struct, frozen=True, kw_only=True, tag="order_sold"):
    """To the shop: somebody bought."""

    order_id: OrderId
    order_code: str
    shop_id: ShopId
    currency: Currency
    lines: list[SoldLine]
    shipping_minor: int
    total_minor: int
    promo_minor: int = 0


class OrderShippedFacts(Struct, frozen=True, kw_only=True, tag="order_shipped"):
    """To the buyer: on its way. deliver_by: the day in the shop's country."""

    order_id: OrderId
    order_code: str
    shop_name: str
    carrier: str
    tracking_number: str
    tracking_url: str | None
    deliver_by: date


class OrderDeliveredFacts(Struct, frozen=True, kw_only=True, tag="order_delivered"):
    """To the buyer: it has arrived. return_until: the last day to give it back, in the shop's country."""

    order_id: OrderId
    order_code: str
    shop_name: str
    return_until: date


class OrderCancelledFacts(Struct, frozen=True, kw_only=True, tag="order_cancelled"):
    """To the buyer: it will not come; what was paid goes back.

    reason: None when it was sold out, or is_card_limit: when her card had paid its share of a drop.
    """

    order_id: OrderId
    order_code: str
    shop_name: str
    reason: str | None
    is_card_limit: bool = False
    currency: Currency
    total_minor: int


class CommissionEarnedFacts(Struct, frozen=True, kw_only=True, tag="commission_earned"):
    """To the creator: a clip sold something."""

    commission_id: CommissionId
    product_title: str
    currency: Currency
    amount_minor: int


class CommissionsAvailableFacts(Struct, frozen=True, kw_only=True, tag="commissions_available"):
    """To the creator: commissions are her own money now."""

    commission_count: int


class SponsorBrandFacts(Struct, frozen=True, kw_only=True, tag="sponsor_brand"):
    """To the shop: something happened in its campaign."""

    campaign_id: SponsorCampaignId
    shop_id: ShopId
    campaign_title: str
    state: SponsorshipState


class SponsorCreatorFacts(Struct, frozen=True, kw_only=True, tag="sponsor_creator"):
    """To the creator: something happened to her paid collaboration. amount_minor: what she has of the fee."""

    sponsorship_id: SponsorshipId
    campaign_title: str
    shop_name: str
    state: SponsorshipState
    currency: Currency
    amount_minor: int


class TipReceivedFacts(Struct, frozen=True, kw_only=True, tag="tip_received"):
    """To the creator: somebody gave her a tip. keeps_minor: her part of it."""

    currency: Currency
    amount_minor: int
    keeps_minor: int


class DropServedFacts(Struct, frozen=True, kw_only=True, tag="drop_served"):
    """To who waited in a drop: a unit came back, and is hers for three minutes. drop_id: where to pay it."""

    drop_id: DropId
    title: str


class ClipLikedFacts(Struct, frozen=True, kw_only=True, tag="clip_liked"):
    """To the creator: people like a clip. actor_ids: the last ones, the newest first."""

    video_id: VideoId
    actor_ids: list[PersonId]
    actor_count: int


class FollowedFacts(Struct, frozen=True, kw_only=True, tag="followed"):
    """To a person: people follow her. actor_ids: the last ones, the newest first."""

    actor_ids: list[PersonId]
    actor_count: int


class CommentedFacts(Struct, frozen=True, kw_only=True, tag="commented"):
    """To the creator: somebody said something about a clip."""

    video_id: VideoId
    comment_id: CommentId
    actor_id: PersonId


class AnsweredFacts(Struct, frozen=True, kw_only=True, tag="answered"):
    """To who wrote a comment: somebody answered."""

    video_id: VideoId
    comment_id: CommentId
    actor_id: PersonId


class MentionedFacts(Struct, frozen=True, kw_only=True, tag="mentioned"):
    """To whom a comment names."""

    video_id: VideoId
    comment_id: CommentId
    actor_id: PersonId


class CommentHeldFacts(Struct, frozen=True, kw_only=True, tag="comment_held"):
    """To the creator: a comment waits."""

    video_id: VideoId
    comment_id: CommentId
    actor_id: PersonId


class ReviewedFacts(Struct, frozen=True, kw_only=True, tag="reviewed"):
    """To the shop: a buyer rated what it sells."""

    shop_id: ShopId
    product_title: str
    stars: int


class ReviewAnsweredFacts(Struct, frozen=True, kw_only=True, tag="review_answered"):
    """To who wrote a review: the shop answered."""

    product_id: ProductId
    product_title: str
    shop_name: str


class QuestionAskedFacts(Struct, frozen=True, kw_only=True, tag="question_asked"):
    """To the shop: somebody asks about what it sells."""

    shop_id: ShopId
    product_title: str


class QuestionAnsweredFacts(Struct, frozen=True, kw_only=True, tag="question_answered"):
    """To who asked: the shop, or somebody who has the product, answered. shop_name: None for the latter."""

    product_id: ProductId
    product_title: str
    shop_name: str | None


class ShopWroteFacts(Struct, frozen=True, kw_only=True, tag="shop_wrote"):
    """To the buyer: a shop wrote, in a conversation of which everything was read."""

    conversation_id: ConversationId
    shop_name: str


class BuyerWroteFacts(Struct, frozen=True, kw_only=True, tag="buyer_wrote"):
    """To the shop: a buyer wrote, in a conversation of which everything was read."""

    conversation_id: ConversationId
    shop_name: str


class ClipPublishedFacts(Struct, frozen=True, kw_only=True, tag="clip_published"):
    """To the creator: a scheduled clip is seen by everybody now."""

    video_id: VideoId


class ShowBeganFacts(Struct, frozen=True, kw_only=True, tag="show_began"):
    """To who wanted to be reminded: a show is live."""

    room_id: RoomId


class InvitedFacts(Struct, frozen=True, kw_only=True, tag="invited"):
    """To the creator: a shop invites her to a show with rates of its own."""

    shop_name: str
    title: str


class InvitationAnsweredFacts(Struct, frozen=True, kw_only=True, tag="invitation_answered"):
    """To the shop: what a creator said."""

    shop_id: ShopId
    creator_name: str
    title: str
    is_accepted: bool


class EndpointDisabledFacts(Struct, frozen=True, kw_only=True, tag="endpoint_disabled"):
    """To the shop: its partner's system took no orders for days, and is told no more."""

    shop_id: ShopId
    host: str


class ShopVerificationFacts(Struct, frozen=True, kw_only=True, tag="shop_verification"):
    """To the shop: an operator decided about its documents or its badge."""

    shop_id: ShopId
    shop_name: str
    outcome: VerificationOutcome


class ClipNotPublishedFacts(Struct, frozen=True, kw_only=True, tag="clip_not_published"):
    """To the creator: a scheduled clip stays a draft. because: code of the refusal."""

    video_id: VideoId
    because: str


class TakenDownFacts(Struct, frozen=True, kw_only=True, tag="taken_down"):
    """To who answers for a thing: nobody sees it any more."""

    decision_id: DecisionId
    kind: ThingKind
    title: str
    reason: Reason
    words: str


class RestoredFacts(Struct, frozen=True, kw_only=True, tag="restored"):
    """To who answers for a thing: everybody sees it again."""

    decision_id: DecisionId
    kind: ThingKind
    title: str
    reason: Reason
    words: str


class WarnedFacts(Struct, frozen=True, kw_only=True, tag="warned"):
    """To who answers for a thing: it stays, and something is wrong with it."""

    decision_id: DecisionId
    kind: ThingKind
    title: str
    reason: Reason
    words: str


class AppealAcceptedFacts(Struct, frozen=True, kw_only=True, tag="appeal_accepted"):
    """To who appealed: the decision was wrong, and is taken back."""

    decision_id: DecisionId
    kind: ThingKind
    title: str
    reason: Reason
    words: str


class AppealRejectedFacts(Struct, frozen=True, kw_only=True, tag="appeal_rejected"):
    """To who appealed: the decision stays."""

    decision_id: DecisionId
    kind: ThingKind
    title: str
    reason: Reason
    words: str


class PermitRuledFacts(Struct, frozen=True, kw_only=True, tag="permit_ruled"):
    """To the shop: an operator decided whether a product may go where its words are prohibited."""

    shop_id: ShopId
    product_id: ProductId
    title: str
    permitted: list[Country]
    words: str


class ExportReadyFacts(Struct, frozen=True, kw_only=True, tag="export_ready"):
    """To a person: her data can be downloaded. until: the last whole day, in UTC."""

    until: date


class DeletionAskedFacts(Struct, frozen=True, kw_only=True, tag="deletion_asked"):
    """To a person: her account is about to be deleted. due: the day, in UTC."""

    due: date


class DeletionCancelledFacts(Struct, frozen=True, kw_only=True, tag="deletion_cancelled"):
    """To a person: her account stays."""


class ImportStoppedFacts(Struct, frozen=True, kw_only=True, tag="import_stopped"):
    """To the shop: an import on schedule would take so much off sale that it asks first."""

    run_id: RunId
    shop_id: ShopId
    source_name: str
    vanishing_count: int


class ImportColumnsFacts(Struct, frozen=True, kw_only=True, tag="import_columns"):
    """To the shop: an import on schedule found columns that nobody has named."""

    run_id: RunId
    shop_id: ShopId
    source_name: str


class ImportFailedFacts(Struct, frozen=True, kw_only=True, tag="import_failed"):
    """To the shop: an import on schedule could not be made. failure: code of the reason."""

    run_id: RunId
    shop_id: ShopId
    source_name: str
    failure: str


ScheduleFacts = ClipPublishedFacts | ClipNotPublishedFacts
MessageFacts = ShopWroteFacts | BuyerWroteFacts
ReviewFacts = ReviewedFacts | ReviewAnsweredFacts | QuestionAskedFacts | QuestionAnsweredFacts
SponsorFacts = SponsorBrandFacts | SponsorCreatorFacts
AccountFacts = ExportReadyFacts | DeletionAskedFacts | DeletionCancelledFacts
ImportFacts = ImportStoppedFacts | ImportColumnsFacts | ImportFailedFacts
AppealFacts = AppealAcceptedFacts | AppealRejectedFacts
DecisionFacts = TakenDownFacts | RestoredFacts | WarnedFacts | AppealFacts
GroupFacts = ClipLikedFacts | FollowedFacts
TalkFacts = CommentedFacts | AnsweredFacts | MentionedFacts | CommentHeldFacts
ActivityFacts = GroupFacts | TalkFacts
OrderFacts = (
    OrderPaidFacts
    | OrderAwaitedFacts
    | CashOrderFacts
    | OrderSoldFacts
    | OrderShippedFacts
    | OrderDeliveredFacts
    | OrderCancelledFacts
    | OrderRefundedFacts
    | ParcelFacts
    | ParcelRecalledFacts
    | ReturnBuyerFacts
    | ReturnShopFacts
    | SaleCancelledFacts
)
MailFacts = SignInCodeFacts | OrderFacts | DecisionFacts | AccountFacts | ImportFacts | PayoutFacts
PlainFacts = (
    OrderFacts
    | OrderDisputedFacts
    | CommissionEarnedFacts
    | CommissionsAvailableFacts
    | SponsorFacts
    | TipReceivedFacts
    | DropServedFacts
    | ScheduleFacts
    | ShowBeganFacts
    | InvitedFacts
    | InvitationAnsweredFacts
    | EndpointDisabledFacts
    | ShopVerificationFacts
    | PermitRuledFacts
    | ReviewFacts
    | MessageFacts
    | DecisionFacts
    | AccountFacts
    | ImportFacts
    | PayoutFacts
)
NoticeFacts = PlainFacts | ActivityFacts
