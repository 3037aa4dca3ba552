"""How words are compared, how questions are understood, what a typing error is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrina.catalogue.model import Option
from vitrina.kit.places import Language
from vitrina.search.rules import facets, queries, spelling, terms
from vitrina.search.rules.words import Word, fold, forms, hashtags, words

SAME = [
    # Spanish
    ("limón", "limones"), ("limon", "limón"), ("lápiz", "lápices"), ("luz", "luces"), ("cítrica", "cítricos"),
    ("camiseta", "camisetas"), ("jabón", "jabones"), ("pantalón", "pantalones"), ("niño", "ninos"),
    ("dulce", "dulces"), ("reloj", "relojes"), ("azul", "azules"), ("café", "cafes"),
    # Portuguese
    ("promoção", "promoções"), ("calção", "calções"), ("coração", "corações"), ("anel", "anéis"),
    ("batom", "batons"), ("lençol", "lençóis"), ("avental", "aventais"), ("pão", "pães"), ("tênis", "tenis"),
    ("botão", "botoes"), ("azul", "azuis"), ("bolsa", "bolsas"),
    # English
    ("shoe", "shoes"), ("candle", "candles"), ("bag", "bags"), ("watch", "watches"), ("party", "parties"),
]  # fmt: skip
DIFFERENT = [("sol", "sal"), ("casa", "cosa"), ("anillo", "anel"), ("mesa", "misa"), ("shoe", "show")]


def word(text: str) -> Word:
    [only] = words(text)
    return only


@pytest.mark.parametrize(("one", "other"), SAME)
def test_singular_plural_and_accents_are_one_word(one: str, other: str) -> None:
    assert forms(word(one)) & forms(word(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert not forms(word(one)) & forms(word(other))


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("coche", Language.ES, "auto"), ("autos", Language.ES, "carro"), ("móvil", Language.ES, "celular"),
        ("remera", Language.ES, "playera"), ("tênis", Language.PT, "sapatênis"),
        ("óculos", Language.PT, "armação"),

        ("trainers", Language.EN, "sneakers"), ("sweater", Language.EN, "jumper"),
    ],
)  # fmt: skip
def test_synonyms_answer_in_their_language(text: str, language: Language, meant: str) -> None:
    [group] = queries.understand(text, language).groups

    assert forms(word(meant)) & group


def test_a_synonym_of_one_language_is_none_of_another() -> None:
    [group] = queries.understand("coche", Language.EN).groups

    assert "auto" not in group


@pytest.mark.parametrize(
    "typed", ["camsia", "cmisa", "camissa", "kamisa", "camisb", "amisa", "acmisa", "camis", "camisas"]
)
def test_one_wrong_letter_is_near(typed: str) -> None:
    assert spelling.is_near(typed, "camisa")
    assert spelling.keys(typed) & spelling.keys("camisa")


@pytest.mark.parametrize("typed", ["camisa", "cmsia", "camiseta", "kamiza", "", "abcdef"])
def test_two_wrong_letters_are_not(typed: str) -> None:
    assert not spelling.is_near(typed, "camisa")


LETTERS = st.text(st.sampled_from("abcde"), min_size=2, max_size=7)


@given(LETTERS, LETTERS)
def test_near_is_what_an_edit_makes(one: str, other: str) -> None:
    edits = {one[:i] + one[i + 1 :] for i in range(len(one))}
    edits |= {one[:i] + each + one[i:] for i in range(len(one) + 1) for each in "abcde"}
    edits |= {one[:i] + each + one[i + 1 :] for i in range(len(one)) for each in "abcde"}
    edits |= {one[:i] + one[i + 1] + one[i] + one[i + 2 :] for i in range(len(one) - 1)}

    assert spelling.is_near(one, other) == (other in edits - {one})
    if other in edits:
        assert spelling.keys(one) & spelling.keys(other)


def candidate(asked: str, known: str, count: int) -> spelling.Candidate:
    return spelling.Candidate(asked=asked, word=known, shown=known, use_count=count)


def test_the_first_letter_then_the_common_word_decides() -> None:
    found = spelling.best(
        "casa1",
        [candidate("casa1", "casar", 3), candidate("casa1", "casas", 9), candidate("casa1", "masa1", 99)],
    )

    assert found
    assert found.word == "casas"


def test_small_words_count_only_alone() -> None:
    assert [each.folded for each in queries.understand("camisa de la playa", Language.ES).words] == [
        "camisa",
        "playa",
    ]
    assert [each.folded for each in queries.understand("de la", Language.ES).words] == ["de", "la"]


def test_a_question_is_bounded() -> None:
    question = queries.understand("palabra " + " ".join(f"w{i}" for i in range(500)), Language.ES)

    assert len(question.words) <= queries.WORDS_MAX
    assert len(question.text) <= queries.QUERY_LENGTH_MAX


def test_most_forgives_one_word_of_three_and_two_of_five() -> None:
    three = queries.understand("uno1 dos2 tres3", Language.EN).most()
    five = queries.understand("a1 b2 c3 d4 e5", Language.EN).most()

    assert three
    assert three.count("|(") == 2
    assert five
    assert five.count("|(") == 9
    assert queries.understand("solo", Language.ES).most() is None


@given(st.text(max_size=300))
def test_whatever_is_typed_becomes_letters_and_digits_alone(text: str) -> None:
    question = queries.understand(text, Language.PT)

    for each in (
        question.every(),
        question.most() or "",
        question.any() or "",
        queries.prefix_query(text) or "",
    ):
        inside = each.split("'")[1::2]
        assert all(form.replace("_", "").isalnum() or not fold(form).isascii() for form in inside)
        assert "\\" not in each
        assert "\x00" not in each


@given(st.text(max_size=120))
def test_every_word_of_a_title_finds_it(title: str) -> None:
    collected = terms.Terms()
    collected.add_title(title)
    indexed = set(collected.text().split("'")[1::2])

    for each in list(words(title))[: terms.WORDS_MAX]:
        for group in queries.understand(each.written, Language.EN).groups:
            assert group & indexed


def test_hashtags_are_compared_without_accents_and_shown_as_written() -> None:
    assert hashtags("Mira #Verano2026 y #OtoñoFeliz, #verano2026 otra vez # #") == {
        "verano2026": "Verano2026",
        "otonofeliz": "OtoñoFeliz",
    }


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("Talla", "M", "size:m"), ("Tamanho", "GG", "size:gg"), ("Size", "XL", "size:xl"),
         ("Número", "26", "size:26"),
        ("Color", "Negro", "colour:black"), ("Cor", "Preto", "colour:black"),
        ("Colour", "black", "colour:black"),
        ("Color", "Terracota", "colour:terracota"), ("COR", "Azul", "colour:blue"),
    ],
)  # fmt: skip
def test_options_are_filtered_by_in_any_language(name: str, value: str, written: str) -> None:
    assert facets.facets([Option(name=name, values=[value])], [[value]]) == [written]


def test_other_options_are_no_facets() -> None:
    assert facets.facets([Option(name="Aroma", values=["Rosa"])], [["Rosa"]]) == []


def test_words_with_digits_are_nobodys_spelling() -> None:
    assert terms.counted_words("Lámpara LED x2 500ml") == {"lampara": "lámpara", "led": "led"}
