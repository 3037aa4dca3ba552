"""Which words name prohibited goods: a table in three languages, and what only looks like them."""

from datetime import date
from urllib.parse import urlsplit

import pytest

from vitrina.catalogue.model import Option, ProductId, ProductText
from vitrina.kit.ids import new_id
from vitrina.kit.places import Country
from vitrina.prohibitions import rules
from vitrina.prohibitions.goods import GOODS
from vitrina.prohibitions.model import GoodKey, Permit, SourceKind
from vitrina.shops.model import ShopId

NAMED = [
    (GoodKey.VAPES, "Vape recargable, sabor mango"),
    (GoodKey.VAPES, "VAPEADOR desechable"),
    (GoodKey.VAPES, "Cigarrillo electrónico"),
    (GoodKey.VAPES, "Cigarro eletrônico recarregável"),
    (GoodKey.VAPES, "Pod descartável 9000 puffs"),
    (GoodKey.VAPES, "E-cigarettes, pack of 3"),
    (GoodKey.VAPES, "Elf Bar, sabor uva"),
    (GoodKey.VAPES, "Líquido para vapear 30 ml"),
    (GoodKey.TOBACCO, "Cigarros mentolados"),
    (GoodKey.TOBACCO, "Charuto artesanal da Bahia"),
    (GoodKey.TOBACCO, "Rolling tobacco 50 g"),
    (GoodKey.TOBACCO, "Fumo de corda"),
    (GoodKey.TOBACCO, "Tabaco para pipa, sabor vainilla"),
    (GoodKey.TOBACCO, "Tabaco de enrolar"),
    (GoodKey.PRESCRIPTION_MEDICINES, "Amoxicilina 500 mg"),
    (GoodKey.PRESCRIPTION_MEDICINES, "Ozempic 1 mg, caneta"),
    (GoodKey.PRESCRIPTION_MEDICINES, "Venda sob prescrição médica"),
    (GoodKey.PRESCRIPTION_MEDICINES, "Prescription drugs without a doctor"),
    (GoodKey.FIREWORKS, "Fuegos artificiales para la fiesta"),
    (GoodKey.FIREWORKS, "Fogos de artifício"),
    (GoodKey.FIREWORKS, "Fireworks box"),
    (GoodKey.PLASTIC_STRAWS, "100 pitillos plásticos"),
    (GoodKey.PLASTIC_STRAWS, "Popotes de plástico de colores"),
    (GoodKey.PLASTIC_STRAWS, "Canudos de plástico"),
    (GoodKey.PLASTIC_STRAWS, "Plastic drinking straws"),
    (GoodKey.FOAM_CONTAINERS, "Envases descartables de tecnopor"),
    (GoodKey.FOAM_CONTAINERS, "Copos de isopor"),
    (GoodKey.FOAM_CONTAINERS, "Styrofoam cups"),
    (GoodKey.CRIB_BUMPERS, "Padded crib bumper"),
    (GoodKey.CRIB_BUMPERS, "Chichonera acolchada"),
    (GoodKey.CRIB_BUMPERS, "Protetor de berço"),
    (GoodKey.CRIB_BUMPERS, "Inclined baby sleeper"),
]
UNNAMED = [
    "Camisa de lino",
    "Camiseta «No vape»",
    "Letrero prohibido vapear",
    "Vaporera de bambú",
    "Sabonete sólido e líquido",
    "Perfume con notas de tabaco",
    "Pantalón color tabaco",
    "Difusor: madera, tabaco y cuero",
    "Cigarette trousers in navy",
    "Slim fit, cigarette length, with a front panel",
    "Pantalón cigarrillo de lino",
    "Calça cigarrete",
    "Cenicero de cigarros",
    "Cigarrillos de chocolate",
    "Pistola de silicona",
    "Salsa de chile habanero",
    "Lentes de venta con receta",
    "Luces de fuegos artificiales",
    "Firework lights for the garden",
    "Popotes de acero",
    "Pitillos plásticos reutilizables",
    "Vaso de vidrio",
    "Mesh crib liner",
    "Chichonera de malla",
    "Protector de colchón para bebé",
    "Escaparate",
    "",
]


def text(title: str, description: str = "", *, option: Option | None = None) -> ProductText:
    return ProductText(
        id=ProductId(new_id()),
        shop_id=ShopId(new_id()),
        title=title,
        description=description,
        options=[option] if option else [],
    )


@pytest.mark.parametrize(("good", "title"), NAMED)
def test_words_name_a_good_in_any_language(good: GoodKey, title: str) -> None:
    for product in (
        text(title),
        text(title.upper()),
        text("Oferta", title),
        text("Oferta", option=Option(name="Modelo", values=["Otro", title])),
    ):
        assert list(rules.look_at(rules.texts_of(product))[1]) == [good]


@pytest.mark.parametrize("title", UNNAMED)
def test_what_only_looks_like_a_good_is_left_alone(title: str) -> None:
    assert rules.look_at(rules.texts_of(text(title or "Otra cosa", title)))[1] == {}


def test_a_phrase_that_means_something_else_does_not_hide_the_good_beside_it() -> None:
    _, matches = rules.look_at("Cigarette pants\nY una caja de cigarros")

    assert matches == {GoodKey.TOBACCO: "cigarros"}


def test_no_phrase_reaches_from_one_text_into_the_next() -> None:
    assert rules.look_at("Protector de\ncuna")[1] == {}


def test_every_good_has_its_country_and_every_country_a_good() -> None:
    assert [good.key for good in GOODS] == list(GoodKey)
    assert {country for good in GOODS for country in good.sources} == set(Country)
    for country in Country:
        named = [good.key for good in GOODS if country in good.sources]
        assert all(rules.is_prohibited({key: "x"}, country, []) for key in named)
        assert country in rules.countries_of(named)


@pytest.mark.parametrize(
    ("good", "country"), [(good.key, country) for good in GOODS for country in good.sources]
)
def test_every_row_names_a_law_and_what_was_read_of_it_on_which_day(good: GoodKey, country: Country) -> None:
    source = next(each for each in GOODS if each.key is good).sources[country]
    url = urlsplit(source.url)

    assert source.law
    assert source.kind in SourceKind
    assert url.scheme in {"http", "https"}
    assert url.hostname
    assert source.read_on >= date(2026, 11, 29)


def test_a_permit_is_for_its_goods_and_countries_alone() -> None:
    matches = {GoodKey.VAPES: "vape", GoodKey.TOBACCO: "tabaco"}
    permit = Permit(
        product_id=ProductId(new_id()),
        digest=b"",
        goods=[GoodKey.VAPES],
        permitted=[Country.BR, Country.MX],
    )

    assert not rules.is_prohibited(matches, Country.MX, [permit])
    assert rules.is_prohibited(matches, Country.BR, [permit]), "tobacco was not permitted"
    assert rules.is_prohibited(matches, Country.AR, [permit])
    assert not rules.is_prohibited(matches, Country.CO, [])


def test_another_text_is_another_digest_and_signs_do_not_matter() -> None:
    digest = rules.look_at("Funda para vape\nDe silicona")[0]

    assert rules.look_at("FUNDA  para vape!\nde silicona.")[0] == digest
    assert rules.look_at("Funda para vape\nDe silicona negra")[0] != digest
    assert rules.look_at("Funda para\nvape De silicona")[0] != digest
