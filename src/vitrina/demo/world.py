"""The facts of the demo world, read from `assets/world.json`. Everything in it is invented."""

import hashlib
from datetime import date
from functools import cache
from importlib.resources import files
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.catalogue.model import Category, Option
from vitrina.kit.ids import uuid7
from vitrina.kit.places import Country, Currency, Language
from vitrina.videos.model import Cue, StickerStyle

BORN_MS = 1_767_225_600_000  # 2026-01-01: every demo id carries it, and then a digest of its name


class Persona(Struct, frozen=True, kw_only=True):
    """Somebody of the demo world. roles: creator, buyer, owner, operator or none."""

    key: str
    handle: str
    display_name: str
    bio: str
    language: Language
    country: Country
    birth_date: date
    roles: list[str]
    email: str
    avatar: str


class DemoShop(Struct, frozen=True, kw_only=True):
    """A shop of the demo world. owner: a persona's key."""

    handle: str
    name: str
    description: str
    country: Country
    currency: Currency
    owner: str
    shipping_flat_minor: int
    plan_rate_bps: int | None
    return_days: int
    avatar: str


class DemoVariant(Struct, frozen=True, kw_only=True):
    """A variant with its stock."""

    sku: str
    values: list[str]
    price_minor: int
    compare_at_minor: int | None
    stock: int


class DemoProduct(Struct, frozen=True, kw_only=True):
    """A product of a shop, named by the shop's handle."""

    key: str
    shop: str
    title: str
    description: str
    category: Category
    options: list[Option]
    variants: list[DemoVariant]
    picture: str


class DemoCollection(Struct, frozen=True, kw_only=True):
    """Products of a shop under one name, named by their keys."""

    key: str
    shop: str
    name: str
    products: list[str]


class DemoReview(Struct, frozen=True, kw_only=True):
    """What somebody who received a product thinks of it, and what its shop answered. photos: files."""

    person: str
    product: str
    stars: int
    text: str
    answer: str | None
    age_days: int
    photos: list[str]


class DemoWish(Struct, frozen=True, kw_only=True):
    """A product that somebody, a persona named by its key, keeps in mind since some days."""

    person: str
    product: str
    price_then_minor: int
    age_days: int


class DemoTag(Struct, frozen=True, kw_only=True):
    """A product that a clip shows. product: its key."""

    product: str
    from_ms: int
    to_ms: int


class DemoSticker(Struct, frozen=True, kw_only=True):
    """Words, or the price of a product named by its key, laid over a clip; see `videos.model.Sticker`."""

    style: StickerStyle
    x: float
    y: float
    from_ms: int
    to_ms: int
    text: str = ""
    product: str | None = None


class DemoClip(Struct, frozen=True, kw_only=True):
    """A clip. creator: a persona's key.  captions: what is said in it, in its language."""

    key: str
    caption: str
    creator: str
    language: Language
    duration_ms: int
    poster_ms: int
    likes: int
    age_days: int
    tags: list[DemoTag]
    file: str
    poster: str
    stickers: list[DemoSticker] = []
    captions: list[Cue] = []


class World(Struct, frozen=True, kw_only=True):
    """All of it."""

    people: list[Persona]
    shops: list[DemoShop]
    products: list[DemoProduct]
    collections: list[DemoCollection]
    reviews: list[DemoReview]
    wishes: list[DemoWish]
    clips: list[DemoClip]


@cache
def world() -> World:
    """Read the facts."""
    return msgspec.json.decode(asset("world.json"), type=World)


def asset(name: str) -> bytes:
    """Read a file of the demo world."""
    return files("vitrina.demo").joinpath("assets", name).read_bytes()


def demo_id(kind: str, key: str) -> UUID:
    """Make the same id for the same thing on every instance, so that seeding twice is seeding once."""
    return uuid7(BORN_MS, hashlib.sha256(f"{kind}:{key}".encode()).digest()[:10])
