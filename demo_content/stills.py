"""Writes the ready pictures of the demo world: products, faces, shop signs, covers."""

from pathlib import Path

from demo_content.paint import Brush, box, disc, lighter, linear
from demo_content.pictures import render, save_webp
from demo_content.portraits import avatar
from demo_content.products import DRAWINGS
from demo_content.products.backdrop import PALETTES, backdrop
from demo_content.world.buyers import REVIEWS, Review
from demo_content.world.facts import SHELVES, photo_of
from demo_content.world.people import PEOPLE
from demo_content.world.shops import SHOPS, Shop

PRODUCT_BYTES_MAX = 25_000
PHOTO_BYTES_MAX = 25_000
AVATAR_BYTES_MAX = 9_000
COVER_BYTES_MAX = 40_000
CLOSER = 1.1


def write_products(folder: Path, *, only: str | None = None) -> None:
    """Write one 800 x 800 picture a product."""
    for shop, shelf in SHELVES.items():
        for number, item in enumerate(shelf):
            if only in (None, item.key):
                picture = render(
                    lambda b, i=item.key, s=shop, n=number: _product(b, i, shop=s, number=n),
                    width=800,
                    height=800,
                )
                save_webp(picture, folder / f"{item.key}.webp", size_bytes_max=PRODUCT_BYTES_MAX)


def write_photos(folder: Path) -> None:
    """Write one 600 x 800 picture a review that has one: the thing on a table at home, a little askew."""
    for review in REVIEWS:
        if review.is_pictured:
            picture = render(lambda b, r=review: _photo(b, r), width=600, height=800)
            save_webp(picture, folder / photo_of(review), size_bytes_max=PHOTO_BYTES_MAX)


def write_avatars(folder: Path) -> None:
    """Write one 256 x 256 picture a person and a shop."""
    for person in PEOPLE:
        picture = render(
            lambda b, looks=person.looks: avatar(b, looks), width=256, height=256, unit=400 / 256
        )
        save_webp(picture, folder / f"{person.key}.webp", size_bytes_max=AVATAR_BYTES_MAX)
    for shop in SHOPS:
        picture = render(lambda b, s=shop: _sign(b, s), width=256, height=256, unit=400 / 256)
        save_webp(picture, folder / f"{shop.handle}.webp", size_bytes_max=AVATAR_BYTES_MAX)


def write_covers(folder: Path) -> None:
    """Write one 1200 x 480 picture a shop, with three of its things."""
    for shop in SHOPS:
        picture = render(lambda b, s=shop: _cover(b, s), width=1200, height=480)
        save_webp(picture, folder / f"{shop.handle}.webp", size_bytes_max=COVER_BYTES_MAX)


def _product(b: Brush, key: str, *, shop: str, number: int) -> None:
    backdrop(b, shop=shop, number=number)
    with b.at(400, 640, scale=CLOSER, around=(400, 620)):
        DRAWINGS[key](b)


def _photo(b: Brush, review: Review) -> None:
    wall, wood = "#cdbfae", "#8a5a3c"
    with b.at(300, 400, scale=1.2, turn=-4, around=(300, 400)):
        b.fill(box(-200, -200, 1000, 800), linear((0, 0), (600, 500), lighter(wall, 0.25), wall, "#9d8d7c"))
        b.fill(box(60, -200, 190, 560), "#f3f7fa", alpha=0.75)
        b.fill(box(147, -200, 16, 560), wall)
        b.fill(box(60, 60, 190, 14), wall)
        b.fill(box(-200, 520, 1000, 700), linear((0, 520), (0, 1000), lighter(wood, 0.2), wood))
        for y in (585, 668, 770):
            b.fill(box(-200, y, 1000, 4), "#5b3823", alpha=0.35)
        b.ground(312, 682, 190, alpha=0.45)
        with b.at(312, 686, scale=0.78, around=(400, 650)):
            DRAWINGS[review.product](b)
    b.fill(box(0, 0, 600, 800), linear((0, 0), (600, 800), "#fff0c830", "#20100040"))


def _sign(b: Brush, shop: Shop) -> None:
    main, accent = shop.letter_colours
    b.fill(box(0, 0, 400, 400), linear((0, 0), (400, 400), lighter(main, 0.2), main))
    b.fill(disc(320, 330, 150), accent)
    b.fill(disc(90, 60, 130, 100), "#ffffff", alpha=0.16, blur=30)
    initials = "".join(word[0] for word in shop.name.split())
    b.text(initials, 200, 252, size=150, ink="#fff8ec", font=("bricolage", 800))


def _cover(b: Brush, shop: Shop) -> None:
    pale, deep = PALETTES[shop.handle][0]
    b.fill(box(0, 0, 1200, 480), linear((0, 0), (1200, 480), pale, lighter(deep, 0.2), deep))
    b.fill(disc(820, 470, 380), "#ffffff", alpha=0.3)
    b.fill(disc(160, 40, 340, 200), "#ffffff", alpha=0.35, blur=60)
    b.fill(box(0, 412, 1200, 80), linear((0, 412), (0, 480), lighter(deep, 0.25), deep))
    for key, x, scale in zip(shop.cover, (670, 868, 1066), (0.4, 0.47, 0.4), strict=True):
        with b.at(x, 424, scale=scale, around=(400, 650)):
            DRAWINGS[key](b)
    b.text(shop.name, 70, 240, size=68, ink=shop.letter_colours[0], font=("bricolage", 800), align="left")
    b.text(
        shop.city,
        74,
        286,
        size=32,
        ink=shop.letter_colours[0],
        font=("figtree", 600),
        align="left",
        alpha=0.8,
    )
