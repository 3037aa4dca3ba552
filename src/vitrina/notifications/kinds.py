"""Every kind of mail and notice in one table: to whom it goes, where it leads, what fills its words.

The words stand in the server's catalogues under the name of the kind: `notice.NAME.*` for all but one-time
codes, `mail.NAME.*` for those that are mailed. A new kind is its facts in model.py, its words, and a row.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Generic, TypeVar, get_args

from msgspec import Struct

from vitrina.kit.locales import say
from vitrina.kit.money import Money
from vitrina.kit.places import Language
from vitrina.notifications import order_words as said
from vitrina.notifications.facts import (
    AnsweredFacts,
    AppealAcceptedFacts,
    AppealRejectedFacts,
    BuyerWroteFacts,
    CashOrderFacts,
    ClipLikedFacts,
    ClipNotPublishedFacts,
    ClipPublishedFacts,
    CommentedFacts,
    CommentHeldFacts,
    CommissionEarnedFacts,
    CommissionsAvailableFacts,
    DecisionFacts,
    DeletionAskedFacts,
    DeletionCancelledFacts,
    DropServedFacts,
    EndpointDisabledFacts,
    ExportReadyFacts,
    FollowedFacts,
    ImportColumnsFacts,
    ImportFacts,
    ImportFailedFacts,
    ImportStoppedFacts,
    InvitationAnsweredFacts,
    InvitedFacts,
    MailFacts,
    MentionedFacts,
    NoticeFacts,
    OrderAwaitedFacts,
    OrderCancelledFacts,
    OrderDeliveredFacts,
    OrderDisputedFacts,
    OrderFacts,
    OrderPaidFacts,
    OrderRefundedFacts,
    OrderShippedFacts,
    OrderSoldFacts,
    ParcelFacts,
    ParcelRecalledFacts,
    PermitRuledFacts,
    QuestionAnsweredFacts,
    QuestionAskedFacts,
    RestoredFacts,
    ReturnBuyerFacts,
    ReturnShopFacts,
    ReviewAnsweredFacts,
    ReviewedFacts,
    SaleCancelledFacts,
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
from vitrina.notifications.model import ActivityKind, Known, Links, Part
from vitrina.notifications.payout_facts import DestinationChangedFacts, PayoutMovedFacts
from vitrina.notifications.words import day_in, shortened, written
from vitrina.sponsorships.model import SponsorshipState

WEB = ("https://", "http://")
Fields = Mapping[str, object]
F = TypeVar("F")


class To(StrEnum):
    """To whom a kind goes."""

    BUYER = "buyer"
    """Of an order, perhaps a guest: the link of a mail opens the order without signing in."""
    PERSON = "person"
    """Who has an account."""
    SHOP = "shop"
    """The owner of a shop."""


class Kind(Struct, Generic[F], frozen=True, kw_only=True):
    """A kind of facts.

    path: where its notice, and the button of its mail, lead in the web app.  fields: what fills its words.
    parts: what its mail says below its text; None for what is not mailed.  silenced_by: what a person who
    does not want to hear of it switches off; None for what always comes.
    """

    facts: type[F]
    to: To
    path: Callable[[F, Known], str]
    fields: Callable[[F, Language], Fields]
    parts: Callable[[F, Language, Links], Sequence[Part]] | None = None
    silenced_by: ActivityKind | None = None


def kind_of(facts: MailFacts | NoticeFacts) -> Kind[Any]:
    """Look up the kind of some facts."""
    return KINDS[type(facts)]


def name_of(facts: type[Struct]) -> str:
    """Name what facts tell, as clients and the catalogues of words know it."""
    return str(facts.__struct_config__.tag)


def _page(path: str) -> Callable[[Any, Known], str]:
    return lambda _facts, _known: path


def _order(facts: OrderFacts, _: Known) -> str:
    return f"/orders/{facts.order_id}"


def _returned(facts: ReturnShopFacts, _: Known) -> str:
    return f"/sell/{facts.shop_id}/returns/{facts.return_id}"


def _sale(facts: OrderSoldFacts | SaleCancelledFacts, _: Known) -> str:
    return f"/sell/{facts.shop_id}/orders/{facts.order_id}"


def _commission(facts: CommissionEarnedFacts, _: Known) -> str:
    return f"/studio/earnings/{facts.commission_id}"


def _campaign(facts: SponsorBrandFacts, _: Known) -> str:
    return f"/sell/{facts.shop_id}/sponsorships/{facts.campaign_id}"


def _sponsorship(facts: SponsorCreatorFacts, _: Known) -> str:
    return f"/studio/sponsorships/{facts.sponsorship_id}"


def _clip(facts: ClipPublishedFacts | ClipLikedFacts, _: Known) -> str:
    return f"/v/{facts.video_id}"


def _room(facts: ShowBeganFacts, _: Known) -> str:
    return f"/live/{facts.room_id}"


def _own_product(facts: PermitRuledFacts, _: Known) -> str:
    return f"/sell/{facts.shop_id}/products/{facts.product_id}"


def _partner(facts: InvitationAnsweredFacts | EndpointDisabledFacts, _: Known) -> str:
    return f"/sell/{facts.shop_id}/partner"


def _shop_settings(facts: ShopVerificationFacts, _: Known) -> str:
    return f"/sell/{facts.shop_id}/settings"


def _own_clip(facts: ClipNotPublishedFacts, _: Known) -> str:
    return f"/studio/videos/{facts.video_id}"


def _comment(facts: CommentedFacts | AnsweredFacts | MentionedFacts, _: Known) -> str:
    return f"/v/{facts.video_id}?comment={facts.comment_id}"


def _follower(facts: FollowedFacts, known: Known) -> str:
    shown = [person for each in facts.actor_ids if (person := known.people.get(each))]
    return f"/@{shown[0].handle}" if shown else "/inbox"


def _import_run(facts: ImportFacts, _: Known) -> str:
    return f"/sell/{facts.shop_id}/products/import/{facts.run_id}"


def _shop_reviews(facts: ReviewedFacts, _: Known) -> str:
    return f"/sell/{facts.shop_id}/reviews"


def _conversation(facts: ShopWroteFacts | BuyerWroteFacts, _: Known) -> str:
    return f"/messages/{facts.conversation_id}"


def _shop_questions(facts: QuestionAskedFacts, _: Known) -> str:
    return f"/sell/{facts.shop_id}/questions"


def _product(facts: ReviewAnsweredFacts | QuestionAnsweredFacts, _: Known) -> str:
    return f"/p/{facts.product_id}"


def _drop(facts: DropServedFacts, _: Known) -> str:
    return f"/drops/{facts.drop_id}"


def _payouts(facts: DestinationChangedFacts | PayoutMovedFacts, _: Known) -> str:
    return f"/sell/{facts.shop_id}/payouts" if facts.shop_id else "/studio/earnings/payouts"


def _none(_facts: object, _language: Language) -> Fields:
    return {}


def _earned(facts: CommissionEarnedFacts, _: Language) -> Fields:
    amount = written(Money(facts.amount_minor, facts.currency))
    return {"product_title": shortened(facts.product_title), "amount": amount}


def _available(facts: CommissionsAvailableFacts, _: Language) -> Fields:
    return {"commission_count": facts.commission_count}


def _moved_for_brand(facts: SponsorBrandFacts, language: Language) -> Fields:
    what = say(language, f"sponsor_brand.{facts.state}")
    return {"campaign": shortened(facts.campaign_title), "what": what}


# Where a fee waits for a creator, or is hers; in all other states none does.
FEE_STATES = {
    SponsorshipState.INVITED,
    SponsorshipState.ACCEPTED,
    SponsorshipState.CHANGES,
    SponsorshipState.RELEASED,
}


def _moved_for_creator(facts: SponsorCreatorFacts, language: Language) -> Fields:
    amount = written(Money(facts.amount_minor, facts.currency))
    has_fee = facts.state in FEE_STATES
    return {
        "campaign": shortened(facts.campaign_title),
        "what": say(language, f"sponsor_creator.{facts.state}"),
        "shop_name": shortened(facts.shop_name),
        "fee": say(language, "sponsor_fee.some" if has_fee else "sponsor_fee.none", amount=amount),
    }


def _tipped(facts: TipReceivedFacts, _: Language) -> Fields:
    return {
        "amount": written(Money(facts.amount_minor, facts.currency)),
        "keeps": written(Money(facts.keeps_minor, facts.currency)),
    }


def _served(facts: DropServedFacts, _: Language) -> Fields:
    return {"title": shortened(facts.title)}


def _rated(facts: ReviewedFacts, _: Language) -> Fields:
    return {"product_title": shortened(facts.product_title), "stars": facts.stars}


def _review_answered(facts: ReviewAnsweredFacts, _: Language) -> Fields:
    return {"product_title": shortened(facts.product_title), "shop_name": facts.shop_name}


def _asked(facts: QuestionAskedFacts, _: Language) -> Fields:
    return {"product_title": shortened(facts.product_title)}


def _question_answered(facts: QuestionAnsweredFacts, language: Language) -> Fields:
    who = facts.shop_name or say(language, "questions.a_buyer")
    return {"product_title": shortened(facts.product_title), "who": who}


def _wrote(facts: ShopWroteFacts | BuyerWroteFacts, _: Language) -> Fields:
    return {"shop_name": shortened(facts.shop_name)}


def _refused(facts: ClipNotPublishedFacts, language: Language) -> Fields:
    return {"reason": say(language, f"error.{facts.because}")}


def _decided(facts: DecisionFacts, language: Language) -> Fields:
    return {
        "thing": say(language, f"thing.{facts.kind}"),
        "title": shortened(facts.title),
        "reason": say(language, f"reason.{facts.reason}"),
        "words": facts.words,
    }


def _until(facts: ExportReadyFacts, language: Language) -> Fields:
    return {"day": day_in(language, facts.until)}


def _due(facts: DeletionAskedFacts, language: Language) -> Fields:
    return {"day": day_in(language, facts.due)}


def _source(facts: ImportFacts, _: Language) -> Fields:
    return {"source_name": shortened(facts.source_name)}


def _vanishing(facts: ImportStoppedFacts, language: Language) -> Fields:
    return {**_source(facts, language), "count": facts.vanishing_count}


def _invited(facts: InvitedFacts, _: Language) -> Fields:
    return {"shop_name": facts.shop_name, "title": facts.title}


def _invitation_answer(facts: InvitationAnsweredFacts, language: Language) -> Fields:
    answer = say(language, f"partners.{'accepted' if facts.is_accepted else 'declined'}")
    return {"creator_name": facts.creator_name, "title": facts.title, "answer": answer}


def _verification(facts: ShopVerificationFacts, language: Language) -> Fields:
    what = say(language, f"verification.{facts.outcome}", shop_name=shortened(facts.shop_name))
    return {"what": what}


def _endpoint(facts: EndpointDisabledFacts, _: Language) -> Fields:
    return {"host": facts.host}


def _permit_ruling(facts: PermitRuledFacts, language: Language) -> Fields:
    answer = "permits.granted" if facts.permitted else "permits.refused"
    return {
        "title": shortened(facts.title),
        "answer": say(language, answer, countries=", ".join(facts.permitted)),
        "words": facts.words,
    }


def _import_failed(facts: ImportFailedFacts, language: Language) -> Fields:
    reason = say(language, f"import_failure.{facts.failure}")
    return {**_source(facts, language), "reason": reason}


def _destination(facts: DestinationChangedFacts, language: Language) -> Fields:
    return {"number": facts.number, "day": day_in(language, facts.usable)}


def _payout(facts: PayoutMovedFacts, _: Language) -> Fields:
    amount = written(Money(facts.amount_minor, facts.currency))
    return {"payout_code": facts.payout_code, "amount": amount}


def _button(key: str) -> Callable[[Any, Language, Links], Sequence[Part]]:
    """A mail with a button alone."""
    return lambda _, language, links: [Part(text=say(language, key), url=links.order_url)]


_open_order, _open_sale = _button("mail.open_order"), _button("mail.open_sale")
_open_decisions, _open_import = _button("mail.open_decisions"), _button("mail.open_import")


def _code(_: SignInCodeFacts, language: Language, links: Links) -> Sequence[Part]:
    return [Part(text=links.code, is_large=True), Part(text=say(language, "mail.sign_in_code.ignore"))]


def _bill(facts: OrderPaidFacts, language: Language, links: Links) -> Sequence[Part]:
    return [_receipt(facts, language), *_open_order(facts, language, links)]


def _sale_bill(facts: OrderSoldFacts | CashOrderFacts, language: Language, links: Links) -> Sequence[Part]:
    return [_receipt(facts, language), *_open_sale(facts, language, links)]


def _receipt(facts: OrderPaidFacts | OrderSoldFacts | CashOrderFacts, language: Language) -> Part:
    def sum_of(amount_minor: int) -> str:
        return written(Money(amount_minor, facts.currency))

    rows = [(f"{line.quantity} × {line.title}", sum_of(line.total_minor)) for line in facts.lines]
    shipping = (say(language, "mail.shipping"), sum_of(facts.shipping_minor))
    promo = [(say(language, "mail.promo"), sum_of(-facts.promo_minor))] if facts.promo_minor else []
    return Part(rows=[*rows, shipping, *promo, (say(language, "mail.total"), sum_of(facts.total_minor))])


def _track(facts: OrderShippedFacts | ParcelFacts, language: Language, links: Links) -> Sequence[Part]:
    is_web = (facts.tracking_url or "").startswith(WEB)
    track = [Part(text=say(language, "mail.track"), url=facts.tracking_url)] if is_web else []
    return [*track, *_open_order(facts, language, links)]


def _why(facts: DecisionFacts, language: Language, links: Links) -> Sequence[Part]:
    said = [Part(text=facts.words)] if facts.words else []
    return [*said, *_open_decisions(facts, language, links)]


def _keep(facts: DeletionAskedFacts, language: Language, links: Links) -> Sequence[Part]:
    stays = Part(text=say(language, "mail.deletion_asked.stays"))
    return [stays, *_button("mail.keep_account")(facts, language, links)]


LIKES, COMMENTS = ActivityKind.LIKES, ActivityKind.COMMENTS
MENTIONS, FOLLOWS = ActivityKind.MENTIONS, ActivityKind.FOLLOWS
_decisions, _settings = _page("/settings/decisions"), _page("/settings")
_earnings, _data, _held = _page("/studio/earnings"), _page("/settings/data"), _page("/settings/comments")
_open_payouts = _button("mail.open_payouts")
_open_data, _open_settings = _button("mail.open_data"), _button("mail.open_settings")
# Facts, to whom, where they lead, what fills their words, what their mail says below, what silences them.
_ROWS: Sequence[Kind[Any]] = [
    Kind(facts=SignInCodeFacts, to=To.PERSON, path=_page("/"), fields=_none, parts=_code),
    Kind(facts=OrderPaidFacts, to=To.BUYER, path=_order, fields=said.bought, parts=_bill),
    Kind(facts=OrderAwaitedFacts, to=To.BUYER, path=_order, fields=said.awaited, parts=_open_order),
    Kind(facts=CashOrderFacts, to=To.SHOP, path=_sale, fields=said.sold, parts=_sale_bill),
    Kind(facts=OrderDisputedFacts, to=To.SHOP, path=_sale, fields=said.disputed),
    Kind(facts=OrderShippedFacts, to=To.BUYER, path=_order, fields=said.shipped, parts=_track),
    Kind(facts=ParcelFacts, to=To.BUYER, path=_order, fields=said.parcel, parts=_track),
    Kind(
        facts=ParcelRecalledFacts,
        to=To.BUYER,
        path=_order,
        fields=said.parcel_recalled,
        parts=_open_order,
    ),
    Kind(facts=OrderDeliveredFacts, to=To.BUYER, path=_order, fields=said.delivered, parts=_open_order),
    Kind(facts=OrderCancelledFacts, to=To.BUYER, path=_order, fields=said.cancelled, parts=_open_order),
    Kind(facts=OrderRefundedFacts, to=To.BUYER, path=_order, fields=said.refunded, parts=_open_order),
    Kind(
        facts=ReturnBuyerFacts,
        to=To.BUYER,
        path=_order,
        fields=said.return_for_buyer,
        parts=_open_order,
    ),
    Kind(
        facts=ReturnShopFacts,
        to=To.SHOP,
        path=_returned,
        fields=said.return_for_shop,
        parts=_open_sale,
    ),
    Kind(facts=OrderSoldFacts, to=To.SHOP, path=_sale, fields=said.sold, parts=_sale_bill),
    Kind(facts=SaleCancelledFacts, to=To.SHOP, path=_sale, fields=said.sale_cancelled, parts=_open_sale),
    Kind(facts=ImportStoppedFacts, to=To.SHOP, path=_import_run, fields=_vanishing, parts=_open_import),
    Kind(facts=ImportColumnsFacts, to=To.SHOP, path=_import_run, fields=_source, parts=_open_import),
    Kind(facts=ImportFailedFacts, to=To.SHOP, path=_import_run, fields=_import_failed, parts=_open_import),
    Kind(facts=CommissionEarnedFacts, to=To.PERSON, path=_commission, fields=_earned),
    Kind(facts=CommissionsAvailableFacts, to=To.PERSON, path=_earnings, fields=_available),
    Kind(facts=SponsorBrandFacts, to=To.SHOP, path=_campaign, fields=_moved_for_brand),
    Kind(facts=SponsorCreatorFacts, to=To.PERSON, path=_sponsorship, fields=_moved_for_creator),
    Kind(facts=TipReceivedFacts, to=To.PERSON, path=_earnings, fields=_tipped),
    Kind(facts=DropServedFacts, to=To.PERSON, path=_drop, fields=_served),
    Kind(facts=ReviewedFacts, to=To.SHOP, path=_shop_reviews, fields=_rated),
    Kind(facts=ReviewAnsweredFacts, to=To.PERSON, path=_product, fields=_review_answered),
    Kind(facts=QuestionAskedFacts, to=To.SHOP, path=_shop_questions, fields=_asked),
    Kind(facts=QuestionAnsweredFacts, to=To.PERSON, path=_product, fields=_question_answered),
    Kind(facts=ShopWroteFacts, to=To.PERSON, path=_conversation, fields=_wrote),
    Kind(facts=BuyerWroteFacts, to=To.SHOP, path=_conversation, fields=_wrote),
    Kind(facts=ClipPublishedFacts, to=To.PERSON, path=_clip, fields=_none),
    Kind(facts=ClipNotPublishedFacts, to=To.PERSON, path=_own_clip, fields=_refused),
    Kind(facts=ShowBeganFacts, to=To.PERSON, path=_room, fields=_none),
    Kind(facts=InvitedFacts, to=To.PERSON, path=_page("/studio/live"), fields=_invited),
    Kind(facts=InvitationAnsweredFacts, to=To.SHOP, path=_partner, fields=_invitation_answer),
    Kind(facts=EndpointDisabledFacts, to=To.SHOP, path=_partner, fields=_endpoint),
    Kind(facts=ShopVerificationFacts, to=To.SHOP, path=_shop_settings, fields=_verification),
    Kind(facts=PermitRuledFacts, to=To.SHOP, path=_own_product, fields=_permit_ruling),
    Kind(facts=TakenDownFacts, to=To.PERSON, path=_decisions, fields=_decided, parts=_why),
    Kind(facts=RestoredFacts, to=To.PERSON, path=_decisions, fields=_decided, parts=_why),
    Kind(facts=WarnedFacts, to=To.PERSON, path=_decisions, fields=_decided, parts=_why),
    Kind(facts=AppealAcceptedFacts, to=To.PERSON, path=_decisions, fields=_decided, parts=_why),
    Kind(facts=AppealRejectedFacts, to=To.PERSON, path=_decisions, fields=_decided, parts=_why),
    Kind(facts=ExportReadyFacts, to=To.PERSON, path=_data, fields=_until, parts=_open_data),
    Kind(facts=DeletionAskedFacts, to=To.PERSON, path=_settings, fields=_due, parts=_keep),
    Kind(facts=DeletionCancelledFacts, to=To.PERSON, path=_settings, fields=_none, parts=_open_settings),
    Kind(
        facts=DestinationChangedFacts, to=To.PERSON, path=_payouts, fields=_destination, parts=_open_payouts
    ),
    *[
        Kind(facts=each, to=To.PERSON, path=_payouts, fields=_payout, parts=_open_payouts)
        for each in get_args(PayoutMovedFacts)
    ],
    Kind(facts=ClipLikedFacts, to=To.PERSON, path=_clip, fields=_none, silenced_by=LIKES),
    Kind(facts=FollowedFacts, to=To.PERSON, path=_follower, fields=_none, silenced_by=FOLLOWS),
    Kind(facts=CommentedFacts, to=To.PERSON, path=_comment, fields=_none, silenced_by=COMMENTS),
    Kind(facts=AnsweredFacts, to=To.PERSON, path=_comment, fields=_none, silenced_by=COMMENTS),
    Kind(facts=MentionedFacts, to=To.PERSON, path=_comment, fields=_none, silenced_by=MENTIONS),
    Kind(facts=CommentHeldFacts, to=To.PERSON, path=_held, fields=_none, silenced_by=COMMENTS),
]
KINDS: Mapping[type[Struct], Kind[Any]] = {kind.facts: kind for kind in _ROWS}
