"""How words are compared: without accents, by their stem in each language."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Protocol, cast

from msgspec import Struct

from vitrina.kit.places import Language

WORD = re.compile(r"[^\W_]+")
HASHTAG = re.compile(r"#([^\W_][\w]*)")
WORD_LENGTH_MAX = 30
HASHTAG_LENGTH_MAX = 60
HASHTAGS_MAX = 30
TEXT_LENGTH_MAX = 5_000


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802  The library's name.


_STEMMERS = {Language.ES: "spanish", Language.PT: "portuguese", Language.EN: "english"}
# Portuguese and Spanish plurals that Snowball does not join with their singulars, without accents.
_PLURALS: Mapping[Language, tuple[tuple[str, str], ...]] = {
    Language.PT: (
        ("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("uis", "ul"), ("ns", "m"),
    ),
    Language.ES: (("ces", "z"),),
    Language.EN: (),
}  # fmt: skip
STOP_WORDS = frozenset(
    [
        "a",
        "al",
        "ante",
        "con",
        "da",
        "das",
        "de",
        "del",
        "do",
        "dos",
        "e",
        "el",
        "en",
        "la",
        "las",
        "lo",
        "los",
        "o",
        "os",
        "para",
        "por",
        "sin",
        "um",
        "uma",
        "un",
        "una",
        "unas",
        "unos",
        "y",
        "com",
        "em",
        "na",
        "nas",
        "no",
        "nos",
        "sem",
        "ao",
        "aos",
        "the",
        "an",
        "and",
        "for",
        "in",
        "of",
        "on",
        "or",
        "to",
        "with",
    ]
)


class Word(Struct, frozen=True):
    """A word as it was written in small letters, and without accents."""

    written: str
    folded: str


def fold(text: str) -> str:
    """Take the accents off."""
    marked = unicodedata.normalize("NFKD", text)
    return "".join(each for each in marked if not unicodedata.combining(each))


def words(text: str, *, length_max: int = TEXT_LENGTH_MAX) -> Iterator[Word]:
    """Read the words of a text, at most WORD_LENGTH_MAX letters of each."""
    small = unicodedata.normalize("NFKC", text[:length_max]).casefold()
    for found in WORD.findall(small):
        word = found[:WORD_LENGTH_MAX]
        if folded := fold(word)[:WORD_LENGTH_MAX]:
            yield Word(word, folded)


def hashtags(text: str) -> dict[str, str]:
    """Read the hashtags of a text: each without accents, with how it was written; at most HASHTAGS_MAX."""
    normal = unicodedata.normalize("NFKC", text[:TEXT_LENGTH_MAX])
    found: dict[str, str] = {}
    for written in HASHTAG.findall(normal):
        found.setdefault(as_hashtag(written), written[:HASHTAG_LENGTH_MAX])
    found.pop("", None)
    return dict(list(found.items())[:HASHTAGS_MAX])


def as_hashtag(text: str) -> str:
    """Write a hashtag as it is compared: small letters, no accents, no #."""
    small = fold(unicodedata.normalize("NFKC", text[:200]).casefold())
    return re.sub(r"[^\w]", "", small)[:HASHTAG_LENGTH_MAX]


@lru_cache(maxsize=100_000)
def stem(language: Language, folded: str) -> str:
    """Reduce a word without accents to its stem."""
    return _stemmer(language).stemWord(folded)


@cache
def _stemmer(language: Language) -> _Stemmer:
    # Brings the rules of thirty languages: only who searches waits for them.
    import snowballstemmer  # pyright: ignore[reportMissingTypeStubs]

    make = cast("Callable[[str], _Stemmer]", getattr(snowballstemmer, "stemmer"))  # noqa: B009  Without types.
    return make(_STEMMERS[language])


@lru_cache(maxsize=100_000)
def stems(language: Language, folded: str) -> frozenset[str]:
    """List what a word is compared by in a language: its stem, and its singular's."""
    found = {stem(language, folded)}
    for ending, singular in _PLURALS[language]:
        if folded.endswith(ending) and len(folded) > len(ending):
            found.add(stem(language, folded.removesuffix(ending) + singular))
    return frozenset(found)


def forms(word: Word) -> frozenset[str]:
    """List what a word is compared by in any language, apart from how it was written."""
    return frozenset({word.folded}).union(*(stems(each, word.folded) for each in Language))
