"""What may happen to a cart, and what a message may say. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from vitrina.catalogue.errors import VariantNotSold
from vitrina.catalogue.model import VariantForSale, VariantId
from vitrina.kit.errors import Malformed
from vitrina.kit.text import clean_text
from vitrina.messaging.model import (
    NOTE_LENGTH_MAX,
    CartCan,
    CartLineWanted,
    CartStatus,
    ChatCart,
    ChatCartId,
    ChatLine,
    LineEdit,
    MessageKind,
    NewMessage,
    Side,
)
from vitrina.shops.model import ShopId

S = CartStatus
MOVES: Mapping[CartStatus, frozenset[CartStatus]] = {
    S.SENT: frozenset({S.CONFIRMED, S.EDITED, S.DECLINED, S.EXPIRED}),
    S.CONFIRMED: frozenset({S.EDITED, S.DECLINED, S.PAID, S.EXPIRED}),
    S.EDITED: frozenset({S.EDITED, S.DECLINED, S.PAID, S.EXPIRED}),
    S.DECLINED: frozenset(),
    S.PAID: frozenset(),
    S.EXPIRED: frozenset(),
}
# How long a cart waits for the other side, from what happened to it last.
CART_KEPT = timedelta(days=7)


def from_which(to: CartStatus) -> list[CartStatus]:
    """Tell from which states a cart may come into a state."""
    return [status for status, moves in MOVES.items() if to in moves]


def kind_of(new: NewMessage) -> MessageKind:
    """Tell what somebody wants to say. Raises Malformed when it is nothing, or two things at once."""
    named = [
        kind
        for kind, part in (
            (MessageKind.PHOTO, new.file_id),
            (MessageKind.PRODUCT, new.product_id),
            (MessageKind.CART, new.cart),
        )
        if part is not None
    ]
    if len(named) > 1:
        raise Malformed({"file_id": "a message is one thing: a picture, a product or a cart"})
    if not named and not clean_text(new.text):
        raise Malformed({"text": "is empty"})
    return named[0] if named else MessageKind.TEXT


def note(text: str, *, field: str, is_needed: bool = False) -> str:
    """Make what a shop says to a cart plain text. Raises Malformed when it is empty and must not be."""
    cleaned = clean_text(text)
    if is_needed and not cleaned:
        raise Malformed({field: f"1 to {NOTE_LENGTH_MAX} characters"})
    return cleaned


def lines_of(
    cart_id: ChatCartId,
    wanted: Sequence[CartLineWanted],
    variants: Mapping[VariantId, VariantForSale],
    *,
    shop_id: ShopId,
    seen: Mapping[VariantId, int],
) -> list[ChatLine]:
    """Price the lines that a buyer asks for, from the catalogue alone.

    seen: the prices that a buyer was shown elsewhere, where they are known; they are kept beside ours.
    Raises VariantNotSold for what is not this shop's or not on sale, Malformed for a variant named twice.
    """
    if len({line.variant_id for line in wanted}) < len(wanted):
        raise Malformed({"cart": "names a variant twice"})
    lines: list[ChatLine] = []
    for line in wanted:
        variant = variants.get(line.variant_id)
        if variant is None or not variant.is_active or variant.shop_id != shop_id:
            raise VariantNotSold(variant_id=line.variant_id)
        lines.append(
            ChatLine(
                cart_id=cart_id,
                variant_id=variant.variant_id,
                product_id=variant.product_id,
                quantity=line.quantity,
                price_minor=variant.price_minor,
                asked_quantity=line.quantity,
                asked_price_minor=seen.get(variant.variant_id, variant.price_minor),
                touch_id=line.touch_id,
            )
        )
    return lines


def priced_again(lines: Sequence[ChatLine], variants: Mapping[VariantId, VariantForSale]) -> list[ChatLine]:
    """Price the lines as the catalogue does now; what is not sold any more is taken out."""
    again: list[ChatLine] = []
    for line in lines:
        variant = variants.get(line.variant_id)
        if variant is None or not variant.is_active:
            again.append(replace(line, quantity=0))
        else:
            again.append(replace(line, price_minor=variant.price_minor))
    return again


def edited(lines: Sequence[ChatLine], edits: Sequence[LineEdit]) -> list[ChatLine]:
    """Put what the shop offers in place of what stands. Raises Malformed for a line that is not there."""
    offered = {edit.variant_id: edit.quantity for edit in edits}
    if unknown := offered.keys() - {line.variant_id for line in lines}:
        raise Malformed({"lines": f"{min(map(str, unknown))} is not in this cart"})
    return [replace(line, quantity=offered.get(line.variant_id, line.quantity)) for line in lines]


def is_paying(cart: ChatCart, now: datetime) -> bool:
    """Tell whether a purchase of this cart is open."""
    return cart.status is not S.PAID and cart.paying_until is not None and cart.paying_until > now


def can(cart: ChatCart, *, side: Side, now: datetime) -> CartCan:
    """Tell what a side may do to a cart now."""
    is_shops = side is Side.SHOP and not is_paying(cart, now) and cart.expires_at > now
    moves = MOVES[cart.status]
    return CartCan(
        confirm=is_shops and S.CONFIRMED in moves,
        edit=is_shops and S.EDITED in moves,
        decline=is_shops and S.DECLINED in moves,
        pay=side is Side.BUYER and S.PAID in moves and cart.expires_at > now,
    )
