"""What a product must be before it is written."""

import pytest
from msgspec.structs import replace

from tests.builders import new_product
from vitrina.catalogue import rules
from vitrina.catalogue.model import NewProduct, NewVariant, Option, VariantId
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.media.model import FileId

PICTURE = FileId(new_id())
SHIRT = new_product(100, 200)
SMALL, LARGE = SHIRT.variants


def variant(*values: str, price: int = 100, compare_at: int | None = None) -> NewVariant:
    return NewVariant(
        id=VariantId(new_id()), values=list(values), price_minor=price, compare_at_minor=compare_at
    )


def options(**values: list[str]) -> list[Option]:
    return [Option(name=name, values=each) for name, each in values.items()]


@pytest.mark.parametrize(
    ("product", "fields"),
    [
        (replace(SHIRT, title=" \u200b \x00"), {"title"}),
        (replace(SHIRT, images=[PICTURE, PICTURE]), {"images"}),
        (replace(SHIRT, variants=[variant("size 1"), variant("size 1")]), {"variants[1].values"}),
        (replace(SHIRT, variants=[variant("size 1"), variant("size 3")]), {"variants[1].values"}),
        (replace(SHIRT, variants=[variant()]), {"variants[0].values"}),
        (replace(SHIRT, variants=[variant("size 1", "red")]), {"variants[0].values"}),
        (replace(SHIRT, variants=[SMALL, replace(LARGE, id=SMALL.id)]), {"variants"}),
        (replace(SHIRT, options=[], variants=[variant(), variant()]), {"variants[1].values"}),
        (replace(SHIRT, variants=[variant("size 1", price=100, compare_at=100)]), {"variants[0].compare_at"}),
        (replace(SHIRT, options=options(size=["S", "s"]), variants=[variant("S")]), {"options[0].values"}),
        (replace(SHIRT, options=options(size=["S", " "]), variants=[variant("S")]), {"options[0].values"}),
        (
            replace(SHIRT, options=options(size=["S"], Size=["M"]), variants=[variant("S", "M")]),
            {"options"},
        ),
        (
            replace(SHIRT, options=[Option(name="\t", values=["S"])], variants=[variant("S")]),
            {"options[0].name"},
        ),
    ],
)
def test_what_is_not_whole_is_refused_with_every_wrong_field(product: NewProduct, fields: set[str]) -> None:
    with pytest.raises(Malformed) as caught:
        rules.checked(product)

    wrong = caught.value.fields["fields"]
    assert isinstance(wrong, dict)
    assert set(wrong) == fields  # type: ignore[reportUnknownArgumentType]


def test_texts_are_cleaned_before_they_are_compared() -> None:
    product = replace(
        SHIRT,
        title="  Linen\u200b   shirt\n",
        description="One\r\n\r\n\r\n\r\ntwo ",
        options=options(size=[" S ", "M"]),
        variants=[variant("S"), variant(" M")],
    )

    cleaned = rules.checked(product)

    assert (cleaned.title, cleaned.description) == ("Linen shirt", "One\n\ntwo")
    assert cleaned.options[0].values == ["S", "M"]
    assert [each.values for each in cleaned.variants] == [["S"], ["M"]]


def test_html_and_sql_are_only_text() -> None:
    title = "<script>alert('1')</script>'; drop table catalogue.products; --"

    assert rules.checked(replace(SHIRT, title=title)).title == title
