"""What is read of pages: small ones of our own, in the ways in which shops write them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrina.external.model import Found
from vitrina.external.reading import decode, read_page
from vitrina.kit.places import Currency

URL = "https://tienda.example/p/taza?utm_source=x"


def ld(*blocks: object) -> str:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(each)}</script>' for each in blocks)
    return f"<html><head><title>Fallback</title>{scripts}</head><body></body></html>"


def product(**fields: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "Product", "name": "Taza azul", **fields}


OFFER = {"@type": "Offer", "price": "349.90", "priceCurrency": "MXN"}
MXN_349_90 = (349_90, Currency.MXN)


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        (OFFER, MXN_349_90),
        ([OFFER], MXN_349_90),
        ({**OFFER, "price": 349.9}, MXN_349_90),
        ({**OFFER, "price": 349}, (349_00, Currency.MXN)),
        ({**OFFER, "price": "349,90"}, MXN_349_90),
        ({**OFFER, "price": "$1,349.90"}, (1_349_90, Currency.MXN)),
        ({**OFFER, "price": "1.349,90", "priceCurrency": "BRL"}, (1_349_90, Currency.BRL)),
        ({**OFFER, "price": "12.990", "priceCurrency": "CLP"}, (12_990, Currency.CLP)),
        ({**OFFER, "price": 12990, "priceCurrency": "clp"}, (12_990, Currency.CLP)),
        ({"@type": "AggregateOffer", "lowPrice": "99.00", "highPrice": "120", "priceCurrency": "USD"},
         (99_00, Currency.USD)),
        ({"@type": "Offer", "priceSpecification": {"price": "349.90", "priceCurrency": "MXN"}}, MXN_349_90),
        ({"@type": "Offer", "priceCurrency": "MXN", "priceSpecification": [{"price": 349.9}]}, MXN_349_90),
        ({"@type": "Offer", "price": "R$ 349,90"}, (349_90, Currency.BRL)),
        ({**OFFER, "priceCurrency": "EUR"}, (None, None)),
        ({**OFFER, "price": "ask us"}, (None, None)),
        ({**OFFER, "price": -5}, (None, None)),
        ({**OFFER, "price": 0}, (None, None)),
        ({"@type": "Offer", "price": "349.90"}, (None, None)),
        ("nothing", (None, None)),
        (None, (None, None)),
    ],
)  # fmt: skip
def test_it_reads_the_offer(offers: object, expected: tuple[int | None, Currency | None]) -> None:
    found = read_page(ld(product(offers=offers)), url=URL)

    assert (found.price_minor, found.currency) == expected
    assert found.title == "Taza azul"


@pytest.mark.parametrize(
    "block",
    [
        {"@graph": [{"@type": "WebSite", "name": "Tienda"}, product(offers=OFFER)]},
        [{"@type": "BreadcrumbList", "itemListElement": [product(name="Otra", offers=OFFER)]},
         product(offers=OFFER)],
        {"@type": "WebPage", "mainEntity": product(offers=OFFER)},
        {**product(offers=OFFER), "@type": ["Product", "IndividualProduct"]},
        {**product(offers=OFFER), "@type": "http://schema.org/Product"},
        {**product(), "@type": "ProductGroup", "hasVariant": [{"@type": "Product", "offers": OFFER}]},
        product(offers=OFFER, isRelatedTo=product(name="Otra", offers={**OFFER, "price": "1"})),
    ],
)  # fmt: skip
def test_it_finds_the_product_wherever_it_stands(block: object) -> None:
    found = read_page(ld({"@type": "Organization", "name": "Tienda"}, block), url=URL)

    assert (found.title, found.price_minor, found.currency) == ("Taza azul", *MXN_349_90)


def test_a_product_with_an_offer_comes_before_one_without() -> None:
    found = read_page(ld(product(name="Teaser"), product(offers=OFFER)), url=URL)

    assert (found.title, found.price_minor) == ("Taza azul", 349_90)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("/a.jpg", "https://tienda.example/a.jpg"),
        (["//cdn.example/a.jpg", "/b.jpg"], "https://cdn.example/a.jpg"),
        ({"@type": "ImageObject", "url": "https://cdn.example/a.jpg"}, "https://cdn.example/a.jpg"),
        ([{"contentUrl": "a.jpg"}], "https://tienda.example/p/a.jpg"),
        ("javascript:alert(1)", ""),
        ("data:image/png;base64,AA", ""),
        ("http://[::1", ""),
    ],
)
def test_it_makes_the_address_of_the_picture_whole(image: object, expected: str) -> None:
    assert read_page(ld(product(image=image, offers=OFFER)), url=URL).image_url == expected


def test_it_reads_opengraph_where_there_is_no_json() -> None:
    page = """<head><meta property="og:title" content="Taza &amp; plato"><meta property="og:site_name"
      content="La Tienda"><meta property="product:price:amount" content="1.299,00"><meta
      property="product:price:currency" content="ARS"><meta property="og:image" content="/t.png">
      <link rel="canonical" href="/p/taza"></head>"""

    found = read_page(page, url=URL)

    assert found == Found(
        title="Taza & plato",
        merchant_name="La Tienda",
        canonical_url="https://tienda.example/p/taza",
        image_url="https://tienda.example/t.png",
        price_minor=1_299_00,
        currency=Currency.ARS,
    )


def test_it_reads_microdata_and_leaves_what_is_of_others() -> None:
    page = """<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Taza <b>azul</b></h1>
      <span itemprop="brand" itemscope itemtype="https://schema.org/Brand"><i itemprop="name">Marca</i></span>
      <img itemprop="image" src="/t.jpg"><div itemprop="offers" itemscope
      itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" content="PEN">
      S/ <span itemprop="price" content="89.90">89,90</span></div></div>
      <div itemscope itemtype="https://schema.org/Person"><span itemprop="name">Ana</span></div>"""

    found = read_page(page, url=URL)

    assert (found.title, found.price_minor, found.currency) == ("Taza azul", 89_90, Currency.PEN)
    assert found.image_url == "https://tienda.example/t.jpg"


def test_a_source_fills_what_another_leaves_out() -> None:
    page = ld(product(offers=OFFER)).replace(
        "</head>", '<meta property="og:image" content="https://cdn.example/t.jpg"></head>'
    )

    assert read_page(page, url=URL).image_url == "https://cdn.example/t.jpg"


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<",
        "<script type='application/ld+json'>{",
        "<script type='application/ld+json'>" + "[" * 100_000,
        "<script type='application/ld+json'>null</script>",
        "<div itemscope>" * 5_000,
        "<title>" + "x" * 10_000,
        "<!--" * 10_000,
        '<meta property="og:title">',
    ],
)
def test_broken_pages_tell_nothing_and_break_nothing(page: str) -> None:
    found = read_page(page, url=URL)

    assert found.price_minor is None
    assert len(found.title) <= 200


def test_a_page_without_markup_is_called_by_its_title() -> None:
    found = read_page("<html><head><title>\n  Taza azul | Tienda </title></head>", url=URL)

    assert found.title == "Taza azul | Tienda"


def test_it_takes_json_that_is_wrapped_in_a_comment_and_ends_in_a_semicolon() -> None:
    text = json.dumps(product(offers=OFFER))

    found = read_page(f'<script type="application/ld+json"><!--\n{text};\n--></script>', url=URL)

    assert found.price_minor == 349_90


@pytest.mark.parametrize(
    ("raw", "charset", "expected"),
    [
        ("<p>año".encode(), "", "año"),
        ("<p>año".encode("latin-1"), "iso-8859-1", "año"),
        (b'<meta charset="windows-1252"><p>a\xf1o', "", "año"),
        (b"<p>a\xf1o", "no-such-charset", "a�o"),
    ],
)
def test_it_reads_the_letters_of_the_page(raw: bytes, charset: str, expected: str) -> None:
    assert expected in decode(raw, charset)


@given(st.integers(min_value=1, max_value=10**8))
def test_a_price_is_read_the_same_however_it_is_written(amount_minor: int) -> None:
    whole, cents = divmod(amount_minor, 100)
    written = [
        f"{whole}.{cents:02}",
        f"{whole},{cents:02}",
        f"{whole:,}.{cents:02}",
        f"{whole:,}".replace(",", ".") + f",{cents:02}",
        f"$ {whole:,}.{cents:02} MXN",
    ]

    for text in written:
        found = read_page(ld(product(offers={**OFFER, "price": text})), url=URL)
        assert found.price_minor == amount_minor, text


@given(st.text(max_size=400))
def test_no_page_breaks_the_reader(text: str) -> None:
    for page in (
        text,
        f'<script type="application/ld+json">{text}',
        f"<p itemscope itemprop='{text}'>{text}",
    ):
        found = read_page(page, url=URL)

        assert found.image_url == "" or found.image_url.startswith("http")
