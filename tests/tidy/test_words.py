"""The catalogues say what a person of each language would say, as far as a machine can tell."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

LOCALES = Path(__file__).parents[2] / "src" / "vitrina" / "locales"
LANGUAGES = ("es", "pt", "en")
CATALOGUES = tuple(f"{folder}{language}" for folder in ("", "server/") for language in LANGUAGES)
PARAMETER = re.compile(r"\{[^}]*\}")

# Words of another way to address people, or of another country, and what we say instead.
NOT_OURS = {
    "es": {
        r"\b(usted|ustedes|vosotros|vuestr[oa]s?)\b": "tú",
        r"\b(añadir|añade)\b": "agregar",
        r"\b(ordenador|móvil)\b": "dispositivo, teléfono",
        r"\bcesta\b": "carrito",
        r"\bimportes?\b": "monto",
        r"\bcuenta atrás\b": "cuenta regresiva",
        r"\binstancia\b": "sitio",
    },
    "pt": {
        r"\b(ecrã|telemóvel|utilizador)\b": "tela, celular, usuário",
        r"\bconfigurações\b": "ajustes",
        r"\binstância\b": "site",
    },
    "en": {
        r"\be-mails?\b": "email",
        r"\bmails?\b": "email",
        r"\bwho (runs|looks after)\b": "whoever",
        r"\b(herself|her|she)\b": "they",
        r"\binstance\b(?<!for instance)": "site",
    },
}
# Where such a word is the right one.
RIGHT_HERE = {
    ("pt", "live.camera_denied_text"),  # The settings of a browser have that name.
    ("en", "deletion.only_operator"),  # "The only person who looks after this site".
}
# Messages whose number is never one, and the one that is right with it ("1 dos produtos").
NEVER_ONE = {
    "book.full",
    "book.show_all",
    "coupon.some_products",
    "earnings.chart",
    "error.imports.too_much_would_vanish",
    "figures.all_days",
    "figures.days",
    "figures.hidden",
    "figures.note",
    "pay.parts",
    "push.many",
    "sell.last_days",
    "settings.password_hint",
}


def messages(catalogue: str) -> Iterator[tuple[str, str]]:
    """Say every text of one catalogue with its key; a message of two forms says both."""
    for key, message in json.loads((LOCALES / f"{catalogue}.json").read_text("utf-8")).items():
        if isinstance(message, str):
            yield key, message
        else:
            for text in message.values():
                yield key, text


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_a_text_is_typed_with_care(catalogue: str) -> None:
    faults = [
        key
        for key, text in messages(catalogue)
        if re.search(r" {2}|\.\.| [,;!?]|[\d}] %|[«»]", text) and not text.count("\n")
    ]

    assert not faults, f"double spaces or stops, a space before a sign, or other quotation marks: {faults}"


@pytest.mark.parametrize("catalogue", ("es", "server/es"))
def test_a_spanish_question_begins_with_its_mark(catalogue: str) -> None:
    faults = [
        key
        for key, text in messages(catalogue)
        for opening, closing in ("¿?", "¡!")
        if text.count(opening) != text.count(closing)
    ]

    assert not faults, f"¿…? and ¡…! come in pairs: {faults}"


@pytest.mark.parametrize("catalogue", ("pt", "en", "server/pt", "server/en"))
def test_no_other_language_borrows_the_spanish_marks(catalogue: str) -> None:
    assert not [key for key, text in messages(catalogue) if re.search("[¿¡]", text)]


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_a_catalogue_keeps_to_the_words_of_the_glossary(catalogue: str) -> None:
    language = catalogue[-2:]
    faults = [
        f"{key}: {found[0]!r} is {ours!r}"
        for key, text in messages(catalogue)
        for pattern, ours in NOT_OURS[language].items()
        if (found := re.search(pattern, PARAMETER.sub("", text), re.IGNORECASE))
        and (language, key) not in RIGHT_HERE
    ]

    assert not faults, f"see docs/concepts.md: {faults}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_with_forms_has_one_that_is_right_for_one_thing(language: str) -> None:
    """`1 días` is what a message without forms says of one; a message with forms says its number in both."""
    said = json.loads((LOCALES / f"{language}.json").read_text("utf-8"))

    for key, message in said.items():
        if not isinstance(message, str):
            assert set(message) == {"one", "other"}, key
            assert "{count}" in message["other"] or "{text}" in message["other"], key


@pytest.mark.parametrize("catalogue", ("es", "pt", "server/es", "server/pt"))
def test_no_number_that_may_be_one_stands_before_a_plural(catalogue: str) -> None:
    whole = json.loads((LOCALES / f"{catalogue}.json").read_text("utf-8"))
    plural = re.compile(
        r"\{(\w*(?:count|seconds|minutes|_s|quantity|units|pieces))\} (?!más\b|mais\b)[a-záéíóúãõç]{2,}s\b"
    )
    faults = [
        f"{key}: {text}"
        for key, text in messages(catalogue)
        if isinstance(whole[key], str) and key not in NEVER_ONE and plural.search(text)
    ]

    assert not faults, f"give it two forms, or put the number last: {faults}"
