"""The ready content of the demo world is whole: every file exists, decodes, and fits what the facts say."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import av
import pytest
from demo_content.world.facts import document
from PIL import Image

ASSETS = Path(__file__).parents[2] / "src/vitrina/demo/assets"
WORLD: dict[str, Any] = json.loads((ASSETS / "world.json").read_text(encoding="utf-8"))
PEOPLE, SHOPS, PRODUCTS, CLIPS = (WORLD[name] for name in ("people", "shops", "products", "clips"))
TOTAL_BYTES_MAX = 15_000_000
PICTURES = [
    *((person["avatar"], (256, 256)) for person in PEOPLE),
    *((shop["avatar"], (256, 256)) for shop in SHOPS),
    *((shop["cover"], (1200, 480)) for shop in SHOPS),
    *((product["picture"], (800, 800)) for product in PRODUCTS),
    *((clip["poster"], (540, 960)) for clip in CLIPS),
    *((photo, (600, 800)) for review in WORLD["reviews"] for photo in review["photos"]),
]


def by_key(facts: dict[str, Any]) -> str:
    return facts["key"]


def test_the_world_is_as_large_as_promised() -> None:
    creators = [person for person in PEOPLE if "creator" in person["roles"]]

    assert (len(creators), len(SHOPS), len(PRODUCTS), len(CLIPS)) == (6, 4, 40, 12)
    assert {person["key"] for person in PEOPLE} >= {"ana", "bruno", "carla", "davi", "eva"}
    assert {creator["language"] for creator in creators} == {"es", "pt", "en"}


def test_it_is_what_is_made_of_the_tables() -> None:
    assert json.loads(json.dumps(document())) == WORLD


def test_it_says_in_every_language_that_it_is_a_demo() -> None:
    assert set(WORLD["notice"]) == {"es", "pt", "en"}
    assert all("demo" in sentence.lower() for sentence in WORLD["notice"].values())


def test_every_file_is_named_and_everything_fits() -> None:
    named = {name for name, _ in PICTURES} | {clip["file"] for clip in CLIPS} | {"world.json"}
    there = {str(file.relative_to(ASSETS)) for file in ASSETS.rglob("*") if file.is_file()}

    assert there == named
    assert sum((ASSETS / name).stat().st_size for name in named) < TOTAL_BYTES_MAX


def test_names_are_unique() -> None:
    handles = [person["handle"] for person in PEOPLE] + [shop["handle"] for shop in SHOPS]
    skus = [variant["sku"] for product in PRODUCTS for variant in product["variants"]]

    for names in (handles, skus, [*map(by_key, PEOPLE)], [*map(by_key, PRODUCTS)], [*map(by_key, CLIPS)]):
        assert [name for name, count in Counter(names).items() if count > 1] == []


def test_people_are_grown_up_and_reachable_only_inside_the_demo() -> None:
    for person in PEOPLE:
        born = date.fromisoformat(person["birth_date"])
        assert born <= date(2008, 1, 1), person["key"]
        assert person["email"] == f"{person['key']}@demo.vitrina.example"


def test_every_shop_has_an_owner_and_ten_products() -> None:
    owners = {person["key"] for person in PEOPLE if "shop_owner" in person["roles"]}
    shelves = Counter(product["shop"] for product in PRODUCTS)

    assert {shop["owner"] for shop in SHOPS} == owners
    assert shelves == {shop["handle"]: 10 for shop in SHOPS}
    assert all(0 < shop["plan_rate_bps"] <= 5_000 and shop["shipping_flat_minor"] >= 0 for shop in SHOPS)


@pytest.mark.parametrize("product", PRODUCTS, ids=by_key)
def test_a_product_can_be_sold(product: dict[str, Any]) -> None:
    shop = next(shop for shop in SHOPS if shop["handle"] == product["shop"])
    values = [tuple(variant["values"]) for variant in product["variants"]]

    assert product["currency"] == shop["currency"]
    assert product["title"]
    assert len(product["description"]) > 60
    assert len(set(values)) == len(values) > 0
    for variant in product["variants"]:
        assert variant["price_minor"] > 0
        assert variant["stock"] >= 0
        assert variant["compare_at_minor"] is None or variant["compare_at_minor"] > variant["price_minor"]
        for option, value in zip(product["options"], variant["values"], strict=True):
            assert value in option["values"]


def test_some_products_are_sold_out_and_some_are_low() -> None:
    stocks = [sum(variant["stock"] for variant in product["variants"]) for product in PRODUCTS]

    assert stocks.count(0) >= 2
    assert sum(0 < stock <= 5 for stock in stocks) >= 2


@pytest.mark.parametrize("clip", CLIPS, ids=by_key)
def test_a_clip_shows_products_within_its_time(clip: dict[str, Any]) -> None:
    creators = {person["key"]: person for person in PEOPLE if "creator" in person["roles"]}

    assert clip["language"] == creators[clip["creator"]]["language"]
    assert "#" in clip["caption"]
    assert clip["tags"]
    for tag in clip["tags"]:
        assert tag["product"] in {product["key"] for product in PRODUCTS}
        assert 0 <= tag["from_ms"] < tag["to_ms"] <= clip["duration_ms"]


@pytest.mark.parametrize("clip", CLIPS, ids=by_key)
def test_what_is_laid_over_a_clip_is_of_its_products_and_within_its_time(clip: dict[str, Any]) -> None:
    shown = {tag["product"] for tag in clip["tags"]} | {None}

    for each in [*clip.get("stickers", []), *clip.get("captions", [])]:
        assert 0 <= each["from_ms"] < each["to_ms"] <= clip["duration_ms"]
        assert each.get("product") in shown


def test_there_are_captions_in_every_language_and_both_kinds_of_stickers() -> None:
    stickers = [each for clip in CLIPS for each in clip.get("stickers", [])]

    assert {clip["language"] for clip in CLIPS if clip.get("captions")} == {"es", "pt", "en"}
    assert {"product" in each for each in stickers} == {True, False}


@pytest.mark.parametrize("clip", CLIPS, ids=by_key)
def test_a_clip_plays_on_a_phone(clip: dict[str, Any]) -> None:
    with av.open(str(ASSETS / clip["file"])) as film:
        video, audio = film.streams.video[0], film.streams.audio[0]
        seconds = (film.duration or 0) / av.time_base

        assert (video.codec_context.name, video.width, video.height) == ("h264", 540, 960)
        assert video.average_rate == 30
        assert audio.codec_context.name == "aac"
        assert 6 <= seconds <= 12
        assert seconds == pytest.approx(clip["duration_ms"] / 1000, abs=0.1)
        frames = sum(1 for _ in film.decode(video))
    assert frames == pytest.approx(seconds * 30, abs=3)


@pytest.mark.parametrize("clip", CLIPS, ids=by_key)
def test_a_clip_starts_before_it_is_wholly_loaded(clip: dict[str, Any]) -> None:
    head = (ASSETS / clip["file"]).read_bytes()[:65_536]

    assert b"moov" in head
    assert head.index(b"moov") < head.find(b"mdat") or b"mdat" not in head


@pytest.mark.parametrize(("name", "size"), PICTURES, ids=[name for name, _ in PICTURES])
def test_a_picture_decodes(name: str, size: tuple[int, int]) -> None:
    with Image.open(ASSETS / name) as picture:
        picture.load()

        assert (picture.format, picture.size) == ("WEBP", size)
        assert len(picture.getcolors(maxcolors=1 << 20) or range(1 << 20)) > 200
