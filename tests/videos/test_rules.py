"""Where a product may be shown in a clip."""

import pytest

from vitrina.catalogue.model import ProductId
from vitrina.kit.ids import new_id
from vitrina.media.errors import Fault
from vitrina.videos import rules
from vitrina.videos.errors import NothingLeft, ProductNotShown, TagOutside
from vitrina.videos.model import Tag

PRODUCT = ProductId(new_id())


def check(from_ms: int, to_ms: int, duration_ms: int | None = 8_000) -> None:
    tag = Tag(product_id=PRODUCT, from_ms=from_ms, to_ms=to_ms)
    rules.check_tags([tag], duration_ms=duration_ms, on_sale={PRODUCT})


@pytest.mark.parametrize(("from_ms", "to_ms"), [(0, 8_000), (0, 1), (7_999, 8_000), (2_000, 5_000)])
def test_a_product_is_shown_inside_the_clip(from_ms: int, to_ms: int) -> None:
    check(from_ms, to_ms)


@pytest.mark.parametrize(("from_ms", "to_ms"), [(0, 8_001), (5_000, 5_000), (5_000, 4_000), (-1, 5)])
def test_a_product_outside_the_clip_is_refused(from_ms: int, to_ms: int) -> None:
    with pytest.raises(TagOutside) as refused:
        check(from_ms, to_ms)

    assert refused.value.fields == {"duration_ms": 8_000}


def test_while_a_clip_is_prepared_the_longest_clip_counts() -> None:
    check(0, 180_000, duration_ms=None)
    with pytest.raises(TagOutside):
        check(0, 180_001, duration_ms=None)


def test_what_is_not_for_sale_is_not_shown() -> None:
    with pytest.raises(ProductNotShown):
        rules.check_tags([Tag(product_id=PRODUCT, from_ms=0, to_ms=1)], duration_ms=5, on_sale=set())


def test_every_fault_of_a_file_has_a_sentence() -> None:
    assert rules.REFUSALS.keys() == set(Fault)
    assert rules.REFUSALS[Fault.NOTHING_LEFT] is NothingLeft


def test_a_caption_keeps_its_lines_and_loses_what_is_invisible() -> None:
    assert rules.caption(" Café \u202ede olla\n\n\n\nYa disponible\u200b ") == "Café de olla\n\nYa disponible"
