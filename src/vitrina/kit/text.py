"""Plain text from people: one line, many lines, handles."""

import re
import unicodedata
from collections.abc import Iterable

# A scheme, www, or a name under a domain that spam uses; "hola.que tal" is no link.
LINK = re.compile(
    r"https?://|\bwww\.|\b[a-z0-9-]+\.(?:com|net|org|info|shop|store|online|site|xyz|top|club|live|app|link|me|ly"
    r"|io|gg|ru|cn|tk|mx|br|co|cl|ar|pe|us)(?:\.[a-z]{2})?\b",
    re.IGNORECASE,
)
HANDLE = re.compile(r"^[a-z0-9](?:[a-z0-9._]{1,28})[a-z0-9]$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean_line(text: str) -> str:
    """Make one line of plain text: NFC, no control or direction marks, single spaces."""
    return " ".join(_CONTROL.sub("", unicodedata.normalize("NFC", text)).split())


def clean_text(text: str) -> str:
    """Make plain text of several lines: as clean_line per line, at most one empty line in a row."""
    lines = [clean_line(line) for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def slug(text: str) -> str:
    """Reduce a text to a-z, 0-9 and dots, at most 24 characters, for proposing a handle."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", ".", plain).strip(".")[:24]


def fold(text: str) -> str:
    """Reduce a text to lower-case words without accents and signs, for comparing."""
    # Twice: a letter of mathematics is decomposed to one that has a lower case.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).casefold()
    return " ".join(re.findall(r"\w+", "".join(each for each in plain if not unicodedata.combining(each))))


def fold_words(words: Iterable[str]) -> list[str]:
    """Fold words, each once; what has no letter or digit is left out."""
    return list(dict.fromkeys(folded for word in words if (folded := fold(word))))


def names_any(text: str, words: Iterable[str]) -> bool:
    """Tell whether a text says one of these folded words: whole words, not parts of others."""
    said = f" {fold(text)} "
    return any(f" {word} " in said for word in words)
