"""The choreography of the product on one page: the modules, and event -> what reacts to it."""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from vitrina.account import jobs as account
from vitrina.account.model import AccountDeletionAsked, ExportReady
from vitrina.affiliates import jobs as affiliates
from vitrina.affiliates.model import CommissionEarned, CommissionsAvailable
from vitrina.analytics import jobs as analytics
from vitrina.carts.model import CartLineAdded
from vitrina.checkout import jobs as checkout
from vitrina.drops.model import ClaimServed
from vitrina.feed import jobs as feed
from vitrina.identity.model import (
    DepartureCancelled,
    EmailProven,
    FoundMinor,
    PersonErased,
    SignedOut,
    SignInCodeAsked,
)
from vitrina.imports.model import ScheduledImportHalted
from vitrina.kit.events import Event, Reaction, Subscriber, subscribers, wait_for
from vitrina.kit.personal import Personal, register
from vitrina.live import jobs as live
from vitrina.live.model import ShowBegan
from vitrina.messaging import jobs as messaging
from vitrina.messaging.model import MessageSent
from vitrina.moderation import jobs as moderation
from vitrina.moderation.model import AppealDecided, DecisionMade
from vitrina.notifications import jobs as notifications
from vitrina.orders import jobs as orders
from vitrina.orders.model import (
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    OrderPaused,
    OrderResumed,
    OrderShipped,
)
from vitrina.orders.parcels import ParcelCorrected, ParcelDelivered, ParcelRecalled, ParcelShipped
from vitrina.orders.refund_model import OrderDisputed, OrderRefunded
from vitrina.orders.unpaid import OrderAwaited, OrderConfirmed
from vitrina.partners import jobs as partners
from vitrina.partners.model import CreatorInvited, EndpointDisabled, InvitationAnswered
from vitrina.payments import jobs as payments
from vitrina.payments.disputed import DisputeHinted, DisputeMoved
from vitrina.payments.model import PaymentHinted, RefundQueued
from vitrina.payments.transfer_model import TransferEnded, TransferHinted, TransferQueued, TransferReversed
from vitrina.payouts import jobs as payouts
from vitrina.payouts.model import DestinationChanged, PayoutStepped
from vitrina.prohibitions.model import PermitRuled
from vitrina.returns import jobs as returns
from vitrina.returns.model import ReturnMoved
from vitrina.reviews.model import QuestionAnswered, QuestionAsked, ReviewAnswered, ReviewWritten
from vitrina.search import jobs as search
from vitrina.slideshows import jobs as slideshows
from vitrina.social.model import Followed
from vitrina.sponsorships.model import SponsorshipMoved
from vitrina.tips.model import TipReceived
from vitrina.verification.model import VerificationDecided
from vitrina.videos.model import (
    CommentAdded,
    CommentHeld,
    VideoDeleted,
    VideoLiked,
    VideoReady,
    VideoScheduleEnded,
    VideoUnpublished,
    VideoUntagged,
)

# Modules with routes or jobs, in the order of the layers.
MODULES = (
    "ledger",
    "media",
    "identity",
    "account",
    "revenue",
    "addresses",
    "social",
    "shops",
    "verification",
    "shipping",
    "catalogue",
    "inventory",
    "payments",
    "prohibitions",
    "promotions",
    "storefront",
    "imports",
    "carts",
    "wishes",
    "orders",
    "drops",
    "checkout",
    "returns",
    "receipts",
    "external",
    "videos",
    "live",
    "slideshows",
    "affiliates",
    "messaging",
    "reviews",
    "channels",
    "sponsorships",
    "partners",
    "ads",
    "tips",
    "payouts",
    "margins",
    "analytics",
    "moderation",
    "feed",
    "search",
    "books",
    "notifications",
    "pages",
    "demo",
)

REACTIONS: dict[type[Event], list[Reaction]] = {
    EmailProven: [orders.join_guest_orders],
    FoundMinor: [moderation.close_shops_of_minors],
    SignInCodeAsked: [notifications.mail_codes],
    SignedOut: [notifications.drop_devices],
    ExportReady: [notifications.tell_account],
    AccountDeletionAsked: [notifications.tell_account],
    DepartureCancelled: [account.show_again, notifications.tell_account],
    PersonErased: [search.forget_found_people],
    CartLineAdded: [affiliates.follow_sales, search.warm_products],
    OrderAwaited: [notifications.tell_orders],
    OrderConfirmed: [notifications.tell_orders],
    OrderPaid: [
        affiliates.follow_sales,
        live.show_sale,
        messaging.tell_orders,
        notifications.tell_orders,
        partners.tell_orders,
        search.warm_products,
    ],
    OrderShipped: [
        affiliates.follow_sales,
        messaging.tell_orders,
        notifications.tell_orders,
        partners.tell_orders,
    ],
    OrderDelivered: [
        affiliates.follow_sales,
        messaging.tell_orders,
        notifications.tell_orders,
        partners.tell_orders,
    ],
    OrderPaused: [affiliates.follow_sales],
    OrderResumed: [affiliates.follow_sales],
    ParcelShipped: [messaging.tell_orders, notifications.tell_orders, partners.tell_orders],
    ParcelDelivered: [messaging.tell_orders, notifications.tell_orders, partners.tell_orders],
    ParcelCorrected: [messaging.tell_orders, notifications.tell_orders, partners.tell_orders],
    ParcelRecalled: [
        affiliates.follow_sales,
        messaging.tell_orders,
        notifications.tell_orders,
        partners.tell_orders,
    ],
    OrderDisputed: [affiliates.follow_sales, payouts.note_refunds],
    OrderRefunded: [
        affiliates.follow_sales,
        messaging.tell_orders,
        notifications.tell_orders,
        partners.tell_orders,
        payouts.note_refunds,
    ],
    OrderCancelled: [
        affiliates.follow_sales,
        messaging.tell_orders,
        notifications.tell_orders,
        partners.tell_orders,
        returns.end_cancelled,
    ],
    ReturnMoved: [messaging.tell_orders, notifications.tell_returns, partners.tell_orders],
    ScheduledImportHalted: [notifications.tell_imports],
    RefundQueued: [payments.start_refunds],
    TransferQueued: [payments.start_transfers],
    TransferHinted: [payments.ask_transfers],
    TransferEnded: [payouts.follow_transfers],
    TransferReversed: [payouts.follow_transfers],
    PaymentHinted: [checkout.ask_hinted],
    DisputeHinted: [payments.ask_disputes],
    DisputeMoved: [notifications.tell_disputes, orders.follow_disputes],
    CommissionEarned: [notifications.tell_earnings],
    CommissionsAvailable: [notifications.tell_earnings],
    SponsorshipMoved: [notifications.tell_sponsorships],
    TipReceived: [notifications.tell_tips],
    DestinationChanged: [notifications.tell_payouts],
    PayoutStepped: [notifications.tell_payouts],
    ClaimServed: [notifications.tell_drops],
    VideoReady: [slideshows.publish_wanted],
    VideoLiked: [feed.count_likes, notifications.tell_activity],
    CommentAdded: [notifications.tell_activity],
    CommentHeld: [notifications.tell_activity],
    Followed: [notifications.tell_activity],
    MessageSent: [messaging.carry, notifications.tell_messages],
    ReviewWritten: [notifications.tell_reviews],
    ReviewAnswered: [notifications.tell_reviews],
    QuestionAsked: [notifications.tell_questions],
    QuestionAnswered: [notifications.tell_questions],
    DecisionMade: [notifications.tell_decisions],
    VerificationDecided: [notifications.tell_verifications],
    AppealDecided: [notifications.tell_appeals],
    VideoScheduleEnded: [notifications.tell_schedules],
    ShowBegan: [notifications.tell_shows],
    CreatorInvited: [notifications.tell_partners],
    InvitationAnswered: [notifications.tell_partners],
    EndpointDisabled: [notifications.tell_partners],
    PermitRuled: [notifications.tell_permits],
    VideoUnpublished: [affiliates.follow_clips],
    VideoUntagged: [affiliates.follow_clips],
    VideoDeleted: [
        affiliates.follow_clips,
        analytics.forget_watched_clips,
        feed.forget_clips,
        search.forget_found_clips,
    ],
}

# Who knows people, the lowest layer first: they are exported in this order, and erased in the other one.
PERSONAL: Sequence[Personal] = [
    import_module(f"vitrina.{module}.personal").PERSONAL
    for module in MODULES
    if find_spec(f"vitrina.{module}.personal")
]
register(PERSONAL)

SUBSCRIBERS: Sequence[Subscriber] = subscribers(REACTIONS)

# Orders mature after commissions were taken out of what they brought, and wait for nobody else.
wait_for(affiliates.follow_sales)
