"""Each format is read as its makers describe it, and hostile files end with a clear word."""

import csv
import gzip
import io
import json
import tracemalloc
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.imports import bombs
from tests.imports.bombs import MB
from tests.people import JOINED
from vitrina.catalogue.model import Category, ProductId, ProductStatus
from vitrina.catalogue.rules import checked
from vitrina.imports import rules
from vitrina.imports.formats import sniff, tables
from vitrina.imports.formats.categories import category_of
from vitrina.imports.formats.errors import FileWrong
from vitrina.imports.formats.prices import Price, price_of, price_of_number
from vitrina.imports.formats.reading import (
    PROBLEMS_MAX,
    ROWS_MAX,
    End,
    Fatal,
    Head,
    Item,
    Options,
    Trouble,
    messages,
)
from vitrina.imports.formats.texts import plain_text
from vitrina.imports.model import (
    Field,
    Format,
    ImportedProduct,
    ImportedVariant,
    Mode,
    Schedule,
    Source,
    SourceId,
)
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.kit.taxes import TaxClass
from vitrina.shops.model import ShopId


class Found:
    """What the reader said about a file."""

    def __init__(self, path: Path, content: bytes | str, options: Options) -> None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        said = list(messages(path, options))
        self.heads = [each for each in said if isinstance(each, Head)]
        self.items = [each for each in said if isinstance(each, Item)]
        self.products = {each.external_id: each.product for each in self.items}
        self.problems = [each.problem for each in said if isinstance(each, Trouble)]
        self.codes = [each.code for each in self.problems]
        self.failure = next((each.code for each in said if isinstance(each, Fatal)), None)
        self.is_whole = any(isinstance(each, End) for each in said)

    @property
    def head(self) -> Head:
        return self.heads[0]


Read = Callable[..., Found]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(
        content: bytes | str, *, currency: Currency = Currency.MXN, mapping: dict[str, Field] | None = None
    ) -> Found:
        return Found(tmp_path / "file", content, Options(currency=currency, mapping=mapping or {}))

    return reading


FEED_ROWS = (
    "id{0}title{0}description{0}availability{0}condition{0}price{0}link{0}image_link{0}brand"
    "{0}item_group_id{0}color{0}size{0}sale_price{0}additional_image_link{0}google_product_category\n"
    "A-1{0}Vestido{0}Largo{0}in stock{0}new{0}499.00 MXN{0}https://a.example/1{0}https://a.example/1.jpg{0}Yo"
    "{0}VES{0}Rojo{0}CH{0}399.00 MXN{0}{0}Apparel & Accessories > Clothing > Dresses\n"
    "A-2{0}Vestido{0}Largo{0}out_of_stock{0}new{0}499.00 MXN{0}https://a.example/2{0}https://a.example/2.jpg{0}Yo"
    "{0}VES{0}Rojo{0}G{0}{0}https://a.example/3.jpg{0}Apparel & Accessories > Clothing > Dresses\n"
)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_feeds_as_tables(read: Read, delimiter: str, encoding: str) -> None:
    found = read(FEED_ROWS.format(delimiter).replace("Largo", "Diseño").encode(encoding))

    dress = found.products["VES"]
    assert found.head.format is Format.FEED_CSV
    assert (found.codes, found.failure, found.is_whole) == ([], None, True)
    assert (dress.title, dress.description, dress.category) == ("Vestido", "Diseño", Category.CLOTHING)
    assert [(v.key, v.price_minor, v.compare_at_minor, v.is_available) for v in dress.variants] == [
        ("A-1", 399_00, 499_00, True),
        ("A-2", 499_00, None, False),
    ]
    choices = rules.choices_of(dress)
    assert [(o.name, o.values) for o in choices.options] == [("size", ["CH", "G"])]
    assert dress.images == [f"https://a.example/{i}.jpg" for i in (1, 2, 3)]


RSS = """<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>
<title>Yo</title>
<item><g:id>1</g:id><title>Caf&#233;</title><g:description>Tostado &lt;b&gt;hoy&lt;/b&gt;</g:description>
<g:price>129.00 MXN</g:price><g:availability>in_stock</g:availability>
<g:image_link>https://a.example/1.jpg</g:image_link>
<g:google_product_category>Food &gt; Coffee</g:google_product_category><g:quantity>4</g:quantity></item>
<item><g:id>2</g:id><title>Té</title><g:price>99</g:price><g:availability>out of stock</g:availability></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Yo</title>
<entry><g:id>1</g:id><g:title>Café</g:title><g:price>129.00 MXN</g:price>
<g:availability>in stock</g:availability></entry></feed>"""


@pytest.mark.parametrize(("text", "count"), [(RSS, 2), (ATOM, 1)], ids=["rss", "atom"])
def test_feeds_as_xml(read: Read, text: str, count: int) -> None:
    found = read(text)

    assert found.head.format is Format.FEED_XML
    assert len(found.products) == count
    assert (found.products["1"].title, found.products["1"].variants[0].price_minor) == ("Café", 129_00)


def test_rss_tells_counts_categories_and_plain_descriptions(read: Read) -> None:
    coffee = read(RSS).products["1"]

    assert (coffee.description, coffee.category) == ("Tostado hoy", Category.PANTRY)
    assert coffee.variants[0].quantity == 4
    assert coffee.images == ["https://a.example/1.jpg"]


def test_products_json_of_a_shopify_shop(read: Read) -> None:
    found = read(
        json.dumps(
            {
                "products": [
                    {
                        "id": 1,
                        "title": "Playera",
                        "handle": "playera",
                        "body_html": "<p>Lino</p><script>alert(1)</script>",
                        "product_type": "Ropa",
                        "options": [{"name": "Talla", "values": ["CH", "G"]}],
                        "images": [{"src": "https://a.example/1.jpg"}],
                        "variants": [
                            {"id": 11, "sku": "P1", "price": "499.00", "option1": "CH", "available": True},
                            {
                                "id": 12,
                                "sku": "P2",
                                "price": "499.00",
                                "option1": "G",
                                "available": False,
                                "compare_at_price": "600.00",
                            },
                        ],
                    }
                ]
            }
        )
    )

    shirt = found.products["playera"]
    assert found.head.format is Format.SHOPIFY_JSON
    assert (shirt.description, shirt.option_names) == ("Lino", ["Talla"])
    assert [(v.key, v.values, v.price_minor, v.compare_at_minor, v.is_available) for v in shirt.variants] == [
        ("11", ["CH"], 499_00, None, True),
        ("12", ["G"], 499_00, 600_00, False),
    ]


def test_the_newer_headers_of_shopify(read: Read) -> None:
    found = read(
        "Title,URL handle,Description,Status,SKU,Option1 name,Option1 value,Price,Compare-at price,"
        "Inventory quantity,Product image URL\n"
        "Taza,taza,Barro,Draft,T-1,,,189.00,,5,https://a.example/t.png\n"
    )

    mug = found.products["taza"]
    assert found.head.format is Format.SHOPIFY_CSV
    assert (mug.status, mug.variants[0].quantity, mug.variants[0].sku) == (ProductStatus.DRAFT, 5, "T-1")


@pytest.mark.parametrize("key", ["Código", "CLAVE"])
def test_an_unknown_table_asks_what_its_columns_mean(read: Read, key: str) -> None:
    table = f"{key};Producto;Precio;Existencias\nA;Taza;1.299,50;3\n"

    asked = read(table)
    told = read(table, mapping={column.name: column.field for column in asked.head.columns})

    assert asked.head.needs_mapping
    assert asked.items == []
    assert [(c.name, c.field, c.samples) for c in asked.head.columns] == [
        (key, Field.ID, ["A"]),
        ("Producto", Field.TITLE, ["Taza"]),
        ("Precio", Field.PRICE, ["1.299,50"]),
        ("Existencias", Field.QUANTITY, ["3"]),
    ]
    assert told.products["A"].variants[0].price_minor == 1299_50


def test_a_broken_quote_costs_its_own_line(read: Read) -> None:
    table = FEED_ROWS.format(",")
    last = table.splitlines()[1].replace("A-1", "A-4").replace("VES", "OTRO")

    found = read(table + '"A-3,sin cerrar,,,,\n' + last + "\n")

    assert found.codes == ["quotes_wrong"]
    assert found.problems[0].line == 4
    assert set(found.products) == {"VES", "OTRO"}


def test_names_lose_control_and_direction_marks(read: Read) -> None:
    found = read(json.dumps([{"id": "1", "title": "Ta\u202eza\u0007 \u200bazul\ufeff", "price": "10"}]))

    assert found.products["1"].title == "Taza azul"


def test_another_currency_is_a_problem_of_its_row(read: Read) -> None:
    found = read(FEED_ROWS.format(",").replace("499.00 MXN", "499.00 USD"))

    assert found.codes.count("currency_wrong") == 2
    assert found.items[0].is_wrong


ENTITIES = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;">]><rss><channel><item><id>&lol2;</id></item></channel></rss>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss><channel><item><id>1</id><title>&x;</title></item></channel></rss>"""


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        (b"", "empty"),
        (b"   \n\n", "empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "is_web_page"),
        (b"PK\x03\x04rest", "is_zip"),
        (b"\x1f\x8bbroken", "packing_broken"),
        (gzip.compress(RSS.encode(), mtime=0)[:-30], "packing_broken"),
        (ENTITIES, "xml_entities"),
        (OUTSIDE, "xml_entities"),
        ("<rss><channel><item><id>1</id>", "xml_broken"),
        ("<rss>" + "<a>" * 200, "xml_too_deep"),
        ("<rss><channel></channel></rss>", "no_products"),
        ('{"products": [', "json_broken"),
        ('[{"id": 1, "title": "x"', "json_broken"),
        ("{}", "no_products"),
        ("[" * 100_000, "no_products"),
        ("id,title,price,availability\n", "no_products"),
        (",".join(f"c{i}" for i in range(300)), "too_many_columns"),
        ("id,title,price,availability\n" + "x" * 1_100_000, "line_too_long"),
    ],
)
def test_hostile_files_end_with_a_clear_word(read: Read, content: bytes | str, failure: str) -> None:
    found = read(content)

    assert found.failure == failure
    assert not found.is_whole


@pytest.mark.parametrize(
    "bomb",
    [
        bombs.many_members,
        bombs.one_stream,
        bombs.packed_twice,
        lambda: bombs.many_members(b"<rss>".ljust(MB)),
    ],
    ids=["members", "one stream", "packed twice", "feed"],
)
def test_a_packed_gigabyte_is_refused_early_and_in_little_memory(
    read: Read, bomb: Callable[[], bytes]
) -> None:
    content = bomb()
    tracemalloc.start()
    try:
        found = read(content)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (found.failure, found.heads, found.items) == ("unpacks_too_large", [], [])
    assert peak_bytes < 16 * MB


def test_errors_without_end_are_told_up_to_a_bound_and_in_little_memory(tmp_path: Path) -> None:
    path, row_count = tmp_path / "feed.csv", PROBLEMS_MAX + 500
    with path.open("w") as file:
        file.write("id,title,price,availability\n")
        file.write("right,Taza,10.00 MXN,in stock\n")
        file.writelines(f"{i},,gratis,quizás\n" for i in range(row_count - 1))
    told: Counter[type] = Counter()
    ends: list[End] = []
    tracemalloc.start()
    try:
        for each in messages(path, Options(currency=Currency.MXN, mapping={})):
            told[type(each)] += 1
            ends += [each] if isinstance(each, End) else []
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (told[Trouble], told[Item]) == (PROBLEMS_MAX, row_count)
    assert [end.row_count for end in ends] == [row_count]
    assert peak_bytes < 32 * MB


def test_a_million_rows_that_are_all_wrong_are_read_no_further_than_their_problems_are_kept(
    tmp_path: Path,
) -> None:
    path = tmp_path / "feed.csv"
    with path.open("w") as file:
        file.write("id,title,price,availability\n")
        file.writelines(f"{i},Taza,gratis,in stock\n" for i in range(ROWS_MAX))
    told: Counter[type] = Counter()
    last = None
    tracemalloc.start()
    try:
        for last in messages(path, Options(currency=Currency.MXN, mapping={})):
            told[type(last)] += 1
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert last == Fatal(code="nothing_right", line=0)
    assert (told[Trouble], told[Item]) == (PROBLEMS_MAX, PROBLEMS_MAX)
    assert peak_bytes < 32 * MB


def test_a_packed_file_is_unpacked_no_further_than_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bombs.many_members())
    seen_bytes = 0

    with pytest.raises(FileWrong), sniff.opened(path) as file:
        while piece := file.read(MB):
            seen_bytes += len(piece)

    assert 0 < seen_bytes <= sniff.RATIO_MAX * path.stat().st_size < bombs.UNPACKED_BYTES / 5


def test_a_packed_feed_is_read(read: Read) -> None:
    assert len(read(gzip.compress(RSS.encode())).products) == 2
    assert len(read(gzip.compress(gzip.compress(RSS.encode()))).products) == 2


@pytest.mark.parametrize(
    ("text", "exponent", "expected"),
    [
        ("499.00 MXN", 2, Price(499_00, "MXN")),
        ("MXN 499", 2, Price(499_00, "MXN")),
        ("499.00MXN", 2, Price(499_00, "MXN")),
        ("1.299,50", 2, Price(1299_50, None)),
        ("$ 1.299", 2, Price(1299_00, None)),
        ("1,299.50", 2, Price(1299_50, None)),
        ("1,299", 2, Price(1299_00, None)),
        ("1.234.567", 2, Price(1234567_00, None)),
        ("1 299,5", 2, Price(1299_50, None)),
        ("R$ 12,90", 2, Price(12_90, "BRL")),
        ("US$12.9", 2, Price(12_90, "USD")),
        ("0.950", 2, Price(95, None)),
        ("3.400,00", 2, Price(3400_00, None)),
        ("12.990", 0, Price(12990, None)),
        ("1299.00", 0, Price(1299, None)),
        ("0", 2, Price(0, None)),
        ("12,34,567", 2, None),
        ("1.2.3", 2, None),
        ("12.345,678", 2, None),
        ("9.9999", 2, None),
        ("12.5", 0, None),
        ("gratis", 2, None),
        ("-5", 2, None),
        ("1e5", 2, None),
        ("", 2, None),
        ("٣٫٥", 2, None),
        ("9" * 41, 2, None),
        ("99999999999", 2, None),
    ],
)
def test_prices(text: str, exponent: int, expected: Price | None) -> None:
    assert price_of(text, exponent) == expected


@given(st.integers(1, 10**9))
def test_a_price_survives_every_way_of_writing_it(amount_minor: int) -> None:
    whole, decimals = divmod(amount_minor, 100)
    for group, mark in ((",", "."), (".", ","), (" ", ","), ("'", ".")):
        text = f"{whole:,}".replace(",", group) + f"{mark}{decimals:02}"
        assert price_of(text, 2) == Price(amount_minor, None), text
    assert price_of_number(Decimal(amount_minor).scaleb(-2), 2) == amount_minor


@given(st.text(max_size=60))
def test_no_text_breaks_the_price_reader(text: str) -> None:
    price = price_of(text, 2)

    assert price is None or 0 <= price.amount_minor <= 10**9


@given(st.lists(st.lists(st.text(alphabet="ab\",;\n'é ", max_size=6), min_size=2, max_size=3), max_size=8))
def test_what_a_spreadsheet_writes_is_read_back(rows: list[list[str]]) -> None:
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    target.seek(0)

    found = list(tables.records(target, ","))

    assert [record.cells for record in found] == rows


@given(st.text(alphabet='ab",\n', max_size=200))
def test_no_table_breaks_the_reader_or_loses_its_place(text: str) -> None:
    found = list(tables.records(io.StringIO(text, newline=""), ","))

    assert [record.line for record in found] == sorted(record.line for record in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain & simple", "Plain & simple"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b", "a\nb"),
        ("<ul><li>x<li>y</ul>", "• x\n• y"),
        ("<script>alert(1)</script>ok", "ok"),
        ("<img src=x onerror=alert(1)>ok &lt;b&gt;", "ok <b>"),
        ("<style>p{}</style><div>x</div>", "x"),
        ("5 < 6", "5 < 6"),
    ],
)
def test_html_becomes_plain_text(text: str, expected: str) -> None:
    assert plain_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apparel & Accessories > Clothing > Dresses", Category.CLOTHING),
        ("Women's Shoes", Category.SHOES),
        ("mens-watches", Category.ACCESSORIES),
        ("Categorías / Cocina", Category.KITCHEN),
        ("Alimentos para mascotas", Category.PETS),
        ("Zzz", None),
        ("", None),
    ],
)
def test_categories(text: str, expected: Category | None) -> None:
    assert category_of(text) is expected


def test_the_sign_between_cells_is_found_outside_quotes() -> None:
    assert sniff.delimiter_of(['"a;b;c;d",x,y']) == ","
    assert sniff.delimiter_of(["uno"]) == ","


values = st.text(alphabet="aAbé ", max_size=3)
variants = st.builds(
    ImportedVariant,
    key=st.text(alphabet="abc", min_size=1, max_size=2),
    values=st.lists(values, min_size=2, max_size=2),
    price_minor=st.integers(1, 1_000),
    sku=st.none() | st.text(alphabet="x", max_size=3),
)


@given(
    st.lists(variants, min_size=1, max_size=4, unique_by=lambda each: each.key),
    st.booleans(),
    st.text(alphabet="aé", min_size=1, max_size=200),
)
def test_what_the_preview_calls_right_the_catalogue_takes(
    found: list[ImportedVariant], has_attributes: bool, title: str
) -> None:
    product = ImportedProduct(
        external_id="1",
        title=title,
        option_names=["Title", "Size"],
        has_attributes=has_attributes,
        variants=found,
    )
    verdict = rules.check(product, line=1)
    source = Source(
        id=SourceId(new_id()), shop_id=ShopId(new_id()), name="x", url=None, mode=Mode.FULL,
        schedule=Schedule.OFF, category=Category.HOME, assumed_quantity=0, mapping={}, etag=None,
        modified=None, next_pull_at=None, created_at=JOINED,
    )  # fmt: skip

    if verdict.is_complete and not any(problem.is_error for problem in verdict.problems):
        new = rules.written(
            product, product_id=ProductId(new_id()), now_is=None, source=source, images=[], is_back=False
        )
        assert new
        assert len(checked(new).variants) == len(found)


def test_weights_and_tax_classes_are_read_in_the_words_of_their_makers(read: Read) -> None:
    table = (
        "Código;Producto;Precio;Peso (kg);Clase de impuesto\n"
        "A;Taza;10,00;0,35;Reducida\nB;Pan;10,00;;exento\nC;Libro;10,00;0;otra\n"
    )
    columns = read(table).head.columns
    told = read(table, mapping={column.name: column.field for column in columns if column.field}).products

    assert [(p.variants[0].weight_g, p.tax_class) for p in told.values()] == [
        (350, TaxClass.REDUCED),
        (None, TaxClass.ZERO),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("text", "weight_g"),
    [
        ("1200", 1_200),
        ("1.5 kg", 1_500),
        ("2 lb", 907),
        ("8oz", 227),
        ("0", None),
        ("-3", None),
        ("9999999", None),
    ],
)
def test_a_weight_is_grams_unless_its_unit_is_told(read: Read, text: str, weight_g: int | None) -> None:
    found = read(
        "Handle,Title,Option1 Name,Option1 Value,Variant Grams,Variant Price\n"
        f"taza,Taza,Title,Default Title,{text},189\n"
    )

    assert found.products["taza"].variants[0].weight_g == weight_g
