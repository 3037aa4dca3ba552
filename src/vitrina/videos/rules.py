"""Decisions of videos."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from vitrina.catalogue.model import ProductId
from vitrina.kit.errors import Malformed, Refusal
from vitrina.kit.text import clean_line, clean_text
from vitrina.media.errors import Fault
from vitrina.media.model import DURATION_MAX_MS
from vitrina.videos.errors import (
    NoPicture,
    NotAVideo,
    NothingLeft,
    ProductNotShown,
    TagOutside,
    TooManyPixels,
    VideoBroken,
    VideoTooLong,
)
from vitrina.videos.model import COMMENT_LENGTH_MAX, MENTIONS_MAX, HeldBecause, Tag

REFUSALS: dict[Fault, type[Refusal]] = {
    Fault.NOT_A_VIDEO: NotAVideo,
    Fault.NO_PICTURE: NoPicture,
    Fault.BROKEN: VideoBroken,
    Fault.TOO_LONG: VideoTooLong,
    Fault.TOO_MANY_PIXELS: TooManyPixels,
    Fault.NOTHING_LEFT: NothingLeft,
}

NAMED = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9._]{1,28}[a-z0-9])", re.IGNORECASE)
# A scheme, www, or a name under a domain that spam uses; "hola.que tal" is no link.
LINK = re.compile(
    r"https?://|\bwww\.|\b[a-z0-9-]+\.(?:com|net|org|info|shop|store|online|site|xyz|top|club|live|app|link|me|ly"
    r"|io|gg|ru|cn|tk|mx|br|co|cl|ar|pe|us)(?:\.[a-z]{2})?\b",
    re.IGNORECASE,
)


def comment_text(text: str) -> str:
    """Make a comment plain text of a few lines. Raises Malformed when nothing is left, or too much."""
    cleaned = clean_text(text)
    if not 0 < len(cleaned) <= COMMENT_LENGTH_MAX:
        raise Malformed({"text": f"1 to {COMMENT_LENGTH_MAX} characters"})
    return cleaned


def list_name(text: str) -> str:
    """Make the name of a list one line. Raises Malformed when nothing is left."""
    name = clean_line(text)
    if not name:
        raise Malformed({"name": "must not be empty"})
    return name


def named_handles(text: str) -> list[str]:
    """Find the handles that a comment names: the first few, each once, as they are stored."""
    found = dict.fromkeys(match.lower() for match in NAMED.findall(text))
    return list(found)[:MENTIONS_MAX]


def fold(text: str) -> str:
    """Reduce a text to lower-case words without accents and signs, for comparing."""
    # Twice: a letter of mathematics is decomposed to one that has a lower case.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).casefold()
    return " ".join(re.findall(r"\w+", "".join(each for each in plain if not unicodedata.combining(each))))


def filter_words(words: Sequence[str]) -> list[str]:
    """Fold the words of a filter, each once; what has no letter or digit is left out."""
    return list(dict.fromkeys(folded for word in words if (folded := fold(word))))


def why_held(
    text: str, *, words: Collection[str], is_newcomer: bool, is_repeated: bool
) -> HeldBecause | None:
    """Tell why a comment waits for the creator of the clip; None when everybody sees it at once.

    words: folded; whole words hold, not parts of others.
    """
    said = f" {fold(text)} "
    if any(f" {word} " in said for word in words):
        return HeldBecause.WORD
    if is_newcomer and LINK.search(text):
        return HeldBecause.LINK
    return HeldBecause.DUPLICATE if is_repeated else None


def caption(text: str) -> str:
    """Make a caption plain text of several lines."""
    return clean_text(text)


def check_tags(tags: Sequence[Tag], *, duration_ms: int | None, on_sale: Collection[ProductId]) -> None:
    """Refuse tags outside the clip or of products that are not for sale.

    duration_ms: None while the clip is being prepared; then the longest that a clip may be counts.
    Raises TagOutside, ProductNotShown.
    """
    end_ms = duration_ms or DURATION_MAX_MS
    if any(not 0 <= tag.from_ms < tag.to_ms <= end_ms for tag in tags):
        raise TagOutside(duration_ms=end_ms)
    if any(tag.product_id not in on_sale for tag in tags):
        raise ProductNotShown
