"""What goes to WhatsApp: written between two transactions, never inside one."""

import logging
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vitrina.catalogue import service as catalogue
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.locales import say
from vitrina.kit.money import Money
from vitrina.kit.net import Bounds, Fetcher, FetchFailed
from vitrina.kit.places import Language
from vitrina.media import service as media
from vitrina.messaging.bridges import whatsapp as bridge
from vitrina.messaging.model import (
    ChatLineView,
    Conversation,
    Happening,
    Message,
    MessageId,
    MessageKind,
    Side,
)
from vitrina.messaging.service import keys, views
from vitrina.messaging.store import carts, conversations, messages
from vitrina.messaging.store import whatsapp as store
from vitrina.orders import service as orders
from vitrina.shops import service as shops

BOUNDS = Bounds(size_max_bytes=64 * 1024, time_max_s=20.0)
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
OUTSIDE = "outside_window"
PAYABLE = {Happening.CONFIRMED, Happening.EDITED}
# Said to the buyer of a bridge whoever caused it: that her cart came, and what becomes of her order.
TOLD_TO_BUYERS = {MessageKind.CART, MessageKind.ORDER}

log = logging.getLogger(__name__)


class Answer(Struct, frozen=True):
    """What WhatsApp answers."""

    messages: list[dict[str, str]] = msgspec.field(default_factory=list[dict[str, str]])


class Carried(Struct, frozen=True, kw_only=True):
    """A message with all that its words need."""

    message: Message
    conversation: Conversation
    contact_id: str
    language: Language
    now: datetime


async def carry(pool: Pool, settings: Settings, *, message_id: MessageId, now: datetime) -> None:
    """Send to a buyer in WhatsApp what a shop says and what becomes of her orders, each once.

    What was sent, or never will be, is passed over. Raises FetchFailed when another try may help.
    """
    if not settings.whatsapp_access_token:
        return
    async with pool.transaction() as db:
        carried = await _find(db, message_id, now)
        if carried is None or await store.is_carried(db, message_id):
            return
        payload = await _payload(db, settings, carried)
        if payload is None:
            await store.note_carried(db, message_id, whatsapp_id=None, failure=OUTSIDE, now=now)
            return
    whatsapp_id, failure = await _send(settings, payload)
    async with pool.transaction() as db:
        await store.note_carried(db, message_id, whatsapp_id=whatsapp_id, failure=failure, now=now)


async def _find(db: Db, message_id: MessageId, now: datetime) -> Carried | None:
    message = await messages.find(db, message_id)
    if (
        message is None
        or message.is_hidden
        or (message.side is not Side.SHOP and message.kind not in TOLD_TO_BUYERS)
    ):
        return None
    [conversation] = await conversations.by_id(db, [message.conversation_id])
    shop = (await shops.shops_by_id(db, [conversation.shop_id])).get(conversation.shop_id)
    if conversation.contact_id is None or shop is None:
        return None
    return Carried(
        message=message,
        conversation=conversation,
        contact_id=conversation.contact_id,
        language=Language.PT if shop.country == "BR" else Language.ES,
        now=now,
    )


async def _send(settings: Settings, payload: bridge.Payload) -> tuple[str | None, str | None]:
    url = f"{settings.whatsapp_api_url.rstrip('/')}/{settings.whatsapp_phone_number_id}/messages"
    headers = {"authorization": f"Bearer {settings.whatsapp_access_token}"}
    try:
        raw = await _fetcher(settings).send_json(
            url, msgspec.json.encode(payload), headers=headers, bounds=BOUNDS
        )
        answer = msgspec.json.decode(raw, type=Answer)
    except FetchFailed as failure:
        if not failure.is_permanent:
            raise
        log.warning("WhatsApp refused a message", extra={"reason": failure.code})
        return None, failure.code[:60]
    except msgspec.MsgspecError:
        return None, None
    return (answer.messages[0].get("id") if answer.messages else None), None


def _fetcher(settings: Settings) -> Fetcher:
    """Send to public addresses alone; a counterpart on this machine is let by whoever runs a demo of it."""
    target = urlsplit(settings.whatsapp_api_url)
    if (settings.is_demo or settings.is_development) and target.hostname in LOOPBACK and target.port:
        return Fetcher(replace(settings, fetch_networks="127.0.0.0/8,::1/128", fetch_ports=str(target.port)))
    return Fetcher(settings)


async def _payload(db: Db, settings: Settings, carried: Carried) -> bridge.Payload | None:
    """Write a message as WhatsApp wants it; None when it may not be sent any more."""
    heard_at = await store.last_heard(db, carried.conversation.id)
    if heard_at is None or carried.now - heard_at >= bridge.WINDOW:
        if not settings.whatsapp_template:
            return None
        return bridge.template(
            carried.contact_id,
            name=settings.whatsapp_template,
            language=carried.language,
            words=await _words(db, settings, carried, link=await _pay_url(db, settings, carried.message)),
        )
    return await _free(db, settings, carried)


async def _free(db: Db, settings: Settings, carried: Carried) -> bridge.Payload:
    message, contact_id = carried.message, carried.contact_id
    if message.kind is MessageKind.PHOTO and message.file_id:
        picture = (await media.file_urls(db, [message.file_id])).get(message.file_id)
        if picture:
            return bridge.image(contact_id, media.public_url(settings, picture.url), message.text)
    if message.kind is MessageKind.PRODUCT and settings.whatsapp_catalog_id and message.product_id:
        skus = await _skus(db, message)
        if len(skus) == 1:
            return bridge.product(
                contact_id,
                catalog_id=settings.whatsapp_catalog_id,
                retailer_id=skus[0],
                words=message.text,
            )
        if skus:
            return bridge.product_list(
                contact_id,
                catalog_id=settings.whatsapp_catalog_id,
                title=say(carried.language, "whatsapp.catalogue"),
                words=message.text or say(carried.language, "whatsapp.choose"),
                retailer_ids=skus,
            )
    words = await _words(db, settings, carried)
    if url := await _pay_url(db, settings, message):
        return bridge.link(contact_id, words=words, button=say(carried.language, "whatsapp.pay"), url=url)
    return bridge.text(contact_id, words)


async def _pay_url(db: Db, settings: Settings, message: Message) -> str | None:
    """Find where the cart of a message is paid; None when the message asks nobody to."""
    if message.kind is not MessageKind.CART or not message.cart_id or message.happening not in PAYABLE:
        return None
    cart = await carts.find(db, message.cart_id)
    return keys.pay_url(settings, cart) if cart else None


async def _skus(db: Db, message: Message) -> list[str]:
    assert message.product_id, "a product was sent"
    product = (await catalogue.products_by_id(db, [message.product_id])).get(message.product_id)
    return [each.sku for each in product.variants if each.sku] if product else []


async def _words(db: Db, settings: Settings, carried: Carried, *, link: str | None = None) -> str:
    """Say a message in words alone. link: where its cart is paid, when no button says so."""
    message, language = carried.message, carried.language
    said = [message.text] if message.text else []
    if message.kind is MessageKind.PRODUCT and message.product_id:
        product = (await catalogue.summaries(db, [message.product_id])).get(message.product_id)
        url = f"{settings.base_url}/p/{message.product_id}"
        said = [product.title if product else "", url, *said]
    if message.kind is MessageKind.ORDER and message.order_id and message.happening:
        url = orders.order_url(settings, message.order_id)
        said = [say(language, f"whatsapp.order_{message.happening.value}"), *said, url]
    if message.kind is MessageKind.CART and message.cart_id and message.happening:
        said = [say(language, f"whatsapp.cart_{message.happening.value}"), link or "", *said]
        if message.happening in PAYABLE | {Happening.SENT}:
            said += await _summary(db, message, carried)
    return "\n".join(filter(None, said))


async def _summary(db: Db, message: Message, carried: Carried) -> Sequence[str]:
    """Write the lines of a cart, each change beside what was asked for."""
    assert message.cart_id, "a cart has lines"
    [cart] = await views.cart_views(db, [message.cart_id], Side.BUYER, carried.now)
    total = say(carried.language, "whatsapp.subtotal", total=written(cart.subtotal))
    return [*(_line(each, carried.language) for each in cart.lines), total]


def _line(line: ChatLineView, language: Language) -> str:
    if not line.quantity:
        return say(language, "whatsapp.line_out", title=line.title)
    said = f"{line.quantity} × {' '.join([line.title, *line.variant_values])}: {written(line.total)}"
    if line.quantity != line.asked_quantity or line.price != line.asked_price:
        before = f"{line.asked_quantity} × {written(line.asked_price)}"
        said += " " + say(language, "whatsapp.line_before", before=before)
    return said


def written(money: Money) -> str:
    """Write a sum as every language reads it."""
    exponent = money.currency.exponent
    digits = f"{money.amount_minor:0{exponent + 1}}"
    whole, fraction = (digits[:-exponent], digits[-exponent:]) if exponent else (digits, "")
    return f"{int(whole):,}{'.' if fraction else ''}{fraction} {money.currency}"
