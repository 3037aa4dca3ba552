"""Whatever a shop writes, a feed holds only what its target takes, and our own importer reads it back."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.channels.field_rules import EMOJI, Row, faults, read_csv, read_xml
from tests.people import BRUNO, JOINED
from vitrina.catalogue.model import (
    Category,
    Flash,
    Image,
    Option,
    Product,
    ProductId,
    ProductStatus,
    Variant,
    VariantId,
)
from vitrina.channels.model import Flaw, Offered, Shape, Site, Target
from vitrina.channels.rules import rows, writing
from vitrina.channels.rules.texts import plain_line, plain_lines
from vitrina.demo.world import DemoProduct, demo_id, world
from vitrina.imports.formats.reading import Item, Options, Trouble, messages
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Country, Currency
from vitrina.media.model import FileId
from vitrina.shops.model import Shop, ShopId

TARGETS = [*Target]
READERS: dict[Shape, Callable[[bytes], list[Row]]] = {Shape.CSV: read_csv, Shape.XML: read_xml}


def shop_in(country: Country = Country.MX, name: str = "Molino Nube") -> Shop:
    return Shop(
        id=ShopId(new_id()),
        handle="molino.nube",
        name=name,
        description="",
        owner_id=BRUNO.id,
        country=country,
        currency=country.currency,
        shipping_minor=0,
        return_days=15,
        transit_max_days=10,
        avatar_file_id=None,
    )


def site_of(shop: Shop) -> Site:
    return Site(shop=shop, base_url="https://vitrina.example")


def image(side: int = 800, number: int = 0) -> Image:
    url = f"https://vitrina.example/media/pictures/{number}/{side}.webp"
    return Image(file_id=FileId(new_id()), url=url, width=side, height=side, alt="")


def variant(
    *values: str, price_minor: int = 499_00, compare_at_minor: int | None = None, sku: str = ""
) -> Variant:
    return Variant(
        id=VariantId(new_id()),
        sku=sku,
        values=[*values],
        price_minor=price_minor,
        compare_at_minor=compare_at_minor,
        price_version=1,
    )


def offered(
    *variants: Variant,
    title: str = "Taza de barro",
    description: str = "Hecha a mano.",
    options: Sequence[str] = (),
    images: Sequence[Image] | None = None,
    currency: Currency = Currency.MXN,
    category: Category = Category.KITCHEN,
) -> Offered:
    chosen = list(variants) or [variant()]
    product = Product(
        id=ProductId(new_id()),
        shop_id=ShopId(new_id()),
        title=title,
        description=description,
        category=category,
        currency=currency,
        status=ProductStatus.ACTIVE,
        options=[
            Option(name=name, values=list(dict.fromkeys(each.values[place] for each in chosen)))
            for place, name in enumerate(options)
        ],
        image_file_ids=[],
        variants=chosen,
        rating_count=0,
        stars_sum=0,
        published_at=JOINED,
        created_at=JOINED,
    )
    available = {each.id: 3 for each in chosen}
    return Offered(product=product, images=[image()] if images is None else [*images], available=available)


def written(some: Sequence[Offered], site: Site, *, target: Target, shape: Shape) -> bytes:
    parts = [writing.head(site, target=target, shape=shape)]
    for each in some:
        judged = rows.judge(each, site=site, target=target)
        parts += [writing.row(told, target=target, shape=shape) for told in judged.rows]
    return "".join([*parts, writing.tail(shape)]).encode()


def read(some: Sequence[Offered], site: Site, *, target: Target, shape: Shape) -> list[Row]:
    return READERS[shape](written(some, site, target=target, shape=shape))


def of_demo(product: DemoProduct) -> Offered:
    currency = next(shop.currency for shop in world().shops if shop.handle == product.shop)
    variants = [
        Variant(
            id=VariantId(demo_id("variant", f"{product.key}:{place}")),
            sku=each.sku,
            values=each.values,
            price_minor=each.price_minor,
            compare_at_minor=each.compare_at_minor,
            price_version=1,
        )
        for place, each in enumerate(product.variants)
    ]
    made = offered(
        *variants,
        title=product.title,
        description=product.description,
        options=[each.name for each in product.options],
        currency=currency,
        category=product.category,
    )
    stock = zip(variants, product.variants, strict=True)
    return Offered(
        product=made.product, images=made.images, available={each.id: told.stock for each, told in stock}
    )


@pytest.mark.parametrize("shape", [*Shape])
@pytest.mark.parametrize("target", TARGETS)
def test_every_product_of_the_demo_world_is_taken(target: Target, shape: Shape) -> None:
    some = [of_demo(each) for each in world().products]

    found = read(some, site_of(shop_in()), target=target, shape=shape)

    assert len(found) == sum(len(each.variants) for each in world().products)
    assert [fault for row in found for fault in faults(row, target)] == []


NASTY = st.one_of(
    st.text(max_size=80),
    st.text(st.characters(categories=["So", "Cc", "Cf", "Zl", "Zp", "Lu", "Sm"]), max_size=30),
    st.sampled_from(
        [
            '=HYPERLINK("http://evil.example";"Ver")',
            "+34 600",
            "-20% hoy",
            "@SUM(A1)",
            "\t=1+1",
            "<script>alert(1)</script>",
            "<<b>b>negrita</b>",
            "]]>&amp;<![CDATA[",
            'comillas "dobles", comas; y\nlíneas',
            "👩‍👩‍👧 familia ❤️ 1️⃣",
            "\u202eoriginal\u202c",
            "Ⓜ️Ⓜ️",
            "a\x00b\x0bc",
        ]
    ),
)
LINES = NASTY.filter(lambda text: len(text) <= 60)


@st.composite
def products(draw: st.DrawFn) -> Offered:
    names = draw(st.lists(st.sampled_from(["Color", "Talla", "Sabor", "Cor", "❤️"]), max_size=3, unique=True))
    variants = [
        variant(
            *[draw(LINES.filter(bool)) for _ in names],
            price_minor=(price := draw(st.integers(1, 10**9))),
            compare_at_minor=draw(st.one_of(st.none(), st.integers(price, 10**9))),
            sku=draw(LINES),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    sides = draw(st.lists(st.sampled_from([40, 120, 300, 800]), max_size=12))
    return offered(
        *variants,
        title=draw(NASTY.filter(bool))[:120],
        description=draw(st.one_of(NASTY, st.text(max_size=5_000))),
        options=names,
        images=[image(side, number) for number, side in enumerate(sides)],
        currency=draw(st.sampled_from([*Currency])),
        category=draw(st.sampled_from([*Category])),
    )


@given(
    some=st.lists(products(), max_size=4),
    name=LINES,
    target=st.sampled_from(TARGETS),
    shape=st.sampled_from([*Shape]),
)
def test_no_row_breaks_a_rule_whatever_a_shop_writes(
    some: list[Offered], name: str, target: Target, shape: Shape
) -> None:
    site = site_of(shop_in(name=name))

    found = read(some, site, target=target, shape=shape)

    assert [fault for row in found for fault in faults(row, target)] == []
    judged = [rows.judge(each, site=site, target=target) for each in some]
    assert len(found) == sum(len(each.rows) for each in judged)
    # A product is in the feed, or the shop is told why not.
    assert all(each.rows or any(flaw.is_left_out for flaw in each.flaws) for each in judged)


@given(text=st.text(max_size=200))
def test_texts_are_plain_and_stay_as_they_are_the_second_time(text: str) -> None:
    line, lines = plain_line(text), plain_lines(text, with_emoji=False)

    assert not EMOJI.search(line)
    assert (plain_line(line), plain_lines(lines, with_emoji=False)) == (line, lines)


@pytest.mark.parametrize(
    ("price", "text"),
    [
        (Money(499_00, Currency.MXN), "499.00 MXN"),
        (Money(5, Currency.MXN), "0.05 MXN"),
        (Money(5_990, Currency.CLP), "5990 CLP"),
        (Money(1, Currency.CLP), "1 CLP"),
        (Money(10**9, Currency.COP), "10000000.00 COP"),
    ],
)
def test_a_price_is_written_with_the_decimals_of_its_currency(price: Money, text: str) -> None:
    assert rows.price_text(price) == text


def test_a_sale_is_told_only_with_the_price_of_before() -> None:
    some = [
        offered(variant(price_minor=399_00, compare_at_minor=499_00)),
        offered(variant(price_minor=399_00)),
    ]

    on_sale, plain = read(some, site_of(shop_in()), target=Target.META, shape=Shape.CSV)

    assert (on_sale["price"], on_sale["sale_price"]) == (["499.00 MXN"], ["399.00 MXN"])
    assert plain["price"] == ["399.00 MXN"]
    assert "sale_price" not in plain


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("shape", [*Shape])
@pytest.mark.parametrize(
    ("compare_at_minor", "before_minor", "told"),
    [(None, None, "399.00 MXN"), (499_00, None, "499.00 MXN"), (499_00, 450_00, "450.00 MXN")],
)
def test_a_flash_price_is_a_sale_with_its_times(
    target: Target, shape: Shape, compare_at_minor: int | None, before_minor: int | None, told: str
) -> None:
    begin = datetime(2026, 11, 27, 9, 30, 20, tzinfo=timezone(timedelta(hours=-6)))
    flash = Flash(
        price_minor=299_00,
        before_minor=before_minor,
        starts_at=begin,
        ends_at=begin + timedelta(hours=2, minutes=1),
    )
    cheap = replace(variant(price_minor=399_00, compare_at_minor=compare_at_minor), flash=flash)

    [row] = read([offered(cheap)], site_of(shop_in()), target=target, shape=shape)

    assert (row["price"], row["sale_price"]) == ([told], ["299.00 MXN"])
    assert row["sale_price_effective_date"] == ["2026-11-27T15:30Z/2026-11-27T17:31Z"]
    assert faults(row, target) == []


def test_variants_are_a_group_and_one_alone_is_none() -> None:
    two = offered(variant("Rojo", "CH"), variant("Rojo", "M"), options=["Cor", "Talla"])

    first, second, alone = read([two, offered()], site_of(shop_in()), target=Target.GOOGLE, shape=Shape.XML)

    assert first["item_group_id"] == second["item_group_id"] == [str(two.product.id)]
    assert (first["color"], first["size"], second["size"]) == (["Rojo"], ["CH"], ["M"])
    assert first["link"] != second["link"]
    assert "item_group_id" not in alone


@pytest.mark.parametrize(
    ("target", "some", "flaws"),
    [
        (Target.META, offered(title="❤️‍🔥"), [Flaw.TITLE_EMPTY]),
        (Target.META, offered(images=[]), [Flaw.PICTURE_MISSING]),
        (Target.META, offered(images=[image(300)]), [Flaw.PICTURE_SMALL]),
        (Target.GOOGLE, offered(images=[image(300)]), []),
        (Target.GOOGLE, offered(images=[image(200)], category=Category.SHOES), [Flaw.PICTURE_SMALL]),
        (Target.TIKTOK, offered(variant("🔴"), options=["Color"]), [Flaw.CHOICE_UNWRITABLE]),
        (
            Target.META,
            offered(images=[replace(image(), url="https://a.example/" + "a" * 2_000)]),
            [Flaw.ADDRESS_LONG],
        ),
    ],
)  # fmt: skip
def test_a_product_that_breaks_a_rule_is_left_out_and_told(
    target: Target, some: Offered, flaws: list[Flaw]
) -> None:
    judged = rows.judge(some, site=site_of(shop_in()), target=target)

    assert judged.flaws == flaws
    assert bool(judged.rows) is not any(flaw.is_left_out for flaw in flaws)


def test_clothing_in_brazil_is_listed_and_its_shop_is_told_what_google_misses() -> None:
    shirt = offered(category=Category.CLOTHING, currency=Currency.BRL)

    judged = rows.judge(shirt, site=site_of(shop_in(Country.BR)), target=Target.GOOGLE)

    assert (judged.flaws, len(judged.rows)) == ([Flaw.APPAREL_UNTOLD], 1)


def imported(content: bytes, path: Path, currency: Currency = Currency.MXN) -> list[Item]:
    path.write_bytes(content)
    said = list(messages(path, Options(currency=currency)))
    assert not [each for each in said if isinstance(each, Trouble)]
    return [each for each in said if isinstance(each, Item)]


def facts_of(each: Offered, target: Target) -> dict[str, object]:
    product = each.product
    return {
        "title": product.title,
        "description": product.description,
        "images": [one.url for one in each.images],
        "variants": [
            (
                str(one.id),
                sorted(one.values) if len(product.variants) > 1 else [],
                one.price_minor,
                one.compare_at_minor,
                one.sku or str(one.id),
                each.available.get(one.id, 0) if target is Target.META else each.available.get(one.id, 0) > 0,
            )
            for one in product.variants
        ],
    }


@pytest.mark.parametrize("shape", [*Shape])
@pytest.mark.parametrize("target", TARGETS)
def test_our_own_importer_reads_the_same_products_back(target: Target, shape: Shape, tmp_path: Path) -> None:
    """All but the choices that TikTok has no field for: its variants would be one choice."""
    mexican = [of_demo(each) for each in world().products if of_demo(each).product.currency is Currency.MXN]
    some = [
        each
        for each in mexican
        if target is not Target.TIKTOK
        or all(o.name in {"Color", "Tono", "Tela"} for o in each.product.options)
    ]
    some.append(
        offered(
            variant("-2.50", "=Rojo", sku="@007"),
            variant("+1.00", "Azul, claro"),
            options=["Talla", "Color"],
            title="-20% <3 lentes",
            description='Uno,\n\ndos & "tres".',
            images=[image(800, 1), image(800, 2)],
        )
    )
    assert len(some) > 5

    items = imported(written(some, site_of(shop_in()), target=target, shape=shape), tmp_path / "feed")

    read_back = [
        {
            "title": each.product.title,
            "description": each.product.description,
            "images": each.product.images,
            "variants": [
                (
                    one.key,
                    sorted(one.values) if len(each.product.variants) > 1 else [],
                    one.price_minor,
                    one.compare_at_minor,
                    one.sku,
                    one.quantity if target is Target.META else one.is_available,
                )
                for one in each.product.variants
            ],
        }
        for each in items
    ]
    assert read_back == [facts_of(each, target) for each in some]
