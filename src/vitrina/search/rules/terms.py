"""How a thing is written into the index: its words with their weights."""

from collections.abc import Iterable

from vitrina.kit.places import Language
from vitrina.search.rules.words import Word, forms, stems, words

WORDS_MAX = 60
# Somebody who talks for three minutes says some 500 words, half of them again and again.
SAID_WORDS_MAX = 400
SAID_LENGTH_MAX = 20_000
POSITION_MAX = 16_000
PLACES_MAX = 6
COUNTED_LENGTH_MIN = 2


class Terms:
    """Collects words; `text` is a tsvector.

    A: a word of a title as it was written.  B: its other forms.  C: what the thing is.
    D: what is told of it.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._at: dict[str, list[str]] = {}
        self._position = 0

    def add_title(self, text: str) -> None:
        """Add the words of a title, in all their forms."""
        for word in _first(text):
            self._place(word.written, "A")
            for form in forms(word) - {word.written}:
                self._place(form, "B")
            self._position += 1

    def add_kind(self, texts: Iterable[str]) -> None:
        """Add words for what the thing is."""
        for text in texts:
            for word in _first(text):
                for form in forms(word):
                    self._place(form, "C")
                self._position += 1

    def add_description(self, text: str, language: Language) -> None:
        """Add words of a longer text, in their forms of its language."""
        for word in _first(text):
            for form in {word.folded} | stems(language, word.folded):
                self._place(form, "D")
            self._position += 1

    def add_said(self, text: str, language: Language) -> None:
        """Add words of what is said, each once: what is said often is not what a clip is about."""
        said = dict.fromkeys(each.folded for each in words(text, length_max=SAID_LENGTH_MAX))
        for word in list(said)[:SAID_WORDS_MAX]:
            for form in {word} | stems(language, word):
                self._place(form, "D")
            self._position += 1

    def text(self) -> str:
        """Write the tsvector; words hold only letters and digits, so nothing needs an escape."""
        return " ".join(f"'{form}':{','.join(places)}" for form, places in self._at.items())

    def _place(self, form: str, weight: str) -> None:
        places = self._at.setdefault(form, [])
        if len(places) < PLACES_MAX and self._position < POSITION_MAX:
            places.append(f"{self._position + 1}{weight}")


def counted_words(*texts: str) -> dict[str, str]:
    """List the words of titles for the dictionary: each without accents, with how it was written.

    Words with a digit are models and sizes: nobody's spelling of them is corrected.
    """
    found: dict[str, str] = {}
    for text in texts:
        for word in _first(text):
            if len(word.folded) >= COUNTED_LENGTH_MIN and word.folded.isalpha():
                found.setdefault(word.folded, word.written)
    return found


def profile_terms(name: str, handle: str, about: str) -> str:
    """Write what a person or a shop is found by."""
    terms = Terms()
    terms.add_title(f"{name} {handle}")
    terms.add_description(about, Language.ES)
    return terms.text()


def clip_terms(
    caption: str, titles: Iterable[str], creator: str, *, said: Iterable[tuple[Language, str]] = ()
) -> str:
    """Write what a clip is found by: its caption, what it shows, who made it, what is said in it."""
    terms = Terms()
    terms.add_title(caption)
    terms.add_kind([*titles, creator])
    for language, text in said:
        terms.add_said(text, language)
    return terms.text()


def _first(text: str) -> list[Word]:
    found: list[Word] = []
    for word in words(text):
        found.append(word)
        if len(found) == WORDS_MAX:
            break
    return found
