"""Writes mails and notices out, in the reader's language: the same parts as plain text and as HTML."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from msgspec import Struct

from vitrina.kit.locales import say
from vitrina.kit.money import Money
from vitrina.kit.places import Currency, Language
from vitrina.notifications.model import (
    AccountFacts,
    ActivityFacts,
    AnsweredFacts,
    ClipLikedFacts,
    ClipNotPublishedFacts,
    ClipPublishedFacts,
    CommentedFacts,
    CommentHeldFacts,
    CommissionEarnedFacts,
    CommissionsAvailableFacts,
    DeletionAskedFacts,
    DeletionCancelledFacts,
    ExportReadyFacts,
    FollowedFacts,
    GroupFacts,
    ImportColumnsFacts,
    ImportFacts,
    ImportFailedFacts,
    ImportStoppedFacts,
    Known,
    Letter,
    MailFacts,
    MentionedFacts,
    NoticeFacts,
    OrderCancelledFacts,
    OrderDeliveredFacts,
    OrderFacts,
    OrderPaidFacts,
    OrderShippedFacts,
    OrderSoldFacts,
    PlainFacts,
    RestoredFacts,
    SaleCancelledFacts,
    SignInCodeFacts,
    SoldLine,
    TakenDownFacts,
    WarnedFacts,
)
from vitrina.notifications.rules import written

NOTHING_KNOWN = Known(people={}, texts={})
SHORT = 80
WEB = ("https://", "http://")
PAGES: Mapping[type, str] = {
    CommissionsAvailableFacts: "/studio/earnings",
    TakenDownFacts: "/settings/decisions",
    RestoredFacts: "/settings/decisions",
    WarnedFacts: "/settings/decisions",
    ExportReadyFacts: "/settings/data",
    DeletionAskedFacts: "/settings",
    DeletionCancelledFacts: "/settings",
}


class Part(Struct, frozen=True, kw_only=True):
    """A paragraph of a letter; with rows, a table; with a url, a button; large, to be read from afar."""

    text: str = ""
    rows: Sequence[tuple[str, str]] = ()
    url: str | None = None
    is_large: bool = False


class Links(Struct, frozen=True, kw_only=True):
    """What only the running instance can say: secrets and addresses of one mail.

    code: the digits of a one-time code.  order_url: where the reader sees the order.
    """

    base_url: str
    is_demo: bool
    code: str = ""
    order_url: str = ""


def write_letter(facts: MailFacts, language: Language, links: Links) -> Letter:
    """Write a mail out. Everything that people typed is escaped in its HTML."""
    tag = kind_of(facts)
    fields = _fields(facts, language) | {"code": links.code}
    subject = say(language, f"mail.{tag}.subject", **fields)
    heading = say(language, f"mail.{tag}.heading", **fields)
    parts = [Part(text=say(language, f"mail.{tag}.text", **fields)), *_parts(facts, language, links)]
    footer = [Part(text=f"Vitrina · {links.base_url}")]
    if links.is_demo:
        footer.append(Part(text=say(language, "mail.demo")))
    return Letter(
        subject=subject,
        text=_as_text(heading, [*parts, *footer]),
        html=_as_html(language, heading, parts, footer),
    )


def write_notice(facts: PlainFacts, language: Language) -> tuple[str, str]:
    """Write a notice out: its title and its body."""
    fields = _fields(facts, language)
    tag = kind_of(facts)
    return say(language, f"notice.{tag}.title", **fields), say(language, f"notice.{tag}.body", **fields)


def write_activity(facts: ActivityFacts, language: Language, known: Known) -> tuple[str, str] | None:
    """Write a notice of activity out. None when it tells of nobody or nothing that is there any more."""
    tag = kind_of(facts)
    if isinstance(facts, GroupFacts):
        names = [person.name for each in facts.actor_ids if (person := known.people.get(each))]
        others = facts.actor_count - 1
        if not names:
            return None
        key = f"notice.{tag}.title" if others < 1 else f"notice.{tag}.title_many"
        return say(language, key, name=names[0], others=others), ""
    person, text = known.people.get(facts.actor_id), known.texts.get(facts.comment_id)
    if person is None or text is None:
        return None
    return say(language, f"notice.{tag}.title", name=person.name), _short(text)


def path_of(facts: NoticeFacts, known: Known = NOTHING_KNOWN) -> str:
    """Tell where in the web app a notice leads."""
    if isinstance(facts, ActivityFacts):
        return _activity_path(facts, known)
    match facts:
        case OrderSoldFacts() | SaleCancelledFacts():
            return f"/sell/{facts.shop_id}/orders/{facts.order_id}"
        case CommissionEarnedFacts():
            return f"/studio/earnings/{facts.commission_id}"
        case ClipPublishedFacts():
            return f"/v/{facts.video_id}"
        case ClipNotPublishedFacts():
            return f"/studio/videos/{facts.video_id}"
        case ImportStoppedFacts() | ImportColumnsFacts() | ImportFailedFacts():
            return f"/sell/{facts.shop_id}/products/import/{facts.run_id}"
        case (
            CommissionsAvailableFacts()
            | TakenDownFacts()
            | RestoredFacts()
            | WarnedFacts()
            | ExportReadyFacts()
            | DeletionAskedFacts()
            | DeletionCancelledFacts()
        ):
            return PAGES[type(facts)]
        case _:
            return f"/orders/{facts.order_id}"


def _activity_path(facts: ActivityFacts, known: Known) -> str:
    match facts:
        case ClipLikedFacts():
            return f"/v/{facts.video_id}"
        case FollowedFacts():
            shown = [person for each in facts.actor_ids if (person := known.people.get(each))]
            return f"/@{shown[0].handle}" if shown else "/inbox"
        case CommentHeldFacts():
            return "/settings/comments"
        case CommentedFacts() | AnsweredFacts() | MentionedFacts():
            return f"/v/{facts.video_id}?comment={facts.comment_id}"


def kind_of(facts: MailFacts | NoticeFacts) -> str:
    """Name what the facts tell, as clients and the catalogues of words know it."""
    return str(facts.__struct_config__.tag)


def _fields(facts: MailFacts | PlainFacts, language: Language) -> dict[str, object]:
    match facts:
        case SignInCodeFacts() | ClipPublishedFacts() | DeletionCancelledFacts():
            return {}
        case TakenDownFacts() | RestoredFacts() | WarnedFacts():
            return {
                "thing": say(language, f"thing.{facts.kind}"),
                "title": _short(facts.title),
                "reason": say(language, f"reason.{facts.reason}"),
                "words": facts.words,
            }
        case ClipNotPublishedFacts():
            return {"reason": say(language, f"error.{facts.because}")}
        case ExportReadyFacts() | DeletionAskedFacts():
            until = facts.until if isinstance(facts, ExportReadyFacts) else facts.due
            return {"day": _day(until, language)}
        case ImportStoppedFacts() | ImportColumnsFacts() | ImportFailedFacts():
            return _import_fields(facts, language)
        case CommissionsAvailableFacts():
            return {"commission_count": facts.commission_count}
        case CommissionEarnedFacts():
            amount = written(Money(facts.amount_minor, facts.currency))
            return {"product_title": _short(facts.product_title), "amount": amount}
        case _:
            return _order_fields(facts, language)


def _import_fields(facts: ImportFacts, language: Language) -> dict[str, object]:
    fields: dict[str, object] = {"source_name": _short(facts.source_name)}
    if isinstance(facts, ImportStoppedFacts):
        fields["count"] = facts.vanishing_count
    if isinstance(facts, ImportFailedFacts):
        fields["reason"] = say(language, f"import_failure.{facts.failure}")
    return fields


def _order_fields(facts: OrderFacts, language: Language) -> dict[str, object]:
    fields: dict[str, object] = {"order_code": facts.order_code}
    if not isinstance(facts, OrderSoldFacts | SaleCancelledFacts):
        fields["shop_name"] = facts.shop_name
    match facts:
        case OrderPaidFacts() | OrderSoldFacts():
            fields["total"] = written(Money(facts.total_minor, facts.currency))
        case OrderCancelledFacts() | SaleCancelledFacts():
            fields["total"] = written(Money(facts.total_minor, facts.currency))
            fields["reason"] = facts.reason or say(language, "mail.reason_sold_out")
        case OrderShippedFacts():
            fields |= {"carrier": facts.carrier, "tracking_number": facts.tracking_number}
            fields["day"] = _day(facts.deliver_by, language)
        case OrderDeliveredFacts():
            fields["day"] = _day(facts.return_until, language)
    return fields


def _parts(facts: MailFacts, language: Language, links: Links) -> list[Part]:
    match facts:
        case SignInCodeFacts():
            return [
                Part(text=links.code, is_large=True),
                Part(text=say(language, "mail.sign_in_code.ignore")),
            ]
        case TakenDownFacts() | RestoredFacts() | WarnedFacts():
            said = [Part(text=facts.words)] if facts.words else []
            return [*said, Part(text=say(language, "mail.open_decisions"), url=links.order_url)]
        case ExportReadyFacts() | DeletionAskedFacts() | DeletionCancelledFacts():
            return _account_parts(facts, language, links)
        case ImportStoppedFacts() | ImportColumnsFacts() | ImportFailedFacts():
            return [Part(text=say(language, "mail.open_import"), url=links.order_url)]
        case OrderPaidFacts() | OrderSoldFacts():
            table = _receipt(facts.lines, language, shipping=facts.shipping_minor, currency=facts.currency)
            total = (say(language, "mail.total"), written(Money(facts.total_minor, facts.currency)))
            return [Part(rows=[*table, total]), _button(facts, language, links.order_url)]
        case OrderShippedFacts() if (facts.tracking_url or "").startswith(WEB):
            track = Part(text=say(language, "mail.track"), url=facts.tracking_url)
            return [track, _button(facts, language, links.order_url)]
        case _:
            return [_button(facts, language, links.order_url)]


def _account_parts(facts: AccountFacts, language: Language, links: Links) -> list[Part]:
    match facts:
        case ExportReadyFacts():
            return [Part(text=say(language, "mail.open_data"), url=links.order_url)]
        case DeletionAskedFacts():
            stays = Part(text=say(language, "mail.deletion_asked.stays"))
            return [stays, Part(text=say(language, "mail.keep_account"), url=links.order_url)]
        case DeletionCancelledFacts():
            return [Part(text=say(language, "mail.open_settings"), url=links.order_url)]


def _receipt(
    lines: Sequence[SoldLine], language: Language, *, shipping: int, currency: Currency
) -> list[tuple[str, str]]:
    sold = [(f"{line.quantity} × {line.title}", written(Money(line.total_minor, currency))) for line in lines]
    return [*sold, (say(language, "mail.shipping"), written(Money(shipping, currency)))]


def _button(facts: OrderFacts, language: Language, url: str) -> Part:
    key = "mail.open_sale" if isinstance(facts, OrderSoldFacts | SaleCancelledFacts) else "mail.open_order"
    return Part(text=say(language, key), url=url)


def _day(day: date, language: Language) -> str:
    month = say(language, f"month.{day.month}")
    return say(language, "mail.day", day=day.day, month=month, year=day.year)


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"


def _as_text(heading: str, parts: Sequence[Part]) -> str:
    blocks = [heading]
    for part in parts:
        if part.rows:
            blocks.append("\n".join(f"{name}: {text}" for name, text in part.rows))
        else:
            blocks.append(f"{part.text}\n{part.url}" if part.url else part.text)
    return "\n\n".join(blocks) + "\n"


# The look of a mail: inline, because mail programs keep nothing else.
PAGE = "margin:0;padding:24px 12px;background:#f7f5f8;color:#17131c;font:16px/1.5 system-ui,sans-serif"
CARD = "max-width:520px;margin:0 auto;padding:24px;background:#fff;border-radius:14px"
HEADING = "margin:0 0 12px;font-size:22px"
LARGE = "margin:20px 0;font-size:36px;font-weight:700;letter-spacing:6px"
BUTTON = (
    "display:inline-block;padding:12px 22px;border-radius:14px;background:#e4007c;color:#fff;"
    "text-decoration:none;font-weight:700"
)
CELL = "padding:8px 0;border-bottom:1px solid #e9e5ec;vertical-align:top"
FOOTER = "max-width:520px;margin:16px auto 0;font-size:13px;color:#6b6470"


def _as_html(language: Language, heading: str, parts: Sequence[Part], footer: Sequence[Part]) -> str:
    inside = "".join(_html_part(part) for part in parts)
    below = "".join(f"<p>{escape(part.text)}</p>" for part in footer)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"></head><body style="{PAGE}">'
        f'<main style="{CARD}"><h1 style="{HEADING}">{escape(heading)}</h1>{inside}</main>'
        f'<footer style="{FOOTER}">{below}</footer></body></html>'
    )


def _html_part(part: Part) -> str:
    if part.rows:
        rows = "".join(
            f'<tr><td style="{CELL}">{escape(name)}</td>'
            f'<td style="{CELL};text-align:right;white-space:nowrap">{escape(text)}</td></tr>'
            for name, text in part.rows
        )
        return f'<table style="width:100%;border-collapse:collapse;margin:16px 0">{rows}</table>'
    if part.url:
        return f'<p><a style="{BUTTON}" href="{escape(part.url)}">{escape(part.text)}</a></p>'
    return f'<p style="{LARGE if part.is_large else "margin:0 0 12px"}">{escape(part.text)}</p>'
