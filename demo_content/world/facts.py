"""Gathers the tables into the one document the seeder reads."""

from dataclasses import asdict
from typing import Any

from demo_content.world import lirio_lento, molino_nube, tuesday_patio, ventania_27
from demo_content.world.buyers import REVIEWS, WISHES, Review
from demo_content.world.clips import CLIPS, Clip, Sticker
from demo_content.world.collections import COLLECTIONS
from demo_content.world.people import PEOPLE, Person
from demo_content.world.products import Product
from demo_content.world.shops import SHOPS, Shop

MAIL_DOMAIN = "demo.vitrina.example"
NOTICE = {
    "es": "Esto es una demostración: personas, tiendas y productos son inventados y nada se"
    " cobra ni se envía.",
    "pt": "Isto é uma demonstração: pessoas, lojas e produtos são inventados e nada é cobrado nem enviado.",
    "en": "This is a demo: people, shops and products are invented, and nothing is charged or shipped.",
}
SHELVES: dict[str, tuple[Product, ...]] = {
    "molino.nube": molino_nube.PRODUCTS,
    "ventania.27": ventania_27.PRODUCTS,
    "lirio.lento": lirio_lento.PRODUCTS,
    "tuesday.patio": tuesday_patio.PRODUCTS,
}


def document() -> dict[str, Any]:
    """Give all facts as plain JSON values; file names are relative to the document."""
    return {
        "notice": NOTICE,
        "people": [_person(person) for person in PEOPLE],
        "shops": [_shop(shop) for shop in SHOPS],
        "products": [_product(shop, item) for shop, shelf in SHELVES.items() for item in shelf],
        "collections": [asdict(collection) for collection in COLLECTIONS],
        "reviews": [_review(review) for review in REVIEWS],
        "wishes": [asdict(wish) for wish in WISHES],
        "clips": [_clip(clip) for clip in CLIPS],
    }


def _person(person: Person) -> dict[str, Any]:
    facts = asdict(person)
    del facts["looks"]
    return facts | {"email": f"{person.key}@{MAIL_DOMAIN}", "avatar": f"avatars/{person.key}.webp"}


def _shop(shop: Shop) -> dict[str, Any]:
    facts = asdict(shop)
    del facts["letter_colours"]
    return facts | {"avatar": f"avatars/{shop.handle}.webp", "cover": f"covers/{shop.handle}.webp"}


def _product(shop: str, item: Product) -> dict[str, Any]:
    facts = asdict(item)
    currency = next(s.currency for s in SHOPS if s.handle == shop)
    language = next(s.language for s in SHOPS if s.handle == shop)
    facts["options"] = [{"name": name, "values": values} for name, values in item.options]
    return (
        {"key": item.key, "shop": shop, "language": language, "currency": currency}
        | facts
        | {"picture": f"products/{item.key}.webp"}
    )


def photo_of(review: Review) -> str:
    """Name the file of a review's photo."""
    return f"reviews/{review.person}-{review.product}.webp"


def _review(review: Review) -> dict[str, Any]:
    facts = asdict(review)
    del facts["is_pictured"]
    return facts | {"photos": [photo_of(review)] if review.is_pictured else []}


def _clip(clip: Clip) -> dict[str, Any]:
    facts = asdict(clip)
    facts["stickers"] = [_sticker(sticker) for sticker in clip.stickers]
    return facts | {"file": f"clips/{clip.key}.mp4", "poster": f"clips/{clip.key}.webp"}


def _sticker(sticker: Sticker) -> dict[str, Any]:
    """A sticker says words or a price."""
    return {name: value for name, value in asdict(sticker).items() if value not in ("", None)}
