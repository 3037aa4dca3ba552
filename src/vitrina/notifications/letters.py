"""Writes mails and notices out, in the reader's language: the same parts as plain text and as HTML."""

from collections.abc import Sequence
from html import escape

from vitrina.kit.locales import say
from vitrina.kit.places import Language
from vitrina.notifications.facts import ActivityFacts, GroupFacts, MailFacts, PlainFacts
from vitrina.notifications.kinds import kind_of, name_of
from vitrina.notifications.model import Known, Letter, Links, Part
from vitrina.notifications.words import shortened


def write_letter(facts: MailFacts, language: Language, links: Links) -> Letter:
    """Write a mail out. Everything that people typed is escaped in its HTML."""
    kind, tag = kind_of(facts), name_of(type(facts))
    assert kind.parts, f"{tag} is never mailed"
    fields = {**kind.fields(facts, language), "code": links.code}
    subject = say(language, f"mail.{tag}.subject", **fields)
    heading = say(language, f"mail.{tag}.heading", **fields)
    parts = [Part(text=say(language, f"mail.{tag}.text", **fields)), *kind.parts(facts, language, links)]
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
    fields, tag = kind_of(facts).fields(facts, language), name_of(type(facts))
    return say(language, f"notice.{tag}.title", **fields), say(language, f"notice.{tag}.body", **fields)


def write_activity(facts: ActivityFacts, language: Language, known: Known) -> tuple[str, str] | None:
    """Write a notice of activity out. None when it tells of nobody or nothing that is there any more."""
    tag = name_of(type(facts))
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
    return say(language, f"notice.{tag}.title", name=person.name), shortened(text)


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
