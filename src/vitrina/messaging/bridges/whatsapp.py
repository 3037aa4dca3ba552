"""WhatsApp Cloud API: what its webhooks say and what its messages look like. Pure.

Source: developers.facebook.com/docs/whatsapp/cloud-api (webhooks, interactive and template messages).
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from msgspec import Struct, field

from vitrina.kit.errors import Malformed
from vitrina.kit.places import Currency, Language

# Free words may follow the buyer's last ones for so long; after that only a template that Meta approved.
WINDOW = timedelta(hours=24)
SIGNATURE_PREFIX = "sha256="
CODE = re.compile(r"#V-([A-Z0-9]{8})\b")
# PostgreSQL keeps no NUL, and nobody means one; a backslash that somebody typed stands before it doubled.
NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
# Templates are approved for Brazil, not for every Portuguese.
TEMPLATE_LANGUAGES: Mapping[Language, str] = {Language.PT: "pt_BR"}
BODY_LENGTH_MAX = 1_024
BUTTON_LENGTH_MAX = 20
CAPTION_LENGTH_MAX = 1_024
LIST_PRODUCTS_MAX = 30
MESSAGES_MAX = 1_000
Payload = dict[str, Any]


class Profile(Struct, frozen=True):
    """How somebody calls herself."""

    name: str = ""


class Contact(Struct, frozen=True):
    """Who wrote."""

    wa_id: str = ""
    profile: Profile = Profile()


class Metadata(Struct, frozen=True):
    """To which number."""

    phone_number_id: str = ""


class Value(Struct, frozen=True):
    """What happened. messages: as they came; each kind is read by itself."""

    metadata: Metadata = Metadata()
    contacts: list[Contact] = field(default_factory=list[Contact])
    messages: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


class Change(Struct, frozen=True):
    """One change of one field."""

    field: str = ""
    value: Value = Value()


class Entry(Struct, frozen=True):
    """The changes of one account."""

    changes: list[Change] = msgspec.field(default_factory=list[Change])


class Webhook(Struct, frozen=True):
    """One delivery."""

    entry: list[Entry] = msgspec.field(default_factory=list[Entry])


class Incoming(Struct, frozen=True, kw_only=True):
    """A message that somebody wrote in WhatsApp. body: as it came."""

    id: str
    phone_number_id: str
    contact_id: str
    contact_name: str
    body: dict[str, Any]


class Item(Struct, frozen=True, kw_only=True):
    """A line of an order. price: what the phone showed; it decides nothing."""

    retailer_id: str
    quantity: int
    price: Decimal | None
    currency: str


def signature(app_secret: str, raw: bytes) -> str:
    """Sign a body as Meta does."""
    return SIGNATURE_PREFIX + hmac.digest(app_secret.encode(), raw, hashlib.sha256).hex()


def is_genuine(app_secret: str, raw: bytes, header: str | None) -> bool:
    """Tell whether a body was signed with our secret, in constant time. Nothing is, without a secret."""
    if not app_secret or not header:
        return False
    return hmac.compare_digest(signature(app_secret, raw).encode(), header.encode())


def read(raw: bytes) -> list[Incoming]:
    """Read the messages of a delivery; what is none (deliveries, errors) is passed over. Raises Malformed."""
    try:
        webhook = msgspec.json.decode(NUL.sub(rb"\1", raw), type=Webhook)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as e:
        raise Malformed({"body": "not a webhook of WhatsApp"}) from e
    found: list[Incoming] = []
    for change in (change for entry in webhook.entry for change in entry.changes):
        names = {each.wa_id: each.profile.name for each in change.value.contacts}
        for message in change.value.messages:
            sender, message_id = str(message.get("from", "")), str(message.get("id", ""))
            if 0 < len(sender) <= 64 and 0 < len(message_id) <= 200:
                found.append(
                    Incoming(
                        id=message_id,
                        phone_number_id=change.value.metadata.phone_number_id[:64],
                        contact_id=sender,
                        contact_name=names.get(sender, "")[:120],
                        body=message,
                    )
                )
    return found[:MESSAGES_MAX]


def text_of(body: Mapping[str, Any]) -> str | None:
    """Read the words of a text message; None when it is none."""
    text = body.get("text")
    if body.get("type") != "text" or not isinstance(text, dict):
        return None
    return str(text.get("body", ""))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def split_code(text: str) -> tuple[str, str | None]:
    """Take the code of a link out of words: the words, and the code if there is one."""
    found = CODE.search(text)
    return (CODE.sub("", text).strip(), found[1]) if found else (text, None)


def order_of(body: Mapping[str, Any]) -> tuple[str, list[Item]] | None:
    """Read an order: its note and its lines; None when it is none. Lines that make no sense are left out."""
    order = body.get("order")
    if body.get("type") != "order" or not isinstance(order, dict):
        return None
    read_order = msgspec.convert(order, dict[str, Any])
    raw_items = read_order.get("product_items")
    items = msgspec.convert(raw_items, list[Any]) if isinstance(raw_items, list) else []
    lines = [
        item
        for each in items
        if isinstance(each, dict) and (item := _item(msgspec.convert(each, dict[str, Any])))
    ]
    return str(read_order.get("text", "")), lines


def _item(raw: Mapping[str, Any]) -> Item | None:
    quantity = _number(raw.get("quantity"))
    if quantity is None or quantity != int(quantity) or quantity < 1 or quantity > 10**6:
        return None
    return Item(
        retailer_id=str(raw.get("product_retailer_id", "")),
        quantity=int(quantity),
        price=_number(raw.get("item_price")),
        currency=str(raw.get("currency", "")),
    )


def _number(raw: object) -> Decimal | None:
    """Read a number that may come as a text."""
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**12 else None


def price_minor(item: Item, currency: Currency) -> int | None:
    """Tell which price the phone showed, in minor units; None when it is no price of ours."""
    if item.price is None or item.price < 0 or item.currency != currency:
        return None
    minor = item.price.scaleb(currency.exponent)
    return int(minor) if minor == int(minor) and minor <= 10**12 else None


def _to(contact_id: str, kind: str, content: Payload) -> Payload:
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": contact_id,
        "type": kind,
        kind: content,
    }


def text(contact_id: str, words: str) -> Payload:
    """Say something."""
    return _to(contact_id, "text", {"body": words[:4_096], "preview_url": False})


def image(contact_id: str, url: str, caption: str) -> Payload:
    """Show a picture."""
    return _to(
        contact_id, "image", {"link": url, **({"caption": caption[:CAPTION_LENGTH_MAX]} if caption else {})}
    )


def product(contact_id: str, *, catalog_id: str, retailer_id: str, words: str) -> Payload:
    """Show a product of the catalogue."""
    interactive: Payload = {
        "type": "product",
        "action": {"catalog_id": catalog_id, "product_retailer_id": retailer_id},
    }
    if words:
        interactive["body"] = {"text": words[:BODY_LENGTH_MAX]}
    return _to(contact_id, "interactive", interactive)


def product_list(
    contact_id: str, *, catalog_id: str, title: str, words: str, retailer_ids: Sequence[str]
) -> Payload:
    """Show several products of the catalogue, at most 30."""
    items = [{"product_retailer_id": each} for each in retailer_ids[:LIST_PRODUCTS_MAX]]
    interactive = {
        "type": "product_list",
        "header": {"type": "text", "text": title[:60]},
        "body": {"text": words[:BODY_LENGTH_MAX]},
        "action": {"catalog_id": catalog_id, "sections": [{"title": title[:24], "product_items": items}]},
    }
    return _to(contact_id, "interactive", interactive)


def link(contact_id: str, *, words: str, button: str, url: str) -> Payload:
    """Offer a link as a button."""
    parameters = {"display_text": button[:BUTTON_LENGTH_MAX], "url": url}
    interactive = {
        "type": "cta_url",
        "body": {"text": words[:BODY_LENGTH_MAX]},
        "action": {"name": "cta_url", "parameters": parameters},
    }
    return _to(contact_id, "interactive", interactive)


def template(contact_id: str, *, name: str, language: Language, words: str) -> Payload:
    """Say something after the window, by a template with one variable."""
    parameters = [{"type": "text", "text": " ".join(words.split())[:BODY_LENGTH_MAX]}]
    content = {
        "name": name,
        "language": {"code": TEMPLATE_LANGUAGES.get(language, language.value)},
        "components": [{"type": "body", "parameters": parameters}],
    }
    return _to(contact_id, "template", content)
