"""Texts as targets take them: without markup, control characters and, where refused, emoji."""

import re
import unicodedata

_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_SPACES = re.compile(r"[ \t]+")
# Symbols that are letters of trade and no emoji.
_KEPT = frozenset("©®™°№℃℉")
_SYMBOLS = frozenset("‼⁉ℹ〰〽▪▫◻◼◽◾↔↕↖↗↘↙⤴⤵")
_DROPPED = {"Cc", "Cf", "Cn", "Co", "Cs"}
TAGS_DEPTH_MAX = 8


def without_markup(text: str) -> str:
    """Take out what a reader of HTML would take for a tag; what it uncovers as well, so many times."""
    for _ in range(TAGS_DEPTH_MAX):
        shorter = _TAG.sub(" ", text)
        if shorter == text:
            return text
        text = shorter
    return text.replace("<", " ").replace(">", " ")


def is_emoji(mark: str) -> bool:
    """Whether a character is an emoji, a part of one, or a picture like it."""
    code = ord(mark)
    is_part = 0xFE00 <= code <= 0xFE0F or code == 0x20E3
    is_picture = 0x2600 <= code <= 0x27BF or 0x1F000 <= code <= 0x1FAFF
    is_symbol = unicodedata.category(mark) == "So" and mark not in _KEPT
    return is_part or is_picture or is_symbol or mark in _SYMBOLS


def plain_line(text: str, *, with_emoji: bool = False) -> str:
    """Write a text as one line of visible characters."""
    return " ".join(_plain(text, with_emoji=with_emoji).split())


def plain_lines(text: str, *, with_emoji: bool) -> str:
    """Write a text as lines of visible characters."""
    lines = [_SPACES.sub(" ", line).strip() for line in _plain(text, with_emoji=with_emoji).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _plain(text: str, *, with_emoji: bool) -> str:
    # First what nobody sees: "<\x00b>" is a tag once it is gone.
    lines = re.sub("\r\n|[\u2028\u2029]", "\n", text)
    seen = "".join(each for each in lines if _is_taken(each, with_emoji=with_emoji))
    return without_markup(unicodedata.normalize("NFC", seen))


def _is_taken(mark: str, *, with_emoji: bool) -> bool:
    if mark in {"\n", "\t"}:
        return True
    if unicodedata.category(mark) in _DROPPED:
        # The joiner holds a family of emoji together.
        return with_emoji and mark == "\u200d"
    return with_emoji or not is_emoji(mark)


def cut(text: str, length_max: int) -> str:
    """Cut a text to so many characters, at a space where there is one near."""
    if len(text) <= length_max:
        return text
    short = text[: length_max - 1]
    space = short.rfind(" ")
    return (short[:space] if space > length_max // 2 else short).rstrip() + "…"
